"""Results of a search over records of several types: each with a title, a date and a snippet."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import rows_of
from app.catalogue.paging import Page, PageRequest, Row
from app.catalogue.sort_keys import type_of
from app.catalogue.words.grammar import Search
from app.catalogue.words.snippets import Source, snippet
from app.database.errors import stored_values
from app.http.lists import Pages, RecordList
from app.resources import models
from app.timeline.record_types import RecordType

Item = Mapping[str, Any]  # a decoded record: its shape is that of the models

TITLES = {RecordType.ACTOR: "name", RecordType.CLAIM: "statement"}
"""The keys of titles; `title` elsewhere."""
TEXTS = {
    RecordType.EVENT: ("summary", "note"),
    RecordType.DOCUMENT: ("abstract", "note", "source_note", "dateline"),
    RecordType.ACTOR: ("summary", "note"),
    RecordType.CLAIM: ("assessment",),
    RecordType.PARAGRAPH: ("abstract", "text"),
}
"""The keys of the texts that are searched, in the order in which snippets prefer them."""


def results(records: RecordList, pages: Pages) -> Pages:
    """Reads pages of search results in place of the pages of the records found."""
    search = records.words.taken_search

    def read(request: PageRequest) -> Page:
        page = pages(request)
        with stored_values():
            rows = [Row(row.n, _encoded(records.catalogue, row, search)) for row in page.rows]
        return Page(rows, page.total, page.next, page.prev)

    return read


def _encoded(catalogue: Catalogue, row: Row, search: Search) -> bytes:
    """A result with the keys of `models.SearchResult`, without the closing brace."""
    type_, item = type_of(row.n), orjson.loads(row.value + b"}")
    make: Callable[[Catalogue, Row, Item], tuple[str, Item, list[Source]]] = _MAKE.get(type_, _record)
    record, head, texts = make(catalogue, row, item)
    result = {
        "type": type_,
        "id": record,
        "title": head["title"],
        "date": head["date"],
        "snippet": [{"text": piece.text, "hit": piece.hit} for piece in snippet(texts, search)],
        "links": {name: item["links"][name] for name in models.Links.model_fields},
    }
    return orjson.dumps(result)[:-1]


def _record(_catalogue: Catalogue, row: Row, item: Item) -> tuple[str, Item, list[Source]]:
    """Id, title and date of a record, and the texts that are searched."""
    type_ = type_of(row.n)
    title = item[TITLES.get(type_, "title")]
    texts = [Source(text) for name in TEXTS[type_] if (text := item[name])]
    texts += [Source(each["name"], is_name=True) for each in item.get("other_names", ())]
    texts += [Source(each["title"], is_name=True) for each in item.get("other_titles", ())]
    texts.append(Source(title, is_name=type_ is RecordType.ACTOR))
    return item["id"], {"title": title, "date": item["date"]}, texts


def _paragraph(catalogue: Catalogue, row: Row, item: Item) -> tuple[str, Item, list[Source]]:
    """The same of a paragraph: title and date are its document's."""
    with_document = orjson.loads(rows_of(catalogue, [row.n], ("of",))[0].value + b"}")
    texts = [Source(text) for name in TEXTS[RecordType.PARAGRAPH] if (text := item[name])]
    texts += [Source(each["text"]) for each in item["footnotes"]]
    return f"{item['document']}/{item['n']}", with_document["of"], texts


_MAKE = {RecordType.PARAGRAPH: _paragraph}
