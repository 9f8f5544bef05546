"""`facet` in answers: the counts of a result with labels for people."""

from collections.abc import Callable, Mapping

from app.catalogue.catalogue import Catalogue
from app.catalogue.facets import MOST_BINS, UNDATED, Facet, TooManyBins
from app.http.problems import INVALID_PARAMETER, ParameterError, Problem
from app.resources import models
from app.timeline.bins import Unit
from app.timeline.dates import InvalidDate, parse
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import (
    ClaimStatus,
    Confidence,
    DocumentRole,
    MembershipKind,
    ParticipationRole,
    ResultType,
    Stance,
    Word,
)

RECORD_FACETS = ("actor", "role", "kind", "topic", "place", "confidence", "collection", "year", "month", "day")
"""The facets of events and documents."""
SPAN_FACETS = ("collection", "year", "month", "day")
"""The facets of whatever has only a collection and dates."""

_CLOSED: Mapping[tuple[RecordType | None, str], type[Word]] = {
    (RecordType.EVENT, "role"): ParticipationRole,
    (RecordType.DOCUMENT, "role"): DocumentRole,
    (RecordType.EVENT, "confidence"): Confidence,
    (RecordType.DOCUMENT, "confidence"): Confidence,
    (RecordType.CLAIM, "status"): ClaimStatus,
    (RecordType.CLAIM, "stance"): Stance,
    (RecordType.MEMBERSHIP, "kind"): MembershipKind,
    (None, "type"): ResultType,
}
"""The closed vocabularies of facets and filters, by record type and facet."""
_NAMES = {"actor": "name", "place": "name", "topic": "name", "collection": "title"}
"""For facets that count records: the column of their names."""


def facets_of(
    catalogue: Catalogue, type_: RecordType | None, requested: tuple[str, ...], count: Callable[[str], Facet]
) -> models.Facets:
    """The facets of an answer about records of a type (None: of several).

    Raises:
        Problem: 422, a histogram would have too many bins.
    """
    counted: dict[str, Facet] = {}
    for name in requested:
        try:
            counted[name] = count(name)
        except TooManyBins as fault:
            raise _too_many(fault) from None
    return models.Facets(
        facets={name: _labelled(catalogue, type_, name, facet) for name, facet in counted.items()},
        facet_distinct={name: facet.distinct for name, facet in counted.items()},
    )


def _too_many(fault: TooManyBins) -> Problem:
    coarser = fault.unit.coarser
    hint = f"facet={coarser} or a narrower date" if coarser else "a narrower date"
    reason = f"{fault.number} {fault.unit}s are more than {MOST_BINS}: use {hint}"
    return Problem(INVALID_PARAMETER, errors=[ParameterError("facet", fault.unit, hint, coarser, reason)])


def _labelled(catalogue: Catalogue, type_: RecordType | None, name: str, facet: Facet) -> list[models.FacetCount]:
    labels = labels_of(catalogue, type_, name, [count.value for count in facet.counts])
    return [
        models.FacetCount(value=count.value, label=labels.get(count.value, count.value), count=count.records)
        for count in facet.counts
    ]


def labels_of(catalogue: Catalogue, type_: RecordType | None, name: str, values: list[str]) -> Mapping[str, str]:
    """Labels for people of values that a facet or filter of this name has; a value without one is left out."""
    words = _CLOSED.get((type_, name))
    if words is not None:
        return {word.value: word.label for word in words}
    if name in set(Unit):
        return {value: _date_label(value) for value in values}
    if name == "kind" and type_ is not None:
        return catalogue.kinds(type_)
    column = _NAMES.get(name)
    if column is None:
        return {}
    rows = catalogue.reader.connection.execute(
        f"SELECT id, {column} FROM {name} WHERE id IN ({catalogue.statements.listed('?', str)})",  # noqa: S608 - names of ours
        (catalogue.statements.bound(values),),
    )
    return dict(rows.fetchall())


def _date_label(value: str) -> str:
    if value == UNDATED:
        return "Undated"
    try:
        return parse(value).label
    except InvalidDate:
        return value
