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
from app.catalogue.words.documents import as_json, document
from app.catalogue.words.grammar import Item, Match, Search
from app.catalogue.words.index import IndexEntry, WordIndex, Words, maker, write_spellings_of
from app.catalogue.words.queries import WordQuery
from app.catalogue.words.segments import write_in_order
from app.catalogue.words.stop_words import STOP_WORDS
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
    """An entry as read: how often it has each word in its fields, and the words of each value in order."""

    type: RecordType
    n: int
    title: Counter[str]
    text: Counter[str]
    context: frozenset[str]
    values: list[list[str]]
    wholes: frozenset[str]
    links: int


def record(entry: IndexEntry) -> Record:
    own = entry.words
    title, names = words(clean(own.title)), [words(clean(name)) for name in own.names]
    bodies = [words(clean(text)) for text in own.body]
    dates, context = ([words(clean(text)) for text in texts] for texts in (own.dates, own.context))
    return Record(
        entry.type,
        entry.n,
        Counter(stem(word) for word in title) + Counter({word for name in names for word in name}),
        Counter(stem(word) for text in bodies for word in text),
        frozenset(stem(word) for text in (*dates, *context) for word in text),
        [title, *names, *bodies, *dates, *context],
        frozenset(whole for value in (title, *names, *dates) if (whole := without_stop_words(value))),
        own.links,
    )


def without_stop_words(found: Sequence[str]) -> str:
    """The different words of a text but for stop words; all where there are no others."""
    kept = [word for word in found if word not in STOP_WORDS] or list(found)
    return " ".join(dict.fromkeys(kept))


def in_fields(found: Record, word: str) -> list[tuple[str, str]]:
    """The fields in which a record has a word, and in which form: names are not stemmed."""
    fields = [("title", found.title), ("text", found.text), ("context", found.context)]
    pairs = {(name, stem(word)) for name, of in fields if stem(word) in of}
    return sorted(pairs | ({("title", word)} if word in found.title else set()))


def has_phrase(found: Record, phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return any(
        value[start : start + size] == list(phrase) for value in found.values for start in range(len(value) - size + 1)
    )


def occurs(found: Record, item: Item) -> bool:
    if len(item.words) == 1 and not in_fields(found, item.words[0]):
        return False
    if len(item.words) > 1 and not has_phrase(found, item.words):
        return False
    return not item.prefix or any(word.startswith(item.prefix) for value in found.values for word in value)


def edits(one: str, other: str) -> int:
    """The optimal string alignment distance: letters left out, added, changed or swapped with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for i, sign in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == against:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


class Corpus:
    """Records of all types, searched one by one."""

    def __init__(self, entries: Iterable[IndexEntry]) -> None:
        self.records = [record(each) for each in entries]
        having = Counter(word for each in self.records for word in {word for value in each.values for word in value})
        self.vocabulary = sorted(having, key=lambda word: (-having[word], word))
        """All words, those that most records have first."""
        self.taken = lru_cache(None)(self._taken)
        self._having = lru_cache(None)(self._count)

    def _taken(self, word: str) -> tuple[str, ...]:
        """What a word is taken for: itself where it occurs, else the nearest spellings, else what begins with it."""
        if any(in_fields(each, word) for each in self.records):
            return (word,)
        most = 0 if len(word) < 4 or any(sign.isdigit() for sign in word) else 1 if len(word) < 8 else 2
        if not most:
            return ()
        known = [each for each in self.vocabulary if len(each) >= 4 and not any(sign.isdigit() for sign in each)]
        near = {each: edits(word, each) for each in known if abs(len(each) - len(word)) <= most}
        for number in range(1, most + 1):
            if found := [each for each in known if near.get(each, 9) <= number]:
                return tuple(found[:3])
        return tuple([each for each in known if each.startswith(word)][:3])

    def _count(self, name: str, form: str) -> int:
        return sum(form in getattr(each, name) for each in self.records)

    def matches(self, found: Record, search: Search) -> bool:
        """Whether a record is listed."""
        return self.tier(found, search) is not None

    def tier(self, found: Record, search: Search) -> int | None:
        """In which part of the list a record stands; None where it is not listed."""
        if not search.items or any(occurs(found, item) == item.excluded for item in search.binding):
            return None
        counted = [self.taken(word) for word in search.counted]
        known = [taken for taken in counted if taken]
        has = sum(any(in_fields(found, word) for word in taken) for taken in known)
        if has == len(counted):
            return 0 if self._is_whole(found, search) else 1
        if search.match is Match.ALL or (not known and not any(not item.excluded for item in search.binding)):
            return None
        if has == len(known):
            return 2
        return 3 if has >= (len(known) + 1) // 2 else None

    def _is_whole(self, found: Record, search: Search) -> bool:
        if any(item.prefix or item.excluded for item in search.items):
            return False
        return without_stop_words([word for item in search.items for word in item.words]) in found.wholes

    def score(self, found: Record, search: Search) -> float:
        """The published formula."""
        factor = 1 + 0.15 * math.log(1 + found.links)
        if self.tier(found, search) == 0:
            return factor
        phrases = [[(word,) for word in item.words] for item in search.required if len(item.words) > 1]
        counted = [self.taken(word) for word in search.counted]
        beside = [[item.words] for item in search.required if item.prefix and len(item.words) == 1]
        total = 0.0
        for taken in (*counted, *(each for phrase in (*phrases, *beside) for each in phrase)):
            for name, form in {pair for word in taken for pair in in_fields(found, word)}:
                total += self._field_score(found, name, form)
        return factor * total

    def _field_score(self, found: Record, name: str, form: str) -> float:
        number, having = len(self.records), self._having(name, form)
        idf = math.log(1 + (number - having + 0.5) / (having + 0.5))
        if name == "context":
            return 0.4 * idf
        average = sum(getattr(each, name).total() for each in self.records) / number
        tf, length = getattr(found, name)[form], rounded_length(getattr(found, name).total())
        return {"title": 3, "text": 1}[name] * idf * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * length / average))

    def ranked(self, search: Search, types: Iterable[RecordType]) -> list[tuple[int, float, int]]:
        """All matches of these types with tier and score, best first, ties by type and sort number."""
        search = search.with_abbreviations(lambda word: any(in_fields(each, word) for each in self.records))
        wanted = set(types)
        found = [(each, self.tier(each, search)) for each in self.records if each.type in wanted]
        scored = [(tier, self.score(each, search), each) for each, tier in found if tier is not None]
        scored.sort(key=lambda each: (each[0], -each[1], each[2].type, each[2].n))
        return [(tier, value, each.n) for tier, value, each in scored]


class Index:
    """A word index of some entries, asked without a database: nothing but types is filtered by."""

    def __init__(self, folder: Path, entries: Sequence[IndexEntry]) -> None:
        in_order = sorted(entries, key=lambda entry: (entry.type, entry.n))
        documents = (as_json(document(each, ())).decode() for each in in_order)
        write_spellings_of(write_in_order(folder, maker(()), documents, len(entries)), folder)
        self.words = WordIndex(folder)

    def query(self, search: Search, types: Iterable[RecordType] = RecordType) -> WordQuery:
        """Words within types, ready to be asked."""
        catalogue = cast("Catalogue", SimpleNamespace(indexes=SimpleNamespace(words=self.words)))
        return WordQuery.of(catalogue, RecordQuery(tuple(types)), search)

    def scored(self, search: Search, types: Iterable[RecordType] = RecordType) -> list[tuple[float, int]]:
        """Scores and sort numbers of all matches, best first."""
        return self.query(search, types).scored(None)[1]

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
    context: Sequence[str] = (),
    dates: Sequence[str] = (),
    links: int = 0,
) -> IndexEntry:
    """A record with these texts and nothing to filter by."""
    words = Words(title, tuple(names), tuple(body), tuple(context), tuple(dates), links)
    return IndexEntry(type=type_, n=n, title_rank=n, words=words)
