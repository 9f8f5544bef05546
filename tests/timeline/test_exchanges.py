"""Exchanges against a plain reading of who answers whom, and the exchange of 1954."""

from functools import cache
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.dates import parse
from app.timeline.exchanges import Answer, AnswerLoopError, Days, Exchange, Exchanges, Move, Outline
from app.timeline.vocabulary import Manner
from tests.serving import DATA


def move(id_: str, date: str, *answers: str, recipient: bool = False) -> Move:
    return Move(id_, parse(date), tuple((answered, Manner.COUNTERS) for answered in answers), recipient)


def ids(exchange: Exchange) -> list[str]:
    return [turn.id for turn in exchange.turns]


def days_between(answered: str, answer: str) -> Days:
    exchange = Exchanges([move("note", answered), move("reply", answer, "note")]).line("reply")
    return exchange.turns[1].answers[0].days


# The line and the whole

FORK_AND_JOIN = [
    move("note", "1954-03-01", recipient=True),
    move("left", "1954-03-05", "note", recipient=True),
    move("right", "1954-03-03", "note", recipient=True),
    move("join", "1954-03-09", "left", "right"),
    move("aside", "1954-03-04", "note", recipient=True),
    move("elsewhere", "1954-03-02"),
]


def test_an_exchange_goes_back_to_the_opening_and_on_to_the_last_reply_and_leaves_out_the_other_branch():
    assert ids(Exchanges(FORK_AND_JOIN).line("right")) == ["note", "right", "join"]
    assert ids(Exchanges(FORK_AND_JOIN).line("aside")) == ["note", "aside"]


def test_a_move_that_answers_two_stands_once():
    exchange = Exchanges(FORK_AND_JOIN).line("join")
    assert ids(exchange) == ["note", "right", "left", "join"]
    assert [answer.id for answer in exchange.turns[-1].answers] == ["right", "left"]


def test_answers_outside_the_exchange_are_shown_and_marked():
    note, right, join = Exchanges(FORK_AND_JOIN).line("right").turns
    assert [(answer.id, answer.in_exchange) for answer in note.answered_by] == [
        ("right", True),
        ("aside", False),
        ("left", False),
    ]
    assert right.answers == (Answer("note", Manner.COUNTERS, Days(2, 2), in_exchange=True),)
    assert [(answer.id, answer.in_exchange) for answer in join.answers] == [("right", True), ("left", False)]


def test_the_whole_is_everything_connected():
    exchange = Exchanges(FORK_AND_JOIN).whole("aside")
    assert ids(exchange) == ["note", "right", "aside", "left", "join"]
    assert all(answer.in_exchange for turn in exchange.turns for answer in (*turn.answers, *turn.answered_by))


def test_an_event_that_answers_nothing_and_is_not_answered_is_its_own_exchange():
    exchange = Exchanges(FORK_AND_JOIN).line("elsewhere")
    assert (exchange.event, ids(exchange)) == ("elsewhere", ["elsewhere"])
    assert exchange.outline == Outline(("elsewhere",), 1, ())


def test_unanswered_moves_have_a_recipient_and_no_answer_anywhere():
    exchanges = Exchanges(FORK_AND_JOIN)
    assert exchanges.whole("note").outline == Outline(("note",), 5, ("aside",))
    assert exchanges.line("join").outline == Outline(("note",), 4, ())


def test_a_move_answered_outside_the_line_is_not_unanswered_and_only_true_openings_are_openings():
    exchanges = Exchanges([move("b", "1954-03-02"), move("a", "1954-03-01"), move("c", "1954-03-03", "a", "b")])
    assert exchanges.line("a").outline == Outline(("a",), 2, ())
    assert exchanges.line("c").outline == Outline(("a", "b"), 3, ())


def test_something_that_is_no_move_is_refused():
    with pytest.raises(KeyError):
        Exchanges(FORK_AND_JOIN).line("nothing")


def test_a_move_may_answer_another_in_two_manners():
    both = Move("reply", parse("1954-04"), (("note", Manner.AMENDS), ("note", Manner.ACCEPTS)), has_recipient=False)
    exchange = Exchanges([move("note", "1954-03"), both]).line("note")
    assert ids(exchange) == ["note", "reply"]
    assert [answer.manner for answer in exchange.turns[1].answers] == [Manner.ACCEPTS, Manner.AMENDS]


def test_answers_in_a_circle_are_refused_with_the_moves_that_make_it():
    circle = [move("a", "1954-03", "c"), move("b", "1954-03", "a"), move("c", "1954-03", "b"), move("d", "1954-03")]
    with pytest.raises(AnswerLoopError) as caught:
        Exchanges(circle).line("b")
    assert caught.value.moves == ("a", "b", "c")
    assert ids(Exchanges(circle).line("d")) == ["d"]


def test_an_exchange_may_be_deeper_than_the_stack():
    chain = [move("m00000", "1954"), *(move(f"m{n:05}", "1954", f"m{n - 1:05}") for n in range(1, 5000))]
    assert ids(Exchanges(chain).line("m02500")) == [one.id for one in chain]


# Order


def test_moves_of_one_day_stand_by_id_but_none_before_what_it_answers():
    exchanges = Exchanges([move("z", "1954-03-01"), move("a", "1954-03-01", "z"), move("b", "1954-03-01", "z")])
    assert ids(exchanges.whole("b")) == ["z", "a", "b"]


def test_an_open_beginning_comes_first_unless_it_answers():
    exchanges = Exchanges([move("a", "1954-03-01"), move("old", "../1954-04"), move("end", "1954-05", "a", "old")])
    assert ids(exchanges.line("end")) == ["old", "a", "end"]
    exchanges = Exchanges([move("a", "1954-03-01"), move("old", "../1954-04", "a")])
    assert ids(exchanges.line("old")) == ["a", "old"]


# Days from move to answer


def test_days_run_from_first_day_to_first_day():
    assert days_between("1954-03-31", "1954-05-07") == Days(37, 37)
    assert days_between("1954-01-25/1954-02-18", "1954-02-20/1954-03-01") == Days(26, 26)


def test_days_between_uncertain_first_days_are_a_range_that_may_reach_below_nought():
    assert days_between("1954-03", "1954-04-01") == Days(1, 31)
    assert days_between("1954-03-31", "1954-03") == Days(-30, 0)


def test_days_from_or_to_an_open_first_day_are_null_on_the_open_side():
    assert days_between("../1954-03-31", "1954-05-07") == Days(None, None)
    assert days_between("1954-03-31", "/1954-05-07") == Days(None, None)
    assert days_between("1954-03-01", "[..1954-03-05]") == Days(None, 4)
    assert days_between("[..1954-03-05]", "1954-03-08") == Days(3, None)


# Against a plain reading

DATES = ("1954-03-01", "1954-03-02", "1954-03", "1954-02-20/1954-03-02", "../1954-03-05", "1954")


@st.composite
def move_lists(draw: st.DrawFn) -> list[Move]:
    """Up to seven moves without circles; dates and ids tell nothing about who answers whom."""
    names = draw(st.permutations("abcdefg"))[: draw(st.integers(1, 7))]
    return [
        move(
            name,
            draw(st.sampled_from(DATES)),
            *draw(st.sets(st.sampled_from(names[:place]), max_size=3) if place else st.just(())),
            recipient=draw(st.booleans()),
        )
        for place, name in enumerate(names)
    ]


def connections(moves: list[Move], *, both_ways: bool) -> set[tuple[str, str]]:
    """All pairs (x, y) where x leads to y over one or more answers."""
    pairs = {(one.id, answered) for one in moves for answered, _ in one.answers}
    if both_ways:
        pairs |= {(y, x) for x, y in pairs}
    names = [one.id for one in moves]
    for middle, x, y in product(names, names, names):
        if (x, middle) in pairs and (middle, y) in pairs:
            pairs.add((x, y))
    return pairs


@given(move_lists())
def test_one_is_in_the_exchange_of_another_exactly_if_one_leads_to_the_other(moves):
    exchanges, pairs = Exchanges(moves), connections(moves, both_ways=False)
    for one in moves:
        found = set(ids(exchanges.line(one.id)))
        assert found == {y.id for y in moves if y is one or (one.id, y.id) in pairs or (y.id, one.id) in pairs}
        assert all(one.id in ids(exchanges.line(other)) for other in found)


@given(move_lists())
def test_the_whole_is_the_same_seen_from_each_of_its_moves(moves):
    exchanges, pairs = Exchanges(moves), connections(moves, both_ways=True)
    for one in moves:
        whole = exchanges.whole(one.id)
        assert set(ids(whole)) == {y.id for y in moves if y is one or (one.id, y.id) in pairs}
        for other in ids(whole):
            assert (exchanges.whole(other).turns, exchanges.whole(other).outline) == (whole.turns, whole.outline)


@given(move_lists())
def test_each_place_is_taken_by_the_earliest_move_that_may_stand_there(moves):
    known = {one.id: one for one in moves}
    exchanges = Exchanges(moves)
    for scope in (exchanges.line, exchanges.whole):
        left = ids(scope(moves[0].id))
        assert len(left) == len(set(left))
        while left:
            free = [name for name in left if not any(answered in left for answered, _ in known[name].answers)]
            firsts = {name: known[name].dates.outer.first for name in free}
            assert left[0] == min(free, key=lambda name: (-(10**9) if firsts[name] is None else firsts[name], name))
            left.pop(0)


@given(move_lists())
def test_the_outline_is_that_of_the_line(moves):
    exchanges = Exchanges(moves)
    for one in moves:
        line = exchanges.line(one.id)
        outline = exchanges.outline(one.id)
        assert outline == line.outline
        assert outline.count == len(line.turns)
        assert set(outline.openings) == {turn.id for turn in line.turns if not turn.answers}
        asked = {other.id for other in moves if other.has_recipient}
        assert set(outline.unanswered) == {turn.id for turn in line.turns if turn.id in asked and not turn.answered_by}


# The exchange of 1954


@cache
def events_1954() -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = yaml.safe_load((DATA / "facts-1954.yaml").read_text(encoding="utf-8"))["events"]
    return events


@cache
def known_1954() -> Exchanges:
    return Exchanges(
        Move(
            event["id"],
            parse(event["date"]),
            tuple((response["event"], Manner(response["manner"])) for response in event.get("responds_to", [])),
            event.get("has_recipient", False),
        )
        for event in events_1954()
    )


def test_the_western_reply_of_may_answers_the_soviet_note_after_37_days():
    turns = {turn.id: turn for turn in known_1954().line("soviet-note-1954-03-31").turns}
    answers = {answer.id: answer for answer in turns["western-reply-1954-05-07"].answers}
    assert answers["soviet-note-1954-03-31"].days == Days(37, 37)


def test_the_drafts_of_march_stand_between_the_draft_treaty_and_the_memorandum():
    order = ids(known_1954().line("gromyko-draft-1954-03-24"))
    drafts = ["soviet-security-draft-1954-02-10", *(f"gromyko-draft-1954-03-{day}" for day in (10, 20, 24))]
    assert [name for name in order if name in drafts] == drafts


def test_every_event_of_1954_has_an_exchange():
    exchanges = known_1954()
    for event in events_1954():
        assert event["id"] in ids(exchanges.line(event["id"]))
