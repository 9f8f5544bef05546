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

from app.database.engine import DatabaseUnavailable, QueryTimeout
from app.database.readers import ReaderPool, ReaderThread
from app.http.answers import Delivery
from app.http.exception_handlers import install
from app.http.ids import Moved, record_in_path
from app.http.openapi import DESCRIPTION, TAGS, describe
from app.http.urls import own_path, root_of
from app.pages.dependencies import Given
from app.pages.routers import ROUTERS
from app.resources.actors import routes as actors
from app.resources.citations import routes as citations
from app.resources.claims import routes as claims
from app.resources.dataset import download
from app.resources.dataset import routes as dataset
from app.resources.dataset.download import Downloads
from app.resources.documents import routes as documents
from app.resources.events import routes as events
from app.resources.exchanges import routes as exchanges
from app.resources.network import routes as network
from app.resources.places import routes as vocabularies
from app.resources.search import routes as search
from app.resources.search.for_pages import search_results
from app.resources.tenures import routes as offices
from app.search.folders import Indexes
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
    inner.state.given = Given(record_in_path, search_results, settings.base_url, settings.public_url)
    for router in (
        events.router,
        exchanges.router,
        documents.router,
        actors.router,
        claims.router,
        offices.router,
        vocabularies.router,
        network.router,
        search.router,
        citations.router,
        dataset.router,
        download.router,
        dataset.health,
        *ROUTERS,
    ):
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
        readers = ReaderPool(
            ReaderThread("lists", path, seconds),
            ReaderThread("heavy", path, seconds),
            Indexes(settings.search_path),
        )
        app.state.readers = app.state.reading = readers
        watcher = asyncio.create_task(_watch(readers, delivery))
        # What is there now stays: looked through again and again it would hold up every answer for a tenth of a second.
        gc.collect()
        gc.freeze()
        try:
            yield
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
            readers.close()

    return run


async def _watch(readers: ReaderPool, delivery: Delivery) -> None:
    """Tell the cache which release is current, over and over; one of several workers ends with its parent."""
    parent = multiprocessing.parent_process()
    while True:
        if parent is not None and not parent.is_alive():
            signal.raise_signal(signal.SIGTERM)
        try:
            delivery.released(await readers.lists.read(lambda _reader, release: release.name))
        except QueryTimeout:
            pass
        except DatabaseUnavailable:
            delivery.released(None)
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _moved(request: Request, fault: Exception) -> Response:
    """308 from an alias to the current id: the path's record segment is replaced."""
    assert isinstance(fault, Moved)  # noqa: S101 - registered for it alone
    segments = own_path(request.scope).split("/")
    segments[3 if segments[1] == "v1" else 2] = fault.record
    query = request.scope["query_string"].decode("ascii")
    path = root_of(request.scope) + "/".join(segments)
    return Response(None, 308, {"Location": f"{path}?{query}" if query else path})
