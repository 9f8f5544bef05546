"""The database of a test: an SQLite file, or with `--database postgresql` one on a server that ends with the tests.

Tests that are about files of SQLite are marked `sqlite` and left out then.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, make_url, text

from app.database import addresses
from app.database.dialects import database_of
from app.database.migrating import migrate
from tests.postgres_server import Server, server
from tests.serving import ROOT
from tests.waiting import SECONDS_TO_WAIT

NAMES = ("sqlite", "postgresql")
TEMPLATE = "migrated"
"""A database at the newest schema, which others are copied from: quicker than the migrations."""
FILE = "timeline.sqlite"


class _OnServer:
    """The databases on a server, each known by the folder that it would have its file in."""

    def __init__(self, running: Server) -> None:
        self._server = running
        self._addresses: dict[Path, str] = {}
        migrate(running.create(TEMPLATE), ROOT / "migrations")

    def address(self, folder: Path) -> str:
        """The address of the database of a folder; it is made at the first call, at the newest schema."""
        if folder not in self._addresses:
            name = f"test{len(self._addresses) + 1}"
            self._server.run(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
            self._addresses[folder] = f"{self._server.url(name)}?connect_timeout={SECONDS_TO_WAIT}"
        return self._addresses[folder]


class _Engine:
    """What the tests of this process use; SQLite where nothing else is said."""

    on_server: _OnServer | None = None


@contextmanager
def engine(name: str) -> Iterator[None]:
    """Use an engine until the block ends: `sqlite` or `postgresql`."""
    if name == "sqlite":
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="timeline-"))
    try:
        with server() as running, pytest.MonkeyPatch.context() as patch:
            patch.setattr(addresses, "BESIDE_SERVERS", folder)
            patch.setattr(_Engine, "on_server", _OnServer(running))
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database_url(folder: Path) -> str:
    """The address of the database of a folder. An SQLite file is not made; a database on a server is, and is empty."""
    return f"sqlite:///{folder / FILE}" if _Engine.on_server is None else _Engine.on_server.address(folder)


def beside(folder: Path) -> Path:
    """What the paths of files beside the database of a folder begin with, for a process that runs in the folder."""
    url = make_url(database_url(folder))
    return folder / (FILE if url.drivername == "sqlite" else f"var/{url.database}")


def settings_of_server(folder: Path) -> dict[str, str]:
    """Settings by which `timeline serve` in a folder uses its database. None for a file: it makes one by itself."""
    return {} if _Engine.on_server is None else {"database_url": database_url(folder)}


@contextmanager
def reading(folder: Path) -> Iterator[Connection]:
    """A connection that reads the current release of a folder's database."""
    made = database_of(database_url(folder)).read_only_engine()
    try:
        with made.connect() as connection:
            yield connection
    finally:
        made.dispose()


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of a folder's database, in an order that depends on them alone."""
    with reading(folder) as connection:
        names = inspect(connection).get_table_names()
        return {name: _rows(connection, name) for name in names}


def _rows(connection: Connection, name: str) -> list[tuple[object, ...]]:
    found = connection.execute(text(f'SELECT * FROM "{name}"'))
    return sorted((tuple(row) for row in found), key=repr)
