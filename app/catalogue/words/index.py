"""The word index of a release: all records of all types in one, how it is written and opened.

Besides words it holds for each record its sort number, type, terms, date bounds and coordinates, so that words and
filters are answered together, and for each axis that is counted the record's terms on that axis. No axis is known here
by name: the axes are those of the release's terms.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from app.catalogue.words.segments import MakeIndex
from app.catalogue.words.spelling import Spellings, write_spellings
from app.catalogue.words.stop_words import STOP_WORDS
from app.catalogue.words.text import english, folded
from app.timeline.days import Day, Span
from app.timeline.record_types import RecordType

TITLE_WEIGHT, TEXT_WEIGHT, CONTEXT_WEIGHT = 3.0, 1.0, 0.4
"""What a word counts in a title or name, in a text, and in what is around a record."""
LINK_WEIGHT = 0.15
"""How much links raise a score: by the factor 1 + this * ln(1 + links)."""
FAR = 1 << 60
"""A day beyond every day: stands for an open end."""

TITLE, TEXT, CONTEXT, EXACT, WHOLE = "title", "text", "context", "exact", "whole"
NUMBER, BY_TITLE, TYPE, TERM, PRIOR = "n", "by_title", "type", "term", "prior"
WEIGHTS = {TITLE: TITLE_WEIGHT, TEXT: TEXT_WEIGHT, CONTEXT: CONTEXT_WEIGHT}
"""The fields whose words rank."""
BOUNDS = ("earliest", "latest", "certain_from", "certain_to")
VALID = tuple(f"valid_{name}" for name in BOUNDS)
"""Fields of the days on which tenures and memberships hold."""
FOLDER, SPELLINGS = "words", "spellings"
MOST_REMEMBERED = 20_000
"""Words and counts that are remembered of an open index."""
Found = TypeVar("Found")


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
    """The texts of a record: its title or names rank above its body, and that above its context. Names are not stemmed.

    `context` says where, by whom and what about; `dates` are wordings of its date, which belong to the context too.
    `links` counts what refers to the record.
    """

    title: str = ""
    names: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    links: int = 0


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


def axis_field(axis: str) -> str:
    """The name of the field that counts the terms of an axis."""
    return f"axis_{axis}"


def schema(axes: Iterable[str]) -> Schema:
    """The schema for records with terms on these axes.

    `title`, `text` and `context` are what ranks. `exact` has the words of all three with positions, for phrases and
    prefixes; `whole` has titles and names as one term each; `prior` is what scores are raised by (`prior_value`).
    """
    builder = SchemaBuilder()
    builder.add_text_field(TITLE, tokenizer_name="english", index_option="freq")
    builder.add_text_field(TEXT, tokenizer_name="english", index_option="freq")
    builder.add_text_field(CONTEXT, tokenizer_name="split", index_option="basic")
    builder.add_text_field(EXACT, tokenizer_name="folded", index_option="position")
    builder.add_text_field(WHOLE, tokenizer_name="raw", index_option="basic")
    builder.add_float_field(PRIOR, fast=True)
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
    index.register_tokenizer("split", TextAnalyzerBuilder(Tokenizer.whitespace()).build())


def maker(axes: Iterable[str]) -> MakeIndex:
    """Makes word indexes that count the terms of these axes."""
    made = schema(axes)

    def make(folder: Path) -> Index:
        index = Index(made, path=str(folder), reuse=False)
        register(index)
        return index

    return make


def write_spellings_of(index: Index, folder: Path) -> None:
    """Write the words of the complete index in `folder`, so that near spellings are found.

    Raises:
        OSError, ValueError: the folder cannot be written.
    """
    write_spellings(folder / SPELLINGS, index.searcher().terms_with_prefix(EXACT, ""))


def whole_key(words: Iterable[str]) -> str:
    """A title, name, date or search as one term: its folded words, each once, without stop words unless all are."""
    found = list(dict.fromkeys(words))
    return " ".join([word for word in found if word not in STOP_WORDS] or found)


def idf(records: int, having: int) -> float:
    """How rare a word is that so many of the records have (BM25)."""
    return log(1 + (records - having + 0.5) / (having + 0.5))


def prior(links: int) -> float:
    """The factor by which links raise a score."""
    return 1 + LINK_WEIGHT * log(1 + links)


def prior_value(links: int) -> float:
    """The stored value for `prior`: the engine multiplies scores by log2(2 + value)."""
    return float(2 ** prior(links) - 2)


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
        self.spellings = Spellings(folder / SPELLINGS)
        self._remembered: dict[Hashable, Any] = {}  # what is remembered is of every type

    def remembered(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """The result of `find` for `key`, which is kept as long as there are few. Several threads may call this."""
        found: Found | None = self._remembered.get(key)
        if found is None:
            found = find()
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = found
        return found

    @property
    def size(self) -> int:
        """The number of records, at least 1: a limit that takes in all matches."""
        return max(1, self.searcher.num_docs)
