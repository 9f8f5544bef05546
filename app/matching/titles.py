"""How well titles agree: of events, documents, places and topics."""

from rapidfuzz import fuzz

from app.matching.names import body_words

NOT_THE_SAME = 97.0
"""Titles that are only alike have at most this score."""


def title_likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 100: 100 are the same words in any order, small words left out."""
    words, other_words = sorted(body_words(one)), sorted(body_words(other))
    if words == other_words:
        return 100.0 if words else 0.0
    text, other_text = " ".join(words), " ".join(other_words)
    part, whole = fuzz.token_set_ratio(text, other_text), fuzz.token_sort_ratio(text, other_text)
    return min(NOT_THE_SAME, max(whole, (part + whole) / 2))
