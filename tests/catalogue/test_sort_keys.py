"""Sort numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import sort_keys
from app.catalogue.sort_keys import (
    AFTER_ALL,
    BEFORE_ALL,
    FIRST_UNDATED,
    HIGHEST,
    LOWEST,
    day_of,
    first_n,
    last_n,
    length_class,
    range_of,
    sort_number,
    type_of,
)
from app.timeline.days import Day
from app.timeline.record_types import RecordType

days = st.one_of(st.integers(-800_000, 800_000), st.sampled_from([BEFORE_ALL, AFTER_ALL])).map(Day)
records = st.dictionaries(st.from_regex(r"[a-c]{1,3}", fullmatch=True), days, max_size=30)
types = st.sampled_from(RecordType)


def numbers(found: dict[str, Day], type_: RecordType = RecordType.EVENT) -> dict[str, int]:
    order: dict[str, int] = {}
    for record, day in sorted(found.items()):
        order[record] = sort_number(type_, day, sum(found[other] == day for other in order))
    return order


@given(records)
def test_numbers_order_records_by_day_and_then_by_key(found: dict[str, Day]) -> None:
    order = numbers(found)
    assert sorted(order, key=order.__getitem__) == sorted(found, key=lambda record: (found[record], record))


@given(st.dictionaries(st.tuples(types, st.from_regex(r"[a-c]{1,3}", fullmatch=True)), days, max_size=30))
def test_numbers_of_several_types_order_records_by_day_type_and_key(found: dict[tuple[RecordType, str], Day]) -> None:
    order = {
        (type_, record): n
        for type_ in RecordType
        for record, n in numbers({key: day for (of, key), day in found.items() if of is type_}, type_).items()
    }
    assert len(set(order.values())) == len(found)
    assert sorted(order, key=order.__getitem__) == sorted(found, key=lambda key: (found[key], key[0].number, key[1]))


@given(records, types)
def test_a_number_says_its_day_and_its_type(found: dict[str, Day], type_: RecordType) -> None:
    order = numbers(found, type_)
    assert {record: day_of(n) for record, n in order.items()} == found
    assert {type_of(n) for n in order.values()} <= {type_}
    for record, n in order.items():
        assert first_n(found[record]) <= n <= last_n(found[record])
        assert LOWEST <= n <= HIGHEST
        assert (n >= FIRST_UNDATED) == (found[record] == AFTER_ALL)
        low, high = range_of(found[record], type_)
        assert low <= n <= high


@given(records, st.from_regex(r"[d-f]{1,3}", fullmatch=True), days)
def test_a_new_record_moves_no_number_of_another_day(found: dict[str, Day], new: str, day: Day) -> None:
    before = numbers(found)
    after = numbers({**found, new: day})
    assert {record: after[record] for record in before if found[record] != day} == {
        record: n for record, n in before.items() if found[record] != day
    }


def test_more_records_on_a_day_than_there_are_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sort_keys, "MOST_PER_DAY", 2)
    with pytest.raises(OverflowError, match="more than 2 records"):
        numbers({"a": Day(1), "b": Day(1), "c": Day(1)})
    assert len(numbers({"a": Day(1), "b": Day(1), "c": Day(2)})) == 3


def test_types_have_numbers_of_their_own_that_fit() -> None:
    assert len({type_.number for type_ in RecordType}) == len(RecordType)
    assert all(0 <= type_.number < 1 << sort_keys.TYPE_BITS for type_ in RecordType)
    assert all(RecordType.numbered(type_.number) is type_ for type_ in RecordType)


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [(1, 1, 0), (1, 31, 0), (1, 32, 1), (1, 399, 1), (1, 400, 2), (None, 5, 3), (5, None, 3), (None, None, 3)],
)
def test_the_length_class_is_that_of_the_outer_bounds(earliest: int | None, latest: int | None, expected: int) -> None:
    first = None if earliest is None else Day(earliest)
    last = None if latest is None else Day(latest)
    assert length_class(first, last, dated=True) == expected


def test_what_has_no_date_is_a_class_of_its_own() -> None:
    assert length_class(None, None, dated=False) == sort_keys.UNDATED_CLASS
