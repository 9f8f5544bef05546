"""Where a list's records come from: the tables, or (where words are asked for) the search index."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from app.database.engine import Reader, ReleaseHead
from app.database.reading import Reading, reading
from app.http.exports import Result, list_answer
from app.http.facets import numbered_facet, record_facet
from app.http.found_facets import found_facet
from app.http.pagination import ListRequest
from app.http.text_query import QueryParameters, Search, WordParameters, numbered_page, record_page
from app.search.schema import Kind
from app.store import numbered, records
from app.store.names import RecordType
from app.store.paging import Sort
from app.store.postings import Question
from app.store.records import Clause, Listed
from app.store.terms import Numbered
from app.timeline.filters import (
    ActorFilter,
    ClaimFilter,
    Dates,
    DocumentFilter,
    EventFilter,
    RecordFilter,
    VocabularyFilter,
)

NumberedFilter = TypeVar("NumberedFilter", EventFilter, DocumentFilter)
PlainFilter = TypeVar("PlainFilter", ActorFilter, ClaimFilter, VocabularyFilter)


@dataclass(frozen=True, slots=True)
class Moment:
    """One release, and what reads it."""

    threads: Reading
    reader: Reader
    release: ReleaseHead

    def search(self, kind: Kind, words: WordParameters, wanted: NumberedFilter | PlainFilter) -> Search:
        """What is asked of the index of a kind."""
        return Search(self.release, self.threads.indexes_of(self.release).kinds[kind], words.ask(), wanted)


@dataclass(frozen=True, slots=True)
class NumberedList(Generic[NumberedFilter]):
    """Events or documents: where they lie, and what their filter means in terms."""

    table: Numbered
    type: RecordType
    kind: Kind
    roles: tuple[str, ...]
    question: Callable[[Reader, NumberedFilter], Question]

    def result(self, moment: Moment, words: WordParameters, wanted: NumberedFilter, columns: tuple[str, ...]) -> Result:
        """The records wanted, each with the stored `columns`."""
        if words.q is not None:
            search = moment.search(self.kind, words, wanted)
            pages = partial(numbered_page, moment.reader, self.table, search, columns=columns)
            return Result(pages, found_facet(search, self.roles))

        def question(asked: RecordFilter) -> Question:
            return self.question(moment.reader, replace(wanted, records=asked))

        pages = partial(numbered.page, moment.reader, question(wanted.records), columns=columns)
        return Result(pages, numbered_facet(moment.reader, self.type, wanted.records, question))

    async def answer(
        self,
        request: Request,
        asked: QueryParameters,
        wanted: Callable[[Reader], NumberedFilter],
        columns: tuple[str, ...],
    ) -> Response:
        """The list that a request asks for, by date where it names no order; `wanted` makes ids current."""
        threads = reading(request)

        def result(reader: Reader, release: ReleaseHead) -> Result:
            return self.result(Moment(threads, reader, release), asked, wanted(reader), columns)

        listed = ListRequest(request, asked, asked.order(Sort.DATE))
        return await list_answer(listed, result, long=asked.q is not None)


@dataclass(frozen=True, slots=True)
class PlainList(Generic[PlainFilter]):
    """Actors, claims, places or topics: where they lie, and what their filter means in clauses."""

    listed: Listed
    kind: Kind
    clauses: Callable[[Reader, PlainFilter], list[Clause]]

    def result(self, moment: Moment, words: WordParameters, wanted: PlainFilter) -> Result:
        """The records wanted."""
        if words.q is not None:
            search = moment.search(self.kind, words, wanted)
            return Result(partial(record_page, moment.reader, self.listed, search), found_facet(search))
        clauses = self.clauses(moment.reader, wanted)
        dates: Dates | None = getattr(wanted, "dates", None)  # places and topics have none
        pages = partial(records.page, moment.reader, self.listed, clauses)
        return Result(pages, record_facet(moment.reader, self.listed, clauses, dates))

    async def answer(
        self, request: Request, asked: QueryParameters, wanted: Callable[[Reader], PlainFilter], default: Sort
    ) -> Response:
        """The list that a request asks for, by `default` where it names no order; `wanted` makes ids current."""
        threads = reading(request)

        def result(reader: Reader, release: ReleaseHead) -> Result:
            return self.result(Moment(threads, reader, release), asked, wanted(reader))

        listed = ListRequest(request, asked, asked.order(default))
        return await list_answer(listed, result, long=asked.q is not None)
