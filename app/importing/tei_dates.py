"""Dates in TEI as EDTF. Attributes tell the days (Gregorian), or else words; both may make a date doubtful."""

import re
from collections.abc import Mapping

from lxml import etree

from app.importing.tei import words
from app.timeline.dates import is_edtf, parse
from app.timeline.written_dates import as_edtf

NOT_KNOWN = re.compile(r"(un(known|bekannt|dated|datiert)|n\.? ?d\.?|o\.? ?[dj]\.?|s\.? ?d\.?|\?)?", re.IGNORECASE)
"""What is written where a date, a place or a name is not known."""

_DAY = re.compile(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:[T+Z].*)?")
_ATTRIBUTES = ("when", "from", "to", "notBefore", "notAfter")
_ABOUT = re.compile(r"\b(?:circa|about|approximately)\b|\bca?\.", re.IGNORECASE)
_DOUBTFUL = re.compile(r"\?|\bundated\b|\bprobably\b", re.IGNORECASE)


class UnreadDate(ValueError):
    """A date that cannot be read; the message says which and why."""


def edtf(element: etree._Element) -> str:
    """The EDTF text of a date: of its attributes, else of its words; empty where it says that there is none.

    `notBefore` and `notAfter` are one day of a span, `from` and `to` a span. `cert` below high, conjectured `evidence`
    and words such as "probably" make it uncertain, `precision` below high and words such as "about" approximate.

    Raises:
        UnreadDate: it says something else.
    """
    given = {key: value for key in _ATTRIBUTES if (value := element.get(key) or element.get(f"{key}-iso"))}
    said = words(element)
    doubtful, about = _doubt(element)
    if not given:
        return _in_words(said, _sign(doubtful=doubtful, about=about))
    sign = _sign(doubtful=doubtful or bool(_DOUBTFUL.search(said)), about=about or bool(_ABOUT.search(said)))
    made = _of_attributes({key: day_of(value) for key, value in given.items()}, sign)
    shown = " ".join(f"{key}='{value}'" for key, value in given.items())
    if not is_edtf(made):
        raise UnreadDate(f"the date {shown} is none; expected days that exist, such as 1954-03-26, in their order")
    in_words = as_edtf(said)
    if in_words is not None and not parse(in_words).outer.meets(parse(made).outer):
        raise UnreadDate(f"the date {shown} is written '{said}'; expected the same day in both")
    return made


def day_of(written: str) -> str:
    """A day, month or year without the time of the day; what is none of them as it is."""
    found = _DAY.fullmatch(written.strip())
    return found[1] if found else written.strip()


def one_day_of(first: str, last: str, sign: str = "") -> str:
    """One day between two, of which one may be missing, in EDTF."""
    if first == last:
        return f"{first}{sign}"
    ends = (f"{day}{sign}" if day else "" for day in (first, last))
    return f"[{'..'.join(ends)}]"


def _of_attributes(days: Mapping[str, str], sign: str) -> str:
    keys = days.keys()
    if keys == {"when"}:
        return f"{days['when']}{sign}"
    if keys <= {"from", "to"}:
        ends = [f"{days[key]}{sign}" if key in days else "" for key in ("from", "to")]
        return ends[0] if ends[0] == ends[1] else "/".join(ends)
    if keys <= {"notBefore", "notAfter"}:
        return one_day_of(days.get("notBefore", ""), days.get("notAfter", ""), sign)
    raise UnreadDate(f"the date has {' and '.join(sorted(keys))} at once; expected when, from and to, or bounds")


def _doubt(element: etree._Element) -> tuple[bool, bool]:
    """Whether the attributes of a date make it uncertain, and whether approximate."""
    conjectured = element.get("evidence", "") in {"conjecture", "inferred"}
    uncertain = element.get("cert", "high") not in {"high", "1"}
    return conjectured or uncertain, element.get("precision", "high") not in {"high", "1"}


def _sign(*, doubtful: bool, about: bool) -> str:
    return {(True, True): "%", (True, False): "?", (False, True): "~"}.get((doubtful, about), "")


def _in_words(said: str, sign: str) -> str:
    made = as_edtf(said)
    if made is None and NOT_KNOWN.fullmatch(said.strip("[]() ")) is None and "undated" not in said.lower():
        raise UnreadDate(f"the date '{said}' cannot be read; expected an attribute such as when, or one date in words")
    return f"{made}{sign}" if made and not set(made) & set("/[]{}~?%") else made or ""
