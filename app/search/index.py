"""The index of one kind of records: how it is written, and what it can be asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tantivy import DocAddress, Document, Index, Occur, Order, Query, Searcher, SearchResult

from app.search.schema import BY_DATE_REVERSED, BY_TITLE, EXACT, FAR, ID, NUMBERED, TEXT, register, schema
from app.search.text import clean, folded
from app.timeline.days import Day, Span

TITLE_WEIGHT = 3
"""So many times a title or name counts as much as the same words in the body."""
WRITER_BYTES = 4_000_000_000
"""More than any index needs before it is written, so that it is written as one segment: memory is taken as used."""

Clause = tuple[Occur, Query]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of a date: outer, and inner where any day is certain."""

    outer: Span
    inner: Span | None


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the index takes it.

    `n` is its order number by date, the other two its positions in the orders by falling date (undated last) and by
    title. `values` holds what it can be asked by, axis by axis. `dates` is None for an undated record.
    """

    id: str
    n: int
    by_date_reversed: int
    by_title: int
    title: str = ""
    names: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    dates: Bounds | None = None
    updated: Day | None = None
    place: Place | None = None
    values: Mapping[str, Iterable[str]] = field(default_factory=dict)


class NotOneSegment(Exception):
    """The engine wrote an index in several parts, whose ties have no order."""


def write(folder: Path, entries: Iterable[Entry]) -> None:
    """Write an index of `entries`, which come in the order of their ids, into the empty `folder`.

    Raises:
        NotOneSegment: the index was too large for one part.
        OSError, ValueError: the folder cannot be written.
    """
    index = Index(schema(), path=str(folder), reuse=False)
    register(index)
    writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
    for entry in entries:
        writer.add_document(_document(entry))
    writer.commit()
    writer.wait_merging_threads()
    one_segment(index, folder)


def one_segment(index: Index, folder: Path) -> None:
    """Make sure that an index just written is in one part: raises NotOneSegment."""
    index.reload()
    if index.searcher().num_segments > 1:
        raise NotOneSegment(str(folder))


_NAMES = folded()


def _document(entry: Entry) -> Document:
    document = Document()
    document.add_text(ID, entry.id)
    document.add_integer(NUMBERED, entry.n)
    document.add_unsigned(BY_DATE_REVERSED, entry.by_date_reversed)
    document.add_unsigned(BY_TITLE, entry.by_title)
    _add_texts(document, entry)
    for name, day in _days(entry):
        document.add_integer(name, day)
    if entry.place is not None:
        document.add_float("lat", entry.place.lat)
        document.add_float("lon", entry.place.lon)
    for axis, values in entry.values.items():
        for value in values:
            document.add_text(axis, value)
    return document


def _add_texts(document: Document, entry: Entry) -> None:
    title, names, body = clean(entry.title), [clean(name) for name in entry.names], [clean(text) for text in entry.body]
    for _ in range(TITLE_WEIGHT):
        if title:
            document.add_text(TEXT, title)
        for name in names:
            document.add_pre_tokenized_text(TEXT, _NAMES.pre_tokenize(name))
    for text in body:
        document.add_text(TEXT, text)
    # Values of their own, so that no phrase runs from one into the next.
    for text in filter(None, (title, *names, *body)):
        document.add_text(EXACT, text)


def _days(entry: Entry) -> Iterator[tuple[str, Day]]:
    if entry.updated is not None:
        yield "updated", entry.updated
    if entry.dates is None:
        return
    yield from _ends("earliest", "latest", entry.dates.outer)
    if entry.dates.inner is not None:
        yield from _ends("certain_from", "certain_to", entry.dates.inner)


def _ends(first: str, last: str, span: Span) -> Iterator[tuple[str, Day]]:
    yield first, Day(-FAR) if span.first is None else span.first
    yield last, FAR if span.last is None else span.last


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: its score, and its place in the order by id."""

    score: float
    place: int


@dataclass(frozen=True, slots=True)
class Found:
    """The number of all matches, and some of them in the order asked for."""

    total: int
    hits: list[Hit]


def _count(result: SearchResult) -> int:
    return int(getattr(result, "count"))  # noqa: B009 - the engine's type stubs lack it


class KindIndex:
    """An index open for reading; it goes on answering when its folder is removed."""

    def __init__(self, folder: Path) -> None:
        """Raises ValueError where the folder holds no index, or holds it no longer."""
        index = Index.open(str(folder))
        register(index)
        index.config_reader("manual")
        self.schema = index.schema
        self.searcher: Searcher = index.searcher()

    @property
    def size(self) -> int:
        """The number of records, at least 1: a limit that takes in all matches."""
        return max(1, self.searcher.num_docs)

    def best(self, query: Query, limit: int, offset: int = 0) -> Found:
        """The matches by falling score, ties by id."""
        if offset >= self.size:  # the engine makes room for all that come before
            return Found(self.count(query), [])
        result = self.searcher.search(query, limit=min(limit, self.size), offset=offset, count=True)
        return Found(_count(result), [Hit(score, address.doc) for score, address in result.hits])

    def sorted(self, query: Query, by: str, limit: int, *, falling: bool) -> Found:
        """The matches by a numeric field."""
        order = Order.Desc if falling else Order.Asc
        result = self.searcher.search(query, limit=limit, count=True, order_by_field=by, order=order)
        return Found(_count(result), [Hit(0.0, address.doc) for _, address in result.hits])

    def count(self, query: Query) -> int:
        """The number of matches."""
        return _count(self.searcher.search(query, limit=1, count=True))

    def numbers(self, hits: Sequence[Hit]) -> list[int]:
        """The order numbers of hits."""
        addresses = [DocAddress(0, hit.place) for hit in hits]
        return [int(n) for n in self.searcher.fast_field_values(NUMBERED, addresses) if n is not None]

    def ids(self, hits: Sequence[Hit]) -> list[str]:
        """The ids of hits."""
        return [str(self.searcher.doc(DocAddress(0, hit.place)).get_first(ID)) for hit in hits]
