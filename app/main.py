"""Joins the parts into the application that a server runs."""

import asyncio
import contextlib
import gc
import multiprocessing
import signal
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.pool import Catalogues
from app.catalogue.words.folders import IndexCache
from app.database.reading import Reading, ReadingThread
from app.http.answers import Delivery
from app.http.exception_handlers import install
from app.http.ids import Moved
from app.http.openapi import DESCRIPTION, TAGS, describe
from app.http.problems import Problem
from app.http.urls import own_path, root_of
from app.pages.routers import page_routers
from app.resources.download.routes import Downloads
from app.resources.registry import routers
from app.settings import Settings, read

SECONDS_BETWEEN_LOOKS = 0.5
"""How soon a worker whose cache alone answers learns of a new release."""


def create_app(settings: Settings) -> Delivery:
    """The whole application, delivery around it."""
    inner = FastAPI(
        title="diplomatic-timeline",
        version=version("diplomatic-timeline"),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    inner.state.public_url, inner.state.base_url = settings.public_url, settings.base_url
    inner.state.downloads, inner.state.max_age = Downloads(settings.database_path), settings.cache_max_age
    for router in (*routers(), *page_routers()):
        inner.include_router(router)
    install(inner)
    inner.add_exception_handler(Moved, _moved)
    describe(inner)
    delivery = Delivery(
        inner,
        version=version("diplomatic-timeline"),
        max_age=settings.cache_max_age,
        origins=None if settings.cors_origins == ("*",) else settings.cors_origins,
        root_path=settings.root_path,
        capacity=settings.cache_bytes,
    )
    inner.router.lifespan_context = _lifespan(settings, delivery)
    return delivery


def app_factory() -> Delivery:
    """The application with the settings of the environment, for the server to call."""
    return create_app(read())


def _lifespan(
    settings: Settings, delivery: Delivery
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        path, seconds = settings.database_path, settings.query_timeout_seconds
        app.state.reading = Reading(ReadingThread("lists", path, seconds), ReadingThread("heavy", path, seconds))
        app.state.catalogues = Catalogues(app.state.reading, IndexCache(settings.search_path))
        watcher = asyncio.create_task(_watch(app.state.reading, delivery))
        # What is there now stays: looked through again and again it would hold up every answer for a tenth of a second.
        gc.collect()
        gc.freeze()
        try:
            yield
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
            app.state.reading.close()

    return run


async def _watch(threads: Reading, delivery: Delivery) -> None:
    """Tell the cache which release is current, over and over; one of several workers ends with its parent."""
    parent = multiprocessing.parent_process()
    while True:
        if parent is not None and not parent.is_alive():
            signal.raise_signal(signal.SIGTERM)
        with contextlib.suppress(Problem):
            delivery.released(await threads.lists.read(lambda _reader, release: release.name))
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _moved(request: Request, fault: Exception) -> Response:
    """308 from an alias to the current id: the path's record segment is replaced."""
    assert isinstance(fault, Moved)  # noqa: S101 - registered for it alone
    segments = own_path(request.scope).split("/")
    segments[3 if segments[1] == "v1" else 2] = fault.record
    query = request.scope["query_string"].decode("ascii")
    path = root_of(request.scope) + "/".join(segments)
    return Response(None, 308, {"Location": f"{path}?{query}" if query else path})
