"""The query parameters, in groups by meaning, joined by inheritance. Names are those of the contract.

Pydantic lists the fields of the last base first, so bases stand in the reverse of the order in which people read them.
What a value alone can tell is checked here; whether ids exist is asked of the data (`names.py`).
"""

from typing import Annotated, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    field_validator,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from app.formats.context import ListType
from app.http.format_choice import names
from app.http.ids import Names
from app.http.problems import BadValue, BadValues, nearest
from app.http.values import (
    UNDATED,
    DayText,
    GroupTexts,
    Text,
    check_words,
    checked_date,
    checked_end,
    closed,
    plain_number,
    read_box,
    read_date,
    read_day,
    read_end,
    split_commas,
    split_groups,
)
from app.store.names import RecordType
from app.store.paging import Sort
from app.timeline.days import Day, Span
from app.timeline.filters import Box, Cast, DateMatch, Dates, RecordFilter
from app.timeline.vocabulary import ActorScope, Confidence


class Parameters(BaseModel):
    """What every list shares."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DateParameters(Parameters):
    """Which time."""

    date: Annotated[
        Annotated[str, AfterValidator(checked_date)] | SkipJsonSchema[None],
        Field(
            description="Any EDTF date: a day, month, year, season, interval (`1954-01-25/1954-02-18`, "
            "`../1954-05-07`), decade (`195X`) or set; qualifiers do not matter. `undated`: only records without a "
            "date. Days only, no times. Not together with `date_from`, `date_to`.",
            examples=["1954-02", "1954-01-25/1954-02-18"],
        ),
    ] = None
    date_from: Annotated[
        Annotated[str, AfterValidator(checked_end)] | SkipJsonSchema[None],
        Field(
            description="First day of the span, inclusive; of any precision (`1954-02` begins on the 1st).",
            examples=["1954-02-10"],
        ),
    ] = None
    date_to: Annotated[
        Annotated[str, AfterValidator(checked_end)] | SkipJsonSchema[None],
        Field(
            description="Last day of the span, inclusive; of any precision (`1954-02` ends on the 28th).",
            examples=["1954-05-07"],
        ),
    ] = None
    date_match: Annotated[
        DateMatch | SkipJsonSchema[None],
        Field(
            description="How a record's dates must lie to the span: `overlaps` (default), it may have happened inside; "
            "`within`, it certainly lies inside; `covers`, it was certainly under way on every day of it. "
            "Needs a date.",
            examples=["within"],
        ),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = []
        if self.date is not None:
            faults += [
                BadValue("cannot be given together with date", expected="one of the two", parameter=name, value=value)
                for name, value in (("date_from", self.date_from), ("date_to", self.date_to))
                if value is not None
            ]
        asked = self.date or self.date_from or self.date_to
        if self.date_match is not None and (asked is None or self.date == UNDATED):
            faults.append(
                BadValue("needs a date", expected="a span to match", parameter="date_match", value=self.date_match)
            )
        if not faults and self.date_from is not None and self.date_to is not None:
            first, last = read_end(self.date_from).outer.first, read_end(self.date_to).outer.last
            if first is not None and last is not None and first > last:
                reason = f"comes after date_to {self.date_to}"
                faults.append(
                    BadValue(reason, expected="a day not after date_to", parameter="date_from", value=self.date_from)
                )
        if faults:
            raise BadValues(faults)
        return self

    def dates(self) -> Dates | None:
        """The asked dates, or None where any will do."""
        match = self.date_match or DateMatch.OVERLAPS
        if self.date == UNDATED:
            return Dates(None)
        if self.date is not None:
            return Dates(read_date(self.date).outer, match)
        if self.date_from is None and self.date_to is None:
            return None
        first = None if self.date_from is None else read_end(self.date_from).outer.first
        last = None if self.date_to is None else read_end(self.date_to).outer.last
        return Dates(Span(first, last), match)


class CollectionParameters(Parameters):
    """Which collections."""

    collection: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Of these collections (comma: any of them); absent: of all.",
            examples=[["curated"]],
        ),
    ]


class ChangeParameters(Parameters):
    """Changed since when."""

    updated_since: Annotated[
        DayText | SkipJsonSchema[None],
        Field(
            description="A day: only records changed in a release that was loaded on that day or later.",
            examples=["2024-01-01"],
        ),
    ] = None

    def changed_since(self) -> Day | None:
        """The day of `updated_since`."""
        return None if self.updated_since is None else read_day(self.updated_since)


class KindParameters(Parameters):
    """Which kinds."""

    kind: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Kind; comma: any of them. The kinds there are stand in `/v1/dataset`.",
            examples=[["note"]],
        ),
    ]


class WhoParameters(Parameters):
    """Who is in it."""

    actor: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of an actor, or `ID:ROLE` for the actor in that role. Repeated: all of them; comma: any of "
            "them. So `actor=molotov&actor=dulles,eden` is Molotov and (Dulles or Eden). Without a role any counts, "
            "`subject` and `mentioned` too.",
            examples=[["molotov"], ["molotov", "dulles,eden"], ["molotov:author"]],
        ),
    ]

    known_roles: ClassVar[tuple[str, ...]] = ()

    @field_validator("actor")
    @classmethod
    def _known_roles_of_actors(cls, values: list[str]) -> list[str]:
        faults = [
            _unknown_role(role, cls.known_roles, part)
            for group in split_groups(values)
            for part in group
            for _, colon, role in [part.partition(":")]
            if colon and role not in cls.known_roles
        ]
        if faults:
            raise BadValues(faults)
        return values


class CastParameters(WhoParameters):
    """Who is in it, in which roles, and whether others act for them."""

    role: Annotated[
        Text,
        Field(
            description="Comma list of roles: somebody is in one of them; together with `actor`, the actors that name "
            "no role of their own.",
            examples=["author", "author,sender"],
        ),
    ] = None
    actor_scope: Annotated[
        ActorScope,
        Field(
            description="`self`: the actor itself. `representatives`: also those who act for it on the day: holders of "
            "its offices, its organs and theirs at any depth. Members do not represent: what a member state does "
            "does not count for the alliance.",
            examples=["representatives"],
        ),
    ] = ActorScope.SELF

    @field_validator("role")
    @classmethod
    def _known_roles(cls, value: str | None) -> str | None:
        parts = split_commas(value) if value is not None else ()
        faults = [_unknown_role(role, cls.known_roles, role) for role in parts if role not in cls.known_roles]
        if faults:
            raise BadValues(faults)
        return value


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
        Text,
        Field(
            description="Places in a box: `west,south,east,north` in degrees; west > east crosses the date line "
            "(RFC 7946). Records without coordinates do not match.",
            examples=["13,52,14,53"],
        ),
    ] = None

    @field_validator("bbox")
    @classmethod
    def _box_in_degrees(cls, value: str | None) -> str | None:
        read_box(value)
        return value

    def box(self) -> Box | None:
        """The asked box, or None where any place will do."""
        return read_box(self.bbox)


class RecordParameters(
    BoxParameters, ChangeParameters, CollectionParameters, KindParameters, CastParameters, DateParameters
):
    """What events and documents are asked by alike: when, who, what about, where, how sure."""

    topic: Annotated[
        GroupTexts,
        Field(default_factory=list, description="Id of a topic; repeated: all, comma: any.", examples=[["edc"]]),
    ]
    place: Annotated[
        GroupTexts,
        Field(
            default_factory=list, description="Id of a place; comma: any of them.", examples=[["berlin,east-berlin"]]
        ),
    ]
    confidence: Annotated[
        GroupTexts,
        closed(Confidence),
        Field(
            default_factory=list,
            description="How well it is attested: `high`, `medium`, `low`; comma: any.",
            examples=[["high,medium"]],
        ),
    ]

    def record_filter(self, names: Names, type_: RecordType, fixed_actor: str | None = None) -> RecordFilter:
        """What is asked, ids made current (the unknown ones stay in `names`); `fixed_actor` is that of the path."""
        actors = names.actors(split_groups(self.actor))
        roles = split_commas(self.role) if self.role is not None else ()
        return RecordFilter(
            dates=self.dates(),
            cast=Cast(actors, roles, self.actor_scope, fixed_actor),
            kinds=names.kinds(type_, split_groups(self.kind)),
            topics=names.records("topic", RecordType.TOPIC, split_groups(self.topic)),
            places=names.records("place", RecordType.PLACE, split_groups(self.place)),
            confidences=split_groups(self.confidence),
            collections=names.records("collection", RecordType.COLLECTION, split_groups(self.collection)),
            updated_since=self.changed_since(),
            box=self.box(),
        )


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

    list_of: ClassVar[ListType | None] = None
    """The list, by which its formats are known; None: JSON alone."""
    alone: ClassVar[bool] = False
    """Whether it is a single record of that list."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: object) -> None:
        """Tell the description of the API which formats there are."""
        known: list[JsonValue] = [*names(cls.list_of, alone=cls.alone)]
        cls.model_fields["format"].json_schema_extra = {"enum": known}
        cls.model_fields["format"].examples = ["csv"] if "csv" in known else known[1:2] or None

    @field_validator("format")
    @classmethod
    def _format_there_is(cls, value: str | None) -> str | None:
        known = names(cls.list_of, alone=cls.alone)
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
        Text,
        Field(
            description="Comma list of the keys wanted of each item, such as `title,date`; `id` is always there. The "
            "items then hold these keys alone, fewer than their schema says. For JSON, NDJSON and tables."
        ),
    ] = None
    bom: Annotated[
        bool | SkipJsonSchema[None],
        Field(
            description="`true`, with `csv` alone: the file begins with a byte order mark, by which spreadsheets see "
            "that it is UTF-8."
        ),
    ] = None

    sorts: ClassVar[tuple[Sort, ...]] = ()
    item_keys: ClassVar[tuple[str, ...]] = ()

    @field_validator("sort")
    @classmethod
    def _sort_of_this_list(cls, value: Sort | None) -> Sort | None:
        if value is not None and value not in cls.sorts:
            raise BadValue("is not an order of this list", expected=f"one of {', '.join(cls.sorts)}", value=value)
        return value

    @field_validator("fields")
    @classmethod
    def _fields_of_items(cls, value: str | None) -> str | None:
        check_words(value, cls.item_keys, "a key of the items")
        return value

    def wanted_fields(self) -> frozenset[str] | None:
        """The keys to keep, or None for all."""
        return None if self.fields is None else frozenset((*split_commas(self.fields), "id"))


class IncludeParameters(Parameters):
    """What is added to each item."""

    include: Annotated[Text, Field(description="Comma list of what to add to each item.")] = None

    includes: ClassVar[tuple[str, ...]] = ()

    @field_validator("include")
    @classmethod
    def _known_includes(cls, value: str | None) -> str | None:
        check_words(value, cls.includes, "something to include")
        return value

    @model_validator(mode="after")
    def _fields_are_included(self) -> Self:
        kept: str | None = getattr(self, "fields", None)  # of the lists that join this with PageParameters
        missing = [name for name in split_commas(kept) if name in self.includes] if kept else []
        faults = [
            BadValue(
                f"is there only with include={name}", expected=f"include={name} as well", value=name, parameter="fields"
            )
            for name in missing
            if name not in self.included()
        ]
        if faults:
            raise BadValues(faults)
        return self

    def included(self) -> tuple[str, ...]:
        """What is asked for, in the order of the contract."""
        asked = split_commas(self.include) if self.include is not None else ()
        return tuple(name for name in self.includes if name in asked)
