"""The histogram of the front page as shapes and texts; `histogram.svg.html` writes them as SVG.

Lengths are in units of the view box.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 720

_BAR_AREA_HEIGHT = 150
_TOP = 18
_MONTH_INITIALS = "JFMAMJJASOND"
_MOST_LABELLED_BARS = 48
"""Of more bars, each is too narrow for a number above and a letter below it."""
_MOST_LABELLED_YEARS = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram; `value` is the EDTF date of its month or year, `initial` the letter below it."""

    x: float
    y: float
    width: float
    height: float
    value: str
    records: int
    initial: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text centred at `x`."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars and the years below them. `labelled`: each bar has room for its number."""

    bars: list[Bar]
    years: list[Text]
    labelled: bool
    base: float
    width: int
    height: float


def histogram(counts: Sequence[tuple[str, int]]) -> Histogram:
    """The histogram of numbers of records by month (`1954-02`) or year (`1954`), in order and without gaps."""
    step = WIDTH / max(len(counts), 1)
    most = max((records for _, records in counts), default=0) or 1
    bars = [_bar(place, step, value, records, most) for place, (value, records) in enumerate(counts)]
    base = _TOP + _BAR_AREA_HEIGHT
    return Histogram(bars, _years(bars), len(bars) <= _MOST_LABELLED_BARS, base, WIDTH, base + 38)


def _bar(place: int, step: float, value: str, records: int, most: int) -> Bar:
    height = round(_BAR_AREA_HEIGHT * records / most, 1)
    gap = min(2.0, step / 5)
    _, month = _year_and_month(value)
    return Bar(
        x=round(place * step + gap / 2, 1),
        y=round(_TOP + _BAR_AREA_HEIGHT - height, 1),
        width=round(step - gap, 1),
        height=height,
        value=value,
        records=records,
        initial="" if month is None else _MONTH_INITIALS[month - 1],
    )


def _years(bars: Sequence[Bar]) -> list[Text]:
    """The labels of the years, centred below their bars, as many of them as there is room for."""
    of_year: dict[str, list[Bar]] = {}
    for bar in bars:
        of_year.setdefault(_year_and_month(bar.value)[0], []).append(bar)
    every = -(-len(of_year) // _MOST_LABELLED_YEARS)
    return [
        Text(round((group[0].x + group[-1].x + group[-1].width) / 2, 1), year)
        for place, (year, group) in enumerate(of_year.items())
        if place % every == 0
    ]


def _year_and_month(value: str) -> tuple[str, int | None]:
    """Split a value: `1954-02` is year 1954 and month 2, `-0043` is a year without a month."""
    year, dash, month = value.rpartition("-")
    return (year, int(month)) if dash and year else (value, None)
