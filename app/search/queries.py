"""What is asked, as queries of the engine: words that rank, and filters that only choose.

The engine's own query language is not used: it fails on what people type.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from tantivy import FieldType, Occur, Query

from app.search.grammar import Ask, Item
from app.search.index import Clause, KindIndex
from app.search.schema import EXACT, FAR, TEXT
from app.search.text import MOST_BYTES, stem
from app.timeline.days import Day, Span
from app.timeline.filters import (
    ActorFilter,
    Box,
    Cast,
    ClaimFilter,
    DateMatch,
    Dates,
    DocumentFilter,
    EventFilter,
    Group,
    Groups,
    RecordFilter,
    ResultFilter,
    VocabularyFilter,
)

Asked = EventFilter | DocumentFilter | ActorFilter | ClaimFilter | VocabularyFilter | ResultFilter
_LONGEST_PREFIX = MOST_BYTES * 2
"""In bytes. Folding may lengthen a word a little; the engine refuses patterns of a thousand."""


def query_of(index: KindIndex, ask: Ask, filters: Iterable[Clause] = ()) -> Query:
    """The query of everything asked: words and filters. Nothing asked for finds nothing, only exclusions all others."""
    if not ask.items:
        return Query.empty_query()
    return joined([*(_item_clause(index, item) for item in ask.items), *filters])


def joined(clauses: Sequence[Clause]) -> Query:
    """All of the clauses at once."""
    if all(occur is Occur.MustNot for occur, _ in clauses):
        # Exclusions alone would find nothing.
        return Query.boolean_query([must(Query.all_query()), *clauses])
    return Query.boolean_query(list(clauses))


def must(query: Query) -> Clause:
    """A condition that does not count in the score."""
    return Occur.Must, Query.const_score_query(query, 0.0)


def must_not(query: Query) -> Clause:
    """An exclusion."""
    return Occur.MustNot, query


def any_of(queries: Sequence[Query]) -> Query:
    """At least one of the queries; none: nothing."""
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _item_clause(index: KindIndex, item: Item) -> Clause:
    if item.excluded:
        return must_not(joined(list(_matching(index, item))))
    return Occur.Must, joined([*_matching(index, item), *_scoring(index, item)])


def _matching(index: KindIndex, item: Item) -> Iterator[Clause]:
    """What decides whether an item occurs."""
    if len(item.words) > 1:
        yield must(Query.phrase_query(index.schema, EXACT, list(item.words)))
    elif item.words:
        yield Occur.Must, _word(index, item.words[0])
    if item.prefix:
        yield must(_prefix(index, item.prefix))


def _scoring(index: KindIndex, item: Item) -> Iterator[Clause]:
    """What a phrase adds to the score: its words."""
    if len(item.words) > 1:
        yield from ((Occur.Must, _word(index, word)) for word in item.words)


def _word(index: KindIndex, word: str) -> Query:
    """A word in any English form, or exactly so in a name."""
    forms = dict.fromkeys((stem(word), word))
    present = [form for form in forms if index.searcher.doc_freq(TEXT, form)]
    return any_of([Query.term_query(index.schema, TEXT, form, "freq") for form in present])


def _prefix(index: KindIndex, prefix: str) -> Query:
    if len(prefix.encode()) > _LONGEST_PREFIX:
        return Query.empty_query()
    return Query.regex_query(index.schema, EXACT, re.escape(prefix) + ".*")


def filter_clauses(index: KindIndex, asked: Asked) -> list[Clause]:
    """The conditions of a filter, as the store's statements have them."""
    match asked:
        case EventFilter():
            return [
                *_records(index, asked.records),
                *groups(index, "document", asked.documents),
                *groups(index, "part_of", asked.wholes),
            ]
        case DocumentFilter():
            return [*_records(index, asked.records), *groups(index, "event", asked.events)]
        case ActorFilter():
            return [
                *dated(index, asked.dates),
                *groups(index, "kind", asked.kinds),
                *groups(index, "collection", asked.collections),
                *_updated(index, asked.updated_since),
            ]
        case ClaimFilter():
            return list(_claims(index, asked))
        case VocabularyFilter():
            return [*groups(index, "collection", asked.collections), *boxed(index, asked.box)]
        case ResultFilter():
            return [
                *dated(index, asked.dates),
                *cast(index, Cast(asked.actors)),
                *groups(index, "collection", asked.collections),
            ]


def _records(index: KindIndex, asked: RecordFilter) -> Iterator[Clause]:
    yield from dated(index, asked.dates)
    yield from cast(index, asked.cast)
    yield from groups(index, "kind", asked.kinds)
    yield from groups(index, "topic", asked.topics)
    yield from groups(index, "place", asked.places)
    yield from groups(index, "confidence", asked.confidences)
    yield from groups(index, "collection", asked.collections)
    yield from _updated(index, asked.updated_since)
    yield from boxed(index, asked.box)


def _claims(index: KindIndex, asked: ClaimFilter) -> Iterator[Clause]:
    yield from dated(index, asked.dates)
    yield from groups(index, "kind", asked.kinds)
    yield from groups(index, "status", asked.statuses)
    yield from groups(index, "stance", asked.stances)
    yield from groups(index, "about", asked.subjects)
    yield from groups(index, "asserted_by", asked.authors)
    yield from groups(index, "asserted_in", asked.asserted_in)
    yield from groups(index, "document", asked.documents)
    yield from groups(index, "event", asked.events)
    yield from groups(index, "collection", asked.collections)
    yield from _updated(index, asked.updated_since)


def groups(index: KindIndex, axis: str, values: Groups) -> Iterator[Clause]:
    """Groups of values on an axis: one of each must be there."""
    yield from (must(one_of(index, axis, group)) for group in values)


def one_of(index: KindIndex, axis: str, values: Group) -> Query:
    """Any of the values on an axis."""
    if len(values) == 1:
        return Query.term_query(index.schema, axis, values[0], "basic")
    return Query.term_set_query(index.schema, axis, list(values))


def cast(index: KindIndex, asked: Cast) -> Iterator[Clause]:
    """Who must be in a record, and in which roles."""
    for group in asked.groups():
        values: dict[str, list[str]] = {}
        for each in group:
            axis, value = (f"{each.axis}_role", f"{each.actor} {each.role}") if each.role else (each.axis, each.actor)
            values.setdefault(axis, []).append(value)
        yield must(any_of([one_of(index, axis, tuple(found)) for axis, found in values.items()]))
    if asked.roles_alone():
        yield must(one_of(index, "role", asked.roles_alone()))


def dated(index: KindIndex, dates: Dates | None) -> Iterator[Clause]:
    """The date conditions, in the three ways to match. Open ends stand in the index as far days."""
    if dates is None:
        return
    if dates.span is None:
        yield must_not(between(index, "earliest", Day(-FAR), FAR))
        return
    first, last = _closed(dates.span)
    match dates.match:
        case DateMatch.OVERLAPS:
            yield must(between(index, "earliest", Day(-FAR), last))
            yield must(between(index, "latest", first, FAR))
        case DateMatch.WITHIN:
            yield must(between(index, "earliest", first, FAR))
            yield must(between(index, "latest", Day(-FAR), last))
        case DateMatch.COVERS:
            yield must(between(index, "certain_from", Day(-FAR), first))
            yield must(between(index, "certain_to", last, FAR))


def _closed(span: Span) -> tuple[Day, Day]:
    return Day(-FAR) if span.first is None else span.first, FAR if span.last is None else span.last


def between(index: KindIndex, name: str, first: int, last: int) -> Query:
    """A whole-number field from `first` to `last`, both included."""
    if first > last:
        return Query.empty_query()
    kind = FieldType.Unsigned if name.startswith("by_") else FieldType.Integer
    return Query.range_query(index.schema, name, kind, first, last)


def _updated(index: KindIndex, day: Day | None) -> Iterator[Clause]:
    if day is not None:
        yield must(between(index, "updated", day, FAR))


def boxed(index: KindIndex, box: Box | None) -> Iterator[Clause]:
    """Coordinates inside a box, its edges included; west > east crosses the date line."""
    if box is None:
        return
    stretches = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180.0), (-180.0, box.east)]
    yield must(_degrees(index, "lat", box.south, box.north))
    yield must(any_of([_degrees(index, "lon", west, east) for west, east in stretches]))


def _degrees(index: KindIndex, name: str, low: float, high: float) -> Query:
    return Query.range_query(index.schema, name, FieldType.Float, low, high)
