"""Words and a record query as one query of the word index: words rank, filters only choose.

The engine's own query language is not used: it fails on what people type. This is the one translation of a
`RecordQuery` for the index, as `app/catalogue/plans.py` is the one for SQL; a test holds the two against each other.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import DocAddress, FieldType, Occur, Order, Query, SearchResult

from app.catalogue.catalogue import Catalogue
from app.catalogue.queries import DateFilter, DateMatch, DayFilter, RecordQuery
from app.catalogue.words.grammar import Item, Search
from app.catalogue.words.index import BOUNDS, BY_TITLE, EXACT, FAR, NUMBER, TERM, TEXT, TYPE, VALID, WordIndex
from app.catalogue.words.text import MOST_BYTES, stem
from app.timeline.vocabulary import Certainty

Clause = tuple[Occur, Query]
Range = tuple[int, int]
_LONGEST_PREFIX = MOST_BYTES * 2
"""In bytes. Folding may lengthen a word a little; the engine refuses patterns of a thousand."""


def joined(clauses: Sequence[Clause]) -> Query:
    """All of the clauses at once."""
    if all(occur is Occur.MustNot for occur, _ in clauses):
        # Exclusions alone would match nothing.
        return Query.boolean_query([must(Query.all_query()), *clauses])
    return Query.boolean_query(list(clauses))


def must(query: Query) -> Clause:
    """A condition that does not count in the score."""
    return Occur.Must, Query.const_score_query(query, 0.0)


def any_of(queries: Sequence[Query]) -> Query:
    """At least one of the queries; without any: nothing."""
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


@dataclass(frozen=True, slots=True)
class Filters:
    """The translation of a record query into conditions on the index."""

    catalogue: Catalogue
    index: WordIndex
    query: RecordQuery

    def clauses(self) -> Iterator[Clause]:
        """All conditions."""
        query = self.query
        groups = query.all_groups()
        if not groups:  # terms belong to a type already
            yield must(self._terms(TYPE, [type_.number for type_ in query.types]))
        for group in groups:
            yield must(
                self._terms(TERM, [term.id for type_ in query.types for term in self.catalogue.terms(type_, group)])
            )
        if query.dates is not None:
            yield from self.dates(query.dates)
        if query.updated_since is not None:
            yield must(self.between("updated", query.updated_since, FAR))
        if query.box is not None:
            box = query.box
            spans = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180.0), (-180.0, box.east)]
            yield must(self._degrees("lat", box.south, box.north))
            yield must(any_of([self._degrees("lon", west, east) for west, east in spans]))
        if query.on is not None:
            yield from self._on(query.on)

    def _terms(self, name: str, values: Sequence[int]) -> Query:
        if len(values) == 1:
            return Query.term_query(self.index.schema, name, values[0], "basic")
        return Query.term_set_query(self.index.schema, name, list(values)) if values else Query.empty_query()

    def dates(self, dates: DateFilter) -> Iterator[Clause]:
        """The three ways in which dates match. Open ends stand in the index as far days."""
        earliest, latest, certain_from, certain_to = BOUNDS
        if dates.span is None:
            yield Occur.MustNot, self.between(earliest, -FAR, FAR)
            return
        first = -FAR if dates.span.first is None else dates.span.first
        last = FAR if dates.span.last is None else dates.span.last
        match dates.match:
            case DateMatch.OVERLAPS:
                yield must(self.between(earliest, -FAR, last))
                yield must(self.between(latest, first, FAR))
            case DateMatch.WITHIN:
                yield must(self.between(earliest, first, FAR))
                yield must(self.between(latest, -FAR, last))
            case DateMatch.COVERS:
                yield must(self.between(certain_from, -FAR, first))
                yield must(self.between(certain_to, last, FAR))

    def _on(self, on: DayFilter) -> Iterator[Clause]:
        """The record possibly holds on the day, and as certainly as requested."""
        earliest, latest, certain_from, certain_to = VALID
        yield must(self.between(earliest, -FAR, on.day))
        yield must(self.between(latest, on.day, FAR))
        if len(on.certainties) == 1:
            certain = [must(self.between(certain_from, -FAR, on.day)), must(self.between(certain_to, on.day, FAR))]
            if on.certain_terms is not None:
                terms = (
                    term.id for type_ in self.query.types for term in self.catalogue.terms(type_, on.certain_terms)
                )
                certain.append(must(self._terms(TERM, list(terms))))
            holds = Query.boolean_query(certain)
            yield must(holds) if Certainty.CERTAIN in on.certainties else (Occur.MustNot, holds)

    def between(self, name: str, first: int, last: int) -> Query:
        """A whole-number field from `first` to `last`, both included."""
        if first > last:
            return Query.empty_query()
        kind = FieldType.Unsigned if name == BY_TITLE else FieldType.Integer
        return Query.range_query(self.index.schema, name, kind, first, last)

    def _degrees(self, name: str, low: float, high: float) -> Query:
        return Query.range_query(self.index.schema, name, FieldType.Float, low, high)


@dataclass(frozen=True, slots=True)
class WordQuery:
    """Words (None: any) and a record query, for the index of a release."""

    index: WordIndex
    filters: Filters
    search: Search | None
    clauses: tuple[Clause, ...]

    @classmethod
    def of(cls, catalogue: Catalogue, query: RecordQuery, search: Search | None) -> "WordQuery":
        """Translate words and query.

        Raises:
            NoIndex: the index of the release is not there.
        """
        index = catalogue.indexes.words
        filters = Filters(catalogue, index, query)
        words = [_item_clause(index, item) for item in search.items] if search is not None else []
        return cls(index, filters, search, (*words, *filters.clauses()))

    def query(self, *further: Clause) -> Query:
        """The query of the engine. An empty search matches nothing; one of exclusions alone matches all others."""
        if self.search is not None and not self.search.items:
            return Query.empty_query()
        return joined([*self.clauses, *further])

    def total(self, *further: Clause) -> int:
        """The number of matches."""
        return _count(self.index.searcher.search(self.query(*further), limit=1, count=True))

    def best(self, limit: int | None, offset: int = 0) -> tuple[int, list[int]]:
        """The number of all matches, and the sort numbers of the best: by score, then type and tie key."""
        if offset >= self.index.size:  # the engine makes room for all that come before
            return self.total(), []
        size = self.index.size if limit is None else min(limit, self.index.size)
        result = self.index.searcher.search(self.query(), limit=size, offset=offset, count=True)
        return _count(result), self._numbers(result)

    def sorted(self, by: str, segment: tuple[int, int, bool], limit: int) -> list[int]:
        """The sort numbers of matches by a field, from one position to another, both included, rising or falling."""
        first, last, falling = segment
        query = self.query(must(self.filters.between(by, first, last)))
        order = Order.Desc if falling else Order.Asc
        return self._numbers(self.index.searcher.search(query, limit=limit, order_by_field=by, order=order))

    def aggregate(self, aggregations: dict[str, Any], *further: Clause) -> dict[str, Any]:
        """What the engine's aggregation answers about the matches."""
        return dict(self.index.searcher.aggregate(self.query(*further), aggregations))

    def _numbers(self, result: SearchResult) -> list[int]:
        addresses = [DocAddress(0, address.doc) for _, address in result.hits]
        return [int(n) for n in self.index.searcher.fast_field_values(NUMBER, addresses) if n is not None]


def _count(result: SearchResult) -> int:
    return int(getattr(result, "count"))  # noqa: B009 - the engine's type stubs lack it


def _item_clause(index: WordIndex, item: Item) -> Clause:
    if item.excluded:
        return Occur.MustNot, joined(list(_matching(index, item)))
    return Occur.Must, joined([*_matching(index, item), *_scoring(index, item)])


def _matching(index: WordIndex, item: Item) -> Iterator[Clause]:
    """What decides whether an item occurs."""
    if len(item.words) > 1:
        yield must(Query.phrase_query(index.schema, EXACT, list(item.words)))
    elif item.words:
        yield Occur.Must, _word(index, item.words[0])
    if item.prefix:
        yield must(_prefix(index, item.prefix))


def _scoring(index: WordIndex, item: Item) -> Iterator[Clause]:
    """What a phrase adds to the score: its words."""
    if len(item.words) > 1:
        yield from ((Occur.Must, _word(index, word)) for word in item.words)


def _word(index: WordIndex, word: str) -> Query:
    """A word in any English form, or exactly so in a name."""
    forms = dict.fromkeys((stem(word), word))
    present = [form for form in forms if index.searcher.doc_freq(TEXT, form)]
    return any_of([Query.term_query(index.schema, TEXT, form, "freq") for form in present])


def _prefix(index: WordIndex, prefix: str) -> Query:
    if len(prefix.encode()) > _LONGEST_PREFIX:
        return Query.empty_query()
    return Query.regex_query(index.schema, EXACT, re.escape(prefix) + ".*")
