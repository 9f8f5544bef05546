"""Words: what becomes of a text before it is indexed, searched for or marked in a snippet.

A word is a run of letters and digits, in lower case and without marks, Latin letters as ASCII. Words of running text
are also stemmed (Porter's English stemmer); names are not.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

MOST_BYTES = 100
"""Longer words are not indexed."""

_FORMAT_SIGNS = frozenset({"Cf", "Cs"})
"""Unicode categories of what is dropped: soft hyphens, zero-width and direction signs, lone surrogates."""


def _folding(builder: TextAnalyzerBuilder) -> TextAnalyzerBuilder:
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())


def folded() -> TextAnalyzer:
    """The analyzer of names, phrases and prefixes."""
    return _folding(TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(MOST_BYTES))).build()


def english() -> TextAnalyzer:
    """The analyzer of running text."""
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(MOST_BYTES))
    return _folding(builder).filter(Filter.stemmer("english")).build()


# A search keeps its long words. They are in no record, so nothing is found, as it should be.
_WORDS = _folding(TextAnalyzerBuilder(Tokenizer.simple())).build()
_STEMMER = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


def clean(text: str) -> str:
    """`text` without what must not part or change a word: marks on letters, format signs, lone surrogates.

    Letters are decomposed canonically and their marks dropped (Ё becomes Е, é e, in either of Unicode's normal
    forms), since the engine itself folds Latin letters only. Final sigma becomes sigma, as lower case does not.
    """
    return text if text.isascii() else "".join(map(_base, text))


@lru_cache(4096)
def _base(sign: str) -> str:
    """What `clean` leaves of one character: nothing, itself, or its base."""
    return "".join(part for part in unicodedata.normalize("NFD", sign) if not _dropped(part)).replace("ς", "σ")


def _dropped(sign: str) -> bool:
    return (
        unicodedata.combining(sign) != 0
        or unicodedata.category(sign) in _FORMAT_SIGNS
        or "\u0300" <= sign <= "\u036f"
        or "\ufe00" <= sign <= "\ufe0f"
    )


@dataclass(frozen=True, slots=True)
class Token:
    """A word and where it stands in a text, in characters."""

    word: str
    start: int
    end: int


def words(cleaned: str) -> list[str]:
    """The folded words of a clean text."""
    return _WORDS.analyze(cleaned)


def tokens(text: str) -> Iterator[Token]:
    """The folded words of a text as it stands, each with its place there.

    Marks that `clean` drops belong to the letter before them.
    """
    if text.isascii():
        cleaned, sources = text, list(range(len(text)))
    else:
        pieces = [_base(sign) for sign in text]
        cleaned = "".join(pieces)
        sources = [place for place, piece in enumerate(pieces) for _ in piece]
    for token in _WORDS.pre_tokenize(cleaned).tokens:
        last = sources[token.char_offset_to - 1]
        yield Token(token.text, sources[token.char_offset_from], _with_marks(text, last + 1))


def _with_marks(text: str, end: int) -> int:
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


@lru_cache(4096)
def stem(word: str) -> str:
    """The stem of a folded word."""
    return _STEMMER.analyze(word)[0]
