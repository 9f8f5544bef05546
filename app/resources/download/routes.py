"""`/v1/dataset/download`: all records in one file, made once a release and kept on disk beside the database."""

import asyncio
import contextlib
import hashlib
import logging
import re
import secrets
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import anyio
from fastapi import APIRouter, Query
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import every_record
from app.catalogue.pool import Catalogues
from app.catalogue.queries import Group
from app.database.engine import ReleaseHead
from app.database.snapshots import copy_of_rows, portable_copy
from app.formats.ndjson import one_line
from app.http.dependencies import CataloguesDep
from app.http.etags import entity_tag, last_modified, not_modified
from app.http.filter_parameters import CollectionParameters
from app.http.ids import Ids
from app.http.negotiation import Offered, accept_of, negotiate
from app.http.openapi_responses import HEADERS, Responses, problem
from app.http.problems import BUSY, INVALID_PARAMETER, ParameterError, Problem
from app.http.record_route import RecordRoute
from app.http.urls import root_of
from app.resources.dataset.routes import SOFTWARE, described
from app.resources.registry import in_order_of_reference

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["dataset"])

SECONDS_TO_WRITE = 600
"""After so long without a byte written to it, an unfinished file is one that a server left when it was killed."""
MOST_KEPT = 6
"""Files that are kept on disk; the least recently requested is removed first."""
NDJSON, SQLITE = "ndjson", "sqlite"
OFFERED: Offered = ((NDJSON, "application/x-ndjson"), (SQLITE, "application/vnd.sqlite3"))
MEDIA_TYPES = dict(OFFERED)
WRITING = "2"
"""Changed when files of the same release are written in another way, so that older files are not served any more."""


class DownloadParameters(CollectionParameters):
    """Which records, in which format."""

    format: Annotated[
        Literal["ndjson", "sqlite"] | SkipJsonSchema[None],
        Field(
            description="`ndjson` (default): the release on the first line, then each record on a line of its own, as "
            "its own address shows it, with its `type` before the other keys. `sqlite`: a copy of the database, with "
            "all tables, for SQLite 3.8.2 and newer. Wins over `Accept`.",
            examples=[NDJSON, SQLITE],
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on disk, whole and never changed again. `digest` is its SHA-256, hexadecimal."""

    path: Path
    digest: str
    release: ReleaseHead


class Downloads:
    """The files of one database: made at the first request, a few kept, in a folder that workers share.

    A name has the digest of its file in it, so that a file is there with its digest or not at all.
    """

    def __init__(self, database: Path) -> None:
        self.database = database
        self.folder = Path(f"{database}.downloads")
        self._one_at_a_time = asyncio.Lock()
        self._remove_unfinished()

    async def kept(self, release: ReleaseHead, making: "Making") -> Kept:
        """The file that `making` makes of a release, or of a newer one that was loaded just now.

        Raises:
            Problem: 503, it cannot be written.
            DatabaseUnavailable: the database cannot be read, or there is no room for the file.
        """
        async with self._one_at_a_time:
            found = self._find(making.key(release), release)
            if found is not None:
                return found
            try:
                return await self._made(making)
            except OSError as fault:
                log.error("A file cannot be written for a download: %s", fault)  # noqa: TRY400 - a traceback says no more
                raise Problem(BUSY, "The file cannot be written here now.") from fault

    def _find(self, key: str, release: ReleaseHead) -> Kept | None:
        for path in sorted(self.folder.glob(f"{key}.*.whole")):
            with contextlib.suppress(OSError):
                path.touch()  # so that it is not the one to go
            return Kept(path, path.name.split(".")[1], release)
        return None

    async def _made(self, making: "Making") -> Kept:
        self.folder.mkdir(exist_ok=True)
        unfinished = self.folder / f"{secrets.token_hex(8)}.part"
        try:
            release = await making.write(unfinished)
            digest = await anyio.to_thread.run_sync(_digest, unfinished)
            path = self.folder / f"{making.key(release)}.{digest}.whole"
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        self._remove_oldest()
        self._remove_unfinished()
        return Kept(path, digest, release)

    def _remove_oldest(self) -> None:
        with contextlib.suppress(OSError):  # another worker may remove the same ones
            whole = sorted(self.folder.glob("*.whole"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in whole[MOST_KEPT:]:
                path.unlink(missing_ok=True)

    def _remove_unfinished(self) -> None:
        """Remove what servers that were killed left; others may be writing files of their own."""
        with contextlib.suppress(OSError):
            for path in self.folder.glob("*.part"):
                if path.stat().st_mtime < time.time() - SECONDS_TO_WRITE:
                    path.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


CONTENT_RANGE = {
    "description": "Which bytes these are, of how many: `bytes 0-99/5054464`.",
    "schema": {"type": "string"},
}


def _responses() -> Responses:
    headers = HEADERS | {
        "Repr-Digest": {
            "description": "SHA-256 of the whole file (RFC 9530): `sha-256=:BASE64:`.",
            "schema": {"type": "string"},
        },
        "Accept-Ranges": {"description": "`bytes`: parts can be requested.", "schema": {"type": "string"}},
        "Content-Disposition": {"description": "What to call it.", "schema": {"type": "string"}},
    }
    example = '{"type":"dataset","title":"Moscow and the North Atlantic Treaty, 1954","release":1}\n'
    content = {
        MEDIA_TYPES[NDJSON]: {
            "schema": {"type": "string", "format": "binary", "description": "A JSON object a line."},
            "example": example,
        },
        MEDIA_TYPES[SQLITE]: {"schema": {"type": "string", "format": "binary", "description": "An SQLite 3 database."}},
    }

    return {
        200: {"description": "The file.", "content": content, "headers": headers},
        206: {
            "description": "The parts of the file that `Range` requested.",
            "content": content,
            "headers": headers | {"Content-Range": CONTENT_RANGE},
        },
        304: {"description": "Not modified: the client's copy is current."},
        406: problem("Accept names no format of this answer."),
        416: problem("The file has no such part."),
        422: problem("A parameter is unknown, malformed or contradicts another."),
        503: problem("Nothing is loaded yet, or the file cannot be written now."),
    }


@router.get(
    "/dataset/download",
    operation_id="download_dataset",
    summary="All of it in one file",
    response_class=Response,
    responses=_responses(),
)
async def download_dataset(
    params: Annotated[DownloadParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Every record of the release, as lines of JSON or as an SQLite database.

    The file has a digest and can be had in parts: an interrupted download goes on with `Range` and `If-Range`.
    """
    chosen = params.format or negotiate(accept_of(request.scope), OFFERED)
    if chosen == SQLITE and params.collection:
        reason = "goes with format ndjson alone: a database is whole"
        expected = "this parameter left out, or format=ndjson"
        error = ParameterError("collection", ",".join(params.collection[0]), expected, reason=reason)
        raise Problem(INVALID_PARAMETER, errors=[error])

    def named(catalogue: Catalogue) -> tuple[ReleaseHead, tuple[Group, ...]]:
        with Ids(catalogue) as ids:
            return catalogue.release, params.groups(ids)

    release, groups = await catalogues.read(named)
    downloads: Downloads = request.app.state.downloads
    kept = await downloads.kept(release, Making(request, catalogues, downloads.database, groups, chosen))
    return _answer(request, kept, chosen)


class Making:
    """Makes the file that a request asks for."""

    def __init__(
        self, request: Request, catalogues: Catalogues, database: Path, collections: tuple[Group, ...], format_: str
    ) -> None:
        self._request = request
        self._catalogues = catalogues
        self._database = database
        self._collections = collections
        self._format = format_

    def key(self, release: ReleaseHead) -> str:
        """What the file depends on, as a name without dots."""
        parts = (release.name, SOFTWARE, WRITING, self._format, root_of(self._request.scope), repr(self._collections))
        return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()

    async def write(self, target: Path) -> ReleaseHead:
        """Write the file to `target`. Returns the release that it holds."""
        if self._format == NDJSON:
            return await self._write_lines(target)
        if self._request.app.state.settings.is_file:
            return await anyio.to_thread.run_sync(portable_copy, self._database, target)
        release, steps = await self._catalogues.file(
            lambda catalogue: (catalogue.release, copy_of_rows(catalogue.reader, target))
        )
        async with contextlib.aclosing(steps):
            async for _ in steps:
                pass
        return release

    async def _write_lines(self, target: Path) -> ReleaseHead:
        release, pieces = await self._catalogues.file(lambda catalogue: (catalogue.release, self._lines(catalogue)))
        async with contextlib.aclosing(pieces), await anyio.open_file(target, "wb") as file:
            async for piece in pieces:
                await file.write(piece)
        return release

    def _lines(self, catalogue: Catalogue) -> Iterator[bytes]:
        root = root_of(self._request.scope)
        about = described(catalogue.reader, catalogue.release)
        yield one_line(_typed("dataset", about.model_dump_json().encode()), root)
        for type_, record in every_record(catalogue, in_order_of_reference(), self._collections):
            yield one_line(_typed(type_, record), root)


_PART = r"(?:\d{1,18}-\d{0,18}|-\d{1,18})"
_RANGES = re.compile(rf"bytes={_PART}(?:\s*,\s*{_PART})*", re.ASCII)


def _typed(type_: str, record: bytes) -> bytes:
    return b'{"type":"%b",%b' % (type_.encode(), record[1:])


def _answer(request: Request, kept: Kept, format_: str) -> Response:
    release = kept.release
    tag = entity_tag(kept.digest[:20], None)
    headers = {
        "ETag": tag,
        "Last-Modified": last_modified(release.loaded_at),
        "Cache-Control": f"public, max-age={request.app.state.max_age}",
        "Vary": "Accept",
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(kept.digest)).decode()}:",
    }
    if not_modified(dict(request.scope["headers"]), kept.digest[:20], tag, release.loaded_at) is not None:
        return Response(None, 304, headers)
    name = f"release-{release.number}.{format_}"
    if not _is_range_of_bytes(request.headers.get("range", "")):
        # RFC 9110, 14.2: other units, and what is no range, are ignored.
        request.scope["headers"] = [header for header in request.scope["headers"] if header[0] != b"range"]
    return FileResponse(kept.path, headers=headers, media_type=MEDIA_TYPES[format_], filename=name)


def _is_range_of_bytes(text: str) -> bool:
    """Whether a `Range` asks for parts in bytes, each of them possible in itself."""
    if not _RANGES.fullmatch(text):
        return False
    ends = [part.strip().split("-") for part in text[len("bytes=") :].split(",")]
    return all(not first or not last or int(first) <= int(last) for first, last in ends)
