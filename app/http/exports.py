"""Lists and records as files: every match, written as it is read."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

import orjson
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_detail
from app.catalogue.paging import Page, PageRequest, Sort
from app.catalogue.pool import Catalogues
from app.database.engine import ReleaseHead
from app.database.errors import stored_values
from app.formats.context import ExportContext
from app.formats.format import Format
from app.http.answers import Answer, StreamedAnswer, if_unchanged
from app.http.export_context import export_context
from app.http.format_choice import chosen, offered
from app.http.ids import record_in_path
from app.http.negotiation import accept_of
from app.http.page_parameters import DetailParameters
from app.http.pagination import ListRequest, existing, json_record
from app.timeline.record_types import RecordType

AT_ONCE = 500
"""Records read at once. A file of no more is made whole and kept."""

AT_ONCE_BY_TITLE = 5_000
"""The same in the order by title, where each page looks at all matches again."""

Pages = Callable[[PageRequest], Page]
"""Reads a page of a list."""


@dataclass(slots=True)
class _File:
    """A file in the making, in one release."""

    format: Format
    release: ReleaseHead
    context: ExportContext
    records: Callable[[], Iterator[bytes]]
    """Reads all its records from the first on."""
    total: int
    """Number of all matches, of which the file may have the first few."""

    def pieces(self) -> Iterator[bytes]:
        """The file; empty pieces where other work may go first."""
        with stored_values():
            yield from self.format.pieces(self.records, self.context)

    def headers(self) -> dict[str, str]:
        """Its headers; final when its first piece is there."""
        headers = {
            "X-Omitted-Count": str(self.context.survey.omitted),
            "Content-Disposition": f'inline; filename="{self._name()}.{self.format.extension}"',
        }
        return headers if self.context.alone else {"X-Total-Count": str(self.total), **headers}

    def _name(self) -> str:
        context = self.context
        return context.address.partition("?")[0].rpartition("/")[2] if context.alone else context.list_name

    def answer(self) -> Answer:
        """The whole file as one answer."""
        body = b"".join(self.pieces())
        return Answer(
            body,
            self.format.content_type,
            release=self.release.name,
            loaded_at=self.release.loaded_at,
            headers=self.headers(),
        )


async def list_file(
    listed: ListRequest, catalogues: Catalogues, open_pages: Callable[[Catalogue], Pages]
) -> Answer | StreamedAnswer:
    """The list as a file in the requested format; `open_pages` reads it in one release.

    Raises:
        Problem: what `open_pages` raises; 503 where nothing is loaded or it takes too long.
    """
    format_ = listed.format
    assert format_ is not None  # noqa: S101 - called for files alone

    def whole(catalogue: Catalogue) -> Answer | None:
        file = _opened(listed, format_, open_pages(catalogue), catalogue)
        release = catalogue.release
        unchanged = if_unchanged(
            listed.request, format_.content_type, release=release.name, loaded_at=release.loaded_at
        )
        if unchanged is None and min(file.total, listed.limit_given or file.total) > AT_ONCE:
            return None
        return unchanged or file.answer()

    def stream(catalogue: Catalogue) -> tuple[_File, Iterator[bytes]]:
        file = _opened(listed, format_, open_pages(catalogue), catalogue)
        return file, file.pieces()

    answer = await catalogues.read(whole, long=True)
    if answer is not None:
        return answer
    file, pieces = await catalogues.file(stream)
    first = await anext(pieces, b"")  # what is left out is known by then
    return StreamedAnswer(
        _from(first, pieces),
        format_.content_type,
        release=file.release.name,
        loaded_at=file.release.loaded_at,
        headers=file.headers(),
    )


def _opened(listed: ListRequest, format_: Format, pages: Pages, catalogue: Catalogue) -> _File:
    list_type, params = listed.params.list_type(), listed.params
    assert list_type is not None  # noqa: S101 - only a list that is known has formats
    total = pages(PageRequest(listed.page.sort, 1)).total
    context = replace(
        export_context(listed.request, catalogue, list_type),
        keys=listed.keys,
        narrowed=params.fields is not None,
        byte_order_mark=params.bom is True,
    )
    return _File(format_, catalogue.release, context, lambda: _read(pages, listed, total), total)


async def _from(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(rest):
        yield first
        async for piece in rest:
            yield piece


def _read(pages: Pages, listed: ListRequest, total: int) -> Iterator[bytes]:
    """All records of a list, or the first `limit`, encoded."""
    limit = listed.limit_given
    at_once = AT_ONCE_BY_TITLE if listed.page.sort is Sort.TITLE else AT_ONCE
    request = listed.page._replace(limit=limit or at_once, total=total)
    while True:
        page = pages(request)
        for row in page.rows:
            yield row.value + b"}"
        if page.next is None or limit is not None:
            return
        request = request._replace(cursor=page.next)


def record_in_format(
    request: Request, params: DetailParameters, catalogue: Catalogue, parts: tuple[bytes, ...]
) -> Answer:
    """A single record in the requested format, from its stored parts: its item first, then what JSON adds.

    Raises:
        Problem: 406, the client takes none of its formats.
    """
    release = catalogue.release
    list_type = params.list_type()
    format_ = chosen(params.format, accept_of(request.scope), offered(list_type, alone=True))
    if format_ is None or list_type is None:
        return json_record(request, parts, release)
    record = parts[0] + b"}"
    context = replace(export_context(request, catalogue, list_type), keys=tuple(orjson.loads(record)), alone=True)
    return _File(format_, release, context, lambda: iter([record]), 1).answer()


async def detail_answer(  # noqa: PLR0913 - the last one is an option
    request: Request,
    catalogues: Catalogues,
    type_: RecordType,
    name: str,
    params: DetailParameters,
    *,
    in_full: bool = False,
) -> Answer:
    """The record that a path names, in the requested format.

    Other formats than JSON get the list item of the record; with `in_full` the whole detail.

    Raises:
        Moved: the path has an alias.
        Problem: 404 or 410, there is no such record; 406, the client takes none of its formats.
    """

    def read(catalogue: Catalogue) -> Answer:
        parts = existing(read_detail(catalogue, type_, record_in_path(catalogue, type_, name)))
        return record_in_format(request, params, catalogue, (b"".join(parts),) if in_full else parts)

    return await catalogues.read(read)
