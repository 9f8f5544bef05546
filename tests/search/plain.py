"""A plain reading of what a search means: every record looked at, the published formula in doubles."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.search.grammar import Ask, Item
from app.search.index import Entry, KindIndex, write
from app.search.text import clean, stem, words


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

    id: str
    ranked: Counter[str]
    values: list[list[str]]
    length: int


def record(entry: Entry) -> Record:
    title, names, body = words(clean(entry.title)), [words(clean(name)) for name in entry.names], entry.body
    bodies = [words(clean(text)) for text in body]
    ranked: Counter[str] = Counter()
    for word in title:
        ranked[stem(word)] += 3
    for name in names:
        for word in name:
            ranked[word] += 3
    for text in bodies:
        ranked.update(stem(word) for word in text)
    return Record(entry.id, ranked, [title, *names, *bodies], ranked.total())


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


def matches(found: Record, ask: Ask) -> bool:
    return bool(ask.items) and all(occurs(found, item) != item.excluded for item in ask.items)


def score(found: Record, ask: Ask, records: Sequence[Record]) -> float:
    """The published formula."""
    number, average = len(records), sum(each.length for each in records) / len(records)
    total = 0.0
    for term in (form for item in ask.wanted for word in item.words for form in forms(word)):
        having = sum(term in each.ranked for each in records)
        idf = math.log(1 + (number - having + 0.5) / (having + 0.5))
        tf = found.ranked[term]
        total += idf * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * rounded_length(found.length) / average))
    return total


def ranked(records: Sequence[Record], ask: Ask) -> list[tuple[float, str]]:
    """All matches, best first, ties by id."""
    found = [(score(each, ask, records), each.id) for each in records if matches(each, ask)]
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))


def built(folder: Path, entries: Sequence[Entry]) -> KindIndex:
    """An index of `entries`, open."""
    folder.mkdir()
    write(folder, sorted(entries, key=lambda entry: entry.id))
    return KindIndex(folder)


def entry(name: str, place: int = 0, *, title: str = "", names: Sequence[str] = (), body: Sequence[str] = ()) -> Entry:
    """A record with these texts and nothing to filter by."""
    return Entry(name, place, place, place, title=title, names=tuple(names), body=tuple(body))
