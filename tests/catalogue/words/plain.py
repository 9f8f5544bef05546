"""A plain reading of what a search means: every record looked at, the published formula in doubles."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from app.catalogue.catalogue import Catalogue
from app.catalogue.queries import RecordQuery
from app.catalogue.words.grammar import Item, Search
from app.catalogue.words.index import IndexEntry, WordIndex, Words, write
from app.catalogue.words.queries import WordQuery
from app.catalogue.words.text import clean, stem, words
from app.timeline.record_types import RecordType


@lru_cache
def rounded_length(length: int) -> int:
    """The length of a record in words as the formula takes it: rounded down to a table of 256 values."""
    best = 0
    for i in range(256):
        if i < 24:
            value = i
        else:
            j = i - 24
            m, s = j & 7, (j >> 3) - 1
            value = 24 + (m if s < 0 else (m | 8) << s)
        if value <= length:
            best = value
    return best


@dataclass(frozen=True)
class Record:
    """An entry as read: the words that rank, and the words of each value in order."""

    type: RecordType
    n: int
    ranked: Counter[str]
    values: list[list[str]]
    length: int


def record(entry: IndexEntry) -> Record:
    title, names = words(clean(entry.words.title)), [words(clean(name)) for name in entry.words.names]
    bodies = [words(clean(text)) for text in entry.words.body]
    ranked: Counter[str] = Counter()
    for word in title:
        ranked[stem(word)] += 3
    for name in names:
        for word in name:
            ranked[word] += 3
    for text in bodies:
        ranked.update(stem(word) for word in text)
    return Record(entry.type, entry.n, ranked, [title, *names, *bodies], ranked.total())


def forms(word: str) -> set[str]:
    return {word, stem(word)}


def has_phrase(found: Record, phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return any(
        value[start : start + size] == list(phrase) for value in found.values for start in range(len(value) - size + 1)
    )


def occurs(found: Record, item: Item) -> bool:
    if len(item.words) == 1 and not forms(item.words[0]) & found.ranked.keys():
        return False
    if len(item.words) > 1 and not has_phrase(found, item.words):
        return False
    return not item.prefix or any(word.startswith(item.prefix) for value in found.values for word in value)


def matches(found: Record, search: Search) -> bool:
    return bool(search.items) and all(occurs(found, item) != item.excluded for item in search.items)


def score(found: Record, search: Search, records: Sequence[Record]) -> float:
    """The published formula. `records` are those of all types."""
    number, average = len(records), sum(each.length for each in records) / len(records)
    total = 0.0
    for term in (form for item in search.required for word in item.words for form in forms(word)):
        having = sum(term in each.ranked for each in records)
        idf = math.log(1 + (number - having + 0.5) / (having + 0.5))
        tf = found.ranked[term]
        total += idf * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * rounded_length(found.length) / average))
    return total


def ranked(records: Sequence[Record], search: Search, types: Iterable[RecordType]) -> list[tuple[float, int]]:
    """All matches of these types, best first, ties by type and sort number, with their scores."""
    wanted = set(types)
    found = [each for each in records if each.type in wanted and matches(each, search)]
    scored = [(score(each, search, records), each) for each in found]
    scored.sort(key=lambda pair: (-pair[0], pair[1].type, pair[1].n))
    return [(value, each.n) for value, each in scored]


class Index:
    """A word index of some entries, asked without a database: nothing but types is filtered by."""

    def __init__(self, folder: Path, entries: Sequence[IndexEntry]) -> None:
        folder.mkdir()
        write(folder, (), sorted(entries, key=lambda entry: (entry.type, entry.n)))
        self.words = WordIndex(folder)

    def query(self, search: Search, types: Iterable[RecordType] = RecordType) -> WordQuery:
        """Words within types, ready to be asked."""
        catalogue = cast("Catalogue", SimpleNamespace(indexes=SimpleNamespace(words=self.words)))
        return WordQuery.of(catalogue, RecordQuery(tuple(types)), search)

    def scored(self, search: Search, types: Iterable[RecordType] = RecordType) -> list[tuple[float, int]]:
        """Scores and sort numbers of all matches, best first."""
        query = self.query(search, types)
        result = self.words.searcher.search(query.query(), limit=self.words.size)
        _, numbers = query.best(None)
        return [(score, n) for (score, _), n in zip(result.hits, numbers, strict=True)]

    def total(self, search: Search) -> int:
        """The number of matches."""
        return self.query(search).total()


def entry(
    n: int,
    *,
    type_: RecordType = RecordType.EVENT,
    title: str = "",
    names: Sequence[str] = (),
    body: Sequence[str] = (),
) -> IndexEntry:
    """A record with these texts and nothing to filter by."""
    return IndexEntry(type=type_, n=n, title_rank=n, words=Words(title, tuple(names), tuple(body)))
