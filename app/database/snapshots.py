"""A copy of the whole database for others to open, taken while it is served and loaded."""

import re
import sqlite3
from pathlib import Path

from app.database.engine import Reader, ReleaseHead, UnreadableDatabase, unavailable

SECONDS_TO_READ = 30
_OPTIONS = re.compile(r"\)([^()]*)$")
"""What follows the columns in the text of a table: `WITHOUT ROWID, STRICT`."""


def portable_copy(database: Path, target: Path) -> ReleaseHead:
    """Write a copy of `database` to `target`, which must not exist. Returns the release that it holds.

    Programs with an SQLite from 3.8.2 on can open it: its tables are not `STRICT`, which those before 3.37 refuse with
    "malformed database schema". It is made in one read transaction, so it holds one release. No other file is needed to
    open it. Equal databases give equal bytes.

    Raises:
        DatabaseUnavailable: `database` cannot be read, or there is no room for the copy.
        OSError: the file cannot be read again.
    """
    try:
        _copy(database, target)
    except sqlite3.Error as error:
        # The statements are made of the schema that was read: if one is wrong, so is what was read.
        raise unavailable(error, target) or UnreadableDatabase(f"{database}: {error}") from error
    reader = Reader(target, deadline_seconds=SECONDS_TO_READ)
    try:
        with reader.answer() as release:
            return release
    finally:
        reader.close()


def _copy(database: Path, target: Path) -> None:
    copy = sqlite3.connect(target.absolute().as_uri(), uri=True, isolation_level=None)
    try:
        copy.execute("PRAGMA journal_mode=OFF")  # a copy that fails is thrown away
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute("ATTACH ? AS source", (f"{database.absolute().as_uri()}?mode=ro",))
        copy.execute("BEGIN")
        schema = copy.execute(
            "SELECT type, name, sql FROM source.sqlite_master WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_'"
            " ORDER BY type <> 'table', rowid"
        ).fetchall()
        for type_, name, text in schema:
            copy.execute(without_strict(text) if type_ == "table" else text)
            if type_ == "table":
                quoted = '"' + name.replace('"', '""') + '"'
                copy.execute(f"INSERT INTO main.{quoted} SELECT * FROM source.{quoted}")  # noqa: S608 - our own tables
        copy.execute("COMMIT")
    finally:
        copy.close()


def without_strict(table: str) -> str:
    """The text of a table without the option `STRICT`."""

    def other_options(found: re.Match[str]) -> str:
        options = [option.strip() for option in found[1].split(",")]
        kept = ", ".join(option for option in options if option and option.upper() != "STRICT")
        return f") {kept}" if kept else ")"

    return _OPTIONS.sub(other_options, table.rstrip())
