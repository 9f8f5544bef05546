"""Types of query parameters: each validates from its text to what it means, so that nothing is parsed twice."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, GetCoreSchemaHandler
from pydantic.json_schema import SkipJsonSchema, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from app.catalogue.facets import UNDATED
from app.catalogue.queries import Box
from app.http.problems import BadValue, BadValues, nearest
from app.timeline.dates import EdtfDate, InvalidDate, parse
from app.timeline.days import Day
from app.timeline.misspelt_dates import meant
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import Word

EXPECTED_DATE = "an EDTF date such as 1954-02, 1954-02-10 or 1954-01-25/1954-02-18"
EXPECTED_END = "one date such as 1954, 1954-02 or 1954-02-10"
MOST_GROUPS = 10
"""How often one parameter may be repeated: more would make a statement that takes seconds to compile."""
MOST_VALUES = 500
"""Values between commas of one parameter."""

Text = str | SkipJsonSchema[None]
"""A text that may be left out: described as plain text, since null cannot be sent."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Marks a parameter as a filter by the terms of an axis.

    `ids`: its values are ids of records of these types; `kinds`: they are kinds of the listed records. `literals` are
    taken as they are. `roles`: a colon and a role may follow an id. `expanded`: the values do not become terms; the
    parameters make a part of the query of their own of them.
    """

    axis: str
    ids: tuple[RecordType, ...] = ()
    kinds: bool = False
    literals: frozenset[str] = frozenset()
    roles: bool = False
    expanded: bool = False


class Groups(tuple[tuple[str, ...], ...]):
    """Repeated values, each with alternatives between commas: all of the groups must hold, any value of each."""

    __slots__ = ()

    @classmethod
    def parse(cls, texts: list[str]) -> "Groups":
        """The groups of the values of one parameter, equal ones once.

        Raises:
            BadValue: a value between commas is empty, or there are too many groups or values.
        """
        if len(texts) == 1 and texts[0] and "," not in texts[0]:
            return cls(((texts[0],),))
        groups = cls({frozenset(group): group for group in map(split_commas, texts)}.values())
        if len(groups) > MOST_GROUPS:
            raise BadValue(
                f"is one value too many: a parameter may be repeated at most {MOST_GROUPS} times",
                expected=f"at most {MOST_GROUPS}",
                value=texts[MOST_GROUPS],
            )
        longest = max(groups, key=len, default=())
        if len(longest) > MOST_VALUES:
            raise BadValue(
                f"has {len(longest):,} values between commas: at most {MOST_VALUES} are allowed",
                expected=f"at most {MOST_VALUES} values between commas",
            )
        return groups

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        strings = core_schema.list_schema(core_schema.str_schema())
        return core_schema.no_info_plain_validator_function(cls.parse, json_schema_input_schema=strings)


class OneValue(Groups):
    """Groups of a parameter of which a record has one value, such as `kind`: groups that share none match nothing.

    Repeating such a parameter is refused, unless it narrows a comma list: `kind=note,reply&kind=note`, as when the
    value of a facet is added.
    """

    __slots__ = ()

    @classmethod
    def parse_one(cls, texts: list[str], info: core_schema.ValidationInfo) -> Groups:
        """The groups of the values of one parameter.

        Raises:
            BadValue: as `parse`; or the parameter is repeated without a value that all groups have, or without need.
        """
        groups = cls.parse(texts)
        if len(texts) > 1 and (len(groups) == 1 or not frozenset(groups[0]).intersection(*groups[1:])):
            values = ",".join(dict.fromkeys(value for group in groups for value in group))
            other = ",".join(groups[-1])
            raise BadValue(
                f"is one value too many: a record has one {info.field_name}",
                expected=f"{info.field_name}={values}: a comma between values means any of them",
                did_you_mean=values if values != other else None,
                value=other,
            )
        return groups

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        strings = core_schema.list_schema(core_schema.str_schema())
        return core_schema.with_info_plain_validator_function(cls.parse_one, json_schema_input_schema=strings)


@dataclass(frozen=True, slots=True)
class FromText:
    """Makes a parameter of text validate to what `read` makes of it. `read` raises BadValue."""

    read: Callable[[str], object]

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema()
        return core_schema.no_info_after_validator_function(self.read, text)


class AlsoRepeated:
    """Marks a comma list that may also be sent value by value, since `a,b` and `a` and `b` ask for the same there.

    Some clients send all lists so, whatever the description of the API says.
    """


def split_commas(value: str) -> tuple[str, ...]:
    """The values of a comma list, each once.

    Raises:
        BadValue: one of them is empty.
    """
    parts = tuple(dict.fromkeys(value.split(",")))
    if "" in parts:
        raise BadValue(
            "contains an empty value between commas", expected="values with single commas between them", value=value
        )
    return parts


@lru_cache(4096)
def read_date(text: str) -> EdtfDate | None:
    """The date in `date`, None for `undated`.

    Raises:
        BadValue: it is none; the reason says why.
    """
    return None if text == UNDATED else _date(text, EXPECTED_DATE)


def _date(text: str, expected: str) -> EdtfDate:
    try:
        return parse(text)
    except InvalidDate as fault:
        guess = meant(text)
        fits = guess is not None and (expected == EXPECTED_DATE or _is_one_date(guess))
        raise BadValue(
            f"is not an EDTF date: {fault.reason}",
            expected=expected,
            did_you_mean=guess if fits else None,
            value=text,
        ) from None


def _is_one_date(text: str) -> bool:
    return "/" not in text and text[0] not in "[{"


@lru_cache(4096)
def read_end(text: str) -> EdtfDate:
    """One end of a span, of any precision.

    Raises:
        BadValue: no date, or more than one.
    """
    date = _date(text, EXPECTED_END)
    if not _is_one_date(text):
        raise BadValue("names more than one date", expected=EXPECTED_END, value=text)
    return date


def read_day(text: str) -> Day:
    """A single day.

    Raises:
        BadValue: it is none.
    """
    expected = "a day such as 1954-03-26"
    outer = _date(text, expected).outer
    if outer.first is None or outer.first != outer.last:
        raise BadValue("is longer than a day", expected=expected, value=text)
    return outer.first


@lru_cache(256)
def read_box(text: str) -> Box:
    """The box in `west,south,east,north`, degrees.

    Raises:
        BadValue: it is none.
    """
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


def plain_number(value: object) -> object:
    """A number as its digits say it; pydantic would also take `1.0`, `1_0` and blanks."""
    if isinstance(value, str) and not re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        raise BadValue("is not a whole number in plain digits", expected="a whole number such as 20")
    return value


def closed(words: type[Word]) -> AfterValidator:
    """Checks groups of values of a closed vocabulary; every unknown one is reported."""
    known = tuple(word.value for word in words)

    def check(groups: Groups) -> Groups:
        refuse_unknown((value for group in groups for value in group), known)
        return groups

    return AfterValidator(check)


def like(pattern: str, expected: str) -> AfterValidator:
    """Checks that all values of groups match a pattern as a whole; `expected` says what they should have been."""
    whole = re.compile(pattern)

    def check(groups: Groups) -> Groups:
        wrong = [value for group in groups for value in group if not whole.fullmatch(value)]
        if wrong:
            raise BadValues([BadValue(expected=expected, value=value) for value in wrong])
        return groups

    return AfterValidator(check)


def refuse_unknown(words: Iterable[str], known: tuple[str, ...], reason: str = "") -> None:
    """Refuse words that are not known.

    Raises:
        BadValues: there are such words; each is reported with the nearest known one.
    """
    unknown = [word for word in words if word not in known]
    if unknown:
        expected = f"one of {', '.join(known)}"
        raise BadValues(
            [BadValue(reason, expected=expected, did_you_mean=nearest(word, known), value=word) for word in unknown]
        )


Words = Annotated[
    tuple[str, ...], FromText(split_commas), WithJsonSchema({"type": "array", "items": {"type": "string"}})
]
"""A comma list."""
Names = Annotated[Words, AlsoRepeated()]
"""A comma list of what to give or to count."""
DateParam = Annotated[EdtfDate | None, FromText(read_date)]
EndParam = Annotated[EdtfDate, FromText(read_end)]
DayParam = Annotated[Day, FromText(read_day)]
BoxParam = Annotated[Box, FromText(read_box)]
