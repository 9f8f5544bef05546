"""Order numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store import numbers
from app.store.numbers import AFTER_ALL, BEFORE_ALL, day_of_n, first_n, last_n, length_class, order_numbers
from app.timeline.days import Day

days = st.one_of(st.integers(-800_000, 800_000), st.sampled_from([BEFORE_ALL, AFTER_ALL])).map(Day)
records = st.dictionaries(st.from_regex(r"[a-c]{1,3}", fullmatch=True), days, max_size=30)


@given(records)
def test_numbers_order_records_by_day_and_then_by_id(found: dict[str, Day]) -> None:
    order = order_numbers(found.items())
    assert sorted(order, key=order.__getitem__) == sorted(found, key=lambda record: (found[record], record))


@given(records)
def test_a_number_tells_its_day(found: dict[str, Day]) -> None:
    order = order_numbers(found.items())
    assert {record: day_of_n(n) for record, n in order.items()} == found
    assert all(first_n(found[record]) <= n <= last_n(found[record]) for record, n in order.items())


@given(records, st.from_regex(r"[d-f]{1,3}", fullmatch=True), days)
def test_a_new_record_moves_no_number_of_another_day(found: dict[str, Day], new: str, day: Day) -> None:
    before = order_numbers(found.items())
    after = order_numbers([*found.items(), (new, day)])
    assert all(after[record] == n for record, n in before.items() if found[record] != day)


def test_more_records_on_a_day_than_there_are_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST_PER_DAY", 2)
    with pytest.raises(OverflowError, match="more than 2 records"):
        order_numbers([("a", Day(1)), ("b", Day(1)), ("c", Day(1))])


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [(1, 1, 0), (1, 31, 0), (1, 32, 1), (1, 399, 1), (1, 400, 2), (None, 5, 3), (5, None, 3), (None, None, 3)],
)
def test_the_length_class_is_that_of_the_outer_bounds(earliest: int | None, latest: int | None, expected: int) -> None:
    first = None if earliest is None else Day(earliest)
    last = None if latest is None else Day(latest)
    assert length_class(first, last, dated=True) == expected


def test_what_has_no_date_is_a_class_of_its_own() -> None:
    assert length_class(None, None, dated=False) == numbers.UNDATED_CLASS
