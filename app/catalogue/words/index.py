"""The word index of a release: all records of all types in one, how it is written and opened.

Besides words it holds for each record its sort number, type, terms, date bounds and coordinates, so that words and
filters are answered together, and for each axis that is counted the record's terms on that axis. No axis is known here
by name: the axes are those of the release's terms.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tantivy import Document, Index, Schema, SchemaBuilder

from app.catalogue.words.text import clean, english, folded
from app.timeline.days import Day, Span
from app.timeline.record_types import RecordType

TITLE_WEIGHT = 3
"""A word in a title or name counts as much as so many in the text."""
WRITER_BYTES = 4_000_000_000
"""More than any index needs, so that it is written as one segment. Memory is taken as it is used."""
FAR = 1 << 60
"""A day beyond every day: stands for an open end."""

TEXT, EXACT, NUMBER, BY_TITLE, TYPE, TERM = "text", "exact", "n", "by_title", "type", "term"
BOUNDS = ("earliest", "latest", "certain_from", "certain_to")
VALID = tuple(f"valid_{name}" for name in BOUNDS)
"""Fields of the days on which tenures and memberships hold."""
FOLDER = "words"
_NAMES = folded()


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of a date: outer, and inner where any day is certain."""

    outer: Span
    inner: Span | None


class Point(NamedTuple):
    """Degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a record: its title or names rank higher than its body. Names are not stemmed."""

    title: str = ""
    names: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A record for the index. `dates` is None for an undated record; `terms` are term ids by the name of their axis."""

    type: RecordType
    n: int
    title_rank: int
    words: Words = field(default_factory=Words)
    dates: Bounds | None = None
    valid: Bounds | None = None
    updated: Day | None = None
    point: Point | None = None
    terms: Mapping[str, Sequence[int]] = field(default_factory=dict)


class NotOneSegment(Exception):
    """The engine wrote an index in several segments, so that equal scores have no order."""


def axis_field(axis: str) -> str:
    """The name of the field that counts the terms of an axis."""
    return f"axis_{axis}"


def schema(axes: Iterable[str]) -> Schema:
    """The schema for records with terms on these axes.

    `text` is what ranks: title and names three times, the body once. `exact` has positions, for phrases and prefixes.
    """
    builder = SchemaBuilder()
    builder.add_text_field(TEXT, tokenizer_name="english", index_option="freq")
    builder.add_text_field(EXACT, tokenizer_name="folded", index_option="position")
    builder.add_integer_field(NUMBER, fast=True, indexed=True)
    builder.add_unsigned_field(BY_TITLE, fast=True)
    builder.add_unsigned_field(TYPE, fast=True, indexed=True)
    builder.add_unsigned_field(TERM, indexed=True)
    for name in (*BOUNDS, *VALID, "updated"):
        builder.add_integer_field(name, fast=True)
    for name in ("lat", "lon"):
        builder.add_float_field(name, fast=True)
    for axis in axes:
        builder.add_unsigned_field(axis_field(axis), fast=True)
    return builder.build()


def register(index: Index) -> None:
    """Give an index its analyzers, which are not saved with it."""
    index.register_tokenizer("english", english())
    index.register_tokenizer("folded", folded())


def write(folder: Path, axes: Iterable[str], entries: Iterable[IndexEntry]) -> None:
    """Write an index of `entries` into the empty `folder`. Equal scores keep the order of the entries.

    Raises:
        NotOneSegment: the index was too large for one segment.
        OSError, ValueError: the folder cannot be written.
    """
    index = Index(schema(axes), path=str(folder), reuse=False)
    register(index)
    writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
    for entry in entries:
        writer.add_document(_document(entry))
    writer.commit()
    writer.wait_merging_threads()
    check_one_segment(index, folder)


def check_one_segment(index: Index, folder: Path) -> None:
    """Make sure that an index just written is in one segment.

    Raises:
        NotOneSegment: it is not.
    """
    index.reload()
    if index.searcher().num_segments > 1:
        raise NotOneSegment(str(folder))


def _document(entry: IndexEntry) -> Document:
    document = Document()
    document.add_integer(NUMBER, entry.n)
    document.add_unsigned(BY_TITLE, entry.title_rank)
    document.add_unsigned(TYPE, entry.type.number)
    _add_words(document, entry.words)
    for name, day in _days(entry):
        document.add_integer(name, day)
    if entry.point is not None:
        document.add_float("lat", entry.point.lat)
        document.add_float("lon", entry.point.lon)
    for axis, terms in entry.terms.items():
        counted = axis_field(axis)
        for term in terms:
            document.add_unsigned(TERM, term)
            document.add_unsigned(counted, term)
    return document


def _add_words(document: Document, words: Words) -> None:
    title, names, body = clean(words.title), [clean(name) for name in words.names], [clean(text) for text in words.body]
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


class WordIndex:
    """An index open for reading; it goes on answering when its folder is removed."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`.

        Raises:
            ValueError: the folder holds no index, or holds it no longer.
        """
        index = Index.open(str(folder))
        register(index)
        index.config_reader("manual")
        self.schema = index.schema
        self.searcher = index.searcher()

    @property
    def size(self) -> int:
        """The number of records, at least 1: a limit that takes in all matches."""
        return max(1, self.searcher.num_docs)
