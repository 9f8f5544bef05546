"""Backups of the whole database: files of one release that carry their own checksum, and putting them back.

A backup is an SQLite database of one file, followed by one line with the SHA-256 of all that stands before it. SQLite
does not look at that line, so a backup can also be opened as it is.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.database.dialects.sqlite import LOG_SUFFIXES
from app.database.engine import NoRelease, ReleaseHead, UnreadableDatabase, release_of
from app.database.files import sync

SECONDS_TO_WAIT = 30
"""How long a restore waits for another process that writes."""
SECONDS_TO_READ = 300
CHUNK_BYTES = 1 << 20
PAGES_AT_ONCE = 5_000
_LINE = re.compile(rb"\ntimeline-backup-1 sha256:([0-9a-f]{64})\n")
_LINE_BYTES = len("\ntimeline-backup-1 sha256:") + 64 + 1
_NOT_WRITTEN = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
"""SQLite's result codes where the copy cannot be written; reading the database gives others."""


class CannotBackUp(Exception):
    """The database or the place for its backup cannot be used; the message says which and why."""


class NotABackup(Exception):
    """A file is no backup, or is not as it was written; the message says so."""


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written: its size in bytes, and the release in it (None: nothing was loaded yet)."""

    size: int
    release: ReleaseHead | None


def write_backup(database: Path, target: Path) -> Written:
    """Write a backup of `database` to `target`, which is there whole or not at all.

    It is taken in one read transaction: readers, loads and the service go on meanwhile. An older backup at `target` is
    replaced.

    Raises:
        CannotBackUp: `target` is something else than a backup, or its folder cannot be written or is full; or the copy
            is damaged, because the database is.
        sqlite3.DatabaseError: the database cannot be read.
    """
    _refuse_target(database, target)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotBackUp(f"Another command is writing {target}") from None
            try:
                release = _write_part(database, part)
                size = part.stat().st_size
                part.replace(target)
            finally:
                for each in (part, Path(f"{part}-journal")):
                    each.unlink(missing_ok=True)
        sync(target.parent)
    except OSError as error:
        raise CannotBackUp(f"{target} cannot be written: {error.strerror}") from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in _NOT_WRITTEN:
            raise CannotBackUp(f"{target} cannot be written: {error}") from error
        raise
    return Written(size, release)


def _refuse_target(database: Path, target: Path) -> None:
    if target.is_dir():
        raise CannotBackUp(f"{target} is a folder: name a file in it")
    if not target.parent.is_dir():
        raise CannotBackUp(f"The folder {target.parent} does not exist")
    if not target.exists():
        return
    if target.samefile(database):
        raise CannotBackUp(f"{target} is the database itself: name another file")
    if not target.is_file() or (target.stat().st_size and _digest_at_end(target) is None):
        raise CannotBackUp(f"{target} exists and is no backup: name another file")


def _write_part(database: Path, part: Path) -> ReleaseHead | None:
    """Write a backup to `part`, through to the disk. Returns the release in it."""
    with part.open("wb"):
        pass  # what an interrupted run left
    copy_database(database, part)
    with connected(part, read_only=True) as connection:
        faults = damage(connection, quick=True)
    if faults:
        raise CannotBackUp(f"The database {database} is damaged ({faults[0]}): see `timeline doctor`")
    release = release_in(part)
    digest = _digest(part, part.stat().st_size)
    with part.open("ab") as file:
        file.write(b"\ntimeline-backup-1 sha256:%b\n" % digest.encode())
        file.flush()
        os.fsync(file.fileno())
    return release


def copy_database(database: Path, target: Path) -> None:
    """Copy a database, in one read transaction, to an empty or missing file that needs no other file beside it.

    Raises:
        sqlite3.DatabaseError: the database cannot be read, or the disk is full.
    """
    with connected(database, read_only=True) as source, connected(target) as copy:
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        copy.execute("PRAGMA synchronous=OFF")  # the whole file is written through to the disk at the end
        source.backup(copy, pages=PAGES_AT_ONCE, sleep=0)
        # In the mode of the service (WAL) a file that is opened has others beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def take_out(backup: Path, target: Path) -> None:
    """Write the database that a backup holds to `target`, after its checksum was verified on the way.

    Raises:
        NotABackup: as `check_backup`.
        OSError: `target` cannot be written; nothing is left of it.
    """
    expected, size = _head(backup)
    try:
        found = _copy_bytes(backup, target, size)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    if found != expected:
        target.unlink(missing_ok=True)
        raise NotABackup(_damaged(backup))


def check_backup(backup: Path) -> None:
    """Read a whole backup and compare it with its checksum.

    Raises:
        NotABackup: it is missing, is no backup, was cut short, or differs from what was written.
    """
    expected, size = _head(backup)
    if _digest(backup, size) != expected:
        raise NotABackup(_damaged(backup))


def _head(backup: Path) -> tuple[str, int]:
    """The checksum that a backup ends with, and the bytes that it is of."""
    try:
        expected = _digest_at_end(backup)
        size = backup.stat().st_size - _LINE_BYTES
    except OSError as error:
        raise NotABackup(f"{backup} cannot be read: {error.strerror}") from error
    if expected is None:
        raise NotABackup(f"{backup} is no backup by `timeline backup`, or was cut short: it ends without a checksum")
    return expected, size


def _damaged(backup: Path) -> str:
    return f"{backup} is damaged: its content does not have the checksum that it ends with"


def verify(database: Path) -> None:
    """Look through a whole database file for damage.

    Raises:
        NotABackup: it is damaged, or no database.
    """
    try:
        with connected(database, read_only=True) as connection:
            faults = damage(connection)
    except sqlite3.DatabaseError as error:
        faults = [str(error)]
    if faults:
        raise NotABackup(f"The database in it is damaged: {faults[0]}")


def damage(connection: sqlite3.Connection, *, quick: bool = False) -> list[str]:
    """What SQLite finds wrong with a database: its structure, and rows that refer to nothing. Empty: all is well.

    `quick` leaves out whether indexes agree with their tables, and the references.
    """
    check = "quick_check" if quick else "integrity_check"
    try:
        faults = [str(row[0]) for row in connection.execute(f"PRAGMA {check}(20)")]
        faults = [] if faults == ["ok"] else faults
        if not quick and not faults:
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            faults = [f"{len(broken)} rows refer to nothing, the first in table {broken[0][0]}"] if broken else []
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return faults


def release_in(database: Path) -> ReleaseHead | None:
    """The release that a database file holds; None where nothing is loaded."""
    try:
        return release_of(database, SECONDS_TO_READ)
    except NoRelease:
        return None


def is_readable(database: Path) -> bool:
    """Whether a database file and the release in it can be read, so that it can be kept."""
    try:
        with connected(database) as connection:
            faults = damage(connection, quick=True)
        if not faults:
            release_in(database)
    except (sqlite3.DatabaseError, UnreadableDatabase):
        return False
    return not faults


def put_in_place(source: Path, database: Path) -> Path | None:
    """Make `database` the same as `source`, for everybody who has it open, in one transaction.

    A file that is damaged is set aside, since nothing can be written into it. Returns where it lies then, else None.

    Raises:
        sqlite3.DatabaseError: the database cannot be written, or the disk is full; nothing was changed.
        OSError: the file cannot be replaced.
    """
    if _is_usable(database, source):
        with connected(source, read_only=True) as copy, connected(database) as target:
            target.execute("PRAGMA synchronous=FULL")
            copy.backup(target)
        return None
    _write_ahead(source)
    aside = None
    if database.exists():
        aside = database.with_name(f"{database.name}.damaged")
        database.replace(aside)
    # Its log would be taken for the log of the new file.
    for suffix in LOG_SUFFIXES:
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    source.replace(database)
    sync(database.parent)
    return aside


def _is_usable(database: Path, source: Path) -> bool:
    """Whether SQLite can write the pages of `source` into `database`: it has the same page size, and is whole."""
    if not database.is_file() or not database.stat().st_size:
        return False
    try:
        with connected(source, read_only=True) as one, connected(database) as other:
            sizes = {each.execute("PRAGMA page_size").fetchone() for each in (one, other)}
            return len(sizes) == 1 and not damage(other, quick=True)
    except sqlite3.DatabaseError:
        return False


def _write_ahead(database: Path) -> None:
    """Set the mode in which readers and one writer do not wait for each other, and write the file to the disk."""
    with connected(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync(database)


@contextlib.contextmanager
def connected(path: Path, *, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection without transactions of its own, closed at the end of the block."""
    address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=SECONDS_TO_WAIT)
    try:
        yield connection
    finally:
        connection.close()


def shorten_log(database: Path, seconds: float = 2) -> None:
    """Carry what is in the write-ahead log over into the database, and empty the log.

    Readers at an older state keep it from this for as long as `seconds`; then it is left to the next write.
    """
    if not database.is_file():
        return
    with contextlib.suppress(sqlite3.DatabaseError), connected(database) as connection:
        connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _digest_at_end(path: Path) -> str | None:
    """The checksum that a backup ends with; None where the file does not end so."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LINE_BYTES))
        found = _LINE.fullmatch(file.read())
    return None if found is None else found[1].decode()


def _digest(path: Path, size: int) -> str:
    """The SHA-256 of the first `size` bytes of a file, hexadecimal."""
    digest = hashlib.sha256()
    for chunk in _chunks(path, size):
        digest.update(chunk)
    return digest.hexdigest()


def _copy_bytes(path: Path, target: Path, size: int) -> str:
    """Copy the first `size` bytes of a file. Returns their SHA-256, hexadecimal."""
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for chunk in _chunks(path, size):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _chunks(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while size > 0 and (chunk := file.read(min(CHUNK_BYTES, size))):
            size -= len(chunk)
            yield chunk
