"""What was meant by a text that is no EDTF date: well-known wrong spellings, and dates as people write them.

Among the spellings are those of the drafts of EDTF before 2019 (`open`, `unknown`, `u` for an unknown digit).
"""

import re
from collections.abc import Iterator

from app.timeline.dates import is_edtf
from app.timeline.written_dates import LONGEST, as_edtf

QUOTES = "‘’‚‛“”„‟«»′″`´\"'"
"""Quotation marks that are not part of a date, straight ones included."""
_SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－", "-") | dict.fromkeys("∕⁄／", "/") | {"…": ".."} | dict.fromkeys(QUOTES)
)
_OPEN = {"open", "..", "...", "now", "present", "today", "heute", "ongoing"}
_UNKNOWN = {"unknown", "uuuu", "xxxx", "?", "unk", ""}
_ENDS_OF_YEARS = re.compile(r"(-?\d{4})[-/](-?\d{4})")
_SHORT_SECOND_YEAR = re.compile(r"(\d\d)(\d\d)[-/](\d\d)")
_PARTS_WITH_OTHER_SIGNS = re.compile(r"(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?")
_WITHOUT_SIGNS = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR_AND_MONTH = re.compile(r"([12]\d{3})(0[1-9]|1[0-2])")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ]\d.*")
_TWO_DATES = re.compile(r"(.+?)(?:\.\.\.?| ?/ ?|--+| - )(.+)")


def meant(text: str) -> str | None:
    """The EDTF text that was probably meant by one that is not EDTF; None if nothing is likely."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(text.translate(_SIGNS).split())
    for guess in (*_one_date(plain), *_ends(plain)):
        if guess != text and is_edtf(guess):
            return guess
    return None


def _one_date(text: str) -> Iterator[str]:
    """Guesses that take the text for one date, or for a span as people write it."""
    yield text
    yield text.replace(" ", "")
    yield text.removeprefix("+")
    yield from _unknown_digits(text)
    if found := _TIME.fullmatch(text):
        yield found[1]
    if found := _WITHOUT_SIGNS.fullmatch(text):
        yield "-".join(found.groups())
    if found := _PARTS_WITH_OTHER_SIGNS.fullmatch(text):
        yield "-".join([found[1], *(f"{int(part):02}" for part in found.groups()[1:] if part)])
    if found := _ENDS_OF_YEARS.fullmatch(text):
        yield f"{found[1]}/{found[2]}"
    if (found := _SHORT_SECOND_YEAR.fullmatch(text)) and found[3] > found[2]:
        yield f"{found[1]}{found[2]}/{found[1]}{found[3]}"
    if found := _YEAR_AND_MONTH.fullmatch(text):
        yield "-".join(found.groups())
    if re.fullmatch(r"-?\d{5,}", text):
        yield re.sub(r"(-?)(\d+)", r"Y\1\2", text)
    if re.fullmatch(r"Y-?\d{1,4}", text):
        yield f"{'-' if '-' in text else ''}{int(text.strip('Y-')):04}"
    yield from _with_marks(text)
    if written := as_edtf(text):
        yield written


def _unknown_digits(text: str) -> Iterator[str]:
    """`195u`, `1954-uu`, `195x`, `19--`, `195-` or `1954-??` for X."""
    if re.search("[0-9xu-]", text) and re.fullmatch(r"[-0-9uxUX?~%/.,\[\]{} ]+", text):
        yield re.sub("[uxU]", "X", text)
    if re.fullmatch(r"\d{4}(-\d\d)?-\?\?", text):
        yield text.replace("?", "X")
    if found := re.fullmatch(r"(\d{2}|\d{3})(-+|\?+)", text):
        yield found[1] + "X" * (4 - len(found[1]))


def _with_marks(text: str) -> Iterator[str]:
    """`1954 (?)`, `1954?~`, `~ 1954`: one mark behind the date."""
    bare = re.sub(r"[?~%() ]", "", text)
    marks = set(text) & set("?~%")
    if marks:
        yield f"{bare}{marks.pop() if len(marks) == 1 else '%'}"


def _ends(text: str) -> Iterator[str]:
    """Two dates with something between them, either maybe in words: `1985-04-12/open`, `1954-01-25..1954-02-18`."""
    if text.count("/") > 1:
        return
    first, slash, last = text.partition("/")
    pairs = [(first.strip(), last.strip())] if slash else []
    if found := _TWO_DATES.fullmatch(text):
        pairs.append((found[1].strip(), found[2].strip()))
    for begin, end in pairs:
        ends = [_end(begin), _end(end)]
        if None not in ends:
            yield f"{ends[0]}/{ends[1]}"


def _end(text: str) -> str | None:
    if text.lower() in _OPEN:
        return ".."
    if text.lower() in _UNKNOWN:
        return ""
    guesses = (guess for guess in _one_date(text) if "/" not in guess and is_edtf(guess))
    return next(guesses, None)
