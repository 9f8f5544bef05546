"""How well two names of bodies agree: states, ministries, alliances, newspapers."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from app.matching.comparing import NONE, Agreement

LEAST = 60.0
ORDER_LOSS, LENGTH_LOSS = 3.0, 6.0


def compare_bodies(one: Sequence[str], other: Sequence[str]) -> Agreement:
    """Compare the words of two names, small words left out. All words must agree: "East Germany" is not "Germany"."""
    if tuple(one) == tuple(other):
        return Agreement(100.0, 1.0, full=len(one), same_words=True, reasons=("same name",))
    if sorted(one) == sorted(other):
        score = 100.0 - ORDER_LOSS
        return Agreement(score, 1.0, full=len(one), same_words=True, reasons=("same words in another order",))
    text, other_text = " ".join(one), " ".join(other)
    whole = fuzz.token_sort_ratio(text, other_text)
    part = fuzz.token_set_ratio(text, other_text)
    score = max(whole, min(whole + part, 2 * part) / 2) - LENGTH_LOSS
    if score < LEAST:
        return NONE
    missing = abs(len(one) - len(other))
    return Agreement(score, score / 100, missing=missing, conflicts=1, reasons=(f"names alike ({score:.0f} %)",))
