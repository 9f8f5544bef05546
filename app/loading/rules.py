"""Rules that several types of records keep to. The others stand in `loading.py` of each resource.

Records may be incomplete (see `app.loading.parsing.Draft`): a rule does not apply if its values are missing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.loading.values import Problem, ValuePath
from app.timeline import dates
from app.timeline.dates import EdtfDate, InvalidDate, parse

LONGEST_QUOTATION = 12
"""How many successive words of somebody else's text may be quoted."""

_ANY_YEAR = parse("XXXX").outer

# An opening mark ends what another has opened: so no text is gone through again for each of its opening marks.
_QUOTATION = re.compile('"([^"]+)"|“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»')


def may_be_any_day(date: EdtfDate) -> bool:
    """Whether a date says nothing: both of its ends are open, unknown or `XXXX`."""
    return date.outer.first in {None, _ANY_YEAR.first} and date.outer.last in {None, _ANY_YEAR.last}


def says_when(date: str | None, expected: str) -> Iterator[Problem]:
    """A problem if a date may be any day."""
    if date and may_be_any_day(parse(date)):
        yield Problem(("date",), f"date '{date}' says nothing: it may be any day", expected)


def topics(ids: Sequence[str]) -> Iterator[Problem]:
    """A problem if there is no topic, or one twice."""
    if not ids:
        yield Problem(("topics",), "no topic", "at least one topic", depends_on="topics")
    yield from twice(("topics",), "topic", ids)


def twice(path: ValuePath, what: str, rows: Sequence[object], key: str | None = None) -> Iterator[Problem]:
    """A problem at each repeated row, or at its value for `key`."""
    seen: set[object] = set()
    for place, row in enumerate(rows):
        if row in seen:
            shown = ", ".join(str(part) for part in row if part) if isinstance(row, tuple) else row
            yield Problem((*path, place, *([key] if key else [])), f"{what} twice: {shown}", "each once")
        seen.add(row)


def quotations(path: ValuePath, text: str | None) -> Iterator[Problem]:
    """A problem for each quotation in a text that is too long."""
    for match in _QUOTATION.finditer(text or ""):
        words = next(group for group in match.groups() if group).split()
        if len(words) > LONGEST_QUOTATION:
            message = f"quotes {len(words)} words: {' '.join(words[:4])}..."
            yield Problem(path, message, f"at most {LONGEST_QUOTATION} words of somebody else's text")


def phrases(path: ValuePath, texts: Iterable[str]) -> Iterator[Problem]:
    """A problem for each key phrase that is too long."""
    for place, phrase in enumerate(texts):
        if len(phrase.split()) > LONGEST_QUOTATION:
            message = f"a key phrase of {len(phrase.split())} words"
            yield Problem((*path, "key_phrases", place), message, f"at most {LONGEST_QUOTATION} words")


def interval(begin: str | None, end: str | None) -> EdtfDate | None:
    """The span between two ends; None if there are none, or they make no span."""
    try:
        return dates.interval(begin, end)
    except InvalidDate:
        return None
