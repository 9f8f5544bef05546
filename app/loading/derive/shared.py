"""Representations of what many records hold: dates, places, sources, offices, links."""

from collections.abc import Iterable, Mapping

from app.loading.derive.snapshot import Facts
from app.resources import models as m
from app.resources.faces import shared_fields
from app.resources.places.models import PlaceNameBase
from app.resources.shared import SourceBase
from app.store import tables as t
from app.timeline.dates import EdtfDate, iso_day, parse
from app.timeline.days import Day
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


def place_name(facts: Facts, place: str | None) -> m.PlaceName | None:
    """A place as it stands in an event or document."""
    if place is None:
        return None
    return m.PlaceName(**shared_fields(facts.places[place], PlaceNameBase))


def named(facts: Facts, actor: str) -> m.Named:
    """An actor's id and name."""
    return m.Named(id=actor, name=facts.actors[actor].name)


def sources(facts: Facts, owner_type: str, owner: str) -> list[m.Source]:
    """The citations of a record."""
    rows: Iterable[t.Citation] = facts.citations[f"{owner_type}/{owner}"]
    return [m.Source(**shared_fields(row, SourceBase)) for row in rows]


def held_offices(facts: Facts, actor: str, dates: EdtfDate | None) -> list[m.HeldOffice]:
    """The offices that an actor held on a date."""
    return [
        m.HeldOffice(office=tenure.office, of=tenure.of, certainty=certainty)
        for tenure, certainty in facts.offices.held(actor, dates)
    ]


def represented(standing: Mapping[str, Certainty]) -> list[m.Represented]:
    """For whom an actor stands, by id."""
    return [m.Represented(id=actor, certainty=standing[actor]) for actor in sorted(standing)]


def updated(facts: Facts, space: str, record: str) -> str | None:
    """The day on which the release that last changed a record was loaded."""
    day = facts.updated.get(f"{space}/{record}")
    return None if day is None else iso_day(day)
