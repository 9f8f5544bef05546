"""Real PostgreSQL servers for tests, each in a folder of its own, on loopback and a socket; they end with the tests."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.waiting import SECONDS_TO_RUN

HOW_TO_GET_IT = (
    "needs the programs of PostgreSQL: apt-get install postgresql (with `create_main_cluster = false` in "
    "/etc/postgresql-common/createcluster.conf no server is started), or set TIMELINE_TEST_POSTGRESQL to their folder"
)
USER = "app"
SUPERUSER = "postgres"
"""The user of the system that the servers run as where the tests run as root, which PostgreSQL refuses."""


def programs() -> Path:
    """The folder with `initdb` and `pg_ctl`; skips the test where there is none."""
    given = os.environ.get("TIMELINE_TEST_POSTGRESQL")
    found = [Path(given)] if given else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("pg_ctl")
    found += [Path(on_path).parent] if on_path else []
    usable = [folder for folder in found if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file()]
    if not usable:
        pytest.skip(HOW_TO_GET_IT)
    return usable[0]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Server:
    """A server on 127.0.0.1. `data` is its folder."""

    def __init__(self, folder: Path, data: Path, port: int) -> None:
        self.folder = folder
        self.data = data
        self.port = port

    def url(self, database: str) -> str:
        """The address of one of its databases, for the service."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, options: str = "") -> str:
        """Make a database, with options of CREATE DATABASE; returns its address."""
        self.run(f'CREATE DATABASE "{database}" TEMPLATE template0 {options}')
        return self.url(database)

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement; returns its rows."""
        import psycopg

        with psycopg.connect(host="127.0.0.1", port=self.port, user=USER, dbname=database, autocommit=True) as made:
            cursor = made.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories='{self.folder}'"
        options += " -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_connections=60"
        call(
            self.folder, ["pg_ctl", "-D", self.data, "-w", "-t", "120", "-l", self.data / "log", "-o", options, "start"]
        )

    def stop(self, mode: str = "fast") -> None:
        """End it: `immediate` as if it was killed."""
        call(self.folder, ["pg_ctl", "-D", self.data, "-w", "-m", mode, "stop"])

    def promote(self) -> None:
        """Make a standby the primary."""
        call(self.folder, ["pg_ctl", "-D", self.data, "-w", "promote"])

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return (self.data / "postmaster.pid").is_file()


@contextmanager
def server(locale: str = "C.UTF-8") -> Iterator[Server]:
    """A new server that is running."""
    programs()
    with _folder() as folder:
        data = folder / "data"
        call(
            folder, ["initdb", "-D", data, "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8", f"--locale={locale}"]
        )
        made = Server(folder, data, free_port())
        made.start()
        try:
            yield made
        finally:
            if made.is_running:
                made.stop("immediate")


@contextmanager
def standby_of(primary: Server) -> Iterator[Server]:
    """A server that follows `primary`, and is running."""
    data = primary.folder / "standby"
    source = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", USER]
    call(primary.folder, ["pg_basebackup", *source, "-D", data, "-R", "-X", "stream", "-c", "fast"])
    made = Server(primary.folder, data, free_port())
    made.start()
    try:
        yield made
    finally:
        if made.is_running:
            made.stop("immediate")


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder with a short path, since that of a socket may have 107 bytes, which the server may write."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam(SUPERUSER)
            os.chown(folder, user.pw_uid, user.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def call(folder: Path, command: Sequence[str | Path]) -> None:
    """Run a program of PostgreSQL as a user that it allows; the test fails if the program does."""
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam(SUPERUSER)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with (folder / "called").open("w+b") as output:  # no pipe: the server would keep it open
        done = subprocess.run(  # type: ignore[call-overload]
            [programs() / command[0], *command[1:]],
            cwd=folder,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=SECONDS_TO_RUN,
            check=False,
            **as_user,
        )
        output.seek(0)
        assert done.returncode == 0, f"{command[0]} failed: {output.read().decode()}"
