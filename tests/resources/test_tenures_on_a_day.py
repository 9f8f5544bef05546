"""Who held which office and belonged to what on a day: SQL answers as a plain reading of the dates does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.queries import RecordQuery
from app.http.ids import Ids
from app.loading.release import load
from app.resources.memberships.routes import MembershipParameters
from app.resources.tenures.queries import words_of
from app.resources.tenures.routes import TenureParameters
from app.timeline.dates import EdtfDate, iso_day, parse
from app.timeline.days import Day
from app.timeline.vocabulary import Certainty
from tests.catalogue.corpus import actor, data_set, keys_of, loaded, open_catalogue
from tests.databases import database_url

pytestmark = pytest.mark.slow

BODIES = [f"b{number}" for number in range(5)]
PEOPLE = [f"p{number}" for number in range(4)]
ENDS = ["1950", "1953-03", "1953-03-05", "1954-01-01~", "1955-06", "..", None]
LIVES = [(None, None), ("1900", "1953-06-01"), ("1953-01-01", "1954"), ("1890-03-09", None), ("..", "1954-05")]
DAYS = ["1949-12-31", "1950-07-01", "1953-03-04", "1953-03-05", "1953-03-31", "1954-01-01", "1955-06-15", "1960-01-01"]

Span = tuple[str | None, str | None]
"""Beginning and end as a file has them."""


@dataclass(frozen=True)
class Tie:
    """Somebody holds an office of a body, or a body is part of another."""

    source: str
    target: str
    span: Span
    kind: str = ""

    @property
    def date(self) -> EdtfDate | None:
        """Its date, as the model makes it of the two ends."""
        begin, end = self.span
        return None if begin is None and end is None else parse(f"{begin or ''}/{end or ''}")


@dataclass(frozen=True)
class World:
    """All there is: lives, tenures and memberships."""

    lives: dict[str, Span]
    tenures: Sequence[Tie]
    memberships: Sequence[Tie]

    def certainty(self, tie: Tie, day: Day) -> Certainty | None:
        """Whether the tie holds on `day`, by its own date or the lives of its two sides."""
        if tie.date is not None:
            return _on(tie.date, day)
        found = [self._life(side, day) for side in (tie.source, tie.target)]
        if None in found:
            return None
        return Certainty.CERTAIN if found == [Certainty.CERTAIN] * 2 else Certainty.POSSIBLE

    def _life(self, side: str, day: Day) -> Certainty | None:
        begin, end = self.lives[side]
        return Certainty.CERTAIN if begin is None and end is None else _on(parse(f"{begin or ''}/{end or ''}"), day)

    def organs(self, body: str, day: Day, *, certain: bool) -> set[str]:
        """The body and its organs of that day at any depth, over ties that hold certainly, or at all."""
        found = {body}
        wanted = {Certainty.CERTAIN} if certain else {Certainty.CERTAIN, Certainty.POSSIBLE}
        ties = [tie for tie in self.memberships if tie.kind == "organ" and self.certainty(tie, day) in wanted]
        while more := {tie.source for tie in ties if tie.target in found} - found:
            found |= more
        return found


def _on(date: EdtfDate, day: Day) -> Certainty | None:
    if not date.outer.holds(day):
        return None
    return Certainty.CERTAIN if date.inner is not None and date.inner.holds(day) else Certainty.POSSIBLE


DATED = st.tuples(st.sampled_from(ENDS), st.sampled_from(ENDS)).filter(
    lambda span: not (span[0] and span[1] and ".." not in span and span[0].rstrip("~") > span[1].rstrip("~"))
)
SPANS = st.one_of(DATED, DATED, st.just((None, None)))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    lives = {name: draw(st.sampled_from(LIVES)) for name in (*BODIES, *PEOPLE)}
    tenures = draw(st.lists(st.builds(Tie, st.sampled_from(PEOPLE), st.sampled_from(BODIES), SPANS), max_size=8))
    ties = st.tuples(st.sampled_from(BODIES), st.sampled_from(BODIES)).filter(lambda pair: pair[0] > pair[1])
    memberships = [
        Tie(*draw(ties), draw(SPANS), draw(st.sampled_from(["organ", "organ", "member"])))
        for _ in range(draw(st.integers(0, 8)))
    ]
    return World(lives, tenures, memberships)


def _body(world: World, name: str) -> dict[str, object]:
    born, died = world.lives[name]
    parts = [
        {"group": tie.target, "kind": tie.kind} | _ends(tie.span) for tie in world.memberships if tie.source == name
    ]
    return {"founded": born, "dissolved": died, "member_of": parts}


def _person(world: World, name: str) -> dict[str, object]:
    born, died = world.lives[name]
    held = [
        {"office": f"Minister {place}", "of": tie.target, "capacity": "state"} | _ends(tie.span)
        for place, tie in enumerate(world.tenures)
        if tie.source == name
    ]
    return {"born": born, "died": died, "offices": held}


def _ends(span: Span) -> dict[str, str]:
    return {key: end for key, end in zip(("from", "to"), span, strict=True) if end is not None}


def _loaded(folder: Path, world: World) -> None:
    people = [actor(name, **_person(world, name)) for name in PEOPLE]
    bodies = [actor(name, "ministry", **_body(world, name)) for name in BODIES]
    load(database_url(folder), data_set(actors=[*people, *bodies]))


def day_of(text: str) -> Day:
    day = parse(text).outer.first
    assert day is not None
    return day


def tenure_query(catalogue: Catalogue, **sent: str | list[str]) -> RecordQuery:
    """The query that parameters of `/v1/tenures` make."""
    return TenureParameters.model_validate(sent).query(Ids(catalogue))


def items(catalogue: Catalogue, query: RecordQuery) -> list[dict[str, Any]]:
    """The items found, decoded."""
    page = read_page(catalogue, query, PageRequest(Sort.DATE, 500))
    assert page.total == len(page.rows)
    return [orjson.loads(row.value + b"}") for row in page.rows]


def tenures(catalogue: Catalogue, day: str, *of: str, **more: list[str]) -> dict[str, str]:
    """The offices found, with their certainty."""
    query = tenure_query(catalogue, on=day, of=list(of), **more)
    return {each["office"]: each["certainty"] for each in items(catalogue, query)}


def memberships(catalogue: Catalogue, day: str, **more: list[str]) -> list[tuple[str, str, str, str]]:
    query = MembershipParameters.model_validate({"on": day, **more}).query(Ids(catalogue))
    found = items(catalogue, query)
    return sorted((each["member"]["id"], each["group"]["id"], each["kind"], each["certainty"]) for each in found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database, into which each example is loaded as its next release."""
    folder = tmp_path_factory.mktemp("offices")
    loaded(folder, data_set())
    return folder


@given(world=worlds())
@settings(max_examples=15, deadline=None)
def test_a_day_is_answered_as_a_plain_reading_of_the_dates_answers_it(folder: Path, world: World) -> None:
    _loaded(folder, world)
    with open_catalogue(folder) as catalogue:
        for day in DAYS:
            expected_memberships = sorted(
                (tie.source, tie.target, tie.kind, str(certainty))
                for tie in world.memberships
                if (certainty := world.certainty(tie, day_of(day))) is not None
            )
            assert memberships(catalogue, day) == expected_memberships
            for wanted in Certainty:
                assert memberships(catalogue, day, certainty=[wanted]) == [
                    each for each in expected_memberships if each[-1] == wanted
                ]
            for body in BODIES:
                possible, certain = (world.organs(body, day_of(day), certain=sure) for sure in (False, True))
                expected = {
                    f"Minister {place}": certainty if tie.target in certain else Certainty.POSSIBLE
                    for place, tie in enumerate(world.tenures)
                    if tie.target in possible and (certainty := world.certainty(tie, day_of(day))) is not None
                }
                assert tenures(catalogue, day, body) == expected
                for wanted in Certainty:
                    assert tenures(catalogue, day, body, certainty=[wanted]) == {
                        key: value for key, value in expected.items() if value is wanted
                    }


@given(world=worlds())
@settings(max_examples=10, deadline=None)
def test_several_bodies_are_any_of_them_and_repeated_ones_all_of_them(folder: Path, world: World) -> None:
    _loaded(folder, world)
    with open_catalogue(folder) as catalogue:
        for day in DAYS[2:5]:
            one, other = (tenures(catalogue, day, body) for body in ("b0", "b1"))
            assert tenures(catalogue, day, "b0,b1") == {
                office: max(filter(None, (one.get(office), other.get(office))), key=lambda found: found == "certain")
                for office in {*one, *other}
            }
            assert tenures(catalogue, day, "b0", "b1") == {
                office: Certainty.CERTAIN if one[office] == other[office] == "certain" else Certainty.POSSIBLE
                for office in one.keys() & other.keys()
            }


UNSURE_AND_SURE = World(
    dict.fromkeys((*BODIES, *PEOPLE), (None, None)),
    [Tie("p0", "b2", ("1950", "1955-06"))],
    [Tie("b2", "b0", ("1953-03", None), "organ"), Tie("b2", "b1", ("1950", ".."), "organ")],
)
"""A body that is possibly an organ of `b0` and certainly one of `b1`, and an office in it."""


def test_what_is_possibly_in_one_body_and_certainly_in_another_is_certainly_in_one_of_the_two(folder: Path) -> None:
    _loaded(folder, UNSURE_AND_SURE)
    with open_catalogue(folder) as catalogue:
        found = [
            tenures(catalogue, "1954-01-01", *bodies)
            for bodies in (("b0",), ("b1",), ("b0,b1",), ("b1,b0",), ("b0", "b1"))
        ]
    assert [each["Minister 0"] for each in found] == ["possible", "certain", "certain", "certain", "possible"]


@pytest.mark.parametrize(
    ("certainty", "offices", "parts"),
    [
        ([], 1, 2),
        (["certain"], 0, 1),
        (["possible"], 1, 1),
        (["certain,possible"], 1, 2),
        (["certain,possible", "possible"], 1, 1),
    ],
)
def test_repeated_certainties_must_all_hold(folder: Path, certainty: list[str], offices: int, parts: int) -> None:
    _loaded(folder, UNSURE_AND_SURE)
    with open_catalogue(folder) as catalogue:
        assert len(tenures(catalogue, "1954-01-01", "b0", certainty=certainty)) == offices
        assert len(memberships(catalogue, "1954-01-01", certainty=certainty)) == parts


@pytest.fixture(scope="module")
def seed(seeded: Path) -> Iterator[Catalogue]:
    with open_catalogue(seeded) as found:
        yield found


def test_the_curated_tenures_agree_with_a_plain_reading_on_random_days(seed: Catalogue) -> None:
    random = Random(1954)
    rows = seed.reader.connection.execute(
        'SELECT t.holder, t."of", t.edtf, t.office, h.edtf, o.edtf FROM tenure t '
        'JOIN actor h ON h.id = t.holder JOIN actor o ON o.id = t."of"'
    ).fetchall()
    bodies = sorted({of for _, of, *_ in rows})
    found_any = 0
    for _ in range(60):
        day, body = Day(random.randint(day_of("1945-01-01"), day_of("1965-01-01"))), random.choice(bodies)
        taken_in = _curated_organs(seed, body, day)
        expected = sorted(
            (holder, office)
            for holder, of, edtf, office, *lives in rows
            if of in taken_in and all(parse(each).outer.holds(day) for each in ([edtf] if edtf else lives) if each)
        )
        page = read_page(seed, tenure_query(seed, on=iso_day(day), of=[body]), PageRequest(Sort.DATE, 500))
        keys = [key.split("\x1f") for key in keys_of(seed, page)]
        assert sorted((holder, office) for holder, _, office, _ in keys) == expected
        found_any += bool(expected)
    assert found_any > 20


def _curated_organs(catalogue: Catalogue, body: str, day: Day) -> set[str]:
    rows = catalogue.reader.connection.execute(
        'SELECT m.member, m."group", m.edtf, a.edtf, b.edtf FROM membership m JOIN actor a ON a.id = m.member '
        "JOIN actor b ON b.id = m.\"group\" WHERE m.kind = 'organ'"
    ).fetchall()
    ties = [
        (member, group)
        for member, group, edtf, *lives in rows
        if all(parse(each).outer.holds(day) for each in ([edtf] if edtf else lives) if each)
    ]
    found = {body}
    while more := {member for member, group in ties if group in found} - found:
        found |= more
    return found


def test_without_a_day_the_organs_of_any_day_are_taken_in(folder: Path) -> None:
    _loaded(folder, UNSURE_AND_SURE)
    with open_catalogue(folder) as catalogue:
        for body, number in (("b0", 1), ("b1", 1), ("b2", 1), ("b3", 0)):
            found = items(catalogue, tenure_query(catalogue, of=[body]))
            assert [each["certainty"] for each in found] == [None] * number


@pytest.mark.parametrize(
    ("words", "number"), [("minister", 1), ("0 MINISTER", 1), ("minister 1", 0), ("mini", 0), ("Mínister", 1)]
)
def test_all_words_must_be_in_the_title(folder: Path, words: str, number: int) -> None:
    _loaded(folder, UNSURE_AND_SURE)
    with open_catalogue(folder) as catalogue:
        assert len(items(catalogue, tenure_query(catalogue, office=words))) == number


def test_words_of_a_title_are_compared_without_case_and_accents() -> None:
    assert words_of("Président du Conseil (1954)") == {"president", "du", "conseil", "1954"}
    assert words_of("Secretary-General") == {"secretary", "general"}
    assert words_of("... !") == frozenset()
