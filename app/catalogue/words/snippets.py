"""Snippets: the passage of a record that shows best why it was found, cut into pieces of verbatim text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.catalogue.words.grammar import Search
from app.catalogue.words.text import Token, stem, tokens

LONGEST = 240
"""Characters of a snippet."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text, unchanged; `hit`: it is a word of the search."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A text of a record. In a name words are taken as they are, elsewhere by their stem."""

    text: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    token: Token
    terms: frozenset[str]
    """The words and prefixes of the search that it fulfils."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Some neighbouring hits that fit into a snippet."""

    hits: Sequence[_Hit]

    @property
    def terms(self) -> int:
        """How many different words of the search they fulfil."""
        return len(frozenset().union(*(hit.terms for hit in self.hits)))


def snippet(sources: Sequence[Source], search: Search) -> list[Piece]:
    """The 240 characters with the most different words of the search, the earliest of several.

    `sources` come in the order in which they are preferred. Without any such word (the search has only exclusions)
    it is the beginning of the first text; without a text it is empty.
    """
    texts = [source for source in sources if source.text]
    if not texts:
        return []
    best, where = _Window(()), texts[0]
    for source in texts:
        window = _best(_hits(source, search))
        if window.terms > best.terms:
            best, where = window, source
    start, end = _around(where.text, best.hits)
    return list(_cut(where.text, start, end, [hit.token for hit in best.hits]))


def _hits(source: Source, search: Search) -> list[_Hit]:
    forms = [(word, {word, stem(word)}) for item in search.required for word in item.words]
    prefixes = [item.prefix for item in search.required if item.prefix]
    found = []
    for token in tokens(source.text):
        term = token.word if source.is_name else stem(token.word)
        terms = {word for word, known in forms if term in known}
        terms |= {f"{prefix}*" for prefix in prefixes if token.word.startswith(prefix)}
        if terms:
            found.append(_Hit(token, frozenset(terms)))
    return found


def _best(hits: Sequence[_Hit]) -> _Window:
    best, end = _Window(()), 0
    for first, hit in enumerate(hits):
        end = max(end, first + 1)
        while end < len(hits) and hits[end].token.end - hit.token.start <= LONGEST:
            end += 1
        window = _Window(hits[first:end])
        if window.terms > best.terms:
            best = window
    return best


def _around(text: str, hits: Sequence[_Hit]) -> tuple[int, int]:
    """Where the snippet begins and ends: the hits in the middle, no word cut but one longer than a snippet."""
    if len(text) <= LONGEST:
        return 0, len(text)
    first, last = (hits[0].token.start, hits[-1].token.end) if hits else (0, 0)
    spare = max(0, LONGEST - (last - first))
    start = min(max(0, first - spare // 2), max(0, len(text) - LONGEST))
    end = max(last, min(len(text), start + LONGEST))
    return min(_next_word(text, start), first) if hits else start, max(_last_word(text, end), last)


def _next_word(text: str, place: int) -> int:
    """`place`, or where the next word begins if a word would be cut there."""
    if place == 0 or not (text[place - 1].isalnum() and text[place].isalnum()):
        return place
    end = next((after for after in range(place, len(text)) if not text[after].isalnum()), len(text))
    return len(text) - len(text[end:].lstrip())


def _last_word(text: str, place: int) -> int:
    """`place`, or where the word before ends if a word would be cut there."""
    if place == len(text) or not (text[place - 1].isalnum() and text[place].isalnum()):
        return place
    begin = next((after for after in range(place, 0, -1) if not text[after - 1].isalnum()), place)
    return len(text[:begin].rstrip())


def _cut(text: str, start: int, end: int, marked: Iterable[Token]) -> Iterable[Piece]:
    place = start
    for token in marked:
        if place < token.start:
            yield Piece(text[place : token.start], hit=False)
        yield Piece(text[token.start : token.end], hit=True)
        place = token.end
    if place < end:
        yield Piece(text[place:end], hit=False)
