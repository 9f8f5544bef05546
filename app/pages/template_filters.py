"""Template filters: dates for machines and in words, roles, names of languages, marked text, web addresses."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from babel import Locale
from markupsafe import Markup, escape

from app.formats.web_addresses import is_web_address
from app.resources.models import Claim, Date, DaysBetween, DocumentActor, Participant, PlaceName
from app.timeline.dates import parse
from app.timeline.states import state_at, state_today
from app.timeline.time_between import time_between

Member = TypeVar("Member", Participant, DocumentActor)

# HTML's time element takes years from 1 on, in four digits.
_MACHINE_DAY = re.compile(r"(?!0000)\d{4}(?:-(?:0\d|1[0-2])(?:-\d{2})?)?")
_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


def machine_day(date: Date) -> str | None:
    """The date for the `datetime` attribute of a time element; None if the attribute cannot express it."""
    return date.edtf if _MACHINE_DAY.fullmatch(date.edtf) else None


def bounds(date: Date) -> str | None:
    """A sentence with the possible and certain days of a date; None if both are exactly what the label says."""
    if date.precision == "day" and (date.earliest, date.latest) == (date.certain_from, date.certain_to):
        return None
    can_mean = f"Can mean any day {_from_to(date.earliest, date.latest)}"
    if date.earliest is None and date.latest is None:
        can_mean = "Can mean any day"
    if not _has_certain(date):
        return f"{can_mean}; no single day is certain."
    return f"{can_mean}; certainly under way {_from_to(date.certain_from, date.certain_to)}."


def _has_certain(date: Date) -> bool:
    return date.certain_from is not None or date.certain_to is not None


def _from_to(first: str | None, last: str | None) -> str:
    if first is not None and first == last:
        return f"on {_day(first)}"
    words = [f"from {_day(first)}" if first else "", f"to {_day(last)}" if last else ""]
    return " ".join(filter(None, words)) if first else f"up {words[1]}"


def _day(iso: str) -> str:
    """A day in words; days of years outside 1 to 9999 as they are."""
    return parse(iso).label if _MACHINE_DAY.fullmatch(iso) else iso


def days_later(days: DaysBetween) -> str | None:
    """The time between a move and its answer, such as `3 days later`; None if it is not known."""
    return time_between(days.min, days.max)


def by_role(actors: Iterable[Member]) -> list[tuple[str, list[Member]]]:
    """The actors of a record grouped by the labels of their roles, in the order of the record."""
    groups: dict[str, list[Member]] = {}
    for actor in actors:
        groups.setdefault(actor.role.label, []).append(actor)
    return list(groups.items())


def in_words(edtf: str) -> str:
    """The label of an EDTF date: `1954-02` is February 1954."""
    return parse(edtf).label


def number(count: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def language(code: str) -> str:
    """The English name of a language; its code where it has none.

    `und` is the code of ISO 639-2 for a language that nobody has determined.
    """
    return _languages().get(code, code)


@cache
def _languages() -> dict[str, str]:
    return {**Locale("en").languages, "und": "not known"}


def in_state(place: PlaceName, date: Date | None) -> str:
    """A place with the state that it lay in on a date: `Moscow, Soviet Union`. No name is written twice."""
    state = state_at(place.country, None if date is None else parse(date.edtf))
    return place.name if place.name.split(", ")[-1] == state else f"{place.name}, {state}"


def country(code: str) -> str:
    """The English name of a country of today."""
    return state_today(code)


def verdict(claim: Claim) -> tuple[str, str, str]:
    """The label of a claim's status, a punctuation mark, and the assessment after it, which does not repeat the label.

    If the assessment begins with the label, its own first words and the mark after them are taken.
    """
    found = re.match(rf"({re.escape(claim.status.label)})\b([:;,]?)(.*)", claim.assessment, re.IGNORECASE | re.DOTALL)
    return (found[1], found[2], found[3].strip()) if found else (claim.status.label, "", claim.assessment)


def web_address(text: str | None) -> bool:
    """Whether a page may link to it: other addresses in the data, such as `javascript:`, could run code."""
    return text is not None and is_web_address(text)


def marked(text: str) -> Markup:
    """HTML of a text of an OpenAPI description: `code` and **strong** become elements, everything else is escaped."""
    escaped = str(escape(text))
    with_code = _CODE.sub(r"<code>\1</code>", escaped)
    return Markup(_STRONG.sub(r"<strong>\1</strong>", with_code))  # noqa: S704 - escaped above
