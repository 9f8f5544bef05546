"""When the best candidate is certain to be the one that is meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.matching.candidates import Entry
from app.matching.comparing import Agreement

SAME_FAMILY = 0.98
"""A family name that is only alike is never certain."""
MARGIN = 20.0
"""Points by which every other candidate that may be meant must be behind."""
RIVAL_FAMILY = 0.9
YEARS_APART = 1
"""Years by which sources may differ about one birth or death."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with all that speaks for it. `score` may be above 100.

    `lives` None: the years of life are not known on both sides.
    """

    entry: Entry
    agreement: Agreement
    score: float
    lives: bool | None
    reasons: tuple[str, ...]


def same_life(entry: Entry, born: int | None, died: int | None) -> bool | None:
    """Whether years of life agree with those of an entry; None where there is nothing to compare."""
    pairs = [(one, other) for one, other in ((born, entry.born), (died, entry.died)) if one and other]
    if not pairs:
        return None
    return all(abs(one - other) <= YEARS_APART for one, other in pairs)


def is_certain(ranked: Sequence[Judged], bearers: int) -> bool:
    """Whether the first of the candidates, the best first, is certain. `bearers`: entries with its family name."""
    best = ranked[0]
    agreement = best.agreement
    if best.lives is False or agreement.conflicts or not agreement.same_generation or agreement.family < SAME_FAMILY:
        return False
    if agreement.generation_missing and not best.lives:
        return False
    if any(_may_be_meant(other, best) for other in ranked[1:]):
        return False
    if best.entry.is_person:
        return _identifies(agreement, bearers, lives=bool(best.lives))
    return agreement.same_words


def _identifies(agreement: Agreement, bearers: int, *, lives: bool) -> bool:
    """Whether what agrees would be too much for a namesake."""
    if lives:
        return agreement.full + agreement.initials > 0
    if agreement.full and (agreement.full + agreement.initials > 1 or agreement.same_words):
        return True
    return agreement.full > 0 and bearers == 1


def _may_be_meant(other: Judged, best: Judged) -> bool:
    if other.lives is False or (best.lives and other.lives is None and best.agreement.full):
        return False
    if other.agreement.family < RIVAL_FAMILY or not other.agreement.same_generation:
        return False
    return other.score > best.score - MARGIN
