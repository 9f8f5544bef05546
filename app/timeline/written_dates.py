"""Dates as people write them: `February 1954`, `26.03.1954`, `26-31 March 1954`, `since May 1953` as EDTF texts.

Names of months are known in English, French, German and Russian, in full and abbreviated. Figures with dots are day,
month, year. Figures with slashes are read only where one of the first two can be no month: writers differ in which is
the day.
"""

import re
from functools import lru_cache

from app.timeline.dates import is_edtf
from app.timeline.months import NUMBERS

LONGEST = 100
"""Characters of a longer text are not looked at."""

_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_MONTH = "|".join(sorted(NUMBERS, key=len, reverse=True))
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th|er|e|\.)?"
# A year of one or two figures is told from a day by its era.
_YEAR = r"(?:ad )?(?P<year>[0-9]{3,4}|(?<=ad )[0-9]{1,2}|[0-9]{1,2}(?= (?:bc|ad|ce)))(?: ad| ce|(?P<bc> bce?))?"
_NAMED = rf"(?P<month>{_MONTH})\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<figures>[0-9]{4})-(?P<m>[0-9]{1,2})(?:-(?P<d>[0-9]{1,2}))?",
        r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<figures>[0-9]{4})",
        r"(?P<m>[0-9]{1,2})[./](?P<figures>[0-9]{4})",
        rf"{_DAY} (?:of )?{_NAMED},? {_YEAR}",
        rf"{_NAMED} {_DAY},? {_YEAR}",
        rf"{_NAMED},? (?:of )?{_YEAR}",
        rf"{_YEAR},? {_NAMED}(?: {_DAY})?",
        rf"(?P<season>{'|'.join(_SEASONS)}),? (?:of )?{_YEAR}",
        _YEAR,
    )
)
_SLASHES = re.compile(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})/(?P<figures>[0-9]{4})")
_DECADE = re.compile(r"(?:the )?(?P<decade>[0-9]{3})0'?s")
_ABOUT = re.compile(r"(?:about|around|circa|ca\.?|c\.) ?")
_SINCE = re.compile(r"(?:since|from) (?P<date>.+?)(?: on(?:wards?)?)?")
_UNTIL = re.compile(r"(?:until|till|up to|to) (?P<date>.+)")
_BETWEEN = re.compile(r"(?:from|between) (?P<first>.+) (?:to|until|and) (?P<last>.+)")
_TO = re.compile(r" ?[-–—] ?| to | until ")
_ONLY_DAY = re.compile(r"[0-3]?[0-9](?:st|nd|rd|th|\.)?")


@lru_cache(4_096)
def as_edtf(text: str) -> str | None:
    """The EDTF text of a date as people write it, or None if it is none that can mean only one thing.

    A text that is EDTF already is returned as it is. Blanks around it and upper case do not count.
    """
    words = " ".join(text[: LONGEST + 1].split())
    if not words or len(words) > LONGEST:
        return None
    if is_edtf(words):
        return words
    words = words.lower()
    return _decade(words) or _about(words) or _point(words) or _span(words)


def _checked(text: str) -> str | None:
    return text if is_edtf(text) else None


def _decade(words: str) -> str | None:
    found = _DECADE.fullmatch(words)
    return f"{found['decade']}X" if found else None


def _about(words: str) -> str | None:
    found = _ABOUT.match(words)
    if not found:
        return None
    point = _point(words[found.end() :])
    return None if point is None else f"{point}~"


def _point(words: str) -> str | None:
    """A single day, month, season or year."""
    if slashes := _SLASHES.fullmatch(words):
        return _with_slashes(slashes)
    for form in _FORMS:
        found = form.fullmatch(words)
        edtf = None if found is None else _checked(_written(found.groupdict()))
        if edtf:
            return edtf
    return None


def _written(parts: dict[str, str | None]) -> str:
    number = int(parts.get("year") or parts.get("figures") or 0)
    # EDTF counts a year 0, which is 1 BC.
    year = f"-{number - 1:04}" if parts.get("bc") and number > 1 else "0000" if parts.get("bc") else f"{number:04}"
    if parts.get("season"):
        return f"{year}-{_SEASONS[parts['season'] or '']}"
    month = NUMBERS.get(parts.get("month") or "") or parts.get("m")
    day = parts.get("day") or parts.get("d")
    return "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])


def _with_slashes(found: re.Match[str]) -> str | None:
    first, second, year = int(found["first"]), int(found["second"]), found["figures"]
    readings = {
        f"{year}-{month:02}-{day:02}"
        for day, month in ((first, second), (second, first))
        if is_edtf(f"{year}-{month:02}-{day:02}")
    }
    return readings.pop() if len(readings) == 1 else None


def _span(words: str) -> str | None:
    """A span with two ends or one."""
    for first, last in _splits(words):
        ends = _ends(first, last)
        if ends:
            return ends
    if found := _UNTIL.fullmatch(words):
        end = as_edtf(found["date"])
        return _checked(f"../{end}") if end else None
    if found := _SINCE.fullmatch(words):
        begin = as_edtf(found["date"])
        return _checked(f"{begin}/..") if begin else None
    return None


def _splits(words: str) -> list[tuple[str, str]]:
    """Each way of reading a text as a first and a last date: a hyphen may also be inside a date."""
    if found := _BETWEEN.fullmatch(words):
        return [(found["first"], found["last"])]
    return [(words[: cut.start()], words[cut.end() :]) for cut in _TO.finditer(words)]


def _ends(first: str, last: str) -> str | None:
    end = _point(last)
    begin = _point(_completed(first, last))
    return _checked(f"{begin}/{end}") if begin and end else None


def _completed(first: str, last: str) -> str:
    """The first date with what it leaves out and the last one has: `26` - `31 march 1954`, `january` - `may 1954`."""
    if _ONLY_DAY.fullmatch(first):
        return f"{first} {re.sub(r'^[0-3]?[0-9](?:st|nd|rd|th|[.])? ', '', last)}"
    if first and not re.search(r"[0-9]{3,}$|[0-9]{3,} bce?$|^[0-9]{3,}", first):
        year = re.search(r"[0-9]{3,4}(?: bce?)?$", last)
        return f"{first} {year[0]}" if year else first
    return first
