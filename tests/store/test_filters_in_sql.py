"""Who, what and where: SQL answers as a plain reading of the filters does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.database.engine import Reader
from app.store import events, numbered
from app.store.paging import Asked, Sort
from app.store.postings import TERMS_AS_ARMS, TERMS_AS_VALUES
from app.timeline.days import Day
from app.timeline.filters import ActorInRole, Box, Cast, EventFilter, RecordFilter
from app.timeline.vocabulary import ActorScope, ParticipationRole
from tests.store.corpus import actor, data_set, event, ids, loaded, reader_of

PEOPLE = [f"p{number:02}" for number in range(20)]
STATE, MINISTRY = "realm", "chancery"
ROLES = ["author", "recipient", "chair", "subject"]
KINDS = ["note", "visit"]
TOPICS = ["peace", "war"]
PLACES = ["berlin", "suva", "apia", None]
OFFICERS = {"p00": "1950-01-01/1954-06-30", "p01": "1954-06-30/1960-12-31"}
"""Two heads of the ministry, one after the other; the ministry is an organ of the state."""


def _cast(number: int) -> list[dict[str, str]]:
    """A cast that depends on the event's number alone, some of it small and some wide."""
    found = {(PEOPLE[(number * step) % len(PEOPLE)], ROLES[(number + step) % len(ROLES)]) for step in (1, 3, 7)}
    return [{"actor": name, "role": role} for name, role in sorted(found)]


EVENTS = {
    f"e{number:03}": {
        "date": f"1954-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "kind": KINDS[number % 2],
        "topics": TOPICS[: number % 2 + 1],
        "confidence": ["high", "medium", "low"][number % 3],
        "actors": _cast(number),
        **({"place": place} if (place := PLACES[number % 4]) else {}),
        **({"part_of": f"e{number // 10:03}"} if number >= 100 else {}),
    }
    for number in range(150)
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder: Path = tmp_path_factory.mktemp("filters")
    officers = [
        actor(
            name,
            offices=[
                {
                    "office": "Chancellor",
                    "of": MINISTRY,
                    "from": dates.split("/")[0],
                    "to": dates.split("/")[1],
                    "capacity": "state",
                }
            ]
            if dates
            else [],
        )
        for name in PEOPLE
        for dates in [OFFICERS.get(name)]
    ]
    bodies = [
        actor(STATE, "state", founded="1900", dissolved=".."),
        actor(MINISTRY, "ministry", member_of=[{"group": STATE, "kind": "organ", "from": "1900", "to": ".."}]),
    ]
    whole = {name: {**event_, "date": "1954"} if int(name[1:]) < 15 else event_ for name, event_ in EVENTS.items()}
    data = data_set([event(name, **each) for name, each in whole.items()], officers + bodies)
    loaded(folder, data)
    with_reader = reader_of(folder)
    yield with_reader
    with_reader.close()


def _found(reader: Reader, asked: EventFilter) -> set[str]:
    with reader.answer():
        page = numbered.page(reader, events.question(reader, asked), Asked(Sort.DATE, 500), ("item",))
    assert page.total == len(page.rows)
    return set(ids([row.key for row in page.rows]))


def _in(name: str, asked: ActorInRole) -> bool:
    cast = EVENTS[name]["actors"]
    assert isinstance(cast, list)
    return any(each["actor"] == asked.actor and asked.role in {"", each["role"]} for each in cast)


some_actor = st.builds(ActorInRole, st.sampled_from(PEOPLE), st.sampled_from(["", "", *ROLES]))
actor_groups = st.lists(st.lists(some_actor, min_size=1, max_size=20).map(tuple), max_size=3).map(tuple)
value_groups = st.lists(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)


@given(actor_groups, st.lists(st.sampled_from(ROLES), max_size=2).map(tuple), value_groups)
@settings(max_examples=200, deadline=None)
def test_repeated_means_all_and_comma_means_any(
    reader: Reader,
    actors: tuple[tuple[ActorInRole, ...], ...],
    roles: tuple[str, ...],
    kinds: tuple[tuple[str, ...], ...],
) -> None:
    unnamed = [asked for group in actors for asked in group if not asked.role]

    def matches(name: str) -> bool:
        filled = [
            [ActorInRole(asked.actor, asked.role or role) for asked in group for role in (roles or ("",))]
            for group in actors
        ]
        cast = EVENTS[name]["actors"]
        assert isinstance(cast, list)
        by_role = not roles or bool(unnamed) or any(each["role"] in roles for each in cast)
        return (
            all(any(_in(name, asked) for asked in group) for group in filled)
            and by_role
            and all(EVENTS[name]["kind"] in group for group in kinds)
        )

    found = _found(reader, EventFilter(RecordFilter(cast=Cast(actors, roles), kinds=kinds)))
    assert found == {name for name in EVENTS if matches(name)}


def test_a_group_too_wide_to_lead_is_still_answered(reader: Reader) -> None:
    wide = tuple(ActorInRole(name) for name in PEOPLE)
    assert len(wide) > max(TERMS_AS_ARMS, TERMS_AS_VALUES)
    assert _found(reader, EventFilter(RecordFilter(cast=Cast((wide,))))) == set(EVENTS)


def test_the_state_acts_through_whoever_holds_the_office_that_day(reader: Reader) -> None:
    asked = EventFilter(RecordFilter(cast=Cast(((ActorInRole(STATE),),), scope=ActorScope.REPRESENTATIVES)))

    def acts(name: str) -> bool:
        cast, date = EVENTS[name]["actors"], str(EVENTS[name]["date"])
        day = "1954-06-30" if int(name[1:]) < 15 else date  # a year's event may be on any day of it
        assert isinstance(cast, list)
        acting = {each["actor"] for each in cast if ParticipationRole(each["role"]).acting}
        return ("p00" in acting and day <= "1954-06-30") or ("p01" in acting and day >= "1954-06-30")

    expected = {name for name in EVENTS if acts(name)}
    assert _found(reader, asked) == expected
    assert 0 < len(expected) < len(EVENTS)


def test_nobody_acts_for_the_state_under_the_plain_scope(reader: Reader) -> None:
    assert _found(reader, EventFilter(RecordFilter(cast=Cast(((ActorInRole(STATE),),))))) == set()


@pytest.mark.parametrize(
    ("box", "places"),
    [
        (Box(13, 52, 14, 53), {"berlin"}),
        (Box(170, -20, -170, -10), {"suva", "apia"}),
        (Box(-180, -90, 180, 90), {"berlin", "suva", "apia"}),
        (Box(0, 0, 1, 1), set()),
    ],
)
def test_a_box_may_cross_the_date_line(reader: Reader, box: Box, places: set[str]) -> None:
    found = _found(reader, EventFilter(RecordFilter(box=box)))
    assert found == {name for name, each in EVENTS.items() if each.get("place") in places}


def test_what_lies_below_a_whole_at_any_depth(reader: Reader) -> None:
    below = {name for name, each in EVENTS.items() if each.get("part_of") == "e010"}
    assert _found(reader, EventFilter(wholes=(("e010",),))) == below
    top = {name for name, each in EVENTS.items() if "part_of" not in each}
    assert _found(reader, EventFilter(wholes=(("none",),))) == top
    assert _found(reader, EventFilter(wholes=(("none", "e010"),))) == top | below


def test_an_unused_value_finds_nothing_and_a_change_day_divides(reader: Reader) -> None:
    assert _found(reader, EventFilter(documents=(("no-such-document",),))) == set()
    assert _found(reader, EventFilter(RecordFilter(updated_since=Day(1)))) == set(EVENTS)
    assert _found(reader, EventFilter(RecordFilter(updated_since=Day(999_999)))) == set()
