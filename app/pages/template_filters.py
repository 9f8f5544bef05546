"""Words and signs that pages make of values: dates for machines, bounds and days in words, roles, languages."""

import re
from collections.abc import Iterable
from typing import TypeVar

from app.resources.models import Date, DaysBetween, DocumentActor, Participant
from app.timeline.dates import parse

Member = TypeVar("Member", Participant, DocumentActor)

_LANGUAGES = {
    "cs": "Czech",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "zh": "Chinese",
}
# What HTML's time element knows: years from 1 on, in four digits.
_MACHINE_DAY = re.compile(r"(?!0000)\d{4}(?:-(?:0\d|1[0-2])(?:-\d{2})?)?")


def machine_day(date: Date) -> str | None:
    """The date for the `datetime` of a time element; None where that cannot say it."""
    return date.edtf if _MACHINE_DAY.fullmatch(date.edtf) else None


def bounds(date: Date) -> str | None:
    """What a date can mean beyond its label, in a sentence; None where the label says it all."""
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
    """A day in words, where EDTF can say it; days of long years stay as they are."""
    return parse(iso).label if _MACHINE_DAY.fullmatch(iso) else iso


def days_later(days: DaysBetween) -> str | None:
    """How long an answer took, to follow the move it answers; None where nobody can tell."""
    if days.min is None or days.max is None:
        return None
    if days.min != days.max:
        return f"{days.min:,} to {days.max:,} days later"
    if days.min == 0:
        return "the same day"
    return "a day later" if days.min == 1 else f"{days.min:,} days later"


def by_role(actors: Iterable[Member]) -> list[tuple[str, list[Member]]]:
    """A cast by the labels of its roles, in the order in which roles and actors stand in the record."""
    found: dict[str, list[Member]] = {}
    for actor in actors:
        found.setdefault(actor.role.label, []).append(actor)
    return list(found.items())


def in_words(edtf: str) -> str:
    """An EDTF date as it reads: `1954-02` is February 1954."""
    return parse(edtf).label


def language(code: str) -> str:
    """A language by its name, where it is one of those that diplomatic papers are mostly in, else by its code."""
    return _LANGUAGES.get(code, code)
