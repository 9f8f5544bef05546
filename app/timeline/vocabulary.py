"""The closed vocabularies: every word that a record or a request may use and that only a new version can add to.

Each member is its word (`ParticipationRole.CHAIR == "chair"`) and carries `label`, the word in English for people.
Members stand in the order in which they are listed and shown. Kinds, topics and places are open: the files set them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word of a closed vocabulary, with its label."""

    label: str

    def __new__(cls, word: str, label: str = "") -> Self:
        member = str.__new__(cls, word)
        member._value_ = word
        member.label = label
        return member


class ParticipationRole(Word):
    """How an actor took part in an event, or was spoken of in it."""

    AUTHOR = "author", "Author"
    SENDER = "sender", "Sender"
    RECIPIENT = "recipient", "Recipient"
    PARTICIPANT = "participant", "Participant"
    CHAIR = "chair", "Chair"
    HOST = "host", "Host"
    SIGNATORY = "signatory", "Signatory"
    SPONSOR = "sponsor", "Sponsor"
    OPPONENT = "opponent", "Opponent"
    OBSERVER = "observer", "Observer"
    PUBLISHER = "publisher", "Publisher"
    TRANSLATOR = "translator", "Translator"
    SUBJECT = "subject", "Subject"
    TARGET = "target", "Target"

    @property
    def acting(self) -> bool:
        """Whether someone in this role acts, and so may act for another; a subject or target is only spoken of."""
        return self not in {ParticipationRole.SUBJECT, ParticipationRole.TARGET}


class DocumentRole(Word):
    """How an actor stands to a document."""

    AUTHOR = "author", "Author"
    SENDER = "sender", "Sender"
    RECIPIENT = "recipient", "Recipient"
    SIGNATORY = "signatory", "Signatory"
    TRANSLATOR = "translator", "Translator"
    PUBLISHER = "publisher", "Publisher"
    MENTIONED = "mentioned", "Mentioned"

    @property
    def acting(self) -> bool:
        """Whether someone in this role acts, and so may act for another; who is mentioned is only spoken of."""
        return self is not DocumentRole.MENTIONED


class Manner(Word):
    """How an event answers an earlier one."""

    ACCEPTS = "accepts", "Accepts"
    REJECTS = "rejects", "Rejects"
    COUNTERS = "counters", "Counters"
    ASKS = "asks", "Asks"
    AMENDS = "amends", "Amends"
    ACKNOWLEDGES = "acknowledges", "Acknowledges"
    TAKES_UP = "takes_up", "Takes up"


class Relation(Word):
    """What a document is to an event."""

    PRODUCED = "produced", "Produced by it"
    REPORTS = "reports", "Reports it"
    SUBJECT = "subject", "Its subject"
    SOURCE = "source", "Its source"


class MembershipKind(Word):
    """Whether a part of a body acts for it: an organ does, a member does not."""

    MEMBER = "member", "Member"
    ORGAN = "organ", "Organ"


class MemberCapacity(Word):
    """As what a member belongs to its group."""

    SIGNATORY = "signatory", "Signatory"
    POWER = "power", "Power in a joint body"
    PARTY = "party", "Party"
    RULING_PARTY = "ruling party", "Ruling party"


class OfficeCapacity(Word):
    """What sort of office a tenure is of."""

    STATE = "state", "State"
    PARTY = "party", "Party"
    PARLIAMENT = "parliament", "Parliament"
    INTERNATIONAL = "international", "International"


class Confidence(Word):
    """How well a record's facts are attested."""

    HIGH = "high", "High: an official edition or two independent sources"
    MEDIUM = "medium", "Medium: one good source, or the day inferred"
    LOW = "low", "Low: a single weak source, or an inference"


class Seen(Word):
    """How much of a paragraph's text the curators have read."""

    SEEN = "seen", "Text read"
    PART = "part", "Read in part"
    SECONDARY = "secondary", "Known from summaries or quotations"
    NOT_SEEN = "not-seen", "General knowledge, to be checked before it is quoted"


class Layout(Word):
    """What an edition prints a part of a document as, if not as a paragraph."""

    HEADING = "heading", "Heading"
    OPENING = "opening", "Opening"
    CLOSING = "closing", "Closing"
    ITEM = "item", "Item of a list"
    ROW = "row", "Row of a table"
    QUOTATION = "quotation", "Quotation"


class Verification(Word):
    """How far an actor's record was checked against sources."""

    CHECKED = "checked", "Life dates and main office checked"
    PARTLY = "partly", "The part relevant here checked"
    UNCHECKED = "unchecked", "General reference knowledge"


class Verdict(Word):
    """Whether an actor of an import is the same as one of the leading collection."""

    SAME = "same", "The same"
    NOT_SAME = "not the same", "Not the same"
    POSSIBLE = "possible", "Possibly the same"


class DecidedBy(Word):
    """Who says whether two actors are the same; the first of them counts."""

    FILES = "files", "The identities in the data files"
    CURATOR = "curator", "The file of identities beside the database"
    MATCHER = "matcher", "The matcher of names"


class PlacePrecision(Word):
    """What a place's coordinates stand for, from the narrowest to the widest."""

    BUILDING = "building", "Building"
    LOCALITY = "locality", "Locality"
    CITY = "city", "City"
    COUNTRY = "country", "Country"


class ClaimStatus(Word):
    """The curators' verdict on the evidence for a claim."""

    SUPPORTED = "supported", "Supported"
    PARTLY_SUPPORTED = "partly-supported", "Partly supported"
    DISPUTED = "disputed", "Disputed"
    CONTRADICTED = "contradicted", "Contradicted"
    UNVERIFIED = "unverified", "Unverified"


VERDICTS: Mapping[ClaimStatus, str] = {
    ClaimStatus.SUPPORTED: "The records bear it out.",
    ClaimStatus.PARTLY_SUPPORTED: "The records bear out a part of it, or with limits.",
    ClaimStatus.DISPUTED: "Historians or records are divided over it.",
    ClaimStatus.CONTRADICTED: "The records speak against it in its main points.",
    ClaimStatus.UNVERIFIED: "There is no verdict yet: the records that the editors have seen do not decide it.",
}
"""What a verdict means, in a sentence for readers."""


class Stance(Word):
    """What a passage does to a claim."""

    SUPPORTS = "supports", "Supports"
    DISPUTES = "disputes", "Disputes"
    QUALIFIES = "qualifies", "Qualifies"


class ResultType(Word):
    """What a search over everything finds."""

    EVENT = "event", "Event"
    ACTOR = "actor", "Actor"
    DOCUMENT = "document", "Document"
    PARAGRAPH = "paragraph", "Paragraph"
    CLAIM = "claim", "Claim"


class SuggestedType(Word):
    """What names and titles are completed of."""

    EVENT = "event", "Event"
    ACTOR = "actor", "Actor"
    DOCUMENT = "document", "Document"
    PLACE = "place", "Place"
    TOPIC = "topic", "Topic"


class ActorScope(Word):
    """Whose acts count as an actor's in a request: its own, or those of its representatives too."""

    SELF = "self", "The actor itself"
    REPRESENTATIVES = "representatives", "The actor and whoever represents it"


class ExchangeScope(Word):
    """How far an exchange goes: what a move answers and what answers it, or all that is connected with it."""

    LINE = "line", "What it answers and what answers it"
    WHOLE = "whole", "Everything connected by answers"


class Certainty(Word):
    """Whether a tenure, a membership or a link of representation holds on all the days in question."""

    CERTAIN = "certain", "Certain"
    POSSIBLE = "possible", "Possible"
