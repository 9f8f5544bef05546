"""A small application inside a `CachedApp`: an answer large enough to compress, a small one, and what passes by."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, FastAPI, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from app.http.answers import Answer, StreamedAnswer, if_unchanged
from app.http.cached_app import CachedApp
from app.http.exception_handlers import install
from app.http.negotiation import negotiate
from app.http.problems import BUSY, RATE_LIMITED, Problem

LOADED = datetime(2026, 11, 25, 12, 30, 15, 250_000, tzinfo=UTC)
OFFERED = (("json", "application/json"), ("csv", "text/csv"))

Connect = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=500)
    actor: list[str] = Field(default_factory=list, description="Ids of actors. Repeatable.")


class Inside:
    """The application and what happened in it."""

    def __init__(self, folder: Path) -> None:
        self.release = 12
        self.calls = 0
        self.made = 0
        self.closed = 0
        self.file = folder / "download.bin"
        self.file.write_bytes(bytes(range(256)) * 1_000)
        self.app = FastAPI(redirect_slashes=False, openapi_url=None)
        install(self.app)
        self.app.include_router(self._answers())
        self.app.include_router(self._streams())
        self.app.include_router(self._others())

    def _answer(self, body: bytes, media_type: str = "application/json", *, keep: bool = True) -> Answer:
        headers = {"X-Total-Count": "87"}
        return Answer(body, media_type, release=self.release, loaded_at=LOADED, headers=headers, keep=keep)

    def _answers(self) -> APIRouter:
        router = APIRouter()

        @router.get("/v1/events")
        async def events(request: Request) -> Answer:
            self.calls += 1
            query = request.scope["query_string"].decode()
            if negotiate(request.headers.get("accept"), OFFERED) == "csv":
                return self._answer(f"id\n{query}\n".encode() * 100, "text/csv")
            return self._answer(f'{{"query": "{query}", "method": "{request.method}"}}'.encode() + b" " * 3_000)

        @router.get("/v1/small")
        async def small() -> Answer:
            return self._answer(b'{"small": true}')

        @router.get("/v1/fleeting")
        async def fleeting() -> Answer:
            self.calls += 1
            return self._answer(b"{}", keep=False)

        @router.get("/v1/huge")
        async def huge() -> Answer:
            self.calls += 1
            return self._answer(b"0123456789" * 200_000)

        @router.get("/v1/costly")
        async def costly(request: Request) -> Answer:
            unchanged = if_unchanged(request, "application/json", release=self.release, loaded_at=LOADED)
            if unchanged:
                return unchanged
            self.made += 1
            return self._answer(b"{}" * 1_000, keep=False)

        return router

    def _streams(self) -> APIRouter:
        router = APIRouter()

        @router.get("/v1/stream")
        async def stream(lines: int = 100, fail_at: int | None = None) -> StreamedAnswer:
            async def chunks() -> AsyncGenerator[bytes]:
                try:
                    for number in range(lines):
                        if number == fail_at:
                            raise Problem(BUSY, "The answer took too long.")
                        self.made += 1
                        yield b'{"number": %d}\n' % number
                finally:
                    self.closed += 1

            return StreamedAnswer(chunks(), "application/x-ndjson", release=self.release, loaded_at=LOADED)

        return router

    def _others(self) -> APIRouter:
        router = APIRouter()

        @router.get("/plain")
        async def plain(asked: Annotated[Asked, Query()]) -> dict[str, int]:
            return {"limit": asked.limit}

        @router.get("/page")
        async def page() -> HTMLResponse:
            return HTMLResponse("<p>page</p>")

        @router.get("/download")
        async def download() -> FileResponse:
            return FileResponse(self.file)

        @router.get("/fail")
        async def fail() -> None:
            raise ZeroDivisionError("the secret of the house")

        @router.get("/raise/{status}")
        async def raise_status(status: int) -> None:
            raise HTTPException(status, "in the framework's words")

        @router.post("/reconcile")
        async def read_body(request: Request) -> dict[str, int]:
            self.calls += 1
            return {"bytes": len(await request.body())}

        @router.get("/limited")
        async def limited() -> None:
            raise Problem(RATE_LIMITED, "Ten requests a second are allowed.", headers={"Retry-After": "7"})

        return router


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def inside(tmp_path: Path) -> Inside:
    return Inside(tmp_path)


@pytest.fixture
def cached_app(inside: Inside) -> CachedApp:
    outermost = CachedApp(inside.app, version="1.0.0")
    outermost.cache.use(inside.release)
    return outermost


@pytest.fixture
def connect(cached_app: CachedApp) -> Connect:
    """A client of the cached_app, or of another one; it asks for no coding unless told."""

    @asynccontextmanager
    async def connected(outermost: CachedApp = cached_app, root_path: str = "") -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(outermost, root_path=root_path)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            del client.headers["accept-encoding"]
            yield client

    return connected
