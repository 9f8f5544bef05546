"""The query parameters of lists, in groups by meaning, joined by inheritance. Names are those of the API's contract.

Pydantic lists the fields of the last base first, so bases stand in the reverse of the order in which people read them.
What a value alone can tell is checked here, and each value is parsed once; whether ids exist is looked up when the
query is made (`ids.py`).
"""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from app.catalogue.paging import Sort
from app.catalogue.queries import NOBODY, Cast, DateFilter, DateMatch, RecordQuery, TermKey
from app.catalogue.words.grammar import Match, Search, TooMuch, parse
from app.formats.context import ListType
from app.http.format_choice import names
from app.http.ids import Ids
from app.http.problems import BadValue, BadValues, nearest
from app.http.values import (
    BoxParam,
    DateParam,
    DayParam,
    EndParam,
    Filter,
    FromText,
    Groups,
    Names,
    OneValue,
    Text,
    Words,
    closed,
    plain_number,
    refuse_unknown,
)
from app.timeline.days import Span
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ActorScope, Confidence

GRAMMAR = (
    'Words (`match` says how many must occur), a `"phrase"`, `-not`, `prefix*` (2 letters or more), which always bind. '
    "Names, titles, texts, dates in words and figures, actors, places, kinds and topics are searched. English word "
    "forms, any case, accents or none, names in all their scripts and usual Latin spellings. Stop words (the, of, did) "
    "count in phrases only. A word that occurs nowhere is taken for the nearest spellings (`did_you_mean`). Everything "
    "else is plain text and never fails; `atom-bomb` is a phrase. An empty search matches nothing; one of exclusions "
    "alone matches everything else. At most 1,000 characters, 64 words, 8 prefixes."
)


CAST = frozenset({"actor", "role", "actor_scope"})
DATES = frozenset({"date", "date_from", "date_to", "date_match"})


LISTS_OF_WORDS = {"role": "known_roles", "include": "includes", "facet": "facets", "fields": "item_keys"}
"""Parameters that take a list of known words, and the attribute of their class that has these words."""


class Parameters(BaseModel):
    """What every list shares. Each filter is a field marked with a `Filter`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_type: ClassVar[RecordType | None] = None
    """The type of the records listed, whose kinds `kind` takes; None: of several types."""
    filters: ClassVar[dict[str, Filter]] = {}
    """The parameters that are filters by terms, by name."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:  # options are pydantic's
        cls.filters = {
            name: mark
            for name, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, Filter)
        }
        for name, attribute in LISTS_OF_WORDS.items():
            known: list[JsonValue] = [*getattr(cls, attribute, ())]
            if name in cls.model_fields and known:
                cls.model_fields[name].json_schema_extra = {"items": {"type": "string", "enum": known}}
        if "fields" in cls.model_fields:
            keys = [key for key in getattr(cls, "item_keys", ()) if key not in {"id", "kind", "type"}]
            cls.model_fields["fields"].examples = [keys[:2]]

    def groups(self, ids: Ids) -> tuple[tuple[TermKey, ...], ...]:
        """The groups of terms of all filters that were sent; `ids` makes ids current."""
        return tuple(
            group
            for name in self.model_fields_set
            if (mark := self.filters.get(name)) is not None and not mark.expanded
            for group in ids.terms(name, mark, self.record_type or RecordType.EVENT, getattr(self, name))
        )

    def query(self, ids: Ids, fixed_actor: str | None = None) -> RecordQuery:
        """The query that the parameters make; `ids` makes ids current, `fixed_actor` is that of the path."""
        sent, values = self.model_fields_set, self.__dict__
        return RecordQuery(
            self.types,
            self.groups(ids) if sent & self.filters.keys() else (),
            cast=self.cast(ids, fixed_actor) if fixed_actor or sent & CAST else NOBODY,
            dates=self.dates() if sent & DATES else None,
            updated_since=values.get("updated_since"),
            box=values.get("bbox"),
        )

    @property
    def types(self) -> tuple[RecordType, ...]:
        """The record types selected."""
        return () if self.record_type is None else (self.record_type,)

    def cast(self, ids: Ids, fixed_actor: str | None) -> Cast:  # noqa: ARG002 - for those who take actors
        """Who must be in a record; `ids` makes ids current, `fixed_actor` is that of the path."""
        return NOBODY

    def dates(self) -> DateFilter | None:
        """The requested dates, or None where any will do."""
        return None


class DateParameters(Parameters):
    """Which time."""

    date: Annotated[
        DateParam | SkipJsonSchema[None],
        Field(
            description="Any EDTF date: a day, month, year, season, interval (`1954-01-25/1954-02-18`, "
            "`../1954-05-07`), decade (`195X`) or set; qualifiers do not matter. `undated`: only records without a "
            "date. Days of the proleptic Gregorian calendar, no times. Not together with `date_from`, `date_to`.",
            examples=["1954-02", "1954-01-25/1954-02-18"],
        ),
    ] = None
    date_from: Annotated[
        EndParam | SkipJsonSchema[None],
        Field(
            description="First day of the span, inclusive; of any precision (`1954-02` begins on the 1st).",
            examples=["1954-02-10"],
        ),
    ] = None
    date_to: Annotated[
        EndParam | SkipJsonSchema[None],
        Field(
            description="Last day of the span, inclusive; of any precision (`1954-02` ends on the 28th).",
            examples=["1954-05-07"],
        ),
    ] = None
    date_match: Annotated[
        DateMatch | SkipJsonSchema[None],
        Field(
            description="How a record's dates must relate to the span: `overlaps` (default), it may have happened "
            "inside; `within`, it certainly lies inside; `covers`, it was certainly under way on every day of it. "
            "Needs a date.",
            examples=["within"],
        ),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        given = self.model_fields_set & DATES
        if not given or given == {"date"}:
            return self
        faults = []
        if "date" in given:
            faults += [
                BadValue(
                    "cannot be given together with date", expected="one of the two", parameter=name, value=end.text
                )
                for name, end in (("date_from", self.date_from), ("date_to", self.date_to))
                if end is not None
            ]
        if self.date_match is not None and (given == {"date_match"} or ("date" in given and self.date is None)):
            faults.append(
                BadValue("needs a date", expected="a span to match", parameter="date_match", value=self.date_match)
            )
        if not faults and self.date_from is not None and self.date_to is not None:
            first, last = self.date_from.outer.first, self.date_to.outer.last
            if first is not None and last is not None and first > last:
                reason, expected = f"comes after date_to {self.date_to.text}", "a day not after date_to"
                faults.append(BadValue(reason, expected=expected, parameter="date_from", value=self.date_from.text))
        if faults:
            raise BadValues(faults)
        return self

    def dates(self) -> DateFilter | None:
        """The requested dates, or None where any will do."""
        given = self.model_fields_set
        if "date" in given:
            return DateFilter(None if self.date is None else self.date.outer, self.date_match or DateMatch.OVERLAPS)
        if self.date_from is None and self.date_to is None:
            return None
        first = None if self.date_from is None else self.date_from.outer.first
        last = None if self.date_to is None else self.date_to.outer.last
        return DateFilter(Span(first, last), self.date_match or DateMatch.OVERLAPS)


class CollectionParameters(Parameters):
    """Which collections."""

    collection: Annotated[
        OneValue,
        Filter("collection", (RecordType.COLLECTION,)),
        Field(
            default_factory=Groups,
            description="Of these collections (comma: any of them); absent: of all. Given once: a record has one.",
            examples=[["curated"]],
        ),
    ]


class ChangeParameters(Parameters):
    """Changed since when."""

    updated_since: Annotated[
        DayParam | SkipJsonSchema[None],
        Field(
            description="A day: only records changed in a release that was loaded on that day or later.",
            examples=["2024-01-01"],
        ),
    ] = None


class KindParameters(Parameters):
    """Which kinds."""

    kind: Annotated[
        OneValue,
        Filter("kind", kinds=True),
        Field(
            default_factory=Groups,
            description="Kind; comma: any of them. Given once: a record has one. See `/v1/dataset` for all kinds.",
            examples=[["note"]],
        ),
    ]


class ActorParameters(Parameters):
    """Who is in it."""

    actor: Annotated[
        Groups,
        Filter("actor", (RecordType.ACTOR,), roles=True, expanded=True),
        Field(
            default_factory=Groups,
            description="Id of an actor, or `ID:ROLE` for the actor in that role. Repeated: all of them; comma: any of "
            "them. So `actor=molotov&actor=dulles,eden` is Molotov and (Dulles or Eden). Without a role any counts, "
            "`subject` and `mentioned` too.",
            examples=[["molotov"], ["molotov", "dulles,eden"], ["molotov:author"]],
        ),
    ]

    known_roles: ClassVar[tuple[str, ...]] = ()

    @field_validator("actor")
    @classmethod
    def _known_roles_of_actors(cls, groups: Groups) -> Groups:
        faults = [
            _unknown_role(role, cls.known_roles, value)
            for group in groups
            for value in group
            if ":" in value and (role := value.partition(":")[2]) not in cls.known_roles
        ]
        if faults:
            raise BadValues(faults)
        return groups

    def cast(self, ids: Ids, fixed_actor: str | None) -> Cast:  # noqa: ARG002 - actors in a path take roles too
        """Who must be in a record; `ids` makes ids current."""
        return Cast(ids.actors(self.actor))


class CastParameters(ActorParameters):
    """Who is in it, in which roles, and whether others act for them."""

    role: Annotated[
        Words | SkipJsonSchema[None],
        Field(
            description="Comma list of roles: somebody is in one of them; together with `actor`, the actors that name "
            "no role of their own.",
            examples=["author", "author,sender"],
        ),
    ] = None
    actor_scope: Annotated[
        ActorScope,
        Field(
            description="`self` (default): the actor itself. `representatives`: also those who act for it on the day: "
            "holders of its offices, its organs and theirs at any depth. Members do not represent: what a member state "
            "does does not count for the alliance.",
            examples=["representatives"],
        ),
    ] = ActorScope.SELF

    @field_validator("role")
    @classmethod
    def _known_roles(cls, roles: tuple[str, ...] | None) -> tuple[str, ...] | None:
        faults = [_unknown_role(role, cls.known_roles, role) for role in roles or () if role not in cls.known_roles]
        if faults:
            raise BadValues(faults)
        return roles

    def cast(self, ids: Ids, fixed_actor: str | None) -> Cast:
        """Who must be in a record; `ids` makes ids current, `fixed_actor` is that of the path."""
        return Cast(ids.actors(self.actor), self.role or (), self.actor_scope, fixed_actor)


def _unknown_role(role: str, known: tuple[str, ...], value: str) -> BadValue:
    return BadValue(
        f"names no role of these records: {role or 'nothing after the colon'}",
        expected=f"one of {', '.join(known)}",
        did_you_mean=nearest(role, known),
        value=value,
    )


class BoxParameters(Parameters):
    """Where on the globe."""

    bbox: Annotated[
        BoxParam | SkipJsonSchema[None],
        Field(
            description="Places in a box: `west,south,east,north` in degrees; west > east crosses the date line "
            "(RFC 7946). Records without coordinates do not match.",
            examples=["13,52,14,53"],
        ),
    ] = None


class SubjectParameters(Parameters):
    """What it is about."""

    topic: Annotated[
        Groups,
        Filter("topic", (RecordType.TOPIC,)),
        Field(default_factory=Groups, description="Id of a topic; repeated: all, comma: any.", examples=[["edc"]]),
    ]


class RecordParameters(
    BoxParameters,
    SubjectParameters,
    ChangeParameters,
    CollectionParameters,
    KindParameters,
    CastParameters,
    DateParameters,
):
    """What events and documents are filtered by alike: when, who, what about, where, how sure."""

    place: Annotated[
        OneValue,
        Filter("place", (RecordType.PLACE,)),
        Field(
            default_factory=Groups,
            description="Id of a place; comma: any of them. Given once: a record has one.",
            examples=[["berlin,east-berlin"]],
        ),
    ]
    confidence: Annotated[
        OneValue,
        Filter("confidence"),
        closed(Confidence),
        Field(
            default_factory=Groups,
            description="How well it is attested: `high`, `medium`, `low`; comma: any. Given once: a record has one.",
            examples=[["high,medium"]],
        ),
    ]


class FormatParameters(Parameters):
    """In which format."""

    format: Annotated[
        Text,
        Field(
            description="The format; wins over `Accept`. All but `json` carry every match, or the first `limit`, and "
            "are not paged; what a format cannot hold (an undated record in a calendar) is left out and counted in "
            "`X-Omitted-Count`."
        ),
    ] = None

    alone: ClassVar[bool] = False
    """Whether the response is a single record."""

    @classmethod
    def list_type(cls) -> ListType | None:
        """The list whose formats the response has; None: JSON alone."""
        return cls.record_type

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:  # options are pydantic's
        """Tell the description of the API which formats there are."""
        super().__pydantic_init_subclass__(**options)
        known: list[JsonValue] = [*names(cls.list_type(), alone=cls.alone)]
        cls.model_fields["format"].json_schema_extra = {"enum": known}
        cls.model_fields["format"].examples = ["csv"] if "csv" in known else known[1:2] or None

    @field_validator("format")
    @classmethod
    def _format_there_is(cls, value: str | None) -> str | None:
        known = names(cls.list_type(), alone=cls.alone)
        if value is not None and value not in known:
            guess = nearest(value, known)
            raise BadValue(
                "is no format of this answer", expected=f"one of {', '.join(known)}", did_you_mean=guess, value=value
            )
        return value


class DetailParameters(FormatParameters):
    """How a single record looks."""

    format: Annotated[
        Text,
        Field(
            description="The format; wins over `Accept`. A record that the format cannot hold (an undated one in a "
            "calendar) leaves the file empty, with 1 in `X-Omitted-Count`."
        ),
    ] = None

    alone: ClassVar[bool] = True


class PageParameters(FormatParameters):
    """Which part of the list, and how it looks."""

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `date`: by first possible day, undated last; `-date`: the reverse, "
            "undated still last; `title`: upper case and accents do not count.",
            examples=["-date"],
        ),
    ] = None
    limit: Annotated[
        int,
        Field(
            ge=1,
            le=500,
            description="At most so many items. All formats but JSON carry every match where it is left out.",
            examples=[20],
        ),
        BeforeValidator(plain_number),
    ] = 50
    cursor: Annotated[
        Text,
        Field(
            description="From `links` of the answer before, only. It serves the request it came from; another `limit` "
            "is allowed. JSON only."
        ),
    ] = None
    fields: Annotated[
        Names | SkipJsonSchema[None],
        Field(
            description="Comma list of the keys to keep of each item, such as `title,date`; `id` is always there. The "
            "items then hold these keys alone, fewer than their schema says, so it is not for typed clients. For JSON, "
            "NDJSON and tables."
        ),
    ] = None
    bom: Annotated[
        bool | SkipJsonSchema[None],
        Field(
            description="`true`, with `csv` alone: the file begins with a byte order mark, by which spreadsheets see "
            "that it is UTF-8, and dates before year 0 have `'` before them, as other text that would run as one.",
            examples=[True],
        ),
    ] = None

    sorts: ClassVar[tuple[Sort, ...]] = ()
    item_keys: ClassVar[tuple[str, ...]] = ()
    includes: ClassVar[tuple[str, ...]] = ()
    list_parts: ClassVar[tuple[str, ...]] = ()
    """The parts that every item of the list has."""

    @field_validator("sort")
    @classmethod
    def _sort_of_this_list(cls, value: Sort | None) -> Sort | None:
        if value is not None and value not in cls.sorts:
            raise BadValue("is not an order of this list", expected=f"one of {', '.join(cls.sorts)}", value=value)
        return value

    @field_validator("fields")
    @classmethod
    def _fields_of_items(cls, fields: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        refuse_unknown(fields or (), cls.item_keys, "is not a key of the items")
        included = info.data.get("include") or ()
        left_out = [name for name in fields or () if name in cls.includes and name not in included]
        if left_out and "include" in info.data:
            raise BadValues(
                [
                    BadValue(f"is there only with include={name}", expected=f"include={name} as well", value=name)
                    for name in left_out
                ]
            )
        return fields


class IncludeParameters(Parameters):
    """What is added to each item."""

    include: Annotated[Names | SkipJsonSchema[None], Field(description="Comma list of what to add to each item.")] = (
        None
    )

    includes: ClassVar[tuple[str, ...]] = ()

    @field_validator("include")
    @classmethod
    def _known_includes(cls, include: tuple[str, ...] | None) -> tuple[str, ...] | None:
        refuse_unknown(include or (), cls.includes, "is not something to include")
        return include


class FacetParameters(Parameters):
    """What is counted over the whole result."""

    facet: Annotated[
        Names | SkipJsonSchema[None],
        Field(
            description="Comma list of what to count over the whole result, in `facets`. A count is the `total` that "
            "adding the value gives. Commonest first, at most 500 (`facet_distinct`: how many there are); years, "
            "months and days in order, the empty ones too, then `undated`. JSON only.",
            examples=["collection"],
        ),
    ] = None

    facets: ClassVar[tuple[str, ...]] = ()

    @field_validator("facet")
    @classmethod
    def _known_facets(cls, facet: tuple[str, ...] | None) -> tuple[str, ...] | None:
        refuse_unknown(facet or (), cls.facets, "is not a facet of this list")
        return facet


def read_search(text: str) -> Search:
    """The words of `q`.

    Raises:
        BadValue: too many characters, words or prefixes.
    """
    try:
        return parse(text)
    except TooMuch as fault:
        raise BadValue(fault.reason, expected=fault.expected) from None


MatchParam = Annotated[
    Match | SkipJsonSchema[None],
    Field(
        description="How many of the words of `q` must occur. `all`: all of them. `most`: at least half of them, "
        "rounded up; records with all come first. Words that occur nowhere do not count in `most`. Needs `q`.",
        examples=["most"],
    ),
]

SearchParam = Annotated[Search, FromText(read_search)]


class ListParameters(PageParameters):
    """A list: which records, and which part of them."""

    default_sort: ClassVar[Sort] = Sort.DATE


class WordParameters(Parameters):
    """Which words."""

    q: Annotated[
        SearchParam | SkipJsonSchema[None],
        Field(description=GRAMMAR, examples=["soviet nato", '"north atlantic" -soviet', "molot*"]),
    ] = None
    match: MatchParam = None

    default_match: ClassVar[Match] = Match.ALL

    @field_validator("match")
    @classmethod
    def _match_of_something(cls, match: Match | None, info: ValidationInfo) -> Match | None:
        if match is not None and info.data.get("q", "invalid") is None:
            raise BadValue("needs q", expected="this parameter left out, or words in q")
        return match

    @property
    def search(self) -> Search | None:
        """The words of `q`, and how many of them must occur; None without `q`."""
        return None if self.q is None else replace(self.q, match=self.match or self.default_match)


class SearchableParameters(ListParameters, WordParameters):
    """A list that can be searched by words."""

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `date`: by first possible day, undated last; `-date`: the reverse, "
            "undated still last; `title`: upper case and accents do not count; `relevance`: needs `q` and is then the "
            "default.",
            examples=["-date"],
        ),
    ] = None

    @field_validator("sort")
    @classmethod
    def _relevance_of_something(cls, sort: Sort | None, info: ValidationInfo) -> Sort | None:
        if sort is Sort.RELEVANCE and info.data.get("q", "invalid") is None:
            raise BadValue("needs q", expected="another order, or words in q")
        return sort
