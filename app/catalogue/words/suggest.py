"""Completion of names and titles: every word typed begins a word of the name, in any order and any script."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from tantivy import Document, Index, Occur, Order, Query, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from app.catalogue.words.spelling import most_edits
from app.catalogue.words.text import clean, words

FOLDER = "names"
LONGEST_EDGE = 20
"""Beginnings of words up to so many characters are indexed."""
AT_ONCE = 100
LINKS = "links"
SHOWN = "shown"
"""The field with what is answered, as JSON; it is stored and not searched."""
MOST_WORDS = 16
"""Words used of what was typed; the rest is ignored. No name is typed with more."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name or title of a record, which is shown as `label`. Those with more links come first, then by type and id.

    `hint` tells namesakes apart; `spellings` complete to the name too.
    """

    type: str
    id: str
    label: str
    name: str
    links: int
    hint: str | None = None
    spellings: tuple[str, ...] = ()


def _edges() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.ngram(1, LONGEST_EDGE, prefix_only=True)).build()


def make_index(folder: Path) -> Index:
    """Make an empty index of names in a folder."""
    builder = SchemaBuilder()
    builder.add_text_field("edge", tokenizer_name="edges", index_option="basic")
    for field in ("type", "whole"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(LINKS, fast=True)
    builder.add_bytes_field(SHOWN, stored=True)
    index = Index(builder.build(), path=str(folder), reuse=False)
    index.register_tokenizer("edges", _edges())
    return index


def name_document(name: Name) -> Document:
    """A name as a document of the index. Those of a record come one after the other, in the order of the answer."""
    document = Document()
    for word in dict.fromkeys(word for spelling in (name.name, *name.spellings) for word in words(clean(spelling))):
        document.add_text("edge", word)
    document.add_text("whole", " ".join(words(clean(name.name))))
    document.add_text("type", name.type)
    document.add_unsigned(LINKS, name.links)
    document.add_bytes(SHOWN, orjson.dumps((name.type, name.id, name.label, name.name, name.hint)))
    return document


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record, the name of it that was typed, and what tells it apart from namesakes."""

    type: str
    id: str
    label: str
    name: str
    hint: str | None


class NamesIndex:
    """The index of names, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Raises ValueError where the folder holds no index."""
        index = Index.open(str(folder))
        index.register_tokenizer("edges", _edges())
        index.config_reader("manual")
        self._schema = index.schema
        self._searcher = index.searcher()

    def complete(self, typed: str, types: Iterable[str], limit: int) -> list[Suggestion]:
        """The records of these types with such a name, each once: whole names first, then by links, type and id.

        Where no name begins so, one letter of each longer word may be wrong.
        """
        typed_words = words(clean(typed))[:MOST_WORDS]
        if not typed_words:
            return []
        found: dict[tuple[str, str], Suggestion] = {}
        only = Query.term_set_query(self._schema, "type", list(types))
        whole = Query.term_query(self._schema, "whole", " ".join(typed_words), "basic")
        begun = [self._begins_with(word) for word in dict.fromkeys(typed_words)]
        self._find([whole], only, [], limit, found)
        self._find(begun, only, typed_words, limit, found)
        if not found:
            near = [self._nearly_begins_with(word) for word in dict.fromkeys(typed_words)]
            self._find(near, only, typed_words, limit, found)
        return list(found.values())[:limit]

    def _find(
        self,
        conditions: list[Query],
        only: Query,
        typed_words: list[str],
        limit: int,
        found: dict[tuple[str, str], Suggestion],
    ) -> None:
        """Add the records whose names fulfil all conditions, until there are `limit`."""
        query = Query.boolean_query([(Occur.Must, each) for each in (*conditions, only)])
        by_links = partial(self._searcher.search, query, count=False, order_by_field=LINKS, order=Order.Desc)
        offset = 0
        while len(found) < limit:
            # Of equally many links those come first that were added first.
            hits = by_links(limit=AT_ONCE, offset=offset).hits
            for _, address in hits:
                shown: Any = self._searcher.doc(address).get_first(SHOWN)
                one = Suggestion(*orjson.loads(shown))
                if _begins(one.name, typed_words):
                    found.setdefault((one.type, one.id), one)
            if len(hits) < AT_ONCE:
                break
            offset += AT_ONCE

    def _begins_with(self, word: str) -> Query:
        return Query.term_query(self._schema, "edge", word[:LONGEST_EDGE], "basic")

    def _nearly_begins_with(self, word: str) -> Query:
        if not most_edits(word) or len(word) > LONGEST_EDGE:
            return self._begins_with(word)
        return Query.fuzzy_term_query(self._schema, "edge", word, 1, transposition_cost_one=True)


def _begins(name: str, typed_words: list[str]) -> bool:
    """Whether longer words than are indexed are there too."""
    long = [word for word in typed_words if len(word) > LONGEST_EDGE]
    own = words(clean(name)) if long else []
    return all(any(word.startswith(each) for word in own) for each in long)
