"""Words and a record query as one query of the word index: words rank, filters only choose.

The engine's own query language is not used: it fails on what people type. This is the one translation of a
`RecordQuery` for the index, as `app/catalogue/plans.py` is the one for SQL; a test holds the two against each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tantivy import FieldType, Occur, Order, Query, SearchResult

from app.catalogue.catalogue import Catalogue
from app.catalogue.queries import DateFilter, DateMatch, DayFilter, RecordQuery
from app.catalogue.words.grammar import Item, Match, Search
from app.catalogue.words.index import (
    BOUNDS,
    BY_TITLE,
    CONTEXT,
    CONTEXT_WEIGHT,
    EXACT,
    FAR,
    NUMBER,
    PRIOR,
    TERM,
    TITLE,
    TYPE,
    VALID,
    WEIGHTS,
    WHOLE,
    WordIndex,
    idf,
    whole_key,
)
from app.catalogue.words.prefixes import begins_with
from app.catalogue.words.text import stem
from app.timeline.vocabulary import Certainty

Clause = tuple[Occur, Query]
Range = tuple[int, int]


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
class Word:
    """A counted word of a search, and the words of the index it is taken for: itself, or where it occurs nowhere those
    spelt nearly so, if any."""

    word: str
    taken: tuple[str, ...]
    query: Query

    @property
    def known(self) -> bool:
        """Whether the word itself occurs."""
        return self.taken == (self.word,)


@dataclass(frozen=True, slots=True)
class Matched:
    """How many records have all of the counted words, and how many have at least most of them."""

    all: int
    most: int


@dataclass(frozen=True, slots=True)
class WordQuery:
    """Words (None: any) and a record query, for the index of a release.

    Phrases, prefixes, exclusions and filters are `bound`: they hold for every match. Words that are taken for none of
    the index count in `all` alone: no record has all words then.
    """

    index: WordIndex
    filters: Filters
    search: Search | None
    words: tuple[Word, ...]
    bound: tuple[Clause, ...]
    _counted: dict[int, int] = field(default_factory=dict)
    """The number of records with at least so many of the words, where it is known."""

    @classmethod
    def of(cls, catalogue: Catalogue, query: RecordQuery, search: Search | None) -> "WordQuery":
        """Translate words and query.

        Raises:
            NoIndex: the index of the release is not there.
        """
        index = catalogue.indexes.words
        filters = Filters(catalogue, index, query)
        if search is None:
            return cls(index, filters, None, (), tuple(filters.clauses()))
        search = search.with_abbreviations(lambda word: bool(_terms(index, word)))
        words = tuple(index.remembered(word, partial(_word, index, word)) for word in search.counted)
        binding = [_item_clause(index, item) for item in search.binding]
        return cls(index, filters, search, words, (*binding, *filters.clauses()))

    @property
    def taken_search(self) -> Search:
        """The search with the words that were taken in place of those that occur nowhere."""
        if self.search is None:
            return Search(())
        taken = dict.fromkeys(Item((word,)) for each in self.words for word in each.taken)
        return Search((*self.search.binding, *taken), self.search.match)

    def query(self, *further: Clause) -> Query:
        """The query of all that is listed. An empty search matches nothing; one of exclusions alone all others."""
        least = self._least if self._is_most else len(self.words)
        return self._with_words(least, *further)

    @property
    def _is_most(self) -> bool:
        return self.search is not None and self.search.match is Match.MOST

    @property
    def _has_bound_words(self) -> bool:
        return self.search is not None and any(not item.excluded for item in self.search.binding)

    @property
    def _known(self) -> list[Word]:
        return [word for word in self.words if word.taken]

    @property
    def _least(self) -> int:
        """At least so many words make most of them: half of those that occur, rounded up."""
        return (len(self._known) + 1) // 2

    def _with_words(self, least: int, *further: Clause) -> Query:
        """What has at least so many of the words, and all that binds."""
        if self.search is not None and not self.search.items:
            return Query.empty_query()
        known = self._known
        if least > len(known) or (self.words and not known and not (self._has_bound_words)):
            return Query.empty_query()
        queries = [word.query for word in known]
        if least == len(known):
            return joined([*((Occur.Must, query) for query in queries), *self.bound, *further])
        some = Query.boolean_query([(Occur.Should, query) for query in queries], minimum_number_should_match=least)
        return joined([(Occur.Must, some), *self.bound, *further])

    def _tiers(self) -> list[tuple[Query, int | None]]:
        """What is listed by relevance, in parts that come one after the other.

        First what a title, name or date says and no more, then what has all words, then what has all of those that
        occur anywhere, then what has most of them. Beside each part is how many words all have that come so far.
        """
        every, known = len(self.words), len(self._known)
        with_all = self._with_words(every)
        tiers: list[tuple[Query, int | None]] = [(with_all, every)]
        whole = self._whole()
        if whole is not None:
            # What is named alike is equally good, so that links alone order it.
            equal = Query.const_score_query(joined([(Occur.Must, with_all), must(whole)]), 1.0)
            tiers = [(equal, None), (joined([(Occur.Must, with_all), (Occur.MustNot, whole)]), every)]
        if not self._is_most:
            return tiers
        if known < every:
            with_all = self._with_words(known)
            tiers = [(with_all, known)]
        if self._least < known:
            tiers.append((self._with_words(self._least, (Occur.MustNot, with_all)), self._least))
        return tiers

    def _whole(self) -> Query | None:
        """The records of which a title or name has just the words of the search; None where there are none."""
        if self.search is None or any(item.prefix or item.excluded for item in self.search.items):
            return None
        key = whole_key(word for item in self.search.items for word in item.words)
        if not key or not self.index.searcher.doc_freq(WHOLE, key):
            return None
        return Query.term_query(self.index.schema, WHOLE, key, "basic")

    def total(self, *further: Clause) -> int:
        """The number of matches."""
        least = self._least if self._is_most else len(self.words)
        return self._count(self._with_words(least, *further)) if further else self._having(least)

    def matched(self) -> Matched:
        """How many records have all words, and how many have most, whichever are listed."""
        return Matched(self._having(len(self.words)), self._having(self._least))

    def _having(self, least: int) -> int:
        if least not in self._counted:
            known = self._known
            if least == 1 and len(known) == 2:
                # Both counts are soon remembered, for all searches with one of these words.
                self._counted[least] = sum(map(self._having_word, known)) - self._having(2)
            else:
                self._counted[least] = self._count(self._with_words(least))
        return self._counted[least]

    def _having_word(self, word: Word) -> int:
        """How many records have a word, and all that binds."""
        binding = () if self.search is None else self.search.binding
        return self.index.remembered(
            (word.taken, binding, self.filters.query),
            lambda: self._count(joined([(Occur.Must, word.query), *self.bound])),
        )

    def _count(self, query: Query) -> int:
        return _count(self.index.searcher.search(Query.const_score_query(query, 0.0), limit=1, count=True))

    def best(self, limit: int | None, offset: int = 0) -> tuple[int, list[int]]:
        """The number of all matches, and the sort numbers of the best: by tier, score, type and tie key."""
        total, hits = self.scored(limit, offset)
        return total, [n for _, n in hits]

    def scored(self, limit: int | None, offset: int = 0) -> tuple[int, list[tuple[float, int]]]:
        """The same with the scores."""
        size, total = self.index.size, 0
        wanted = size if limit is None else min(limit, size)
        hits: list[tuple[float, int]] = []
        for tier, least in self._tiers():
            start, rest = max(0, offset - total), wanted - len(hits)
            if rest <= 0 or start >= size:  # the engine makes room for all that come before
                total += self._count(tier)
            else:
                result = self.index.searcher.search(tier, limit=rest, offset=start, count=True, weight_by_field=PRIOR)
                total += _count(result)
                hits += zip((float(score) for score, _ in result.hits), self._numbers(result), strict=True)
            if least is not None:
                self._counted[least] = total
        return total, hits

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
        addresses = [address for _, address in result.hits]
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
        yield Occur.Must, _word_query(index, item.words)
    if item.prefix:
        yield must(begins_with(index.schema, EXACT, item.prefix))


def _scoring(index: WordIndex, item: Item) -> Iterator[Clause]:
    """What a phrase adds to the score: its words."""
    if len(item.words) > 1:
        yield from ((Occur.Must, _word_query(index, (word,))) for word in item.words)


def _word(index: WordIndex, word: str) -> Word:
    """A word, taken for itself where it occurs, else for what is spelt nearly so."""
    terms = _terms(index, word)
    if terms:
        return Word(word, (word,), any_of(list(terms.values())))
    taken = index.spellings.near(word)
    return Word(word, taken, _word_query(index, taken))


def _word_query(index: WordIndex, words: Iterable[str]) -> Query:
    """One of the words, in any field, each field with its weight."""
    terms = {pair: query for word in words for pair, query in _terms(index, word).items()}
    return any_of(list(terms.values()))


def _terms(index: WordIndex, word: str) -> dict[tuple[str, str], Query]:
    """The fields and forms in which a word occurs, in any English form or exactly so in a name, as scored queries."""
    stemmed = stem(word)
    pairs = [(name, stemmed) for name in WEIGHTS]
    if word != stemmed:
        pairs.append((TITLE, word))
    found: dict[tuple[str, str], Query] = {}
    for name, form in pairs:
        having = index.searcher.doc_freq(name, form)
        if having:
            found[name, form] = _term(index, name, form, having)
    return found


def _term(index: WordIndex, name: str, form: str, having: int) -> Query:
    if name != CONTEXT:
        return Query.boost_query(Query.term_query(index.schema, name, form, "freq"), WEIGHTS[name])
    # Neither how often a word is in the context nor how long that is says anything.
    term = Query.term_query(index.schema, name, form, "basic")
    return Query.const_score_query(term, CONTEXT_WEIGHT * idf(index.size, having))
