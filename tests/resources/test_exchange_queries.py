"""The events of an exchange, found over the answers in SQL, and the exchange made of their stored items."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.database.engine import Reader
from app.loading.data_set import DataSet
from app.loading.release import load
from app.resources import models as m
from app.resources.exchanges.queries import moves
from app.resources.exchanges.representation import exchange
from app.timeline.vocabulary import ExchangeScope
from tests.catalogue.corpus import actor, data_set, event, loaded, reader_of
from tests.databases import database_url

pytestmark = pytest.mark.slow

DATES = ["1954-03", "1954-03-01", "1954-03-02", "1954-03-01/1954-04-02", "[1954-03-01..1954-03-20]", "../1954-05-07"]
ROLES = ["author", "sender", "recipient", "sponsor", "subject"]

Answers = Mapping[str, set[str]]
"""Which moves each move answers."""


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    """Up to ten moves, each answering some of those before it in no particular order of ids."""
    ids = draw(st.permutations([f"m{number}" for number in range(draw(st.integers(1, 10)))]))
    return {move: draw(st.sets(st.sampled_from(ids[:place]), max_size=3) if place else st.just(set()))
            for place, move in enumerate(ids)}  # fmt: skip


def data_of(found: Answers, dates: list[str], roles: list[str]) -> DataSet:
    return data_set(
        actors=[actor("somebody"), actor("another")],
        events=[
            event(
                move,
                dates[place % len(dates)],
                responds_to=[{"event": each, "manner": "counters"} for each in sorted(answered)],
                actors=[{"actor": "somebody", "role": roles[place % len(roles)]}],
            )
            for place, (move, answered) in enumerate(found.items())
        ],
    )


def line(found: Answers, start: str) -> set[str]:
    """What leads from `start` back, and what leads back to `start`, step by step."""
    back = {start}
    while more := {each for move in back for each in found[move]} - back:
        back |= more
    forth = {start}
    while more := {move for move, answered in found.items() if answered & forth} - forth:
        forth |= more
    return back | forth


def whole(found: Answers, start: str) -> set[str]:
    members = {start}
    while (
        more := {each for move in members for each in found[move]} - members
        or {move for move, answered in found.items() if answered & members} - members
    ):
        members |= more
    return members


def exchange_of(reader: Reader, move: str, scope: ExchangeScope) -> m.Exchange:
    return exchange(move, scope, moves(reader, move, scope))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database, into which each example is loaded as its next release."""
    folder = tmp_path_factory.mktemp("exchanges")
    loaded(folder, data_set())
    return folder


@given(
    found=answers(),
    dates=st.lists(st.sampled_from(DATES), min_size=1),
    roles=st.lists(st.sampled_from(ROLES), min_size=1),
)
@settings(max_examples=15, deadline=None)
def test_an_exchange_is_what_a_plain_reading_of_the_answers_gives(
    database: Path, found: Answers, dates: list[str], roles: list[str]
) -> None:
    recipients = {move for place, move in enumerate(found) if roles[place % len(roles)] == "recipient"}
    answered = set[str]().union(*found.values())
    load(database_url(database), data_of(found, dates, roles))
    reader = reader_of(database)
    with reader.answer():
        for move in found:
            for scope, plain in ((ExchangeScope.LINE, line), (ExchangeScope.WHOLE, whole)):
                got = exchange_of(reader, move, scope)
                order = [each.id for each in got.moves]
                members = plain(found, move)
                assert sorted(order) == sorted(members)
                assert set(got.openings) == {each for each in members if not found[each]}
                assert set(got.unanswered) == (members & recipients) - answered
                for turn in got.moves:
                    assert {each.id for each in turn.answers} == found[turn.id]
                    assert {each.id for each in turn.answered_by} == {x for x in found if turn.id in found[x]}
                    for end in (*turn.answers, *turn.answered_by):
                        assert end.in_exchange == (end.id in members)
                    earlier = order[: order.index(turn.id)]
                    assert {each.id for each in turn.answers if each.in_exchange} <= set(earlier)
    reader.close()


@given(found=answers())
@settings(max_examples=15, deadline=None)
def test_who_is_in_whose_exchange_is_mutual_and_the_whole_is_the_same_from_each_move(
    database: Path, found: Answers
) -> None:
    load(database_url(database), data_of(found, DATES, ROLES))
    reader = reader_of(database)
    with reader.answer():
        lines = {move: {each.id for each in exchange_of(reader, move, ExchangeScope.LINE).moves} for move in found}
        wholes = {move: exchange_of(reader, move, ExchangeScope.WHOLE) for move in found}
        assert all((other in lines[move]) == (move in lines[other]) for move in found for other in found)
        for move, got in wholes.items():
            for other in got.moves:
                assert wholes[other.id].model_copy(update={"event": move}) == got
    reader.close()


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Reader]:
    """A thousand notes, each answering the one before, with a branch at the first."""
    notes = [
        event(f"n{place:04}", "1954", responds_to=[{"event": f"n{place - 1:04}", "manner": "counters"}] * bool(place))
        for place in range(1_000)
    ]
    branch = event("branch", "1954", responds_to=[{"event": "n0000", "manner": "asks"}])
    loaded(tmp_path, data_set(events=[*notes, branch]))
    reader = reader_of(tmp_path)
    yield reader
    reader.close()


def test_a_long_chain_is_followed_to_both_ends(chain: Reader) -> None:
    with chain.answer():
        found = exchange_of(chain, "n0500", ExchangeScope.LINE)
        assert [move.id for move in found.moves] == [f"n{place:04}" for place in range(1_000)]
        assert [(each.id, each.in_exchange) for each in found.moves[0].answered_by] == [
            ("branch", False),
            ("n0001", True),
        ]
        assert len(exchange_of(chain, "branch", ExchangeScope.WHOLE).moves) == 1_001


def test_movers_are_authors_senders_and_sponsors_each_once(tmp_path: Path) -> None:
    cast = [("b", "sponsor"), ("a", "author"), ("b", "sender"), ("c", "recipient"), ("d", "signatory")]
    note = event("note", "1954", actors=[{"actor": name, "role": role} for name, role in cast])
    loaded(tmp_path, data_set(events=[note], actors=[actor(name) for name in "abcd"]))
    reader = reader_of(tmp_path)
    with reader.answer():
        [move] = exchange_of(reader, "note", ExchangeScope.LINE).moves
    assert [mover.id for mover in move.movers] == ["b", "a"]
    assert (move.answers, move.answered_by) == ([], [])
    reader.close()
