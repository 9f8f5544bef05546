"""`facet`: counts over the whole result of a list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from app.database.engine import Reader
from app.http.parameters import Parameters
from app.http.problems import INVALID_PARAMETER, ParameterError, Problem
from app.http.values import Text, check_words, split_commas
from app.resources import models
from app.store import facets
from app.store.labels import labels
from app.store.names import RecordType
from app.store.postings import Question
from app.store.records import Clause, Listed
from app.timeline.bins import Unit
from app.timeline.dates import InvalidDate, parse
from app.timeline.filters import Cast, Dates, RecordFilter
from app.timeline.vocabulary import (
    ClaimStatus,
    Confidence,
    DocumentRole,
    MembershipKind,
    ParticipationRole,
    ResultType,
    Word,
)

FacetMaker = Callable[[str], facets.Facet]
WORDS: Mapping[tuple[RecordType | None, str], type[Word]] = {
    (RecordType.EVENT, "role"): ParticipationRole,
    (RecordType.DOCUMENT, "role"): DocumentRole,
    (RecordType.EVENT, "confidence"): Confidence,
    (RecordType.DOCUMENT, "confidence"): Confidence,
    (RecordType.CLAIM, "status"): ClaimStatus,
    (None, "kind"): MembershipKind,
    (RecordType.EVENT, "type"): ResultType,
}
RECORD_FACETS = ("actor", "role", "kind", "topic", "place", "confidence", "collection", "year", "month", "day")
"""The facets of events and documents."""
SPAN_FACETS = ("collection", "year", "month", "day")
"""The facets of whatever has only a collection and dates."""


class FacetParameters(Parameters):
    """What is counted over the whole result."""

    facet: Annotated[
        Text,
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
    def _known_facets(cls, value: str | None) -> str | None:
        check_words(value, cls.facets, "a facet of this list")
        return value

    def wanted_facets(self) -> tuple[str, ...]:
        """The facets asked for, in the order in which they were."""
        return () if self.facet is None else split_commas(self.facet)


def numbered_facet(
    reader: Reader, type_: RecordType, records: RecordFilter, question: Callable[[RecordFilter], Question]
) -> FacetMaker:
    """What makes the facets of a list of events or documents; `question` asks for the records of a filter."""
    roles = WORDS[type_, "role"]

    def make(name: str) -> facets.Facet:
        if name == "role":
            without_cast = question(replace(records, cast=Cast()))
            return facets.role_facet(reader, without_cast, records.cast, [role.value for role in roles])
        if name == "actor":
            return facets.actor_facet(reader, question(records), records.cast)
        if name in set(Unit):
            return facets.date_facet(reader, question(records), Unit(name))
        return facets.value_facet(reader, question(records), name)

    return make


def record_facet(reader: Reader, listed: Listed, clauses: list[Clause], dates: Dates | None) -> FacetMaker:
    """What makes the facets of a list that is asked of its plain table; `dates` are those asked for."""

    def make(name: str) -> facets.Facet:
        if name in set(Unit):
            span = dates.span if dates else None
            return facets.record_dates(reader, listed, clauses, Unit(name), span)
        return facets.record_facet(reader, listed, clauses, name)

    return make


def made(reader: Reader, type_: RecordType | None, wanted: tuple[str, ...], make: FacetMaker) -> models.Facets | None:
    """The facets of an answer, or None where none are asked for.

    Raises:
        Problem: 422, a histogram would have too many bins.
    """
    if not wanted:
        return None
    found: dict[str, facets.Facet] = {}
    for name in wanted:
        try:
            found[name] = make(name)
        except facets.TooManyBins as fault:
            raise _too_many(fault) from None
    return models.Facets(
        facets={name: _labelled(reader, type_, name, facet) for name, facet in found.items()},
        facet_distinct={name: facet.distinct for name, facet in found.items()},
    )


def _too_many(fault: facets.TooManyBins) -> Problem:
    coarser = fault.unit.coarser
    hint = f"facet={coarser} or a narrower date" if coarser else "a narrower date"
    reason = f"{fault.number} {fault.unit}s are more than {facets.MOST_BINS}: ask for {hint}"
    return Problem(INVALID_PARAMETER, errors=[ParameterError("facet", fault.unit, hint, coarser, reason)])


def _labelled(reader: Reader, type_: RecordType | None, name: str, facet: facets.Facet) -> list[models.FacetCount]:
    words = WORDS.get((type_, name))
    if words is not None:
        told = {word.value: word.label for word in words}
    elif name in set(Unit):
        told = {count.value: _date_label(count.value) for count in facet.counts}
    else:
        told = labels(reader, name, type_, [count.value for count in facet.counts])
    return [
        models.FacetCount(value=count.value, label=told.get(count.value, count.value), count=count.records)
        for count in facet.counts
    ]


def _date_label(value: str) -> str:
    if value == facets.UNDATED:
        return "Undated"
    try:
        return parse(value).label
    except InvalidDate:
        return value
