"""The `timeline` command: serve, migrate, check, load, import, export, remove, backup, restore, status and others.

Settings come from the environment and `.env` (see settings.py). Expected errors end with one sentence on the error
stream and exit code 1, wrong usage with 2.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import json
import os
import resource
import signal
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import version
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvicorn
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DatabaseError
from uvicorn.supervisors import Multiprocess

from app import logs
from app.assistants import endpoint as assistants
from app.cli import progress, steps
from app.cli.backups import backup, releases, restore, rollback
from app.cli.doctor import doctor
from app.cli.exporting import export_files
from app.cli.importing import importing
from app.cli.progress import JsonLines
from app.cli.steps import CommandError, err, out
from app.database.engine import OutdatedSqlite, check_sqlite
from app.database.errors import CannotWrite
from app.database.migrating import current_revision, newest_revision
from app.http.protocol import MOST_REFUSED, ServerConfig, limits_of
from app.loading.changes import rendered_changes
from app.loading.check import Checked, rendered
from app.loading.check import as_json as check_as_json
from app.loading.check import check as check_files
from app.loading.data_set import DataSet
from app.loading.release import CannotRemove, changes_of, current_release, served_collections
from app.loading.release import remove as remove_data
from app.loading.writing import count
from app.progress import Progress, silent
from app.resources.dataset.models import CollectionRow
from app.settings import BadSettings, Settings, listed, read

EXAMPLE = "/v1/events?actor=molotov&date=1954-02"
SECONDS_TO_FINISH = 10
"""How long running requests may continue after a signal to stop."""
SECONDS_WITHOUT_A_SIGN = 20
"""How long one of several workers may give no sign of life, while it starts too, before another takes its place."""
FILES_BESIDE_CONNECTIONS = 300
"""Databases, search indexes and files of answers that a worker may have open."""

cli = typer.Typer(
    help="A REST API over diplomatic history: load its data, and serve it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(importing, name="import")
cli.command("export")(export_files)
for each in (backup, restore, releases, rollback, doctor):
    cli.command(each.__name__)(each)


def main() -> None:
    """Run the command that the arguments name, and exit."""
    try:
        check_sqlite()
        cli()
    except (BadSettings, CommandError, OutdatedSqlite) as error:
        _exit_with_error(str(error))
    except (DatabaseError, sqlite3.DatabaseError, CannotWrite) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        _exit_with_error(f"The database {read().database_name} cannot be used: {cause}. The data are as they were.")


@cli.callback(invoke_without_command=True)
def options(
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """A REST API over diplomatic history: load its data, and serve it."""
    if show_version:
        out.print(f"timeline {version('diplomatic-timeline')}")
        raise typer.Exit


@cli.command()
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
    with _listener(settings) as listener:
        _prepare(settings, "timeline serve", seed, load=load)
        _allow_files(settings)
        _show_addresses(settings, listener)
        _run(settings, listener)


@cli.command()
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


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema; make it if there is none."""
    settings = read()
    with steps.turn(settings, "timeline migrate"):
        changed = steps.migrate(settings)
        steps.derive(settings)
    out.print(f"{settings.database_name} {'is now' if changed else 'was already'} at the newest schema.")


@cli.command()
def index() -> None:
    """Build the search index of the current release on this machine, if it is missing."""
    settings = read()
    with steps.reading(settings):
        pass
    steps.derive(settings)


@cli.command()
def check(
    path: Annotated[Path, typer.Argument(help="A folder of data files, or one.", show_default=False)],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each finding and the result as JSON, an object a line, for programs.")
    ] = False,
) -> None:
    """Check data files without loading them; exit code 1 if anything is wrong."""
    checked = _checked_files(path, "Nothing was checked.")
    if as_json:
        for value in check_as_json(checked):
            progress.print_json(out, value)
        if checked.data is None:
            raise typer.Exit(1)
        return
    for line in (*rendered(checked.findings), *rendered(checked.notes, "warning")):
        out.print(line, markup=False)
    if checked.data is None:
        raise CommandError(_number_of_findings(checked))
    out.print(f"Clean: {steps.counts_in_words(count(checked.data))}.")


@cli.command()
def load(
    path: Annotated[Path, typer.Argument(help="A folder of data files, or one.", show_default=False)],
    *,
    json_lines: JsonLines = False,
) -> None:
    """Load data files as a new release, all or nothing; the same files again change nothing.

    They replace the collection of their id; others stay.
    """
    settings = read()
    tell = err if json_lines else out
    with steps.turn(settings, "timeline load"):
        steps.migrate(settings, tell)
        with progress.shown(out, err, as_json=json_lines) as report:
            data = _checked(path, "Nothing was loaded.", report)
            done = steps.load(settings, data, by="load", progress=report)
        steps.derive(settings, tell)
    if json_lines:
        progress.print_json(out, steps.as_json(done))
        return
    out.print(steps.loaded(done) if done.changed else f"Release {done.number} holds these files already.")
    for line in rendered_changes(done.changes):
        out.print(line, markup=False)


@cli.command("who-is-who")
def who_is_who() -> None:
    """Obey the file in which a curator judges who is who, as a new release, and write it anew.

    It lists the actors of imports that are or may be actors of the curated collection.
    """
    settings = read()
    with steps.turn(settings, "timeline who-is-who"):
        steps.migrate(settings)
        with steps.reading(settings) as connection:
            collections = served_collections(connection)
        if not collections:
            raise CommandError("No release is loaded: run `timeline load PATH`.")
        judged = steps.judgements(settings, "Nothing was changed.")
        with progress.shown(out, err) as report:
            done = steps.load(settings, [], by="load", judged=judged, progress=report)
        steps.derive(settings)
        found = steps.write_judgements(settings)
    steps.tell_who_is_who(settings, found, collections)
    state = "now joins" if done.changed else "joined already"
    number = sum(pair.joined for pair in found)
    out.print(f"Release {done.number} {state} {number} {'actor' if number == 1 else 'actors'} of imports.")


@cli.command()
def remove(collection: Annotated[str, typer.Argument(help="The id of a collection.", show_default=False)]) -> None:
    """Remove a collection with all its records, as a new release. Its ids are remembered."""
    settings = read()
    with steps.turn(settings, "timeline remove"):
        steps.migrate(settings)
        with steps.search_folder_in_use(settings, "Nothing was removed"), progress.shown(out, err) as report:
            try:
                done = remove_data(
                    settings.database_url,
                    collection,
                    settings.search_path,
                    report,
                    before_change=lambda: steps.keep_release(settings, "Nothing was removed"),
                )
            except CannotRemove as error:
                raise CommandError(f"{error}. Nothing was removed.") from error
        steps.prune_releases(settings)
        steps.derive(settings)
    number = done.changes.number("removed")
    out.print(
        f"Removed {collection}, {number} {'record' if number == 1 else 'records'}: release {done.number}.", markup=False
    )


@cli.command()
def diff(path: Annotated[Path, typer.Argument(help="A folder of data files, or one.", show_default=False)]) -> None:
    """Show what loading data files would change, record by record, without loading them."""
    settings = read()
    data = _checked(path, "Nothing was compared.")
    with steps.reading(settings) as connection:
        release = current_release(connection) if current_revision(connection) else None
        if release is None:
            raise CommandError("No release is loaded to compare with: run `timeline load PATH`.")
        changes = changes_of(connection, data)
    if not changes:
        out.print(f"Release {release.number} holds these files already.")
    for line in rendered_changes(changes):
        out.print(line, markup=False)


@cli.command()
def status() -> None:
    """Show the release that is served, and the database it is in."""
    settings = read()
    newest = newest_revision(settings.migrations)
    with steps.reading(settings) as connection:
        schema = current_revision(connection)
        release = current_release(connection) if schema else None
        collections = served_collections(connection) if release and schema == newest else {}
    rows = {"Database": settings.database_name}
    rows["Schema"] = (
        f"{schema}, the newest" if schema == newest else f"{schema}, not the newest: run `timeline migrate`"
    )
    if release is None:
        rows["Release"] = "none: run `timeline load PATH`"
    else:
        rows["Release"] = str(release.number)
        rows["Version"] = release.version
        rows["Checksum"] = release.checksum
        rows["Loaded at"] = release.loaded_at
        rows["Records"] = steps.counts_in_words(json.loads(release.counts))
    for name, value in rows.items():
        out.print(f"{name:<10}{value}", markup=False)
    for row in collections.values() if len(collections) > 1 else ():
        out.print(f"{'':<10}{row.id} {row.version}: {steps.counts_in_words(json.loads(row.counts))}", markup=False)


@cli.command()
def settings() -> None:
    """List every setting with its value and where that comes from."""
    rows = listed(read())
    if not out.is_terminal:
        for row in rows:
            typer.echo(f"{row.variable}={row.value}\t{row.origin}\t{row.description}")
        return
    table = Table("setting", "value", "from", "meaning", box=None, pad_edge=False)
    for row in rows:
        table.add_row(Text(row.variable), Text(row.value), Text(row.origin), Text(row.description))
    out.print(table, soft_wrap=False)


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
    data = None
    if seed is None:
        with steps.reading(settings) as connection:
            served = served_collections(connection)
        by_hand = [row for row in served.values() if row.loaded_by == "load"]
        if by_hand:
            data = _checked(settings.seed, "Nothing was loaded.") if len(by_hand) < len(served) else None
            stays = collection_that_stays(served, None if data is None else data.collection.id)
            if stays is not None:
                out.print(f"{stays} was loaded by hand, so it stays: --seed PATH would load the files at PATH.")
                return
    done = steps.load(settings, data or _checked(seed or settings.seed, "Nothing was loaded."), by="serve")
    if done.changed:
        out.print(steps.loaded(done))


def _checked(path: Path, otherwise: str, report: Progress = silent) -> DataSet:
    """The data set of files without findings.

    Raises:
        CommandError: there are findings; they are in its message, and `otherwise` at its end.
    """
    checked = _checked_files(path, otherwise, report)
    if checked.data is None:
        lines = [*rendered(checked.findings), f"{_number_of_findings(checked)} {otherwise}"]
        raise CommandError("\n".join(lines))
    return checked.data


def _checked_files(path: Path, otherwise: str, report: Progress = silent) -> Checked:
    """What a check of files finds.

    Raises:
        CommandError: they cannot be checked; `otherwise` is at the end of its message.
    """
    try:
        return check_files(path, report)
    except OSError as error:
        folder = tempfile.gettempdir()
        raise CommandError(
            f"{path} cannot be checked with the help of a file in {folder}: {error}. {otherwise}"
        ) from error


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


def _number_of_findings(checked: Checked) -> str:
    number = len(checked.findings)
    more = f", and {checked.more} more that are not told" if checked.more else ""
    return f"{number} {'finding' if number == 1 else 'findings'}{more}."


def _listener(settings: Settings) -> socket.socket:
    """A socket that listens at the configured address. Opened first, to report a port in use before any work.

    Raises:
        CommandError: the address cannot be used.
    """
    host, port = settings.host, settings.port
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise CommandError(f"TIMELINE_HOST={host} is not an address of this machine.") from error
    # `localhost` has two addresses; every client tries the IPv4 one.
    family, kind, protocol, _, address = min(addresses, key=lambda entry: entry[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise CommandError(_bind_error(error, host, port)) from error
    return listener


def _bind_error(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} of {host} is in use: stop what listens there, or set TIMELINE_PORT to another one."
        case errno.EADDRNOTAVAIL:
            return f"TIMELINE_HOST={host} is not an address of this machine."
        case errno.EACCES:
            return f"Port {port} needs more rights than this user has: set TIMELINE_PORT to one from 1024 on."
    return f"Cannot listen on port {port} of {host}: {error.strerror}."


def _allow_files(settings: Settings) -> None:
    """Raise the process's limit of open files, which is often 1,024, to what its connections need, if that is allowed.

    Without a file for a connection the server could not even refuse it.
    """
    needed = settings.max_connections + MOST_REFUSED + FILES_BESIDE_CONNECTIONS
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY or allowed >= needed:
        return
    if most != resource.RLIM_INFINITY and most < needed:
        err.print(f"TIMELINE_MAX_CONNECTIONS={settings.max_connections} needs {needed} open files; {most} are allowed.")
        needed = most
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))


def _show_addresses(settings: Settings, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on
    base = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    out.print(f"API      {base}/v1/events")
    out.print(f"Docs     {base}/docs")
    out.print(f"Example  {base}{EXAMPLE}")
    if settings.public_url:
        out.print(f"Public   {settings.public_url}")
    out.print("Ctrl-C stops the server.")


def _run(settings: Settings, listener: socket.socket) -> None:
    """Serve on `listener` until SIGINT or SIGTERM."""
    config = ServerConfig(
        "app.main:app_factory",
        limits_of(settings),
        factory=True,
        workers=settings.workers,
        lifespan="on",
        log_config=logs.configuration(settings.log_level, settings.log_format),
        access_log=False,  # ours has more in it
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        timeout_worker_healthcheck=SECONDS_WITHOUT_A_SIGN,
    )
    if settings.workers > 1:
        with _metrics_folder():
            _Workers(config, sockets=[listener]).run()
        return
    # After shutdown uvicorn raises the signal that stopped it once more. Being stopped is not a failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    gc.disable()  # until the application has started: it imports much, and nothing of that is garbage
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if not server.started:
        sys.exit(1)


@contextlib.contextmanager
def _metrics_folder() -> Iterator[None]:
    """A folder in which the workers that are started inside the block add up their metrics."""
    name = "PROMETHEUS_MULTIPROC_DIR"  # which the client library looks at
    if os.environ.get(name):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="timeline-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ[name] = folder
        yield


class _Workers(Multiprocess):
    """The worker processes. Ctrl-C reaches all of them in a terminal, but it is the parent that stops the others."""

    def init_processes(self) -> None:
        """Start them, with SIGINT blocked: while they load the program it would end in a traceback."""
        resource_tracker.ensure_running()  # it would be started now, and unblock the signal
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        super().init_processes()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _end(_number: int, _frame: object) -> NoReturn:
    """End the process. `sys.exit` would be lost in the callbacks of Python's own that ignore exceptions."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _exit_with_error(message: str) -> NoReturn:
    err.print(message, markup=False)
    sys.exit(1)
