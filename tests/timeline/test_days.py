"""Spans of days, against the sets of days they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.days import ALWAYS, Day, Span

# Ends lie well inside the days looked at, so that an open end differs from every closed one.
LOOKED_AT = [Day(number) for number in range(-10, 11)]
ENDS = st.none() | st.integers(-5, 5).map(Day)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first, last = draw(ENDS), draw(ENDS)
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Span(first, last)


def days_in(span: Span) -> set[Day]:
    first = LOOKED_AT[0] if span.first is None else span.first
    last = LOOKED_AT[-1] if span.last is None else span.last
    return {day for day in LOOKED_AT if first <= day <= last}


@pytest.mark.parametrize(("day", "held"), [(2, False), (3, True), (4, True), (5, True), (6, False)])
def test_a_span_holds_both_its_ends_and_all_between(day: int, held: bool) -> None:
    assert Span(Day(3), Day(5)).holds(Day(day)) is held


@given(spans(), st.sampled_from(LOOKED_AT))
def test_an_open_side_bounds_nothing(span: Span, day: Day) -> None:
    assert span.holds(day) is (day in days_in(span))


@given(spans(), spans())
def test_spans_meet_where_they_share_a_day(one: Span, other: Span) -> None:
    assert one.meets(other) is bool(days_in(one) & days_in(other))


@given(spans(), spans())
def test_shared_days_are_those_in_both_spans(one: Span, other: Span) -> None:
    shared = one.shared(other)
    assert (days_in(shared) if shared else set()) == days_in(one) & days_in(other)


@given(spans(), spans())
def test_a_span_covers_another_that_has_no_day_outside_it(one: Span, other: Span) -> None:
    assert one.covers(other) is (days_in(other) <= days_in(one))


def test_an_open_side_is_covered_only_by_an_open_side() -> None:
    since = Span(Day(3), None)
    assert since.covers(Span(Day(4), None))
    assert not Span(Day(3), Day(1_000_000)).covers(since)
    assert not since.covers(ALWAYS)


def test_a_single_day_between_two_spans_keeps_them_apart() -> None:
    assert not Span(Day(1), Day(3)).meets(Span(Day(5), None))
    assert Span(Day(1), Day(3)).shared(Span(Day(5), None)) is None
    assert Span(Day(1), Day(3)).meets(Span(Day(3), None))


@given(spans())
def test_always_covers_every_span_and_changes_none(span: Span) -> None:
    assert ALWAYS.covers(span)
    assert ALWAYS.shared(span) == span
