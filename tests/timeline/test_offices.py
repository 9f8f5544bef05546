"""Representation, read plainly: day by day over every way, and by the cases of 1954."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.dates import EdtfDate, interval, parse
from app.timeline.days import Day, Span
from app.timeline.offices import Membership, Offices, Tenure, days_held
from app.timeline.vocabulary import Certainty
from tests.serving import DATA

CERTAIN, POSSIBLE = Certainty.CERTAIN, Certainty.POSSIBLE


def date(text: str | None) -> EdtfDate | None:
    return None if text is None else parse(text)


def day(text: str) -> Day:
    first = parse(text).outer.first
    assert first is not None
    return first


def tenure(holder: str, of: str, dates: str | None, *, office: str = "Envoy", represents: bool = True) -> Tenure:
    return Tenure(holder, office, of, date(dates), represents)


def organ(member: str, group: str, dates: str | None) -> Membership:
    return Membership(member, group, organ=True, dates=date(dates))


def offices(*ties: Tenure | Membership, **lives: str) -> Offices:
    return Offices(
        [tie for tie in ties if isinstance(tie, Tenure)],
        [tie for tie in ties if isinstance(tie, Membership)],
        {actor: parse(text) for actor, text in lives.items()},
    )


# One tenure


def test_a_holder_certainly_represents_the_body_while_in_office():
    known = offices(tenure("eden", "fo", "1951-10-28/1955-04-06"))
    assert known.represented("eden", parse("1954-03-26")) == {"fo": CERTAIN}
    assert known.represented("eden", parse("1951-10-27")) == {}
    assert known.represented("eden", parse("1955-04-07")) == {}


def test_both_holders_represent_on_the_day_of_a_handover():
    known = offices(tenure("eden", "fo", "1951/1955-04-06"), tenure("macmillan", "fo", "1955-04-06/1955-12"))
    handover = parse("1955-04-06")
    assert known.represented("eden", handover) == known.represented("macmillan", handover) == {"fo": CERTAIN}


def test_days_that_a_tenure_may_not_yet_cover_are_only_possible():
    known = offices(tenure("eden", "fo", "1953-05/1954-07"))
    assert known.represented("eden", parse("1953-05-30")) == {"fo": POSSIBLE}
    assert known.represented("eden", parse("1953-05-31")) == {"fo": CERTAIN}
    assert known.represented("eden", parse("1954-07-02")) == {"fo": POSSIBLE}


def test_an_event_that_reaches_beyond_the_tenure_counts_as_possible():
    known = offices(tenure("eden", "fo", "1954-03-10/1954-03-20"))
    assert known.represented("eden", parse("1954-03-10/1954-03-20")) == {"fo": CERTAIN}
    assert known.represented("eden", parse("1954-03-10/1954-03-21")) == {"fo": POSSIBLE}
    assert known.represented("eden", parse("1954-03")) == {"fo": POSSIBLE}


def test_a_tenure_with_an_unknown_end_is_certain_on_its_first_day_alone():
    known = offices(tenure("eden", "fo", "1954-03-10/"))
    assert known.represented("eden", parse("1954-03-10")) == {"fo": CERTAIN}
    assert known.represented("eden", parse("1954-03-11")) == {"fo": POSSIBLE}


def test_an_undated_tenure_holds_while_both_sides_exist():
    known = offices(tenure("eden", "fo", None), eden="1897-06-12/1977-01-14", fo="1782/1968-10-17")
    assert known.represented("eden", parse("1954")) == {"fo": CERTAIN}
    assert known.represented("eden", parse("1968-10")) == {"fo": POSSIBLE}
    assert known.represented("eden", parse("1970")) == {}


def test_an_undated_tenure_between_sides_of_unknown_dates_holds_always():
    assert offices(tenure("eden", "fo", None)).represented("eden", parse("1954")) == {"fo": CERTAIN}


def test_an_undated_tenure_between_sides_that_never_coexist_holds_never():
    known = offices(tenure("eden", "eec", None), eden="1897/1957", eec="1958-01-01/..")
    assert known.represented("eden", parse("1954")) == known.represented("eden", None) == {}


def test_an_undated_record_may_be_of_any_day_of_the_tenure():
    known = offices(tenure("eden", "fo", "1951-10-28/.."), organ("fo", "uk", None))
    assert known.represented("eden", None) == {"fo": POSSIBLE, "uk": POSSIBLE}
    assert [certainty for _, certainty in known.held("eden", None)] == [POSSIBLE]


def test_an_office_that_does_not_represent_is_held_but_carries_nothing():
    seat = tenure("attlee", "commons", "1922/1955", represents=False)
    known = offices(seat, organ("commons", "uk", "1801/.."))
    assert known.represented("attlee", parse("1954")) == {}
    assert known.held("attlee", parse("1954")) == [(seat, CERTAIN)]


def test_offices_held_stand_in_the_order_of_their_first_days_whatever_their_keys():
    late, early = (
        Tenure("eden", "PM", "uk", parse("1954/.."), key=1),
        Tenure("eden", "FS", "fo", parse("1951/.."), key=2),
    )
    undated, twin = (
        Tenure("eden", "MP", "commons", None, key=0),
        Tenure("eden", "FS", "cabinet", parse("1951/.."), key=9),
    )
    held = offices(undated, late, early, twin).held("eden", parse("1955"))
    assert [found for found, _ in held] == [twin, early, late, undated]


# Several steps


def test_holders_of_organs_of_organs_represent_the_whole():
    known = offices(
        tenure("eden", "fo", "1951/1955"), organ("fo", "cabinet", "1900/.."), organ("cabinet", "uk", "1900/..")
    )
    assert known.represented("eden", parse("1954")) == {"cabinet": CERTAIN, "fo": CERTAIN, "uk": CERTAIN}


def test_members_do_not_represent():
    member = Membership("usa", "nato", organ=False, dates=parse("1949-08-24/.."))
    known = offices(tenure("dulles", "usa", "1953/1959"), member)
    assert known.represented("usa", parse("1954")) == {}
    assert known.represented("dulles", parse("1954")) == {"usa": CERTAIN}


def test_all_steps_must_share_one_day_and_not_only_neighbours():
    known = offices(
        tenure("envoy", "mission", "1954-03-01/1954-03-10"),
        organ("mission", "office", "1954-03-05/1954-03-20"),
        organ("office", "state", "1954-03-15/1954-03-31"),
    )
    assert known.represented("envoy", parse("1954-03")) == {"mission": POSSIBLE, "office": POSSIBLE}
    assert known.represented("mission", parse("1954-03")) == {"office": POSSIBLE, "state": POSSIBLE}


def test_the_best_of_several_ways_counts():
    known = offices(tenure("eden", "uk", "1954"), tenure("eden", "fo", "1951/1955"), organ("fo", "uk", "1900/.."))
    assert known.represented("eden", parse("1954-03-26"))["uk"] == CERTAIN


def test_someone_who_returns_to_an_office_represents_in_either_term_and_not_between():
    known = offices(tenure("molotov", "mid", "1939/1949"), tenure("molotov", "mid", "1953/1956"))
    terms = [known.represented("molotov", parse(f"{year}-03")) for year in (1945, 1951, 1954)]
    assert terms == [{"mid": CERTAIN}, {}, {"mid": CERTAIN}]


def test_bodies_that_are_organs_of_each_other_end_the_search():
    known = offices(organ("party", "state", None), organ("state", "party", None), tenure("leader", "party", None))
    assert known.represented("party", parse("1954")) == {"state": CERTAIN}
    assert known.represented("leader", parse("1954")) == {"party": CERTAIN, "state": CERTAIN}


def test_someone_unknown_holds_nothing_and_represents_nobody():
    known = offices()
    assert known.held("nobody", parse("1954")) == []
    assert known.represented("nobody", parse("1954")) == known.standing_for("nobody", None, None) == {}


# On behalf of another


def test_acting_on_behalf_of_another_is_certain_and_takes_in_whom_that_one_represents():
    known = offices(organ("nac", "nato", "1949-09/.."))
    assert known.standing_for("pearson", "nac", parse("1954")) == {"nac": CERTAIN, "nato": CERTAIN}
    assert known.standing_for("pearson", "nac", parse("1949-09-17")) == {"nac": CERTAIN, "nato": POSSIBLE}
    assert known.standing_for("pearson", "nac", parse("1940")) == {"nac": CERTAIN}
    assert known.standing_for("pearson", "nac", None) == {"nac": CERTAIN, "nato": POSSIBLE}


def test_acting_on_behalf_of_another_makes_an_own_possible_link_certain_and_never_the_reverse():
    known = offices(tenure("eden", "uk", "1954"), tenure("eden", "fo", "1951/1960"), organ("fo", "uk", "1954"))
    assert known.standing_for("eden", None, parse("1954-03")) == {"fo": CERTAIN, "uk": POSSIBLE}
    assert known.standing_for("eden", "uk", parse("1954-03")) == {"fo": CERTAIN, "uk": CERTAIN}
    assert known.standing_for("eden", "fo", parse("1954-03")) == {"fo": CERTAIN, "uk": POSSIBLE}


def test_nobody_stands_for_itself():
    known = offices(organ("party", "state", None), organ("state", "party", None))
    assert known.standing_for("party", "state", parse("1954")) == {"state": CERTAIN}
    assert known.standing_for("party", "party", parse("1954")) == {"state": CERTAIN}


# Organs of a body, and single days


def test_organs_of_a_body_are_found_at_any_depth_on_their_days():
    known = offices(
        organ("fo", "cabinet", "1900/1954-03"),
        organ("cabinet", "uk", "1900/.."),
        Membership("eden", "uk", organ=False, dates=None),
    )
    assert known.organs_of("uk", day("1954-02-28")) == {"uk": CERTAIN, "cabinet": CERTAIN, "fo": CERTAIN}
    assert known.organs_of("uk", day("1954-03-02")) == {"uk": CERTAIN, "cabinet": CERTAIN, "fo": POSSIBLE}
    assert known.organs_of("uk", day("1954-04-01")) == {"uk": CERTAIN, "cabinet": CERTAIN}
    assert known.organs_of("fo", day("1954-04-01")) == {"fo": CERTAIN}


def test_organs_of_any_day_need_a_day_on_which_the_whole_way_held():
    known = offices(
        organ("office", "board", "1920/1930"), organ("board", "state", "1940/1950"), organ("x", "state", "1931")
    )
    assert known.organs_of("state", None) == {"state": CERTAIN, "board": CERTAIN, "x": POSSIBLE}


def test_one_day_is_judged_by_the_dates_or_without_them_by_the_lives():
    asked = [day(f"1954-{month}-15") for month in ("02", "03", "04", "05", "06")]
    lives = (parse("1954-03/.."), parse("1900/1954-05"))
    dated = days_held(parse("1954-02/1954-04"), lives)
    assert [dated.during(Span(one, one)) for one in asked] == [POSSIBLE, CERTAIN, POSSIBLE, None, None]
    undated = days_held(None, lives)
    assert [undated.during(Span(one, one)) for one in asked] == [None, POSSIBLE, CERTAIN, POSSIBLE, None]
    assert days_held(None, ()) == days_held(None, (None, None))
    assert days_held(None, ()).during(Span(asked[0], asked[0])) == CERTAIN


# Against a plain reading

ACTORS = "abcd"
WINDOW = [Day(number) for number in range(day("1954-03-01") - 2, day("1954-03-09") + 3)]


@st.composite
def small_dates(draw: st.DrawFn) -> str | None:
    """Any shape of date whose bounds lie in the first days of March 1954, well inside the window of days."""
    low = draw(st.integers(1, 9))
    first, last = f"1954-03-0{low}", f"1954-03-0{draw(st.integers(low, 9))}"
    shapes = (first, f"{first}/{last}", f"[{first}..{last}]", f"{first}?/{last}", f"{first}/", f"{first}/..")
    return draw(st.sampled_from([*shapes, f"/{last}", f"../{last}", None]))


@dataclass(frozen=True)
class Calendar:
    """Ties between a few actors, as (from, to, dates, carries), with the lives of the actors."""

    ties: tuple[tuple[str, str, str | None, bool], ...]
    lives: dict[str, str | None]

    def offices(self) -> Offices:
        """Ties by turns a tenure and a membership, for these may stand in any order here."""
        tenures = [Tenure(a, "office", b, date(text), carries) for a, b, text, carries in self.ties[::2]]
        memberships = [Membership(a, b, organ=carries, dates=date(text)) for a, b, text, carries in self.ties[1::2]]
        return Offices(tenures, memberships, {actor: date(text) for actor, text in self.lives.items()})

    def holds(self, tie: tuple[str, str, str | None, bool], one: Day) -> Certainty | None:
        source, target, text, _ = tie
        sides = [date(self.lives[actor]) for actor in (source, target)] if text is None else [date(text)]
        known = [side for side in sides if side is not None]
        if all(side.inner is not None and side.inner.holds(one) for side in known):
            return CERTAIN
        return POSSIBLE if all(side.outer.holds(one) for side in known) else None

    def ways(self, start: str, end: str, passed: tuple[str, ...] = ()) -> Iterator[list]:
        for tie in self.ties:
            source, target, _, carries = tie
            if source == start and carries and target not in (*passed, start):
                if target == end:
                    yield [tie]
                yield from ([tie, *rest] for rest in self.ways(target, end, (*passed, start)))

    def link(self, start: str, end: str, event: EdtfDate | None) -> Certainty | None:
        days = [one for one in WINDOW if event is None or event.outer.holds(one)]
        ways = list(self.ways(start, end))
        if event and any(all(self.holds(tie, one) is CERTAIN for one in days for tie in way) for way in ways):
            return CERTAIN
        return POSSIBLE if any(all(self.holds(tie, one) for tie in way) for way in ways for one in days) else None


ties = st.tuples(st.sampled_from(ACTORS), st.sampled_from(ACTORS), small_dates(), st.sampled_from([True, True, False]))
calendars = st.builds(
    Calendar,
    st.lists(ties, max_size=12).map(tuple),
    st.fixed_dictionaries({actor: small_dates() for actor in ACTORS}),
)


@given(calendars, small_dates())
def test_representation_is_what_a_reading_of_every_way_day_by_day_gives(calendar, text):
    known, event = calendar.offices(), date(text)
    for actor in ACTORS:
        links = {other: calendar.link(actor, other, event) for other in ACTORS if other != actor}
        expected = {other: link for other, link in links.items() if link}
        assert known.represented(actor, event) == expected
        assert list(known.represented(actor, event)) == sorted(expected)


@given(calendars, small_dates(), st.sampled_from(ACTORS), st.sampled_from(ACTORS))
def test_standing_for_someone_is_the_better_of_what_one_represents_and_what_the_other_does(
    calendar, text, actor, other
):
    known, event = calendar.offices(), date(text)
    own, lent = known.represented(actor, event), known.represented(other, event)
    expected = {
        one: CERTAIN if one == other or CERTAIN in (own.get(one), lent.get(one)) else POSSIBLE
        for one in {*own, *lent, other} - {actor}
    }
    assert known.standing_for(actor, other, event) == expected


# The cases of 1954


@cache
def known_1954() -> Offices:
    actors = yaml.safe_load((DATA / "facts-1954.yaml").read_text(encoding="utf-8"))["actors"]
    return Offices(
        [
            Tenure(a["id"], o["office"], o["of"], interval(o.get("from"), o.get("to")), o.get("represents", True))
            for a in actors
            for o in a.get("offices", [])
        ],
        [
            Membership(a["id"], m["group"], m["kind"] == "organ", interval(m.get("from"), m.get("to")))
            for a in actors
            for m in a.get("member_of", [])
        ],
        {a["id"]: interval(a.get("born", a.get("founded")), a.get("died", a.get("dissolved"))) for a in actors},
    )


def test_molotov_certainly_acts_for_the_soviet_union_on_the_day_of_the_memorandum():
    assert known_1954().represented("molotov", parse("1954-03-26")) == {
        "council-of-ministers-ussr": CERTAIN,
        "mid-ussr": CERTAIN,
        "ussr": CERTAIN,
    }
    held = known_1954().held("molotov", parse("1954-03-26"))
    assert ("Minister of Foreign Affairs", "mid-ussr", CERTAIN) in [(t.office, t.of, c) for t, c in held]


def test_molotov_leaves_the_ministry_in_1956_and_the_government_in_1957():
    known = known_1954()
    assert known.represented("molotov", parse("1956-06-01"))["mid-ussr"] == CERTAIN
    assert known.represented("molotov", parse("1956-06-02")) == {"council-of-ministers-ussr": CERTAIN, "ussr": CERTAIN}
    assert known.represented("molotov", parse("1957-06-30")) == {}


def test_what_the_united_states_does_is_not_done_by_nato():
    assert known_1954().represented("usa", parse("1954-03-31")) == {}
    assert known_1954().represented("dulles", parse("1954-03-31")) == {"us-state-department": CERTAIN, "usa": CERTAIN}


def test_ismay_and_the_council_act_for_nato_and_marshal_juin_does_not():
    known, spring = known_1954(), parse("1954-03-27?")
    assert known.represented("ismay", spring) == {"nato": CERTAIN, "north-atlantic-council": CERTAIN}
    assert known.represented("north-atlantic-council", spring) == {"nato": CERTAIN}
    assert known.represented("juin", spring) == {}
    assert known.held("juin", spring) != []


def test_khrushchev_acts_for_the_soviet_union_through_the_party():
    assert known_1954().represented("khrushchev", parse("1954-03-26")) == {"cpsu": CERTAIN, "ussr": CERTAIN}


def test_the_ministry_and_the_party_presidium_are_organs_of_the_soviet_union():
    organs = known_1954().organs_of("ussr", day("1954-03-26"))
    assert {"ussr", "mid-ussr", "cpsu", "cpsu-presidium", "council-of-ministers-ussr"} <= organs.keys()
    assert "cpsu-presidium" not in known_1954().organs_of("ussr", day("1952-10-15"))
