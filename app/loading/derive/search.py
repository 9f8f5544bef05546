"""What the search indexes take of each record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.loading.derive.snapshot import Facts
from app.loading.derive.terms import document_terms, event_terms
from app.search.index import Bounds, Entry, Place
from app.search.schema import Kind
from app.search.suggest import Name
from app.store import tables as t
from app.store.numbers import AFTER_ALL, order_numbers
from app.store.terms import EVERYTHING, TermKey
from app.timeline.days import Day, Span

Values = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Key:
    """What orders a record in its lists."""

    id: str
    first_day: Day
    title_key: str


@dataclass(frozen=True, slots=True)
class _Positions:
    """A record's places in the orders of its lists."""

    n: int
    by_date_reversed: int
    by_title: int


def entries(facts: Facts, kind: Kind) -> Iterator[Entry]:
    """The records of a kind in the order of their ids."""
    makers: dict[Kind, Callable[[Facts], Iterator[Entry]]] = {
        Kind.EVENT: _events,
        Kind.ACTOR: _actors,
        Kind.DOCUMENT: _documents,
        Kind.PARAGRAPH: _paragraphs,
        Kind.CLAIM: _claims,
        Kind.PLACE: _places,
        Kind.TOPIC: _topics,
    }
    return makers[kind](facts)


def names(facts: Facts) -> Iterator[Name]:
    """The names and titles that are suggested; the weight is the number of events."""
    for actor in facts.actors.values():
        events = len({event for event, _ in facts.roles_in_events[actor.id]})
        for name in (actor.name, *(each.name for each in facts.names[actor.id])):
            yield Name("actor", actor.id, actor.name, name, events)
    for place in facts.places.values():
        yield Name("place", place.id, place.name, place.name, facts.events_at[place.id])
    for topic in facts.topics.values():
        yield Name("topic", topic.id, topic.name, topic.name, facts.events_about[topic.id])
    for event in facts.events.values():
        yield Name("event", event.id, event.title, event.title, 1 + facts.parts[event.id])
    for document in facts.documents.values():
        yield Name("document", document.id, document.title, document.title, len(facts.document_events[document.id]))


def _events(facts: Facts) -> Iterator[Entry]:
    positions = _positions(_dated_key(row, row.id, row.title_key) for row in facts.events.values())
    for record, places in positions.items():
        row = facts.events[record]
        yield _entry(
            record,
            places,
            title=row.title,
            body=(row.summary, row.note),
            dates=_bounds(row),
            updated=_updated(facts, record),
            place=_place(facts, row.place),
            values=_values(event_terms(facts, row)),
        )


def _documents(facts: Facts) -> Iterator[Entry]:
    positions = _positions(_dated_key(row, row.id, row.title_key) for row in facts.documents.values())
    for record, places in positions.items():
        row = facts.documents[record]
        yield _entry(
            record,
            places,
            title=row.title,
            body=(row.abstract, row.note),
            dates=_bounds(row),
            updated=_updated(facts, record),
            place=_place(facts, row.place),
            values=_values(document_terms(facts, row)),
        )


def _paragraphs(facts: Facts) -> Iterator[Entry]:
    """Paragraphs are dated and filtered as their documents are; they have no title of their own."""
    rows = {f"{row.document}/{row.n}": row for rows in facts.paragraphs.values() for row in rows}
    wholes = {document: facts.documents[document] for document in facts.paragraphs if facts.paragraphs[document]}
    values = {document: _values(document_terms(facts, row)) for document, row in wholes.items()}
    positions = _positions(
        _dated_key(wholes[row.document], record, wholes[row.document].title_key) for record, row in rows.items()
    )
    for record, places in positions.items():
        row = rows[record]
        whole = wholes[row.document]
        yield _entry(
            record,
            places,
            body=(row.abstract, row.text),
            dates=_bounds(whole),
            updated=_updated(facts, whole.id),
            place=_place(facts, whole.place),
            values=values[whole.id],
        )


def _actors(facts: Facts) -> Iterator[Entry]:
    positions = _positions(_dated_key(row, row.id, row.title_key) for row in facts.actors.values())
    for record, places in positions.items():
        row = facts.actors[record]
        yield _entry(
            record,
            places,
            names=(row.name, *(each.name for each in facts.names[record])),
            body=(row.summary, row.note),
            dates=_bounds(row),
            updated=_updated(facts, record),
            values={"kind": (row.kind,), "collection": (row.collection,)},
        )


def _claims(facts: Facts) -> Iterator[Entry]:
    positions = _positions(_dated_key(row, row.id, row.title_key) for row in facts.claims.values())
    for record, places in positions.items():
        row = facts.claims[record]
        yield _entry(
            record,
            places,
            title=row.statement,
            body=(row.assessment,),
            dates=_bounds(row),
            updated=_updated(facts, record),
            values=_claim_values(facts, row),
        )


def _claim_values(facts: Facts, row: t.Claim) -> Values:
    subjects, evidence = facts.claim_subjects[row.id], facts.evidence[row.id]
    about = {each.record for each in subjects}
    return {
        "kind": (row.kind,),
        "status": (row.status,),
        "collection": (row.collection,),
        "about": tuple(sorted(about)),
        "event": tuple(sorted(each.record for each in subjects if each.type == "event")),
        "document": tuple(
            sorted(
                {row.asserted_document}
                | {each.document for each in evidence}
                | {each.record for each in subjects if each.type == "document"}
            )
        ),
        "asserted_by": tuple(sorted({each.actor for each in facts.claim_authors[row.id]})),
        "asserted_in": (row.asserted_document,),
        "stance": tuple(sorted({each.stance for each in evidence})),
    }


def _places(facts: Facts) -> Iterator[Entry]:
    positions = _positions(_Key(row.id, AFTER_ALL, row.title_key) for row in facts.places.values())
    for record, places in positions.items():
        row = facts.places[record]
        yield _entry(
            record,
            places,
            names=(row.name,),
            body=(row.historical_name, row.note),  # the former says what the place was then
            place=Place(row.lat, row.lon),
            values={"collection": (row.collection,)},
        )


def _topics(facts: Facts) -> Iterator[Entry]:
    positions = _positions(_Key(row.id, AFTER_ALL, row.title_key) for row in facts.topics.values())
    for record, places in positions.items():
        row = facts.topics[record]
        yield _entry(record, places, title=row.name, body=(row.description,), values={"collection": (row.collection,)})


def _entry(  # noqa: PLR0913 - one parameter for each thing that is searched
    record: str,
    places: _Positions,
    *,
    title: str = "",
    names: Iterable[str | None] = (),
    body: Iterable[str | None] = (),
    dates: Bounds | None = None,
    updated: Day | None = None,
    place: Place | None = None,
    values: Mapping[str, tuple[str, ...]],
) -> Entry:
    return Entry(
        record,
        places.n,
        places.by_date_reversed,
        places.by_title,
        title=title,
        names=tuple(name for name in names if name),
        body=tuple(text for text in body if text),
        dates=dates,
        updated=updated,
        place=place,
        values=values,
    )


def _dated_key(row: t.DatedRow, record: str, title_key: str) -> _Key:
    return _Key(record, Day(row.first_day), title_key)


def _positions(keys: Iterable[_Key]) -> dict[str, _Positions]:
    """The places of records in the orders of their lists, in the order of their ids."""
    known = list(keys)
    numbers = order_numbers((key.id, key.first_day) for key in known)
    reversed_dates = sorted(known, key=lambda key: (key.first_day != AFTER_ALL, numbers[key.id]), reverse=True)
    by_date_reversed = {key.id: place for place, key in enumerate(reversed_dates)}
    titles = sorted(known, key=lambda key: (key.title_key, key.id))
    by_title = {key.id: place for place, key in enumerate(titles)}
    return {
        record: _Positions(numbers[record], by_date_reversed[record], by_title[record]) for record in sorted(numbers)
    }


def _bounds(row: t.DatedRow) -> Bounds | None:
    if row.edtf is None:
        return None
    inner = Span(_day(row.certain_from), _day(row.certain_to)) if row.has_certain else None
    return Bounds(Span(_day(row.earliest), _day(row.latest)), inner)


def _day(number: int | None) -> Day | None:
    return None if number is None else Day(number)


def _updated(facts: Facts, record: str) -> Day | None:
    return facts.updated.get(f"record/{record}")


def _place(facts: Facts, place: str | None) -> Place | None:
    return None if place is None else Place(facts.places[place].lat, facts.places[place].lon)


def _values(keys: Iterable[TermKey]) -> Values:
    """Terms by field: an actor in a role stands in a field of its own as `ID ROLE`."""
    values: dict[str, list[str]] = {}
    for key in sorted(keys):
        if key == EVERYTHING:
            continue
        name, value = (f"{key.axis}_role", f"{key.value} {key.role}") if key.role else (key.axis, key.value)
        values.setdefault(name, []).append(value)
    return {name: tuple(found) for name, found in values.items()}
