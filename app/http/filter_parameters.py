"""The query parameters that say which records: when, who, where, what about, how sure."""

from typing import Annotated, ClassVar, Self

from pydantic import (
    Field,
    field_validator,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from app.catalogue.queries import Cast, DateFilter, DateMatch
from app.http.ids import Ids
from app.http.parameters import DATES, Parameters
from app.http.problems import BadValue, BadValues, nearest
from app.http.values import (
    BoxParam,
    DateParam,
    DayParam,
    EndParam,
    Filter,
    Groups,
    OneValue,
    Words,
    closed,
)
from app.timeline.days import Span
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ActorScope, Confidence


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
