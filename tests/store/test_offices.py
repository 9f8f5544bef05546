"""Who held which office and belonged to what on a day: SQL answers as a plain reading of the dates does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.database.engine import Reader
from app.loading.release import load
from app.resources.tenures import queries as offices
from app.store import records
from app.store.paging import Asked, Sort
from app.timeline.dates import EdtfDate, parse
from app.timeline.days import Day
from app.timeline.filters import MembershipFilter, TenureFilter
from app.timeline.vocabulary import Certainty
from tests.store.corpus import actor, data_set, loaded, reader_of

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
    load(f"sqlite:///{folder / 'timeline.sqlite'}", data_set(actors=[*people, *bodies]))


def day_of(text: str) -> Day:
    day = parse(text).outer.first
    assert day is not None
    return day


def tenures(reader: Reader, asked: TenureFilter) -> dict[str, Certainty | None]:
    """The offices found, with their certainty."""
    clauses, item = offices.tenure_clauses(reader, asked)
    page = records.page(reader, records.TENURES, clauses, Asked(Sort.DATE, 500), item)
    found = [orjson.loads(row.values[0] + b"}") for row in page.rows]
    assert page.total == len(found)
    return {each["office"]: each["certainty"] for each in found}


def memberships(reader: Reader, asked: MembershipFilter) -> list[tuple[str, str, str, str | None]]:
    clauses, item = offices.membership_clauses(asked)
    page = records.page(reader, records.MEMBERSHIPS, clauses, Asked(Sort.DATE, 500), item)
    found = [orjson.loads(row.values[0] + b"}") for row in page.rows]
    assert page.total == len(found)
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
    reader = reader_of(folder)
    with reader.answer():
        for day in map(day_of, DAYS):
            assert memberships(reader, MembershipFilter(on=day)) == sorted(
                (tie.source, tie.target, tie.kind, str(certainty))
                for tie in world.memberships
                if (certainty := world.certainty(tie, day)) is not None
            )
            for body in BODIES:
                possible, certain = (world.organs(body, day, certain=sure) for sure in (False, True))
                expected = {
                    f"Minister {place}": certainty if tie.target in certain else Certainty.POSSIBLE
                    for place, tie in enumerate(world.tenures)
                    if tie.target in possible and (certainty := world.certainty(tie, day)) is not None
                }
                assert tenures(reader, TenureFilter(on=day, bodies=((body,),))) == expected
                for wanted in Certainty:
                    asked = TenureFilter(on=day, bodies=((body,),), certainties=((wanted,),))
                    assert tenures(reader, asked) == {key: value for key, value in expected.items() if value is wanted}
    reader.close()


@given(world=worlds())
@settings(max_examples=10, deadline=None)
def test_several_bodies_are_any_of_them_and_repeated_ones_all_of_them(folder: Path, world: World) -> None:
    _loaded(folder, world)
    reader = reader_of(folder)
    with reader.answer():
        for day in map(day_of, DAYS[2:5]):
            alone = {body: tenures(reader, TenureFilter(on=day, bodies=((body,),))) for body in BODIES}
            one, other = alone["b0"], alone["b1"]
            assert tenures(reader, TenureFilter(on=day, bodies=(("b0", "b1"),))) == {
                office: max(filter(None, (one.get(office), other.get(office))), key=lambda found: found == "certain")
                for office in {*one, *other}
            }
            assert tenures(reader, TenureFilter(on=day, bodies=(("b0",), ("b1",)))) == {
                office: Certainty.CERTAIN if one[office] == other[office] == "certain" else Certainty.POSSIBLE
                for office in one.keys() & other.keys()
            }
    reader.close()


def test_what_is_possibly_in_one_body_and_certainly_in_another_is_certainly_in_one_of_the_two(folder: Path) -> None:
    unsure, sure = Tie("b2", "b0", ("1953-03", None), "organ"), Tie("b2", "b1", ("1950", ".."), "organ")
    office = Tie("p0", "b2", ("1950", "1955-06"))
    _loaded(folder, World(dict.fromkeys((*BODIES, *PEOPLE), (None, None)), [office], [unsure, sure]))
    reader = reader_of(folder)
    with reader.answer():
        day = day_of("1954-01-01")
        found = [
            tenures(reader, TenureFilter(on=day, bodies=bodies))
            for bodies in ((("b0",),), (("b1",),), (("b0", "b1"),), (("b1", "b0"),), (("b0",), ("b1",)))
        ]
        assert [each["Minister 0"] for each in found] == ["possible", "certain", "certain", "certain", "possible"]
    reader.close()


@pytest.fixture(scope="module")
def seed(database: Path) -> Iterator[Reader]:
    reader = Reader(database, deadline_seconds=10)
    yield reader
    reader.close()


def test_the_curated_tenures_agree_with_a_plain_reading_on_random_days(seed: Reader) -> None:
    random = Random(1954)
    with seed.answer():
        rows = seed.connection.execute(
            'SELECT t.holder, t."of", t.edtf, t.office, h.edtf, o.edtf FROM tenure t '
            'JOIN actor h ON h.id = t.holder JOIN actor o ON o.id = t."of"'
        ).fetchall()
        bodies = sorted({of for _, of, *_ in rows})
        for _ in range(60):
            day, body = Day(random.randint(day_of("1945-01-01"), day_of("1965-01-01"))), random.choice(bodies)
            taken_in = _curated_organs(seed, body, day)
            expected = sorted(
                (holder, office)
                for holder, of, edtf, office, *lives in rows
                if of in taken_in and all(parse(each).outer.holds(day) for each in ([edtf] if edtf else lives) if each)
            )
            clauses, item = offices.tenure_clauses(seed, TenureFilter(on=day, bodies=((body,),)))
            page = records.page(seed, records.TENURES, clauses, Asked(Sort.DATE, 500), item)
            assert sorted((str(row.key[1]), str(row.key[3])) for row in page.rows) == expected


def _curated_organs(reader: Reader, body: str, day: Day) -> set[str]:
    rows = reader.connection.execute(
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


def test_words_of_a_title_are_compared_without_case_and_accents() -> None:
    assert offices.words_of("Président du Conseil (1954)") == {"president", "du", "conseil", "1954"}
    assert offices.words_of("Secretary-General") == {"secretary", "general"}
    assert offices.words_of("... !") == frozenset()
