"""Commands that serve: `serve` and `mcp`."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from app.assistants import endpoint as assistants
from app.cli import progress, steps
from app.cli.checking import checked_data
from app.cli.data import load_files
from app.cli.server import allow_files, listener_of, run, show_addresses
from app.cli.steps import CommandError, err, out
from app.database.errors import CannotWrite
from app.loading.release import LoadResult
from app.loading.served import served_collections
from app.progress import Progress
from app.resources.dataset.models import CollectionRow
from app.settings import Settings, read


def serve(
    seed: Annotated[
        Path | None, typer.Option(help="The data files to load instead of TIMELINE_SEED.", show_default=False)
    ] = None,
    *,
    load: Annotated[
        bool, typer.Option(help="Load the data files if they changed, unless other ones were loaded by hand.")
    ] = True,
) -> None:
    """Bring the database up to date, load the data files if they changed, and serve until stopped."""
    settings = read()
    with listener_of(settings) as listener:
        _prepare(settings, "timeline serve", seed, load=load)
        allow_files(settings)
        show_addresses(settings, listener)
        run(settings, listener)


def mcp(
    *,
    load: Annotated[
        bool, typer.Option(help="Load the data files if they changed, unless other ones were loaded by hand.")
    ] = True,
) -> None:
    """Serve one assistant over standard input and output (Model Context Protocol); programs start this."""
    if not assistants.is_installed():
        raise CommandError("This needs the package mcp: pip install 'diplomatic-timeline[mcp]'.")
    settings = read()
    # Standard output carries the protocol alone.
    with contextlib.redirect_stdout(sys.stderr):
        _prepare(settings, "timeline mcp", None, load=load)
    asyncio.run(_serve_assistant(settings))


async def _serve_assistant(settings: Settings) -> None:
    """Serve until standard input is closed."""
    over_stdio = import_module("app.assistants.server").over_stdio  # its package is optional
    app = import_module("app.main").create_app(settings)  # the other commands need no application
    async with app.router.lifespan_context(app):
        await over_stdio(app, settings.base_url)


def _prepare(settings: Settings, what: str, seed: Path | None, *, load: bool) -> None:
    """Bring the database up to date before it is served.

    Where it cannot be written, as while the primary of several servers is away, what is there is served if this version
    of the software has derived it.

    Raises:
        CannotWrite: it cannot be written, and there is nothing to be served.
    """
    try:
        with steps.turn(settings, what):
            steps.migrate(settings)
            if load:
                _load_at_start(settings, seed)
            steps.derive(settings)
    except CannotWrite as error:
        release = steps.readable_release(settings)
        if release is None:
            raise
        err.print(
            f"The database cannot be written: {error}. Release {release.number} is served as it is; nothing is loaded.",
            markup=False,
        )


def _load_at_start(settings: Settings, seed: Path | None) -> None:
    """Load the data files that come with the service, unless somebody loaded other ones by hand."""
    with progress.shown(out, err) as report:
        done = _load_unless_by_hand(settings, seed, report)
    if done is not None and done.changed:
        out.print(steps.loaded(done))


def _load_unless_by_hand(settings: Settings, seed: Path | None, report: Progress) -> LoadResult | None:
    """What that load has done; None where a collection that was loaded by hand stays."""
    data = None
    if seed is None:
        with steps.reading(settings) as connection:
            served = served_collections(connection)
        by_hand = [row for row in served.values() if row.loaded_by == "load"]
        if by_hand:
            others = len(by_hand) < len(served)
            data = checked_data(settings.seed, "Nothing was loaded.", report) if others else None
            stays = collection_that_stays(served, None if data is None else data.collection.id)
            if stays is not None:
                out.print(f"{stays} was loaded by hand, so it stays: --seed PATH would load the files at PATH.")
                return None
    return load_files(settings, seed or settings.seed, "serve", report, data)


def collection_that_stays(served: Mapping[str, CollectionRow], of_service: str | None) -> str | None:
    """The collection that keeps the service from loading its own, whose id is `of_service`, if it is known.

    One of the same id, or, where the service has loaded none yet, any.
    """
    same = None if of_service is None else served.get(of_service)
    if same is not None:
        return of_service if same.loaded_by == "load" else None
    if any(row.loaded_by == "serve" for row in served.values()):
        return None
    return next(id_ for id_, row in served.items() if row.loaded_by == "load")
