"""A copy of the whole database, taken while it is served and loaded."""

import sqlite3
from pathlib import Path

from app.database.engine import Reader, ReleaseHead

SECONDS_TO_READ = 30


def snapshot(database: Path, target: Path) -> ReleaseHead:
    """Write a copy of `database` to `target`, which must not exist. Returns the release that it holds.

    It is made in one read transaction, so it holds one release. No other file is needed to open it. Equal databases
    give equal bytes.
    """
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        source.execute("VACUUM INTO ?", (str(target),))
    finally:
        source.close()
    copy = Reader(target, deadline_seconds=SECONDS_TO_READ)
    try:
        with copy.answer() as release:
            return release
    finally:
        copy.close()
