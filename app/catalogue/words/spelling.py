"""Near spellings: for a word that occurs nowhere, the words of the index that differ from it in few letters."""

from collections.abc import Iterable
from pathlib import Path

from tantivy import DocAddress, Document, Index, Query, SchemaBuilder

from app.catalogue.words.prefixes import LONGEST_WORD, begins_with
from app.catalogue.words.segments import write_in_order

MOST_TAKEN = 3
"""At most so many words are taken for one."""
ONE_LETTER, TWO_LETTERS = 4, 8
"""From so many letters on a word may differ in one or two: one left out, added, changed or swapped with its neighbour
(optimal string alignment distance)."""


def most_edits(word: str) -> int:
    """In how many letters a word may be misspelt. Numbers are taken as they are."""
    if len(word) < ONE_LETTER or any(sign.isdigit() for sign in word):
        return 0
    return 1 if len(word) < TWO_LETTERS else 2


def write_spellings(folder: Path, words: Iterable[tuple[str, int]]) -> None:
    """Write an index of words, each with the number of records that have it, into the new `folder`.

    Raises:
        OSError, ValueError: the folder cannot be written.
    """
    # The order in which words are added is the order of the answer: the commonest first.
    known = sorted((each for each in words if most_edits(each[0])), key=lambda each: (-each[1], each[0]))
    write_in_order(folder, _make_index, (_document(word) for word, _ in known), len(known))


def _make_index(folder: Path) -> Index:
    builder = SchemaBuilder()
    builder.add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
    return Index(builder.build(), path=str(folder), reuse=False)


def _document(word: str) -> Document:
    document = Document()
    document.add_text("word", word)
    return document


class Spellings:
    """The words of an index, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Raises ValueError where the folder holds no index."""
        index = Index.open(str(folder))
        index.config_reader("manual")
        self._schema = index.schema
        self._searcher = index.searcher()

    def near(self, word: str) -> tuple[str, ...]:
        """The words nearest to a folded word that occurs nowhere, else those that begin with it; at most three.

        The commonest come first.
        """
        if len(word.encode()) > LONGEST_WORD:
            return ()
        for edits in range(1, most_edits(word) + 1):
            query = Query.fuzzy_term_query(self._schema, "word", word, edits, transposition_cost_one=True)
            hits = self._best(query)
            if hits:
                return self._words(hits)
        if most_edits(word):
            return self._words(self._best(begins_with(self._schema, "word", word)))
        return ()

    def _best(self, query: Query) -> list[DocAddress]:
        result = self._searcher.search(Query.const_score_query(query, 1.0), limit=MOST_TAKEN, count=False)
        return [address for _, address in result.hits]

    def _words(self, addresses: list[DocAddress]) -> tuple[str, ...]:
        return tuple(str(self._searcher.doc(address).get_first("word")) for address in addresses)
