"""Damaged databases: bits are flipped in copies of a database with the data of this tree, and many addresses are asked.

    python -m bench.attacks.damaged                     120 databases
    python -m bench.attacks.damaged --databases 20 --seed 7
    python -m bench.attacks.damaged --values            values of another type, in one column each

What is damaged must be told as 503, with a problem document; an answer that the damage does not touch is 200. It tells
each kind of error that came through as 500, with the place it came from. Runs in this process, without a socket.
"""

import argparse
import asyncio
import logging
import random
import re
import sqlite3
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx

from app.database.migrating import migrate
from app.http.problems import INTERNAL
from app.loading.check import check
from app.loading.release import load
from app.main import create_app
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FLIPS = (1, 10, 100, 500, 2_000)
"""Bits that are flipped in a database, in turn."""
ADDRESSES = (
    *("/", "/events", "/stories", "/search?q=nato", "/events/berlin-conference-1954", "/actors/molotov"),
    *(
        "/v1/dataset",
        "/v1/events?limit=200",
        "/v1/events?actor=molotov&date=1954-02",
        "/v1/events?sort=title&limit=100",
    ),
    *(
        "/v1/events?facet=kind,topic,actor,year",
        "/v1/events/berlin-conference-1954",
        "/v1/events/berlin-conference-1954/exchange",
    ),
    *("/v1/events?format=csv", "/v1/events?format=atom", "/v1/events?format=geojson", "/v1/events?format=jsonld"),
    *("/v1/documents?limit=200", "/v1/documents?format=ris", "/v1/actors?limit=200", "/v1/actors/molotov"),
    *("/v1/actors/molotov/events", "/v1/places?limit=200", "/v1/topics?limit=200", "/v1/claims?limit=200"),
    *("/v1/claims?format=csv", "/v1/tenures?on=1954-01-01", "/v1/memberships?on=1954-01-01", "/v1/stories"),
    *("/v1/search?q=nato", "/v1/search?q=germany&limit=100", "/v1/suggest?q=mol", "/v1/events?q=paris&sort=-date"),
    *("/v1/events?q=note&facet=actor", "/v1/network?date=1954", "/v1/dataset/download", "/health/ready"),
    "/v1/dataset/download?format=sqlite",
)


OTHER_VALUES = {
    "TEXT": ("CAST({} AS BLOB)", "7", "NULL"),
    "INTEGER": ("'x'", "{} + 4611686018427387904", "NULL"),
    "REAL": ("'x'", "1e300", "NULL"),
    "BLOB": ("CAST({} AS TEXT)", "7", "NULL"),
}
"""For each type of a column, what it may not hold, and a number that is far beyond all others."""


def damage(content: bytes, flips: int, chance: random.Random) -> bytes:
    """Flip some bits anywhere but in the first page, which says that it is a database at all."""
    damaged = bytearray(content)
    for _ in range(flips):
        damaged[chance.randrange(4096, len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


async def ask(path: Path) -> dict[str, int | BaseException]:
    """The status of each address, or the error that ended it."""
    app = create_app(Settings(database_url=f"sqlite:///{path}"))
    seen: dict[str, int | BaseException] = {}
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", timeout=600) as client:
            for each in ADDRESSES:
                ERRORS.clear()
                status = (await client.get(each)).status_code
                seen[each] = ERRORS[0] if status == INTERNAL.status and ERRORS else status
    return seen


class _Errors(logging.Handler):
    """Keeps the errors that are logged."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the error of a record, if it has one."""
        if record.exc_info and record.exc_info[1] is not None:
            ERRORS.append(record.exc_info[1])


ERRORS: list[BaseException] = []
"""What was logged since the last request."""


def place(error: BaseException) -> str:
    """The last lines of ours that an error came through."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "/app/" in each.filename]
    shown = [f"{each.filename.rpartition('/app/')[2]}:{each.lineno}" for each in frames[-3:]]
    return f"{type(error).__name__}: {str(error)[:80]!r} at {' > '.join(shown)}"


def flipped(content: bytes, path: Path, databases: int, seed: int) -> Iterator[str]:
    """Write databases with flipped bits to `path`, one after the other; yields what was done."""
    chance = random.Random(seed)
    for number in range(databases):
        flips = FLIPS[number % len(FLIPS)]
        path.write_bytes(damage(content, flips, chance))
        yield f"{flips} bits"


def with_other_values(content: bytes, path: Path, databases: int, seed: int) -> Iterator[str]:
    """Write databases with values of another type in one column, drawn from all columns; yields which and what.

    Others are drawn for those that SQLite cannot write: the key of a table without row numbers is never missing.
    """
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = [(name, *row[1:3]) for name in names for row in connection.execute(f'PRAGMA table_info("{name}")')]
    drawn = [(table, column, value) for table, column, type_ in columns for value in OTHER_VALUES.get(type_, ())]
    random.Random(seed).shuffle(drawn)
    written = 0
    for table, column, value in drawn:
        if written == databases:
            return
        path.write_bytes(content)
        try:
            _write_anything(path, f'UPDATE OR IGNORE "{table}" SET "{column}" = {value.format(column)}')
        except sqlite3.Error:
            continue
        written += 1
        yield f"{table}.{column} = {value}"


def _write_anything(path: Path, statement: str) -> None:
    """Run a statement in a database whose columns take any value meanwhile."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        before = connection.execute("SELECT sql, name FROM sqlite_schema WHERE type = 'table'").fetchall()
        triggers = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'")
        for sql, name in before:
            lenient = re.sub(r",?\s+STRICT\s*$", "", sql).replace("NOT NULL", "")
            connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (lenient, name))
        connection.execute("PRAGMA writable_schema = RESET")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany("UPDATE sqlite_schema SET sql = ? WHERE name = ?", before)
        connection.execute("PRAGMA writable_schema = RESET")
        for (sql,) in triggers:
            connection.execute(sql)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--databases", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--values", action="store_true", help="values of other types in place of flipped bits")
    given = parser.parse_args()
    log = logging.getLogger("app")
    log.addHandler(_Errors())
    log.propagate = False
    statuses: Counter[int] = Counter()
    faults: Counter[str] = Counter()
    number = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        whole, path = Path(folder, "whole.sqlite"), Path(folder, "timeline.sqlite")
        migrate(f"sqlite:///{whole}", ROOT / "migrations")
        data = check(ROOT / "seed").data
        assert data is not None
        load(f"sqlite:///{whole}", data)
        content = whole.read_bytes()
        Path(f"{whole}.search").rename(f"{path}.search")
        path.write_bytes(content)
        wrong = [address for address, came in asyncio.run(ask(path)).items() if came != 200]
        assert not wrong, f"these addresses are not answered by the whole database: {wrong}"
        write = with_other_values if given.values else flipped
        for what in write(content, path, given.databases, given.seed):
            number += 1
            errors = 0
            for address, came in asyncio.run(ask(path)).items():
                if isinstance(came, int):
                    statuses[came] += 1
                    if came < 500 or came == 503:
                        continue
                    faults[f"{came} {address}, {what}"] += 1
                else:
                    faults[f"{place(came)} ({address}, {what})"] += 1
                errors += 1
            for each in path.parent.glob("timeline.sqlite-*"):
                each.unlink()
            bad += bool(errors)
    print(f"{bad} of {number} databases gave an error of the service; answers: {dict(statuses)}")
    for text, times in faults.most_common():
        print(f"{times:>5}  {text}")


if __name__ == "__main__":
    main()
