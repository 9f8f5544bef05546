"""Records as documents of the word index: JSON objects, so that those of one release can be kept for the next."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from tantivy import TextAnalyzer

from app.catalogue.words.index import (
    BOUNDS,
    BY_TITLE,
    CONTEXT,
    EXACT,
    FAR,
    NUMBER,
    PRIOR,
    TERM,
    TEXT,
    TITLE,
    TYPE,
    VALID,
    WHOLE,
    IndexEntry,
    Words,
    axis_field,
    prior_value,
    whole_key,
)
from app.catalogue.words.text import clean, english, folded
from app.catalogue.words.text import words as split
from app.timeline.days import Span

Document = dict[str, Any]
"""The values of each field: numbers, texts, texts that are one word, or lists of these."""
_NAMES, _ENGLISH = folded(), english()


def document(entry: IndexEntry, counted: Collection[str]) -> Document:
    """A record as a document of an index that counts the terms of the axes `counted`."""
    made: Document = {NUMBER: entry.n, BY_TITLE: entry.title_rank, TYPE: entry.type.number}
    made |= _words(entry.words)
    made |= _days(entry)
    if entry.point is not None:
        made |= {"lat": entry.point.lat, "lon": entry.point.lon}
    made[TERM] = [term for terms in entry.terms.values() for term in terms]
    made |= {axis_field(axis): list(terms) for axis, terms in entry.terms.items() if axis in counted}
    return made


def as_json(made: Document) -> bytes:
    """A document as the index takes it."""
    return orjson.dumps(made)


class Filed(NamedTuple):
    """What the tables know of the record of a document: its sort number, and the ids of its terms."""

    n: int
    terms: list[int]


def filed(document: bytes) -> Filed:
    """What the tables know of the record of a document, as JSON.

    Raises:
        ValueError, TypeError, KeyError: it is no document.
    """
    made: Document = orjson.loads(document)
    return Filed(made[NUMBER], made[TERM])


class _Phrase(NamedTuple):
    """A short text as it is indexed: clean, its English words, and as one term (`whole_key`)."""

    text: str
    words: tuple[str, ...]
    key: str


@lru_cache(1 << 14)
def _phrase(text: str) -> _Phrase:
    """A name, date or title in the context of records. Many records share it, so it is analysed once."""
    cleaned = clean(text)
    return _Phrase(cleaned, tuple(_ENGLISH.analyze(cleaned)), whole_key(split(cleaned)))


def _words(words: Words) -> Document:
    title, body = clean(words.title), [clean(text) for text in words.body]
    names = [_phrase(name) for name in words.names]
    dates = [_phrase(text) for text in words.dates]
    context = list(dict.fromkeys([*dates, *map(_phrase, words.context)]))
    # A word of several names counts once: a record of many names is not more about each.
    of_names = distinct(_NAMES, (name.text for name in names))
    return {
        TITLE: [*([title] if title else []), *map(_one_word, of_names)],
        TEXT: body,
        CONTEXT: " ".join(dict.fromkeys(word for phrase in context for word in phrase.words)),
        # Values of their own, so that no phrase runs from one into the next.
        EXACT: list(filter(None, (title, *(phrase.text for phrase in (*names, *context)), *body))),
        WHOLE: sorted({whole_key(split(title)), *(phrase.key for phrase in (*names, *dates))} - {""}),
        PRIOR: prior_value(words.links),
    }


def _one_word(word: str) -> Document:
    """A text that the engine takes as one word, as it is."""
    token = {"offset_from": 0, "offset_to": len(word.encode()), "position": 0, "text": word, "position_length": 1}
    return {"text": word, "tokens": [token]}


def distinct(analyzer: TextAnalyzer, texts: Iterable[str]) -> list[str]:
    """The words that an analyzer makes of clean texts, each once, in order."""
    return list(dict.fromkeys(word for text in texts for word in analyzer.analyze(text)))


def _days(entry: IndexEntry) -> Iterator[tuple[str, int]]:
    if entry.updated is not None:
        yield "updated", entry.updated
    for fields, bounds in ((BOUNDS, entry.dates), (VALID, entry.valid)):
        if bounds is not None:
            yield from _ends(fields[:2], bounds.outer)
            if bounds.inner is not None:
                yield from _ends(fields[2:], bounds.inner)


def _ends(fields: Sequence[str], span: Span) -> Iterator[tuple[str, int]]:
    yield fields[0], -FAR if span.first is None else span.first
    yield fields[1], FAR if span.last is None else span.last
