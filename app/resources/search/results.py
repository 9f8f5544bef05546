"""Results of a search over several kinds of records: merged by score, each with a snippet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.database.engine import Reader, ReleaseHead
from app.http.found_facets import date_facet
from app.http.text_query import stretch_of
from app.resources import models
from app.search import facets as counting
from app.search.facets import Matches
from app.search.grammar import Ask
from app.search.index import Hit, KindIndex
from app.search.queries import filter_clauses, query_of
from app.search.schema import Kind
from app.search.snippets import Source, snippet
from app.store.facets import Count, Facet, commonest
from app.store.found import numbered_rows, paragraph_rows, record_rows
from app.store.paging import Asked, Page, Row
from app.store.records import ACTORS, CLAIMS
from app.store.terms import Numbered
from app.timeline.bins import Unit
from app.timeline.filters import ResultFilter

Item = Mapping[str, Any]  # a decoded record: its shape is that of the models


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The number of all matches, and the best of them in order."""

    total: int
    hits: list[tuple[Kind, Hit]]


@dataclass(frozen=True, slots=True)
class SearchOverKinds:
    """A search over several kinds in one release."""

    reader: Reader
    release: ReleaseHead
    indexes: Mapping[Kind, KindIndex]
    ask: Ask
    asked: ResultFilter
    _whole: list[_Ranked] = field(default_factory=list)

    def _matches(self, kind: Kind) -> Matches:
        index = self.indexes[kind]
        return [(index, query_of(index, self.ask, filter_clauses(index, self.asked)))]

    def page(self, part: Asked) -> Page:
        """A page of results: by score, then kind, then id."""
        stretch = stretch_of(part, self.release)
        if part.total is None:
            ranked = self._ranked(stretch.start + stretch.size)
        else:  # a file, which reads page after page
            if not self._whole:
                self._whole.append(self._ranked(None))
            ranked = self._whole[0]
        wanted = ranked.hits[stretch.start : stretch.start + stretch.size]
        return stretch.page([Row((), (encoded,)) for encoded in self._results(wanted)], ranked.total)

    def _ranked(self, most: int | None) -> _Ranked:
        """The best matches of all kinds, at most so many of each."""
        total, merged = 0, []
        for kind in self.indexes:
            for index, query in self._matches(kind):
                found = index.best(query, most or index.size)
                total += found.total
                merged += [(-hit.score, kind, hit.place, hit) for hit in found.hits]
        merged.sort(key=lambda entry: entry[:3])
        return _Ranked(total, [(kind, hit) for _, kind, _, hit in merged])

    def _results(self, wanted: Sequence[tuple[Kind, Hit]]) -> list[bytes]:
        """The results as they leave, without the closing brace."""
        found: dict[tuple[Kind, int], bytes] = {}
        for kind, index in self.indexes.items():
            hits = [hit for each, hit in wanted if each is kind]
            for hit, record in zip(hits, _READ[kind](self.reader, index, hits), strict=True):
                found[kind, hit.place] = orjson.dumps(_result(kind, record, self.ask))[:-1]
        return [found[kind, hit.place] for kind, hit in wanted]

    def facet(self, name: str) -> Facet:
        """The counts of a facet.

        Raises:
            TooManyBins: a histogram would have more than 4,000 bins.
        """
        if name == "type":
            totals = {kind: counting.total(self._matches(kind)) for kind in self.indexes}
            return commonest(Count(kind, total) for kind, total in totals.items() if total)
        matches = [pair for kind in self.indexes for pair in self._matches(kind)]
        if name in set(Unit):
            return date_facet(matches, Unit(name), self.asked.dates.span if self.asked.dates else None)
        return commonest(Count(value, total) for value, total in counting.values(matches, name).items())


@dataclass(frozen=True, slots=True)
class _Record:
    """A record that was found: what is shown of it, and the texts that were searched."""

    id: str
    title: str
    date: Item | None
    links: Item
    texts: list[Source]


def _decoded(items: Iterable[bytes]) -> list[Item]:
    """Stored items, which lack the closing brace."""
    return list(orjson.loads(b"[" + b",".join(item + b"}" for item in items) + b"]"))


def _records(items: Iterable[bytes], title: str, *texts: str) -> list[_Record]:
    return [
        _Record(
            item["id"],
            item[title],
            item["date"],
            item["links"],
            [Source(text) for name in texts if (text := item[name])]
            + [Source(each["name"], is_name=True) for each in item.get("other_names", ())]
            + [Source(item[title], is_name=title == "name")],
        )
        for item in _decoded(items)
    ]


def _events(reader: Reader, index: KindIndex, hits: Sequence[Hit]) -> list[_Record]:
    rows = numbered_rows(reader, Numbered.EVENT, index.numbers(hits), ("item",))
    return _records((row.values[0] for row in rows), "title", "summary", "note")


def _documents(reader: Reader, index: KindIndex, hits: Sequence[Hit]) -> list[_Record]:
    rows = numbered_rows(reader, Numbered.DOCUMENT, index.numbers(hits), ("item",))
    return _records((row.values[0] for row in rows), "title", "abstract", "note")


def _actors(reader: Reader, index: KindIndex, hits: Sequence[Hit]) -> list[_Record]:
    rows = record_rows(reader, ACTORS, index.ids(hits))
    return _records((row.values[0] for row in rows), "name", "summary", "note")


def _claims(reader: Reader, index: KindIndex, hits: Sequence[Hit]) -> list[_Record]:
    rows = record_rows(reader, CLAIMS, index.ids(hits))
    return _records((row.values[0] for row in rows), "statement", "assessment")


def _paragraphs(reader: Reader, index: KindIndex, hits: Sequence[Hit]) -> list[_Record]:
    ids = index.ids(hits)
    rows = paragraph_rows(reader, ids)
    items, wholes = _decoded(row.item for row in rows), _decoded(row.document for row in rows)
    return [
        _Record(
            record,
            whole["title"],
            whole["date"],
            item["links"],
            [Source(text) for text in (item["abstract"], item["text"]) if text],
        )
        for record, item, whole in zip(ids, items, wholes, strict=True)
    ]


_READ: Mapping[Kind, Callable[[Reader, KindIndex, Sequence[Hit]], list[_Record]]] = {
    Kind.EVENT: _events,
    Kind.DOCUMENT: _documents,
    Kind.ACTOR: _actors,
    Kind.CLAIM: _claims,
    Kind.PARAGRAPH: _paragraphs,
}


def _result(kind: Kind, record: _Record, ask: Ask) -> dict[str, object]:
    """A result with the keys of `models.SearchResult`."""
    return {
        "type": kind,
        "id": record.id,
        "title": record.title,
        "date": record.date,
        "snippet": [{"text": piece.text, "hit": piece.hit} for piece in snippet(record.texts, ask)],
        "links": {name: record.links[name] for name in models.Links.model_fields},
    }
