"""Bins of a histogram."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.bins import Unit, bins, narrowed, number_of_bins
from app.timeline.dates import day_of, parse
from app.timeline.days import Day, Span

days = st.integers(-3_000, 800_000).map(Day)


@given(days, st.integers(0, 800), st.sampled_from(Unit))
def test_bins_follow_each_other_without_a_gap_and_cover_the_days(first: Day, length: int, unit: Unit) -> None:
    last = Day(first + length)
    found = list(bins(unit, first, last))
    assert len(found) == number_of_bins(unit, first, last)
    assert found[0].first <= first
    assert found[0].last >= first
    assert found[-1].first <= last
    assert found[-1].last >= last
    assert all(after.first == before.last + 1 for before, after in pairwise(found))


@given(st.integers(1, 3_600_000).map(Day), st.sampled_from(Unit))
def test_the_name_of_a_bin_is_its_date(day: Day, unit: Unit) -> None:
    (found,) = bins(unit, day, day)
    assert parse(found.value).outer == Span(found.first, found.last)


@pytest.mark.parametrize(
    ("year", "value"), [(-43, "-0043"), (0, "0000"), (33, "0033"), (12_000, "Y12000"), (-12_000, "Y-12000")]
)
def test_years_before_0_and_after_9999_have_their_edtf_names(year: int, value: str) -> None:
    day = day_of(year, 6, 1)
    assert [found.value for found in bins(Unit.YEAR, day, day)] == [value]


def test_days_are_narrowed_to_the_asked_span() -> None:
    assert narrowed(Day(5), Day(9), None) == (5, 9)
    assert narrowed(Day(5), Day(9), Span(Day(7), None)) == (7, 9)
    assert narrowed(Day(5), Day(9), Span(None, Day(4))) is None
