"""Words in messages: what was meant by a misspelt one, and articles."""

import difflib
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

LONGEST_GUESSED = 60
"""Characters of a word that are compared: comparing takes time that grows with the square of the length."""

MOST_COMPARED = 50
"""Known words that are compared in full."""

SIMILAR = 0.6
"""The least similarity of a guess, from 0 to 1, as `difflib` measures it."""

LONGEST_RUN_OF_MARKS = 30
"""Accents and other combining marks in a row: more than any language needs (UAX #15, Stream-Safe Text Format)."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word (in lower case) that `word` most likely means, or None if none is similar enough."""
    guessed = word[:LONGEST_GUESSED].lower()
    # rapidfuzz never finds a word less similar than difflib does, and looks at thousands in the time of one.
    near = process.extract(guessed, list(known), scorer=fuzz.ratio, score_cutoff=SIMILAR * 100, limit=MOST_COMPARED)
    close = difflib.get_close_matches(guessed, [each for each, _, _ in near], n=1, cutoff=SIMILAR)
    return close[0] if close else None


def long_run_of_marks(text: str) -> int | None:
    """Where the first run of more than `LONGEST_RUN_OF_MARKS` combining marks begins; None: there is none.

    To compose such a run (NFC) takes time that grows with the square of its length.
    """
    run = 0
    for place, sign in enumerate(text):
        run = run + 1 if unicodedata.combining(sign) else 0
        if run > LONGEST_RUN_OF_MARKS:
            return place - LONGEST_RUN_OF_MARKS
    return None


def without_long_runs_of_marks(text: str) -> str:
    """The text without the combining marks that follow `LONGEST_RUN_OF_MARKS` others in a row."""
    if long_run_of_marks(text) is None:
        return text
    kept, run = [], 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= LONGEST_RUN_OF_MARKS:
            kept.append(sign)
    return "".join(kept)


def with_article(noun: str) -> str:
    """`an event`, `a claim`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
