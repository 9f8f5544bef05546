"""Lists and records as files: every match, written as it is read."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

import orjson
from starlette.requests import Request

from app.database.engine import Reader, ReleaseHead
from app.database.reading import reading
from app.formats.context import ExportContext
from app.formats.format import Format
from app.http.answers import Answer, StreamedAnswer, if_unchanged
from app.http.facets import FacetMaker, FacetParameters, made
from app.http.format_choice import chosen, offered
from app.http.pagination import ListRequest, json_record
from app.http.parameters import DetailParameters
from app.resources.dataset.export_context import export_context
from app.store.paging import Asked, Page, Sort

AT_ONCE = 500
"""Records read at once. A file of no more is made whole and kept."""

AT_ONCE_BY_TITLE = 5_000
"""The same in the order by title, where each page looks at all matches again."""

Pages = Callable[[Asked], Page]
"""Reads a page of what is asked for."""


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
        return self.format.pieces(self.records, self.context)

    def headers(self) -> dict[str, str]:
        """What is told beside it; final when its first piece is there."""
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


async def list_file(listed: ListRequest, open_pages: Callable[[Reader, ReleaseHead], Pages]) -> Answer | StreamedAnswer:
    """The list as the file that is asked for; `open_pages` reads it in one release.

    Raises:
        Problem: what `open_pages` raises; 503 where nothing is loaded or it takes too long.
    """
    format_ = listed.format
    assert format_ is not None  # noqa: S101 - asked for files alone

    def whole(reader: Reader, release: ReleaseHead) -> Answer | None:
        file = _opened(listed, format_, open_pages(reader, release), reader, release)
        unchanged = if_unchanged(
            listed.request, format_.content_type, release=release.name, loaded_at=release.loaded_at
        )
        if unchanged is None and min(file.total, listed.limit_given or file.total) > AT_ONCE:
            return None
        return unchanged or file.answer()

    def stream(reader: Reader, release: ReleaseHead) -> tuple[_File, Iterator[bytes]]:
        file = _opened(listed, format_, open_pages(reader, release), reader, release)
        return file, file.pieces()

    threads = reading(listed.request)
    answer = await threads.read_long(whole)
    if answer is not None:
        return answer
    file, pieces = await threads.file(stream)
    first = await anext(pieces, b"")  # what is left out is known by then
    return StreamedAnswer(
        _from(first, pieces),
        format_.content_type,
        release=file.release.name,
        loaded_at=file.release.loaded_at,
        headers=file.headers(),
    )


def _opened(listed: ListRequest, format_: Format, pages: Pages, reader: Reader, release: ReleaseHead) -> _File:
    list_of, asked = listed.asked.list_of, listed.asked
    assert list_of is not None  # noqa: S101 - only a list that is known has formats
    total = pages(Asked(listed.sort, 1)).total
    context = replace(
        export_context(listed.request, reader, release, list_of),
        keys=listed.keys,
        narrowed=asked.fields is not None,
        byte_order_mark=asked.bom is True,
    )
    return _File(format_, release, context, lambda: _read(pages, listed.sort, total, listed.limit_given), total)


async def _from(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(rest):
        yield first
        async for piece in rest:
            yield piece


def _read(pages: Pages, sort: Sort, total: int, limit: int | None) -> Iterator[bytes]:
    """All records of a list, or the first `limit`, encoded."""
    asked = Asked(sort, limit or (AT_ONCE_BY_TITLE if sort is Sort.TITLE else AT_ONCE), total=total)
    while True:
        page = pages(asked)
        for row in page.rows:
            yield b"".join((*row.values, b"}"))
        if page.next is None or limit is not None:
            return
        asked = replace(asked, cursor=page.next)


@dataclass(frozen=True, slots=True)
class Result:
    """What a list found in one release: its pages, and what makes its facets."""

    page: Pages
    facet: FacetMaker


async def list_answer(
    listed: ListRequest, open_result: Callable[[Reader, ReleaseHead], Result], *, long: bool = False
) -> Answer | StreamedAnswer:
    """The list in the format that is asked for; `long`: a page of it takes long to find, or asks the search index.

    Raises:
        Problem: as `list_file`; 422 for a histogram of too many bins.
    """
    asked = listed.asked
    wanted = asked.wanted_facets() if isinstance(asked, FacetParameters) else ()
    if listed.format is not None:
        return await list_file(listed, lambda reader, release: open_result(reader, release).page)

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        result = open_result(reader, release)
        facets = made(reader, getattr(asked, "record_type", None), wanted, result.facet)
        return listed.answer(result.page(listed.part), release, facets)

    threads = reading(listed.request)
    return await (threads.read_long(read) if long or wanted else threads.lists.read(read))


def record_in_format(
    request: Request, asked: DetailParameters, reader: Reader, release: ReleaseHead, parts: tuple[bytes, ...]
) -> Answer:
    """A single record in the format that is asked for, from its stored parts: its item first, then what JSON adds.

    Raises:
        Problem: 406, the client takes none of its formats.
    """
    format_ = chosen(asked.format, request.headers.get("accept"), offered(asked.list_of, alone=True))
    if format_ is None or asked.list_of is None:
        return json_record(request, parts, release)
    record = b"".join((parts[0], b"}"))
    context = replace(
        export_context(request, reader, release, asked.list_of), keys=tuple(orjson.loads(record)), alone=True
    )
    return _File(format_, release, context, lambda: iter([record]), 1).answer()
