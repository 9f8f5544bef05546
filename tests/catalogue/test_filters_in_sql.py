"""Who, what and where: SQL answers as a plain reading of the filters does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.plans import MOST_ARMS, MOST_VALUES
from app.catalogue.queries import NO_WHOLE, ActorInRole, Box, Cast, Group, RecordQuery, TermKey
from app.timeline.days import Day
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ActorScope, ParticipationRole
from tests.catalogue.corpus import actor, data_set, event, keys_of, loaded, open_catalogue

NOBODY = Cast()
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
        **({"part_of": f"e{number // 10:03}"} if number >= 10 else {}),
    }
    for number in range(150)
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
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
    with open_catalogue(folder) as found:
        yield found


def _found(
    catalogue: Catalogue,
    *groups: Group,
    cast: Cast = NOBODY,
    updated_since: Day | None = None,
    box: Box | None = None,
) -> set[str]:
    """The events that SQL finds."""
    query = RecordQuery((RecordType.EVENT,), groups, cast, updated_since=updated_since, box=box)
    page = read_page(catalogue, query, PageRequest(Sort.DATE, 500))
    found = keys_of(catalogue, page)
    assert page.total == len(page.rows) == len(set(found))
    return set(found)


def _part_of(*wholes: str) -> Group:
    return tuple(TermKey("part_of", whole) for whole in wholes)


def _in(name: str, wanted: ActorInRole) -> bool:
    cast = EVENTS[name]["actors"]
    assert isinstance(cast, list)
    return any(each["actor"] == wanted.actor and wanted.role in {"", each["role"]} for each in cast)


some_actor = st.builds(ActorInRole, st.sampled_from(PEOPLE), st.sampled_from(["", "", *ROLES]))
actor_groups = st.lists(st.lists(some_actor, min_size=1, max_size=20).map(tuple), max_size=3).map(tuple)
value_groups = st.lists(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)


@given(actor_groups, st.lists(st.sampled_from(ROLES), max_size=2).map(tuple), value_groups)
@settings(max_examples=200, deadline=None)
def test_repeated_means_all_and_comma_means_any(
    catalogue: Catalogue,
    actors: tuple[tuple[ActorInRole, ...], ...],
    roles: tuple[str, ...],
    kinds: tuple[tuple[str, ...], ...],
) -> None:
    unnamed = [each for group in actors for each in group if not each.role]

    def matches(name: str) -> bool:
        filled = [
            [ActorInRole(each.actor, each.role or role) for each in group for role in (roles or ("",))]
            for group in actors
        ]
        cast = EVENTS[name]["actors"]
        assert isinstance(cast, list)
        by_role = not roles or bool(unnamed) or any(each["role"] in roles for each in cast)
        return (
            all(any(_in(name, each) for each in group) for group in filled)
            and by_role
            and all(EVENTS[name]["kind"] in group for group in kinds)
        )

    groups = [tuple(TermKey("kind", kind) for kind in group) for group in kinds]
    found = _found(catalogue, *groups, cast=Cast(actors, roles))
    assert found == {name for name in EVENTS if matches(name)}


def test_a_group_too_wide_to_lead_is_still_answered(catalogue: Catalogue) -> None:
    wide = tuple(ActorInRole(name) for name in PEOPLE)
    assert len(wide) > max(MOST_ARMS, MOST_VALUES)
    assert _found(catalogue, cast=Cast((wide,))) == set(EVENTS)
    chairs = {name for name in EVENTS if any(_in(name, ActorInRole(each, "chair")) for each in PEOPLE)}
    assert _found(catalogue, cast=Cast((wide,), ("chair",))) == chairs
    assert 0 < len(chairs) < len(EVENTS)


def test_the_state_acts_through_whoever_holds_the_office_that_day(catalogue: Catalogue) -> None:
    acting_for_it = Cast(((ActorInRole(STATE),),), scope=ActorScope.REPRESENTATIVES)

    def acts(name: str) -> bool:
        cast, date = EVENTS[name]["actors"], str(EVENTS[name]["date"])
        day = "1954-06-30" if int(name[1:]) < 15 else date  # a year's event may be on any day of it
        assert isinstance(cast, list)
        acting = {each["actor"] for each in cast if ParticipationRole(each["role"]).acting}
        return ("p00" in acting and day <= "1954-06-30") or ("p01" in acting and day >= "1954-06-30")

    expected = {name for name in EVENTS if acts(name)}
    assert _found(catalogue, cast=acting_for_it) == expected
    assert 0 < len(expected) < len(EVENTS)


def test_nobody_acts_for_the_state_under_the_plain_scope(catalogue: Catalogue) -> None:
    assert _found(catalogue, cast=Cast(((ActorInRole(STATE),),))) == set()


@pytest.mark.parametrize(
    ("box", "places"),
    [
        (Box(13, 52, 14, 53), {"berlin"}),
        (Box(170, -20, -170, -10), {"suva", "apia"}),
        (Box(-180, -90, 180, 90), {"berlin", "suva", "apia"}),
        (Box(0, 0, 1, 1), set()),
    ],
)
def test_a_box_may_cross_the_date_line(catalogue: Catalogue, box: Box, places: set[str]) -> None:
    found = _found(catalogue, box=box)
    assert found == {name for name, each in EVENTS.items() if each.get("place") in places}


def test_what_lies_below_a_whole_at_any_depth(catalogue: Catalogue) -> None:
    below = {name for name in EVENTS if "e001" in _above(name)}
    assert _found(catalogue, _part_of("e001")) == below
    assert {EVENTS[name]["part_of"] for name in below} == {"e001", *(f"e01{digit}" for digit in range(5))}
    top = {name for name, each in EVENTS.items() if "part_of" not in each}
    assert _found(catalogue, _part_of(NO_WHOLE)) == top
    assert _found(catalogue, _part_of(NO_WHOLE, "e001")) == top | below


def _above(name: str) -> list[str]:
    """The events that an event is part of, the nearest first."""
    above = EVENTS[name].get("part_of")
    return [] if above is None else [str(above), *_above(str(above))]


def test_an_unused_value_and_a_change_day_after_the_last_release_find_nothing(catalogue: Catalogue) -> None:
    assert _found(catalogue, (TermKey("document", "no-such-document"),)) == set()
    assert _found(catalogue, updated_since=Day(1)) == set(EVENTS)
    assert _found(catalogue, updated_since=Day(999_999)) == set()
