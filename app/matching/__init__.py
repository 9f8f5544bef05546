"""Whether two names mean the same person or body.

`MatchIndex` holds the names of all candidates; `MatchIndex.match` answers a name with the candidates that it may mean,
each with a score, the reasons for it and whether it is certain. Nothing here knows HTTP or SQL.
"""

from app.matching.candidates import Candidate, Entry, Query
from app.matching.certainty import same_life
from app.matching.index import MatchIndex, same_office

__all__ = ["Candidate", "Entry", "MatchIndex", "Query", "same_life", "same_office"]
