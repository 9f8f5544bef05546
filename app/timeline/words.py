"""Words in messages: what was meant by a misspelt one, and articles."""

import difflib
from collections.abc import Iterable

LONGEST_GUESSED = 60
"""Characters of a word that are compared: comparing takes time that grows with the square of the length."""


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known word (in lower case) that `word` most likely means, or None if none is similar enough.

    `cutoff` is the least similarity from 0 to 1, as `difflib` measures it.
    """
    close = difflib.get_close_matches(word[:LONGEST_GUESSED].lower(), list(known), n=1, cutoff=cutoff)
    return close[0] if close else None


def with_article(noun: str) -> str:
    """`an event`, `a claim`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
