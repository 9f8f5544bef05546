"""The format of the data files: what each record holds, key by key, and the data set that they make together.

Values come as the texts of a file or as values made by code: numbers and truth values may be either. What a record can
tell about itself alone is checked here, what it says of others in `app.loading.check`. The JSON Schema of the files is
made of these models (`app.loading.json_schema`), so every description here is what an editor shows.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.loading.yaml_nodes import Position
from app.timeline import dates, vocabulary

RecordType = Literal["event", "actor", "document", "claim", "place", "topic"]

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ONE_LINE = r"^[^\n]+$"
LANGUAGE = r"^[a-z]{2,3}$"
SCRIPT = r"^[A-Z][a-z]{3}$"
COUNTRY = r"^[A-Z]{2}$"
URL = r"^https?://[^\s/]+(/\S*)?$"

EXPECTED = {
    SLUG: "a slug: lower-case letters and digits in groups joined by single hyphens, such as berlin-conference-1954",
    ONE_LINE: "a text on one line",
    LANGUAGE: "a language code of ISO 639 in lower case, such as en or ru",
    SCRIPT: "a script code of ISO 15924, such as Cyrl or Latn",
    COUNTRY: "a country code of ISO 3166-1 alpha-2, such as DE",
    URL: "an address that begins with http:// or https://, without spaces",
}
"""What a value that does not match a pattern should have been, in words."""


def _whole_number(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise PydanticCustomError("whole_number", "'{value}' is not a whole number", {"value": value})
        return int(value)
    return value


def _decimal(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", value):
            raise PydanticCustomError("decimal", "'{value}' is not a number of degrees", {"value": value})
        return float(value)
    return value


def _truth(value: object) -> object:
    if isinstance(value, str):
        if value not in {"true", "false"}:
            raise PydanticCustomError("truth", "'{value}' is neither true nor false", {"value": value})
        return value == "true"
    return value


def _edtf(value: str) -> str:
    try:
        dates.parse(value)
    except dates.InvalidDate as error:
        raise PydanticCustomError("edtf", "{reason}", {"reason": str(error)}) from error
    return value


def _end(value: str) -> str:
    if value != ".." and re.search(r"[/\[\]{}]|\.\.", value):
        raise PydanticCustomError("end", "'{value}' is not one date: it is one end of a span", {"value": value})
    return value if value == ".." else _edtf(value)


Slug = Annotated[str, StringConstraints(strict=True, pattern=SLUG, max_length=100)]
Line = Annotated[str, StringConstraints(strict=True, pattern=ONE_LINE, max_length=1_000)]
Prose = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100_000)]
Url = Annotated[str, StringConstraints(strict=True, pattern=URL, max_length=2_000)]
Language = Annotated[str, StringConstraints(strict=True, pattern=LANGUAGE)]
EdtfText = Annotated[str, StringConstraints(strict=True, max_length=100), AfterValidator(_edtf)]
SpanEnd = Annotated[str, StringConstraints(strict=True, max_length=50), AfterValidator(_end)]
Truth = Annotated[bool, Field(strict=True), BeforeValidator(_truth)]
Whole = Annotated[int, Field(strict=True, ge=1, le=999_999), BeforeValidator(_whole_number)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), BeforeValidator(_decimal)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), BeforeValidator(_decimal)]

Id = Annotated[
    Slug, Field(description="Lower-case letters and digits joined by hyphens, at most 100. It never changes again.")
]
Aliases = Annotated[
    tuple[Slug, ...],
    Field(description="Earlier ids of this record, and ids that users would try. Each belongs to one."),
]
Kind = Annotated[Slug, Field(description="A slug that has its label under `kinds`.")]
Note = Annotated[Prose | None, Field(description="What a reader must know besides: doubts, conflicting sources.")]
EventDate = Annotated[
    EdtfText,
    Field(
        description="When, as EDTF (ISO 8601-2), in quotes: '1954-03-26', '1954-03' (some time in it), "
        "'1954-01-25/1954-02-18' (from and to), '[1954-02-10..1954-03-26]' (one day of these), '1954-03?' (uncertain), "
        "'1954-03~' (about)."
    ),
]
Actors = Annotated[Slug, Field(description="Id of the actor.")]
DocumentId = Annotated[Slug, Field(description="Id of the document.")]
Locator = Annotated[Line | None, Field(description="Where in it: page, column, article, document number.")]
Topics = Annotated[tuple[Slug, ...], Field(description="Ids of the topics it is about, the main one first.")]
ConfidenceOfRecord = Annotated[
    vocabulary.Confidence,
    Field(
        description="high: an official edition or two independent sources; medium: one good source, or the day "
        "inferred; low: a single weak source, or an inference."
    ),
]
KeyPhrases = Annotated[
    tuple[Line, ...], Field(description="Phrases quoted from the text, each of at most twelve words.")
]


class Record(BaseModel):
    """Something with keys in a data file: unknown keys are refused, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class Source(Record):
    """A citation: where a record's facts come from."""

    title: Annotated[Line, Field(description="Title of the source as one would cite it.")]
    locator: Locator = None
    url: Annotated[Url | None, Field(description="Lasting address, http or https.")] = None


Sources = Annotated[tuple[Source, ...], Field(description="Where the facts of this record come from.")]
SomeSources = Annotated[Sources, Field(min_length=1)]


class OtherName(Record):
    """A further name of an actor: in another language or script, a birth name, an abbreviation."""

    name: Annotated[Line, Field(description="The name as written in that language.")]
    language: Annotated[Language | None, Field(description="ISO 639 code, such as ru.")] = None
    script: Annotated[
        Annotated[str, StringConstraints(strict=True, pattern=SCRIPT)] | None,
        Field(description="ISO 15924 code, such as Cyrl."),
    ] = None
    note: Annotated[Prose | None, Field(description="What sort of name it is: birth name, pen name.")] = None


class Identifier(Record):
    """What the actor is called in a file of authorities elsewhere."""

    scheme: Annotated[Slug, Field(description="Whose identifier: wikidata, viaf, gnd.")]
    id: Annotated[Line, Field(description="The identifier there, such as Q42.")]


class Office(Record):
    """A tenure: the actor held an office of a body over a span. A day of handover belongs to both holders."""

    office: Annotated[Line, Field(description="Title of the office, such as Minister of Foreign Affairs.")]
    of: Annotated[Slug, Field(description="Id of the body in which the office is held.")]
    from_: Annotated[
        SpanEnd | None,
        Field(
            validation_alias="from",
            serialization_alias="from",
            description="First day, month or year, in quotes. Left out: unknown; '..': always was.",
        ),
    ] = None
    to: Annotated[
        SpanEnd | None,
        Field(description="Last day, month or year, in quotes. Left out: unknown; '..': goes on."),
    ] = None
    capacity: Annotated[
        vocabulary.OfficeCapacity,
        Field(description="state (head of state, government, diplomat, official), party, parliament or international."),
    ]
    represents: Annotated[
        Truth, Field(description="false: who holds it does not act for that body (a seat in a parliament).")
    ] = True
    sole: Annotated[Truth, Field(description="true: one holder at a time.")] = False
    jointly: Annotated[Truth, Field(description="true: several hold the same rank at once.")] = False
    note: Note = None
    sources: Annotated[
        Sources, Field(description="Sources of this tenure, where they are not those of the actor.")
    ] = ()


class Membership(Record):
    """The actor belonged to another over a span: as a member, which does not act for it, or as an organ, which does."""

    group: Annotated[Slug, Field(description="Id of the actor it belonged to.")]
    kind: Annotated[
        vocabulary.MembershipKind,
        Field(description="organ: acts for the group (ministry of a state); member: does not (state in an alliance)."),
    ]
    capacity: Annotated[
        vocabulary.MemberCapacity | None,
        Field(description="As what: signatory, power (of a joint body), party, ruling party."),
    ] = None
    from_: Annotated[
        SpanEnd | None,
        Field(
            validation_alias="from",
            serialization_alias="from",
            description="First day, month or year, in quotes. Left out: unknown; '..': always was.",
        ),
    ] = None
    to: Annotated[
        SpanEnd | None,
        Field(description="Last day, month or year, in quotes. Left out: unknown; '..': goes on."),
    ] = None
    note: Note = None
    sources: Annotated[Sources, Field(description="Sources of this membership, where not those of the actor.")] = ()


class Actor(Record):
    """Whoever acts: a person, state, ministry, organisation, alliance, party, newspaper or body."""

    id: Id
    kind: Kind
    name: Annotated[Line, Field(description="Name as it is shown, in the language of the collection.")]
    sort_name: Annotated[
        Line | None,
        Field(
            description="Name of a person in the order of an index: 'Dulles, John Foster', 'MacArthur, Douglas, II'. "
            "Citations take family name, given names and suffix from it. Left out: they keep the name undivided."
        ),
    ] = None
    other_names: Annotated[
        tuple[OtherName, ...], Field(description="Names in other languages and scripts, and other names borne.")
    ] = ()
    aliases: Aliases = ()
    identifiers: Annotated[
        tuple[Identifier, ...], Field(description="Identifiers elsewhere, only where looked up.")
    ] = ()
    born: Annotated[SpanEnd | None, Field(description="Birth of a person: day, month or year, in quotes.")] = None
    died: Annotated[
        SpanEnd | None, Field(description="Death of a person, in quotes. Left out: unknown; '..': lives.")
    ] = None
    founded: Annotated[SpanEnd | None, Field(description="Beginning of what is not a person, in quotes.")] = None
    dissolved: Annotated[
        SpanEnd | None, Field(description="End of what is not a person, in quotes. '..': exists to this day.")
    ] = None
    summary: Annotated[Prose, Field(description="Who or what it is, in one or two sentences of our own.")]
    offices: Annotated[tuple[Office, ...], Field(description="Offices held, the earliest first.")] = ()
    member_of: Annotated[tuple[Membership, ...], Field(description="What it belonged to.")] = ()
    maybe_same_as: Annotated[
        tuple[Slug, ...], Field(description="Ids of actors who may be this one: nobody has judged yet.")
    ] = ()
    verification: Annotated[
        vocabulary.Verification,
        Field(
            description="checked: life dates and main office seen; partly: the part relevant here seen; unchecked: "
            "general reference knowledge."
        ),
    ]
    sources: Annotated[Sources, Field(description="Needed unless `verification` is unchecked.")] = ()
    note: Note = None


class Participation(Record):
    """An actor took part in the event in one role. Two roles are two of these."""

    actor: Actors
    role: Annotated[vocabulary.ParticipationRole, Field(description="In which role; subject and target do not act.")]
    on_behalf_of: Annotated[
        Slug | None,
        Field(description="Id of the actor it acted for, where its offices of that day do not show it."),
    ] = None


class Response(Record):
    """The event takes a position on an earlier one, or takes it up. Mere sequence is no response."""

    event: Annotated[Slug, Field(description="Id of the earlier event.")]
    manner: Annotated[
        vocabulary.Manner,
        Field(
            description="accepts: approves or ratifies; counters: answers with an own proposal or argument; "
            "acknowledges: takes note without a side; takes_up: a draft out of a draft, a new round."
        ),
    ]


class EventDocument(Record):
    """How a document stands to the event."""

    document: DocumentId
    relation: Annotated[
        vocabulary.Relation,
        Field(description="The document was produced by the event, reports it, is its subject, or is its source."),
    ]
    locator: Locator = None


class Event(Record):
    """Something that happened, at a date, somewhere, with actors in roles."""

    id: Id
    title: Annotated[Line, Field(description="Short title, as in a chronology.")]
    kind: Kind
    date: EventDate
    place: Annotated[
        Slug | None, Field(description="Id of the place. Left out: several places, or nowhere in particular.")
    ] = None
    part_of: Annotated[Slug | None, Field(description="Id of the event of which this is a part (a session).")] = None
    topics: Topics
    summary: Annotated[Prose, Field(description="What happened, in our own words; quotations of twelve words at most.")]
    actors: Annotated[tuple[Participation, ...], Field(description="Who took part, in which role.")]
    responds_to: Annotated[tuple[Response, ...], Field(description="Which earlier events it answers; [] for none.")]
    documents: Annotated[tuple[EventDocument, ...], Field(description="Documents about it or out of it; [] for none.")]
    sources: SomeSources
    confidence: ConfidenceOfRecord
    note: Note = None
    aliases: Aliases = ()


class DocumentRole(Record):
    """An actor stands to the document in one role."""

    actor: Actors
    role: Annotated[vocabulary.DocumentRole, Field(description="In which role; who is only named in it is mentioned.")]


class Frus(Record):
    """Where the document stands in Foreign Relations of the United States."""

    volume: Annotated[Line, Field(description="Id of the volume, such as frus1952-54v05p1.")]
    document: Annotated[Whole, Field(description="Number of the document in the volume.")]
    page: Annotated[Line | None, Field(description="Page or pages, in quotes.")] = None


class Paragraph(Record):
    """A citable part of a document."""

    n: Annotated[Whole, Field(description="Its place: 1 for the first, then without a gap.")]
    label: Annotated[Line | None, Field(description="As printed: Article 9, III.")] = None
    abstract: Annotated[Prose, Field(description="What it says, in our own words.")]
    text: Annotated[Prose | None, Field(description="The text itself, only where its rights allow it.")] = None
    key_phrases: KeyPhrases = ()
    seen: Annotated[
        vocabulary.Seen,
        Field(
            description="seen: text read; part: read in part; secondary: from summaries or quotations; not-seen: "
            "general knowledge, to be checked before it is quoted."
        ),
    ]


class Document(Record):
    """A source: memorandum, note, treaty, telegram, minutes, article."""

    id: Id
    title: Annotated[Line, Field(description="Title as one would cite it.")]
    kind: Kind
    date: Annotated[EventDate | None, Field(description="Date of the document, as EDTF, in quotes; may lack.")] = None
    place: Annotated[Slug | None, Field(description="Id of the place of writing.")] = None
    language: Annotated[Language, Field(description="Language of the original, ISO 639.")]
    languages: Annotated[
        tuple[Language, ...],
        Field(min_length=1, description="Languages it can be read in, that of the original first."),
    ]
    actors: Annotated[tuple[DocumentRole, ...], Field(description="Who wrote, sent, received, signed it.")]
    repository: Annotated[Line | None, Field(description="Archive that keeps it; needs `signature`.")] = None
    signature: Annotated[Line | None, Field(description="Call number in that archive.")] = None
    number: Annotated[Line | None, Field(description="Number that the paper bears, in quotes.")] = None
    published_in: Annotated[Line | None, Field(description="Edition, volume or newspaper that printed it.")] = None
    url: Annotated[Url | None, Field(description="Where it can be read, http or https.")] = None
    frus: Annotated[Frus | None, Field(description="Place in Foreign Relations of the United States.")] = None
    rights: Annotated[Prose, Field(description="Rights in the text of the document (not in this record).")]
    topics: Topics
    abstract: Annotated[Prose, Field(description="What it says, in our own words; quotations of twelve words at most.")]
    key_phrases: KeyPhrases = ()
    confidence: ConfidenceOfRecord
    paragraphs: Annotated[tuple[Paragraph, ...], Field(description="Its citable parts, numbered from 1.")] = ()
    note: Note = None
    sources: SomeSources
    aliases: Aliases = ()


class Passage(Record):
    """A place in a document: one of its numbered paragraphs, or a locator where they are not numbered."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["paragraph"]}, {"required": ["locator"]}]})

    document: DocumentId
    paragraph: Annotated[Whole | None, Field(description="Number of the paragraph, or else a `locator`.")] = None
    locator: Locator = None

    @model_validator(mode="after")
    def _is_found_in_one_way(self) -> Self:
        if (self.paragraph is None) == (self.locator is None):
            raise PydanticCustomError("passage", "needs a paragraph or a locator, and not both")
        return self


class AssertedIn(Passage):
    """Where the claim is made."""


class Evidence(Passage):
    """A passage that bears on the claim."""

    stance: Annotated[vocabulary.Stance, Field(description="It supports, disputes or qualifies the claim.")]
    note: Annotated[Prose, Field(description="What it says to the point.")]


class Claim(Record):
    """A statement that someone asserts about events, actors or documents, with the evidence for and against."""

    id: Id
    kind: Kind
    statement: Annotated[Prose, Field(description="What is asserted, in one sentence.")]
    status: Annotated[
        vocabulary.ClaimStatus,
        Field(
            description="The curators' verdict: supported, partly-supported, disputed (the literature is divided), "
            "contradicted, unverified."
        ),
    ]
    assessment: Annotated[Prose, Field(description="The verdict in words.")]
    date: Annotated[EventDate | None, Field(description="When it was asserted, as EDTF, in quotes.")] = None
    about: Annotated[tuple[Slug, ...], Field(description="Ids of the events, actors and documents it speaks of.")]
    asserted_by: Annotated[tuple[Slug, ...], Field(description="Ids of the actors who assert it; [] where unnamed.")]
    asserted_in: Annotated[AssertedIn, Field(description="Document and passage in which it is asserted.")]
    evidence: Annotated[tuple[Evidence, ...], Field(description="Passages that bear on it; [] only if unverified.")]
    note: Note = None
    aliases: Aliases = ()


class Place(Record):
    """Somewhere on the map of today."""

    id: Id
    name: Annotated[Line, Field(description="Name of today, in the language of the collection.")]
    historical_name: Annotated[Line | None, Field(description="What it was called, or was, at the time.")] = None
    country: Annotated[
        Annotated[str, StringConstraints(strict=True, pattern=COUNTRY)],
        Field(description="The state it lies in today, ISO 3166-1 alpha-2."),
    ]
    lat: Annotated[Latitude, Field(description="Latitude, degrees north (WGS 84).")]
    lon: Annotated[Longitude, Field(description="Longitude, degrees east (WGS 84).")]
    precision: Annotated[
        vocabulary.PlacePrecision, Field(description="What the point stands for: building, locality, city or country.")
    ]
    note: Note = None
    aliases: Aliases = ()


class Topic(Record):
    """A subject heading of events and documents."""

    id: Id
    name: Annotated[Line, Field(description="Heading as it is shown.")]
    description: Annotated[Prose, Field(description="What belongs under it.")]
    note: Note = None
    aliases: Aliases = ()


class Licence(Record):
    """Under which terms the collection may be used."""

    name: Annotated[Line, Field(description="Full name of the licence.")]
    spdx: Annotated[Line | None, Field(description="Its SPDX identifier, such as CC-BY-4.0.")] = None
    url: Annotated[Url | None, Field(description="Where it can be read.")] = None


class Collection(Record):
    """A set of records that came together. A folder of files holds one."""

    id: Id
    title: Annotated[Line, Field(description="Title of the collection.")]
    language: Annotated[Language, Field(description="Language of its texts, ISO 639.")]
    version: Annotated[Line, Field(description="Version of the collection, in quotes.")]
    description: Annotated[Prose | None, Field(description="What it covers.")] = None
    source: Annotated[Prose, Field(description="Where it comes from.")]
    publisher: Annotated[Line | None, Field(description="Who edits and publishes it.")] = None
    licence: Annotated[Licence, Field(description="Licence of the data.")]
    attribution: Annotated[Line, Field(description="How its authors are to be named.")]
    cite_as: Annotated[Prose, Field(description="How the collection is to be cited.")]


class Identity(Record):
    """A judgement of the curators: actors of imported collections who are the same as a curated one."""

    actor: Annotated[Slug, Field(description="Id of the curated actor, which leads.")]
    same_as: Annotated[
        tuple[Slug, ...], Field(min_length=1, description="Ids of the imported actors; they become its aliases.")
    ]
    note: Note = None


Labels = dict[Slug, Line]


class Kinds(Record):
    """Labels of the open kinds: a kind that a record uses stands here."""

    actor: Annotated[Labels, Field(description="Kinds of actors, each with its label.")] = {}
    event: Annotated[Labels, Field(description="Kinds of events, each with its label.")] = {}
    document: Annotated[Labels, Field(description="Kinds of documents, each with its label.")] = {}
    claim: Annotated[Labels, Field(description="Kinds of claims, each with its label.")] = {}


class DataFile(Record):
    """One file of a data set: any of these lists. How records are spread over files is the curators' choice."""

    collection: Annotated[Collection | None, Field(description="The collection: in one file of a folder.")] = None
    kinds: Annotated[Kinds | None, Field(description="Labels of the kinds that records use.")] = None
    events: Annotated[tuple[Event, ...], Field(description="Events.")] = ()
    actors: Annotated[tuple[Actor, ...], Field(description="Actors.")] = ()
    documents: Annotated[tuple[Document, ...], Field(description="Documents.")] = ()
    claims: Annotated[tuple[Claim, ...], Field(description="Claims.")] = ()
    places: Annotated[tuple[Place, ...], Field(description="Places.")] = ()
    topics: Annotated[tuple[Topic, ...], Field(description="Topics.")] = ()
    identities: Annotated[tuple[Identity, ...], Field(description="Which imported actors are which curated one.")] = ()


def content(record: Record) -> dict[str, object]:
    """The keys of a record as they stand in a file, what is left out or says the default left out: JSON values only."""
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _digest(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def record_checksum(record: Record) -> str:
    """SHA-256, in hexadecimal, of what the record says: equal for equal content, however it was written down."""
    return _digest(content(record))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A collection with all its records, each list in the order of ids."""

    collection: Collection
    kinds: Mapping[str, Mapping[str, str]]
    """Type of record, then kind, then label."""
    events: tuple[Event, ...] = ()
    actors: tuple[Actor, ...] = ()
    documents: tuple[Document, ...] = ()
    claims: tuple[Claim, ...] = ()
    places: tuple[Place, ...] = ()
    topics: tuple[Topic, ...] = ()
    identities: tuple[Identity, ...] = ()
    where: Mapping[tuple[RecordType, str], Position] = field(default_factory=dict, compare=False, repr=False)
    """Where each record stands in the files, by type and id; empty where there were no files."""

    def checksum(self) -> str:
        """SHA-256, in hexadecimal, of all that the data set says.

        It depends on the content alone: not on the files, their order, that of their records, spelling or comments.
        """
        lists = ("events", "actors", "documents", "claims", "places", "topics")
        says: dict[str, object] = {
            name: [content(record) for record in sorted(getattr(self, name), key=lambda record: record.id)]
            for name in lists
        }
        says["identities"] = [content(one) for one in sorted(self.identities, key=lambda one: one.actor)]
        says["collection"] = content(self.collection)
        says["kinds"] = {of: dict(labels) for of, labels in self.kinds.items() if labels}
        return _digest(says)
