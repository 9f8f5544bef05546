"""What the records of several resources have in common in responses and in the catalogue."""

from collections.abc import Iterable, Iterator, Mapping

from app.catalogue.queries import TermKey
from app.catalogue.words.index import Bounds, Point
from app.resources import models as m
from app.resources.faces import shared_fields
from app.resources.places.models import PlaceNameBase
from app.resources.shared import CitationRow, SourceBase
from app.resources.snapshot import Snapshot, as_date
from app.timeline.dates import EdtfDate, iso_day, parse
from app.timeline.days import Day, Span
from app.timeline.offices import days_held
from app.timeline.vocabulary import Certainty


def date(edtf: str) -> m.Date:
    """The representation of a date."""
    return date_of(parse(edtf))


def optional_date(edtf: str | None) -> m.Date | None:
    """The same, or None."""
    return None if edtf is None else date(edtf)


def date_of(found: EdtfDate) -> m.Date:
    """The representation of a date already read."""
    inner = found.inner
    return m.Date(
        edtf=found.text,
        earliest=_iso(found.outer.first),
        latest=_iso(found.outer.last),
        certain_from=None if inner is None else _iso(inner.first),
        certain_to=None if inner is None else _iso(inner.last),
        precision=found.precision,
        approximate=found.approximate,
        uncertain=found.uncertain,
        label=found.label,
    )


def _iso(day: Day | None) -> str | None:
    return None if day is None else iso_day(day)


def place_name(snapshot: Snapshot, place: str | None) -> m.PlaceName | None:
    """A place as it stands in an event or document."""
    if place is None:
        return None
    return m.PlaceName(**shared_fields(snapshot.places[place], PlaceNameBase))


def named(snapshot: Snapshot, actor: str) -> m.Named:
    """An actor's current id and name."""
    current = snapshot.joined.get(actor, actor)
    return m.Named(id=current, name=snapshot.actors[current].name)


def sources(snapshot: Snapshot, owner_type: str, owner: str) -> list[m.Source]:
    """The citations of a record."""
    rows: Iterable[CitationRow] = snapshot.citations[f"{owner_type}/{owner}"]
    return [m.Source(**shared_fields(row, SourceBase)) for row in rows]


def held_offices(snapshot: Snapshot, collection: str, actor: str, dates: EdtfDate | None) -> list[m.HeldOffice]:
    """The offices that an actor in a record of a collection held on a date."""
    return [
        m.HeldOffice(office=tenure.office, of=tenure.of, certainty=certainty)
        for tenure, certainty in snapshot.offices_in(collection).held(actor, dates)
    ]


def represented(standing: Mapping[str, Certainty]) -> list[m.Represented]:
    """For whom an actor stands, by id."""
    return [m.Represented(id=actor, certainty=standing[actor]) for actor in sorted(standing)]


def updated_day(snapshot: Snapshot, record: str, id_space: str = "record") -> Day | None:
    """The day on which the release that last changed a record was loaded."""
    return snapshot.updated[f"{id_space}/{record}"]


def updated(snapshot: Snapshot, record: str, id_space: str = "record") -> str | None:
    """The same as it stands in responses."""
    return _iso(updated_day(snapshot, record, id_space))


def point(snapshot: Snapshot, place: str | None) -> Point | None:
    """The coordinates of a place."""
    return None if place is None else Point(snapshot.places[place].lat, snapshot.places[place].lon)


def texts(*found: str | None) -> tuple[str, ...]:
    """The texts that there are."""
    return tuple(text for text in found if text)


def cast_terms(actor: str, role: str, represented: Iterable[str]) -> Iterator[TermKey]:
    """The terms of an actor in one role, and of those for whom it counts."""
    yield TermKey("role", role)
    yield TermKey("actor", actor)
    yield TermKey("actor", actor, role)
    for each in (actor, *represented):
        yield TermKey("represented", each)
        yield TermKey("represented", each, role)


def joined_key(*keys: str) -> str:
    """The tie key of a record without an id: it sorts as its keys do one after the other."""
    return "\x1f".join(keys)


def validity(snapshot: Snapshot, dates: EdtfDate | None, *sides: str) -> Bounds:
    """The days on which a tenure or membership holds: its own, else as long as both its sides exist."""
    found = days_held(dates, (as_date(snapshot.actors[side].edtf) for side in sides))
    return Bounds(next(iter(found.possible), NEVER), next(iter(found.certain), None))


NEVER = Span(Day(1), Day(0))
