"""Exchanges as pages show them."""

from pathlib import Path

from app.database.engine import Reader
from app.pages import queries
from app.resources import models as m
from app.resources.exchanges.display import exchange_around
from app.timeline.record_types import RecordType
from tests.catalogues import catalogue_of
from tests.waiting import SECONDS_TO_WAIT


def chain(database: Path, event: str, most: int) -> list[str] | None:
    """The moves that the page of an event shows."""
    reader = Reader(database, deadline_seconds=SECONDS_TO_WAIT)
    with reader.answer() as release:
        catalogue = catalogue_of(reader, release)
        record = m.EventDetail.model_validate_json(queries.detail(catalogue, RecordType.EVENT, event))
        found = exchange_around(reader, record, most)
    reader.close()
    return None if found is None else [move.id for move in found.moves]


def test_an_exchange_is_shown_whole(database: Path) -> None:
    moves = chain(database, "soviet-note-1954-03-31", 36)
    assert moves is not None
    assert (len(moves), moves[0], moves[-1]) == (36, "soviet-security-draft-1954-02-10", "putin-brdo-2001-06-16")


def test_of_a_long_exchange_the_moves_next_to_the_event_are_shown(database: Path) -> None:
    moves = chain(database, "western-reply-1954-05-07", 10)
    assert moves == [
        "soviet-note-1954-03-31",
        "final-reply-text-1954-04-24",
        "western-reply-1954-05-07",
        "nutting-commons-1954-05-10",
        "soviet-note-1954-07-24",
        "putin-brdo-2001-06-16",
    ]


def test_an_event_that_answers_nothing_has_none(database: Path) -> None:
    assert chain(database, "shulgin-visit-1926", 10) is None
