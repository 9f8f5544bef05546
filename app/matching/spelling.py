"""Words without what differs between equal names: case, marks, and the habits of transliteration."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_APOSTROPHES = re.compile("['’‘`´ʻʼʾʿ′ʹ]")
_WORD = re.compile(r"[^\W_]+")
_VARIANTS = (
    (re.compile("(?:off|ow|ov|ev|eff|ew|iev|jev|yev)$"), "ov"),
    (re.compile("(?:sky|skii|skij|skiy|ski|skyi)$"), "ski"),
    (re.compile("tsch|tch|tsh|cz"), "ch"),
    (re.compile("sch|sz|sh"), "s"),
    (re.compile("dzh|dj|zh|dsch|j|g(?=[eiy])"), "j"),
    (re.compile("ph"), "f"),
    (re.compile("kh|ch|ck|q|c(?=[aoulrtk]|$)|x"), "k"),
    (re.compile("ts|tz|c|z"), "s"),
    (re.compile("gh"), "g"),
    (re.compile("th|dh"), "t"),
    (re.compile("bh"), "b"),
    (re.compile("[wv]"), "v"),
)
_VOWELS = re.compile("[aeiouyhj]+")
LEAST_OF_ONE_SOUND, ONE_SOUND = 0.62, 0.9
"""Words of one sound count as alike if their letters are so at least."""
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(65_536)
def folded(text: str) -> str:
    """A text in lower case without marks and apostrophes, Latin letters as ASCII."""
    text = _APOSTROPHES.sub("", text.casefold().translate(_LETTERS))
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """The runs of letters and digits of a text, folded."""
    return _WORD.findall(folded(text))


@lru_cache(65_536)
def sound(word: str) -> str:
    """A key that spellings of one name share: its consonants as transliterations have them in common.

    "Molotov", "Molotow" and "Molotoff" have one key, "Mohammed" and "Muhammad" too. The first vowel stays as `a`.
    """
    if not word.isascii() or len(word) <= 2:
        return word
    for pattern, one in _VARIANTS:
        word = pattern.sub(one, word)
    head = "a" if word[:1] in "aeiouyhj" else word[:1]
    return _DOUBLED.sub(r"\1", head + _VOWELS.sub("", word[1:]))


def likeness(one: str, other: str) -> float:
    """How alike two words are, from 0 to 1: 1 are equal ones; below 0.8 they are taken for different names."""
    if one == other:
        return 1.0
    shortest = min(len(one), len(other))
    if shortest < 3:
        return 0.0
    near = OSA.normalized_similarity(one, other)
    alike = (near + JaroWinkler.similarity(one, other)) / 2
    if alike >= LEAST_OF_ONE_SOUND and sound(one) == sound(other):
        return max(ONE_SOUND, min(alike, 0.97))
    return min(alike, 0.97)
