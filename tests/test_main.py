"""`create_app` is a FastAPI application like any other; `served_app` is the same behind the cache."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.types import Message

from app.catalogue.words.folders import DamagedIndex, NoIndex
from app.database import readers
from app.database.engine import DatabaseUnavailable, NoRelease, QueryTimeout, UnreadableDatabase
from app.http.dependencies import CataloguesDep, SettingsDep, get_catalogues
from app.http.measured_app import MeasuredApp
from app.main import YOUNG_OBJECTS, create_app, served_app
from app.settings import Settings
from tests.serving import ROOT
from tests.waiting import wait_until


@pytest.fixture
def settings(database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(database_url=f"sqlite:///{database}", cache_max_age=5)


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_it_answers_without_the_cache_around_it(client: TestClient) -> None:
    answer = client.get("/v1/events?actor=molotov&date=1954-02&limit=2")
    assert answer.status_code == 200
    assert len(answer.json()["items"]) == 2
    assert "etag" not in answer.headers
    assert client.get("/v1/events?limit=0").json()["errors"][0]["parameter"] == "limit"
    assert client.get("/v1/events?actor=molotof").json()["errors"][0]["did_you_mean"] == "molotov"
    assert client.get("/v1/nothing").json()["type"] == "/problems/not-found"
    moved = client.get("/v1/nothing/", follow_redirects=False)
    assert moved.status_code == 404


def test_what_few_requests_need_is_not_imported_at_start() -> None:
    code = "import sys, app.cli, app.main; print(*({'alembic', 'lxml', 'mcp', 'xlsxwriter'} & sys.modules.keys()))"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == []


def test_the_garbage_collector_runs_once_it_has_started(app: FastAPI) -> None:
    gc.disable()
    try:
        with TestClient(app):
            assert gc.isenabled()
            assert gc.get_threshold()[0] == YOUNG_OBJECTS
    finally:
        gc.enable()


@pytest.mark.anyio
async def test_requests_of_the_api_leave_no_reference_cycles(settings: Settings) -> None:
    served = served_app(settings.model_copy(update={"cache_bytes": 0}))

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        assert message.get("status", 200) == 200

    async def get(path: str, query: str) -> None:
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "state": {},
        }
        await served(scope, receive, send)

    async with served.app.app.router.lifespan_context(served.app.app):  # type: ignore[attr-defined] # its layers
        requests = [("/v1/events", "actor=molotov&date=1954"), ("/v1/events/soviet-note-1954-03-31", "")]
        requests += [("/v1/events", "q=soviet+nato"), ("/v1/events", "limit=2"), ("/health/ready", "")]
        for request in requests:  # what is made once
            await get(*request)
        gc.collect()
        gc.disable()
        try:
            for request in requests * 10:
                await get(*request)
            assert gc.collect() < len(requests)  # what watches for releases may have left some
        finally:
            gc.enable()


def test_a_file_is_streamed_without_the_cache_around_it(client: TestClient) -> None:
    answer = client.get("/v1/events?format=csv")
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) > 100


def test_shared_things_come_by_dependency_and_can_be_overridden(app: FastAPI, settings: Settings) -> None:
    @app.get("/own")
    async def own(catalogues: CataloguesDep, settings: SettingsDep) -> tuple[int, int]:
        return await catalogues.read(lambda catalogue: catalogue.release.number), settings.cache_max_age

    with TestClient(app) as client:
        assert client.get("/own").json() == [1, 5]

    class Empty:
        async def read(self, _work: object) -> int:
            return 99

    app.dependency_overrides[get_catalogues] = Empty
    with TestClient(app) as client:
        assert client.get("/own").json() == [99, 5]


@pytest.mark.parametrize("cached", [True, False])
def test_middleware_sees_every_answer(settings: Settings, cached: bool) -> None:
    async def add_header(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers["x-seen"] = f"{request.method} {response.status_code}"
        return response

    outermost = served_app(settings) if cached else create_app(settings)
    app = outermost.app.app if isinstance(outermost, MeasuredApp) else outermost
    assert isinstance(app, FastAPI)
    app.add_middleware(BaseHTTPMiddleware, dispatch=add_header)
    with TestClient(outermost) as client:
        for path, status in (("/v1/events?limit=1", 200), ("/v1/events?format=csv", 200), ("/v1/events?limit=0", 422)):
            assert client.get(path).headers["x-seen"] == f"GET {status}"


def test_an_error_of_a_route_reaches_the_test_or_becomes_a_problem(app: FastAPI) -> None:
    @app.get("/fail")
    async def fail() -> None:
        raise ZeroDivisionError

    with TestClient(app) as client, pytest.raises(ZeroDivisionError):
        client.get("/fail")
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/fail")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal")


def test_an_error_does_not_end_the_look_for_new_releases(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str | None] = []

    def on_release(name: str | None) -> None:
        seen.append(name)
        if len(seen) < 3:
            raise ZeroDivisionError

    with TestClient(create_app(settings, on_release=on_release)):
        wait_until(lambda: len(seen) > 3, "nobody looks any more")
    assert len(set(seen)) == 1
    assert len([record for record in caplog.records if record.exc_info]) == 1, "logged once"


DAMAGED = "The search index is damaged; `timeline migrate` builds it anew. Lists without `q` and `facet` work."


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (NoRelease(), "No data is loaded yet."),
        (QueryTimeout(), "The query took too long and was stopped; a narrower one may succeed."),
        (UnreadableDatabase("a.sqlite: disk I/O error"), "The database cannot be read at the moment."),
        (readers.TooManyFiles(), "32 files are being written already; try again in a moment."),
        (
            DamagedIndex(),
            "The search index is damaged; `timeline migrate` builds it anew. Lists without `q` and `facet` work.",
        ),
        (NoIndex(), "The search index of this release is not built yet. Lists without `q` and `facet` work."),
        (DatabaseUnavailable(), "Service busy."),
    ],
)
def test_what_hinders_the_database_is_a_problem(app: FastAPI, error: Exception, detail: str) -> None:
    @app.get("/fail")
    async def fail() -> None:
        raise error

    with TestClient(app) as client:
        answer = client.get("/fail")
    assert (answer.status_code, answer.json()["detail"]) == (503, detail)
    assert answer.headers["retry-after"] == "5"


def test_the_served_application_has_a_cache(settings: Settings) -> None:
    outermost = served_app(settings)
    with TestClient(outermost) as client:
        client.get("/v1/events?limit=2")
        answer = client.get("/v1/events?limit=2")
        assert answer.headers["cache-control"] == "public, max-age=5"
        assert client.get("/v1/events?limit=2", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert outermost.app.cache.release is not None
    assert len(outermost.app.cache) == 1


@pytest.mark.parametrize("path", ["/openapi.json", "/llms.txt", "/help/filters"])
def test_others_are_answered_while_the_description_is_made(app: FastAPI, path: str) -> None:
    ended: list[str] = []

    async def ask(client: httpx.AsyncClient, path: str) -> None:
        assert (await client.get(path)).status_code == 200
        ended.append(path)

    async def both() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
            await asyncio.gather(ask(client, path), ask(client, "/health/live"))

    asyncio.run(both())
    assert ended == ["/health/live", path]
