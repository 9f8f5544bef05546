"""Joins the parts into the application that a server runs."""

import asyncio
import contextlib
import gc
import logging
import multiprocessing
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from limits import parse
from starlette.routing import Route
from starlette.types import ASGIApp

from app.assistants import endpoint as assistants
from app.catalogue.pool import Catalogues
from app.catalogue.words.folders import IndexCache
from app.catalogue.words.local import LocalIndexes
from app.database.dialects import database_of
from app.database.engine import DatabaseUnavailable, NoRelease, UnreadableDatabase, check_sqlite
from app.database.readers import ReaderPool
from app.http.cache import Cache
from app.http.cached_app import CachedApp
from app.http.exception_handlers import install
from app.http.measured_app import MeasuredApp
from app.http.metrics import Metrics
from app.http.openapi import DESCRIPTION, describe
from app.http.protocol import limits_of
from app.http.rate_limit import RateLimited
from app.http.routing import add_routes
from app.pages.problem_pages import bare_problem_page, problem_page
from app.pages.routers import page_routers
from app.resources.download.routes import Downloads
from app.resources.reconcile.candidates import Matchers
from app.resources.registry import TAGS, modules
from app.settings import Settings, read

log = logging.getLogger(__name__)

RELEASE_CHECK_SECONDS = 0.5
"""How often each worker checks for a new release."""

YOUNG_OBJECTS = 20_000
"""So many new objects make the garbage collector look for reference cycles. Requests of the API leave none, and pages
few; by its default of 700 it would take a tenth of the processor time to look at the objects of requests at work."""

OnRelease = Callable[[str | None], None]
"""Called with the name of the current release; with None where nothing is loaded or it cannot be read."""


def create_app(settings: Settings, *, on_release: OnRelease | None = None) -> FastAPI:
    """The application: all routes, exception handlers and the reader threads, without the cache.

    `on_release` is called at start and then every `RELEASE_CHECK_SECONDS`.
    """
    app = FastAPI(
        title="diplomatic-timeline",
        version=version("diplomatic-timeline"),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(settings, on_release),
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.public_url, app.state.base_url = settings.public_url, settings.base_url
    app.state.metrics = Metrics(app.version)
    app.state.matchers = Matchers()
    app.state.downloads, app.state.max_age = Downloads(settings.database_path), settings.cache_max_age
    for router in (*(module.router for module in modules("routes")), *page_routers()):
        add_routes(app, router)
    if assistants.is_installed():
        app.state.assistants = assistants.McpEndpoint(app, settings.base_url)
        app.router.routes.append(Route(assistants.PATH, app.state.assistants, methods=["POST"]))
    install(app, problem_page)
    describe(app, rate_limited=settings.rate_limit is not None)
    return app


def served_app(settings: Settings) -> MeasuredApp:
    """The application as it is served: with metrics, cache, conditional requests, compression and CORS around it, and
    with the limit of requests, where there is one."""
    cache = Cache(settings.cache_bytes)
    app = create_app(settings, on_release=cache.use)
    served: ASGIApp = CachedApp(
        app,
        cache=cache,
        version=version("diplomatic-timeline"),
        max_age=settings.cache_max_age,
        origins=settings.allowed_origins,
        root_path=settings.root_path,
        problem_page=partial(bare_problem_page, base=settings.base_url),
    )
    if settings.rate_limit is not None:
        bounds = limits_of(settings)
        served = RateLimited(served, parse(settings.rate_limit), list(bounds.headers), settings.root_path)
    return MeasuredApp(served, app.state.metrics, logged=settings.access_log)


def app_factory() -> MeasuredApp:
    """The application with the settings of the environment, for the server to call.

    Raises:
        OutdatedSqlite: the SQLite of this Python is too old.
        BadSettings: a setting cannot be used.
    """
    check_sqlite()
    return served_app(read())


def _lifespan(
    settings: Settings, on_release: OnRelease | None
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        database, seconds = database_of(settings.database_url), settings.query_timeout_seconds
        # An SQLite file has one release, with its indexes beside it.
        local = None if settings.is_file else LocalIndexes(settings.search_path)
        readers = ReaderPool.started(database, seconds, local)
        app.state.catalogues = catalogues = Catalogues(readers, IndexCache(settings.search_path))
        looks: list[Callable[[], Awaitable[None]]] = [
            partial(_look_at_release, readers, on_release),
            partial(_look_at_search, catalogues),
            partial(_look_at_load, catalogues, app.state.metrics),
        ]
        if local is not None:
            looks.append(local.build)
        watchers = [asyncio.create_task(_again_and_again(look)) for look in looks]
        # Objects made up to now live on. Without this the garbage collector would look through them again and again,
        # which delays every answer by a tenth of a second. Where it has been off, next to nothing of them is garbage.
        if gc.isenabled():
            gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS)
        gc.enable()
        try:
            yield
        finally:
            for watcher in watchers:
                watcher.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watcher
            if assistants.is_installed():
                await app.state.assistants.close()
            readers.close()

    return run


async def _again_and_again(look: Callable[[], Awaitable[None]]) -> None:
    """Do `look` every `RELEASE_CHECK_SECONDS`. An error in it ends nothing; one like that before is not logged.

    A worker that did not look any more would serve an old release for ever.
    """
    last = ""
    while True:
        try:
            await look()
            last = ""
        except Exception as error:
            if repr(error) != last:
                last = repr(error)
                log.exception("A look at the database failed")
        await asyncio.sleep(RELEASE_CHECK_SECONDS)


async def _look_at_release(readers: ReaderPool, on_release: OnRelease | None) -> None:
    """Report the current release; one of several workers ends itself when its parent has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        signal.raise_signal(signal.SIGTERM)
    if on_release is not None:
        with contextlib.suppress(DatabaseUnavailable):  # too busy to look: it is as it was
            on_release(await _current_release(readers))


async def _look_at_search(catalogues: Catalogues) -> None:
    """Open the search indexes of a new release before they are asked for, and notice what becomes of them."""
    with contextlib.suppress(DatabaseUnavailable):
        await catalogues.check_search()


async def _look_at_load(catalogues: Catalogues, metrics: Metrics) -> None:
    """Keep what this worker has to do up to date, for the metrics that another one gives."""
    metrics.use(searching=catalogues.searching, exports=catalogues.open_files)


async def _current_release(readers: ReaderPool) -> str | None:
    try:
        return await readers.lists.read(lambda _reader, release: release.name)
    except (NoRelease, UnreadableDatabase):
        return None
