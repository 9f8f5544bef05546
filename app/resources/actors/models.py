"""Actors: whoever acts."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel

from app.database.columns import CLUSTERED, JSON_TEXT, STRICT, word_column
from app.resources.claims.models import Claim
from app.resources.faces import CollectedRow, DatedRow, FileRecord, ResponseModel
from app.resources.facets import FacetedList
from app.resources.fields import Aliases, EdtfText, Id, Language, Line, Note, Prose, RecordId, Script, Slug, SpanEnd
from app.resources.memberships.models import Membership, MembershipRecord
from app.resources.shared import (
    CollectionId,
    Date,
    Identifier,
    IdentifierRecord,
    Licence,
    Link,
    Links,
    Named,
    Source,
    Sources,
    Updated,
)
from app.resources.tenures.models import Tenure, TenureRecord
from app.timeline.vocabulary import DecidedBy, Verdict, Verification


class ActorPart(SQLModel):
    """The key of what an actor lists: the actor and the place in its list."""

    actor: str = ColumnField(primary_key=True, foreign_key="actor.id")
    position: int = ColumnField(primary_key=True)


class OtherNameBase(SQLModel):
    """A further name of an actor: in another language or script, a birth name, an abbreviation."""

    name: Annotated[
        Line, Field(description="The name as written in that language.", examples=["Вячеслав Михайлович Молотов"])
    ]
    language: Annotated[Language | None, Field(description="ISO 639 code, such as ru.")] = None
    script: Annotated[Script | None, Field(description="ISO 15924 code, such as Cyrl.", examples=["Cyrl"])] = None
    note: Annotated[
        Prose | None,
        Field(description="What sort of name it is: birth name, pen name.", examples=["birth name"]),
    ] = None


class ActorNameRow(OtherNameBase, ActorPart, table=True):
    """A further name of an actor."""

    __tablename__ = "actor_name"
    __table_args__ = CLUSTERED


class OtherNameRecord(OtherNameBase, FileRecord):
    """A further name of an actor: in another language or script, a birth name, an abbreviation."""


class OtherName(OtherNameBase, ResponseModel):
    """A name in another language or script, or a former one."""


class ActorIdentifierRow(ActorPart, table=True):
    """An identifier of an actor."""

    __tablename__ = "actor_identifier"
    __table_args__ = CLUSTERED
    scheme: str
    value: str


class ActorBase(SQLModel):
    """Whoever acts: a person, state, ministry, organisation, alliance, party, newspaper or body."""

    id: RecordId
    kind: Annotated[
        Slug,
        ColumnField(
            index=True,
            description="Kind, open: a slug with a label, see `kinds` in `/v1/dataset`.",
            schema_extra={"examples": ["person"]},
        ),
    ]
    name: Annotated[Line, Field(description="Name as it is shown, in the language of the collection.")]
    summary: Annotated[Prose, Field(description="Who or what it is, in one or two sentences of our own.")]
    verification: Annotated[
        Verification,
        ColumnField(
            sa_type=word_column(Verification),
            description="How well the record was checked. checked: life dates and main office seen; partly: the part "
            "relevant here seen; unchecked: general reference knowledge.",
        ),
    ]
    note: Note = None


class StoredActorBase(ActorBase):
    """What a data file and the table have of an actor besides."""

    sort_name: Annotated[
        Line | None,
        Field(description="Name as it is sorted and cited: family name, comma, given names. Left out: the name."),
    ] = None


class ActorRow(StoredActorBase, DatedRow, CollectedRow, table=True):
    """Whoever acts. The date is the life or existence as one interval."""

    __tablename__ = "actor"
    __table_args__ = STRICT


class MaybeSameRow(SQLModel, table=True):
    """Two actors who may be one, not judged yet. Each pair is there at both."""

    __tablename__ = "maybe_same"
    __table_args__ = CLUSTERED
    actor: str = ColumnField(primary_key=True, foreign_key="actor.id")
    other: str = ColumnField(primary_key=True, foreign_key="actor.id")
    position: int | None = None
    """The place in the list of `actor`; null where only `other` names it."""


class OfficeDayBase(SQLModel):
    """A day on which the source of an import names an actor in an office.

    It is no tenure. It tells whether an actor of another collection is the same: one who held that office that day.
    """

    office: Annotated[Line, Field(description="Title of the office, as the source has it.", examples=["President"])]
    date: Annotated[EdtfText, Field(description="The day or days, as EDTF in quotes.", examples=["1955-07-18"])]


class OfficeDayRow(OfficeDayBase, ActorPart, table=True):
    """A day on which the source of an import names an actor in an office."""

    __tablename__ = "office_day"
    __table_args__ = CLUSTERED


class OfficeDayRecord(OfficeDayBase, FileRecord):
    """A day on which the source names the actor in an office. It is no tenure: it helps to tell who this is."""


class ActorRecord(StoredActorBase, FileRecord):
    """Whoever acts: a person, state, ministry, organisation, alliance, party, newspaper or body."""

    other_names: Annotated[
        tuple[OtherNameRecord, ...], Field(description="Names in other languages and scripts, and other names borne.")
    ] = ()
    aliases: Aliases = ()
    identifiers: Annotated[
        tuple[IdentifierRecord, ...], Field(description="Identifiers elsewhere, only where looked up.")
    ] = ()
    born: Annotated[SpanEnd | None, Field(description="Birth of a person: day, month or year, in quotes.")] = None
    died: Annotated[
        SpanEnd | None, Field(description="Death of a person, in quotes. Left out: unknown; '..': lives.")
    ] = None
    founded: Annotated[SpanEnd | None, Field(description="Beginning of what is not a person, in quotes.")] = None
    dissolved: Annotated[
        SpanEnd | None, Field(description="End of what is not a person, in quotes. '..': exists to this day.")
    ] = None
    offices: Annotated[tuple[TenureRecord, ...], Field(description="Offices held, the earliest first.")] = ()
    seen_in_office: Annotated[
        tuple[OfficeDayRecord, ...],
        Field(description="Days on which a source names it in an office; for imports, to tell who it is."),
    ] = ()
    member_of: Annotated[tuple[MembershipRecord, ...], Field(description="What it belonged to.")] = ()
    maybe_same_as: Annotated[
        tuple[Slug, ...], Field(description="Ids of actors who may be this one: nobody has judged yet.")
    ] = ()
    sources: Annotated[Sources, Field(description="Needed unless `verification` is unchecked.")] = ()


class IdentityBase(SQLModel):
    """A judgement of the curators: which actors of imported collections are the same as a curated one, or are not.

    It has an effect in the collection that leads (`app/loading/identities.py`), once both actors are loaded.
    """

    actor: Annotated[Slug, Field(description="Id of the curated actor, which leads.")]
    same_as: Annotated[
        tuple[Slug, ...],
        ColumnField(sa_type=JSON_TEXT, description="Ids of imported actors who are the same; they lead to this one."),
    ] = ()
    not_same_as: Annotated[
        tuple[Slug, ...],
        ColumnField(sa_type=JSON_TEXT, description="Ids of imported actors who are not the same, however alike."),
    ] = ()
    note: Note = None


class IdentityRow(IdentityBase, CollectedRow, table=True):
    """A judgement in the files of a collection."""

    __tablename__ = "identity"
    __table_args__ = CLUSTERED
    collection: str = ColumnField(primary_key=True, foreign_key="collection.id")
    position: int = ColumnField(primary_key=True)


class IdentityRecord(IdentityBase, FileRecord):
    """A judgement of the curators: which actors of imported collections are the same as a curated one, or are not."""


class JudgementRow(SQLModel, table=True):
    """What a curator says of an actor of an import and one of the leading collection, who need not be loaded.

    It stays while collections are replaced and removed.
    """

    __tablename__ = "judgement"
    __table_args__ = CLUSTERED
    imported: str = ColumnField(primary_key=True)
    actor: str = ColumnField(primary_key=True)
    verdict: Verdict = ColumnField(sa_type=word_column(Verdict))


class DecisionRow(SQLModel, table=True):
    """Whether an imported actor is a curated one. At most one row of an imported actor says `same`."""

    __tablename__ = "decision"
    __table_args__ = CLUSTERED
    imported: str = ColumnField(primary_key=True)
    actor: str = ColumnField(primary_key=True)
    verdict: Verdict = ColumnField(sa_type=word_column(Verdict))
    decided_by: DecidedBy = ColumnField(sa_type=word_column(DecidedBy))
    score: float | None = None
    """How well the names agree, from 0 to 100; null where they were not compared."""
    reasons: list[str] = ColumnField(default_factory=list, sa_type=JSON_TEXT)


class ActorCounts(ResponseModel):
    """In how many records an actor stands."""

    events: Annotated[int, Field(description="Events, in any role.")]
    documents: Annotated[int, Field(description="Documents, in any role.")]
    by_role: Annotated[dict[str, int], Field(description="Events and documents by role.", examples=[{"author": 4}])]


class ActorLinks(Links):
    """Addresses around an actor."""

    events: Annotated[Link, Field(description="Events with the actor.")]
    documents: Annotated[Link, Field(description="Documents with the actor.")]


class Actor(ActorBase, ResponseModel):
    """An actor as lists show it."""

    key_order = "id kind name other_names date summary verification identifiers aliases counts collection"

    other_names: Annotated[list[OtherName], Field(description="Names in other languages and scripts.")]
    date: Annotated[Date | None, Field(description="Life or existence as one interval.")]
    identifiers: Annotated[list[Identifier], Field(description="Numbers in authority files.")]
    aliases: Annotated[list[Id], Field(description="Other ids that work as this one.")]
    counts: ActorCounts
    collection: CollectionId
    updated: Updated
    licence: Licence
    links: ActorLinks


class ActorDetail(Actor):
    """An actor with all that is known of it."""

    tenures: Annotated[list[Tenure], Field(description="Offices held, the earliest first.")]
    memberships: Annotated[list[Membership], Field(description="What it belonged to.")]
    maybe_same_as: Annotated[list[Named], Field(description="Actors who may be the same; nobody has judged it.")]
    claims: Annotated[list[Claim], Field(description="Claims about it.")]
    citations: Annotated[list[Source], Field(description="Where its facts come from.")]


class ActorList(FacetedList):
    """A page of actors."""

    items: list[Actor]
