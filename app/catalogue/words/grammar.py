"""What people type: words, "phrases", prefixes* and -exclusions. Everything else is plain text and never fails."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from app.catalogue.words.stop_words import STOP_WORDS
from app.catalogue.words.text import clean, tokens, words

MOST_CHARACTERS = 1_000
MOST_WORDS = 64
MOST_PREFIXES = 8
SHORTEST_PREFIX = 2

_QUOTES = '"“”„‟«»＂'
# The closing quote belongs to its phrase: left behind, it would open another.
_POSSESSIVE = re.compile("\\w['’]s\\W*$", re.IGNORECASE)
_DOTTED = re.compile(r"\W*[^\W\d_](?:\.[^\W\d_])+\.?(?:['’]s)?\W*", re.IGNORECASE)
"""Letters with a dot after each: an abbreviation such as `U.S.S.R.`, or the initials of a name."""
_ITEM = re.compile(rf"(-?)(?:[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]?|([^\s{_QUOTES}]+))")

_ELISION = re.compile(r"\W*(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\w)", re.IGNORECASE)
"""A short French word that has lost its vowel before the next one: l'URSS, d'Allemagne."""
_ORDINAL = re.compile("([0-9]{1,2})(?:st|nd|rd|th|er)")
"""The day of a date as people write it: 26th of March, 1er avril."""


class TooMuch(ValueError):
    """The search is too large; `expected` gives the limit."""

    def __init__(self, reason: str, expected: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Item:
    """Something that must occur, or (`excluded`) must not.

    Several `words` are a phrase. A `prefix` is the beginning of a word; beside words both must occur. The words of a
    `dotted` item are letters with dots between them.
    """

    words: tuple[str, ...]
    prefix: str = ""
    excluded: bool = False
    dotted: bool = field(default=False, compare=False)

    @property
    def is_word(self) -> bool:
        """Whether it is a single word, no phrase and no prefix."""
        return len(self.words) == 1 and not self.prefix


class Match(StrEnum):
    """How many of the counted words a record must have: all, or at least half of them."""

    ALL = "all"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Search:
    """A parsed search, and how many of its words must occur. Without items it matches nothing."""

    items: tuple[Item, ...]
    match: Match = Match.ALL

    @property
    def required(self) -> tuple[Item, ...]:
        """What must occur."""
        return tuple(item for item in self.items if not item.excluded)

    @property
    def counted(self) -> tuple[str, ...]:
        """The single words, of which all or most must occur."""
        return tuple(item.words[0] for item in self.required if item.is_word)

    @property
    def binding(self) -> tuple[Item, ...]:
        """What always binds: phrases, prefixes and exclusions."""
        return tuple(item for item in self.items if item.excluded or not item.is_word)

    def with_abbreviations(self, occurs: Callable[[str], bool]) -> "Search":
        """The search with `U.S.S.R.` as the word `ussr` where that `occurs`, else as the letters, as if apart."""
        if not any(item.dotted for item in self.items):
            return self
        items = [each for item in self.items for each in (_undotted(item, occurs) if item.dotted else [item])]
        return Search(tuple(_without_stop_words(list(dict.fromkeys(items)))), self.match)


@lru_cache(1024)
def parse(text: str) -> Search:
    """Parse the text of a search.

    Raises:
        TooMuch: over 1,000 characters, 64 words or 8 prefixes.
    """
    if len(text) > MOST_CHARACTERS:
        expected = f"a text of at most {MOST_CHARACTERS:,} characters"
        raise TooMuch(f"has {len(text):,} characters", expected)
    items = [_item(*found.groups()) for found in _ITEM.finditer(clean(text))]
    items = [item for item in items if item.words or item.prefix]
    number = sum(len(item.words) + bool(item.prefix) for item in items)
    if number > MOST_WORDS:
        raise TooMuch(f"has {number} words", f"a text of at most {MOST_WORDS} words")
    prefixes = sum(bool(item.prefix) for item in items)
    if prefixes > MOST_PREFIXES:
        raise TooMuch(f"has {prefixes} prefixes", f"a text with at most {MOST_PREFIXES} prefixes")
    return Search(tuple(_without_stop_words(list(dict.fromkeys(items)))))


def _undotted(item: Item, occurs: Callable[[str], bool]) -> Iterator[Item]:
    word = "".join(item.words)
    if occurs(word):
        yield Item((word,), excluded=item.excluded)
    elif item.excluded:
        yield item
    else:
        yield from (Item((letter,)) for letter in item.words)


def _without_stop_words(items: list[Item]) -> list[Item]:
    """The items but for stop words; where nothing else must occur, stop words count as others do."""
    kept = [item for item in items if not item.is_word or item.words[0] not in STOP_WORDS]
    return kept if any(not item.excluded for item in kept) else items


def _item(minus: str, quoted: str | None, plain: str | None) -> Item:
    excluded = bool(minus)
    if quoted is not None or plain is None:
        return Item(tuple(words(quoted or "")), excluded=excluded)
    stem = plain.rstrip("*")
    found = list(tokens(stem))
    own = tuple(token.word for token in found)
    is_prefix = stem != plain and found and found[-1].end == len(stem) and len(own[-1]) >= SHORTEST_PREFIX
    if is_prefix:
        return Item(own[:-1], own[-1], excluded)
    if len(own) > 1 and own[-1] == "s" and _POSSESSIVE.search(stem) and (len(own) == 2 or _DOTTED.fullmatch(stem)):
        own = own[:-1]
    if len(own) > 1 and _ELISION.match(stem):
        own = own[1:]
    if len(own) == 1 and (ordinal := _ORDINAL.fullmatch(own[0])):
        own = (ordinal[1],)
    return Item(own, excluded=excluded, dotted=len(own) > 1 and _DOTTED.fullmatch(stem) is not None)
