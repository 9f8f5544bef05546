"""Completion of names and titles: every word typed begins a word of the name, in any order and any script."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tantivy import Document, Index, Occur, Query, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from app.catalogue.words.index import WRITER_BYTES, check_one_segment
from app.catalogue.words.text import clean, words

FOLDER = "names"
LONGEST_EDGE = 20
"""Beginnings of words up to so many characters are indexed."""
AT_ONCE = 100
MOST_WORDS = 16
"""Words used of what was typed; the rest is ignored. No name is typed with more."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name or title of a record; `label` is what the record is shown as. The heavier come first, then by id."""

    type: str
    id: str
    label: str
    name: str
    weight: int


def _edges() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.ngram(1, LONGEST_EDGE, prefix_only=True)).build()


def write_names(folder: Path, names: Iterable[Name]) -> None:
    """Write an index of `names` into the empty `folder`.

    Raises:
        NotOneSegment, OSError, ValueError: as `write`.
    """
    builder = SchemaBuilder()
    builder.add_text_field("edge", tokenizer_name="edges", index_option="basic")
    builder.add_text_field("type", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("id", "label", "name"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    index = Index(builder.build(), path=str(folder), reuse=False)
    index.register_tokenizer("edges", _edges())
    writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
    for name in sorted(names, key=lambda each: (-each.weight, each.id, each.type)):
        document = Document()
        for word in dict.fromkeys(words(clean(name.name))):
            document.add_text("edge", word)
        for field in ("type", "id", "label", "name"):
            document.add_text(field, getattr(name, field))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    check_one_segment(index, folder)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record, and the name of it that was typed."""

    type: str
    id: str
    label: str
    name: str


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
        """The records of these types with such a name, each once, by its heaviest and then its first name."""
        typed_words = words(clean(typed))[:MOST_WORDS]
        query = self._query(typed_words, list(types))
        found: dict[tuple[str, str], Suggestion] = {}
        offset = 0
        while query is not None and len(found) < limit:
            hits = self._searcher.search(query, limit=AT_ONCE, offset=offset, count=False).hits
            for _, address in hits:
                stored = self._searcher.doc(address)
                one = Suggestion(*(str(stored.get_first(field)) for field in ("type", "id", "label", "name")))
                if _begins(one.name, typed_words):
                    found.setdefault((one.type, one.id), one)
            if len(hits) < AT_ONCE:
                break
            offset += AT_ONCE
        return list(found.values())[:limit]

    def _query(self, typed_words: list[str], types: list[str]) -> Query | None:
        if not typed_words:
            return None
        edges = [
            Query.term_query(self._schema, "edge", word[:LONGEST_EDGE], "basic") for word in dict.fromkeys(typed_words)
        ]
        clauses = [*edges, Query.term_set_query(self._schema, "type", types)]
        # Equal scores, so that the order in which the names were added is the order of the answer.
        return Query.const_score_query(Query.boolean_query([(Occur.Must, each) for each in clauses]), 1.0)


def _begins(name: str, typed_words: list[str]) -> bool:
    """Whether longer words than are indexed are there too."""
    long = [word for word in typed_words if len(word) > LONGEST_EDGE]
    own = words(clean(name)) if long else []
    return all(any(word.startswith(each) for word in own) for each in long)
