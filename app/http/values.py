"""Values of query parameters: from their text to what is meant, or to what is wrong with them."""

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator
from pydantic.json_schema import SkipJsonSchema

from app.http.problems import BadValue, BadValues, nearest
from app.timeline.dates import EdtfDate, InvalidDate, parse
from app.timeline.days import Day
from app.timeline.filters import Box, Groups
from app.timeline.vocabulary import Word

UNDATED = "undated"
EXPECTED_DATE = "an EDTF date such as 1954-02, 1954-02-10 or 1954-01-25/1954-02-18"
EXPECTED_END = "one date such as 1954, 1954-02 or 1954-02-10"
MOST_GROUPS = 10
"""How often one parameter may be repeated: more would make a statement that takes seconds to compile."""

Text = str | SkipJsonSchema[None]
"""A text that may be left out: described as plain text, since null cannot be sent."""


def split_groups(values: list[str]) -> Groups:
    """`["a", "b,c"]` -> `(("a",), ("b", "c"))`: repeated = all of them, comma = any of them; each group once.

    Raises:
        BadValue: nothing stands between two commas, or there are too many groups: each costs a join.
    """
    groups = tuple({frozenset(group): group for group in map(split_commas, values)}.values())
    if len(groups) > MOST_GROUPS:
        raise BadValue(
            f"is one of {len(groups)} that must all hold", expected=f"at most {MOST_GROUPS}", value=values[MOST_GROUPS]
        )
    return groups


def split_commas(value: str) -> tuple[str, ...]:
    """The parts of a comma list, each once.

    Raises:
        BadValue: nothing stands between two commas.
    """
    parts = tuple(dict.fromkeys(value.split(",")))
    if "" in parts:
        raise BadValue(
            "has a comma with nothing beside it", expected="values with single commas between them", value=value
        )
    return parts


def read_date(text: str, expected: str = EXPECTED_DATE) -> EdtfDate:
    """The date in a parameter.

    Raises:
        BadValue: it is none; the reason says why.
    """
    try:
        return parse(text)
    except InvalidDate as fault:
        raise BadValue(f"is not an EDTF date: {fault.reason}", expected=expected, value=text) from None


def read_end(text: str) -> EdtfDate:
    """One end of a span, of any precision.

    Raises:
        BadValue: no date, or more than one.
    """
    found = read_date(text, EXPECTED_END)
    if "/" in text or text[0] in "[{":
        raise BadValue("names more than one date", expected=EXPECTED_END, value=text)
    return found


def read_day(text: str) -> Day:
    """A single day.

    Raises:
        BadValue: it is none.
    """
    expected = "a day such as 1954-03-26"
    found = read_date(text, expected)
    first, last = found.outer.first, found.outer.last
    if first is None or first != last:
        raise BadValue("is longer than a day", expected=expected, value=text)
    return first


def plain_number(value: object) -> object:
    """A number as its digits say it; pydantic would also take `1.0`, `1_0` and blanks."""
    if isinstance(value, str) and not re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        raise BadValue("is not a whole number in plain digits", expected="a whole number such as 20")
    return value


def checked_date(text: str) -> str:
    if text != UNDATED:
        read_date(text)
    return text


def checked_end(text: str) -> str:
    read_end(text)
    return text


def checked_day(text: str) -> str:
    read_day(text)
    return text


def checked_groups(values: list[str]) -> list[str]:
    split_groups(values)
    return values


def closed(words: type[Word]) -> AfterValidator:
    """Checks groups of values of a closed vocabulary: every one that is no word of it is told."""
    known = [word.value for word in words]

    def check(values: list[str]) -> list[str]:
        faults = [
            BadValue(expected=f"one of {', '.join(known)}", did_you_mean=nearest(word, known), value=word)
            for group in split_groups(values)
            for word in group
            if word not in known
        ]
        if faults:
            raise BadValues(faults)
        return values

    return AfterValidator(check)


DayText = Annotated[str, AfterValidator(checked_day)]


GroupTexts = Annotated[list[str], AfterValidator(checked_groups)]


@lru_cache(256)
def read_box(text: str | None) -> Box | None:
    """The box in `west,south,east,north`, degrees.

    Raises:
        BadValue: it is none.
    """
    if text is None:
        return None
    expected = "west,south,east,north in degrees, such as 13,52,14,53"
    try:
        west, south, east, north = (_degrees(part) for part in text.split(","))
    except ValueError:
        raise BadValue("is not four numbers", expected=expected) from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
        raise BadValue("lies outside the globe", expected=expected)
    if south > north:
        raise BadValue("has its south above its north", expected=expected)
    return Box(west, south, east, north)


def _degrees(text: str) -> float:
    if not text.isascii() or any(sign not in "+-.0123456789" for sign in text):
        raise ValueError(text)  # float() would take inf, nan, 1_0 and blanks
    return float(text)


def check_words(value: str | None, known: tuple[str, ...], what: str) -> None:
    """Refuse the words of a comma list that are not known.

    Raises:
        BadValues: there are such words; each is told with the nearest known one.
    """
    faults = [
        BadValue(f"is not {what}", expected=f"one of {', '.join(known)}", did_you_mean=nearest(word, known), value=word)
        for word in (split_commas(value) if value is not None else ())
        if word not in known
    ]
    if faults:
        raise BadValues(faults)
