"""PostgreSQL: each release has a schema of its own, and the newest row of `timeline.served` says which is current.

A schema is a whole database of the service: all tables, with the revision that they are at. It is filled and then never
changed, so readers of one release are not disturbed by the load of the next (`postgresql_writing.py`). A reader's
connection has the path of its schema, which changes with the release.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg.types.numeric import Int8BinaryDumper
from sqlalchemy import (
    URL,
    BigInteger,
    ColumnElement,
    Engine,
    Select,
    SelectBase,
    Text,
    bindparam,
    cast,
    column,
    create_engine,
    event,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.pool import NullPool

from app.database.addresses import local_path, shown
from app.database.dialects.protocol import Choose, Statement, Statements
from app.database.errors import CannotWrite, ConnectionLost, NoRelease, QueryTimeout, ReleaseHead, UnreadableDatabase

CONNECT_SECONDS = 2
"""How long one host of the address may take to answer."""
IDLE_SECONDS = 120
"""After which the server ends a read transaction in which nothing is read; above the time for a chunk of a file."""
MOST_SCHEMAS = 10
PREPARED_STATEMENTS = 1_000
ROWS_AT_ONCE = 200
LOCK_SECONDS = 30
WRITE_LOCK = 7_305_817_001
"""The key of the lock that transactions which write take (any number that other programs do not use)."""
TURN_LOCK = 7_305_817_002
"""The key of the lock that commands take for as long as they run."""
SERVED = "timeline.served"
NEWEST = f"SELECT number, checksum, loaded_at, fingerprint, schema FROM {SERVED} ORDER BY id DESC LIMIT {MOST_SCHEMAS}"  # noqa: S608
CURRENT = f"SELECT schema FROM {SERVED} ORDER BY id DESC LIMIT 1"  # noqa: S608 - a name of ours
_DERIVED_BY = f"""
    SELECT schema FROM {SERVED} WHERE fingerprint = %s AND (number, checksum, loaded_at) =
        (SELECT number, checksum, loaded_at FROM {SERVED} ORDER BY id DESC LIMIT 1)
    ORDER BY id DESC LIMIT 1"""  # noqa: S608 - a name of ours
_MARK = re.compile(r"'(?:[^']|'')*'|%|\?|(?<![:\w]):([A-Za-z_]\w*)")
"""What changes on the way to the driver: its own sign, marks of values. Literals are found to be passed over."""

LOST = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.SerializationFailure,  # a standby that has to remove what is being read
    errors.IdleInTransactionSessionTimeout,
    errors.UndefinedTable,  # the schema was dropped since: two newer releases were loaded
    errors.FeatureNotSupported,  # a plan of the time before a change of the schema
)
"""Errors that a new connection and a new transaction may not meet."""
UNREADABLE = (
    errors.InsufficientResources,
    errors.SystemError,
    errors.DataCorrupted,
    errors.IndexCorrupted,
    errors.LockNotAvailable,
)


class PostgresStatements(Statements):
    """Statements as PostgreSQL takes them."""

    join_in_order = "JOIN"

    def __init__(self) -> None:
        # The one without a driver, which adds no casts to values: they have their types already.
        self._dialect = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]

    def compiled(self, statement: Statement) -> str:
        return str(statement.compile(dialect=self._dialect))

    def array(self, name: str, of: type[int] | type[str]) -> Select[tuple[Any]]:
        element = BigInteger() if of is int else Text()
        return select(func.unnest(cast(bindparam(name), postgresql.ARRAY(element))))

    def listed(self, mark: str, of: type[int] | type[str]) -> str:
        return f"SELECT unnest(CAST({mark} AS {'bigint' if of is int else 'text'}[]))"

    def bound(self, values: Iterable[int] | Iterable[str]) -> list[Any]:
        return list(values)

    def first_of(self, arms: Sequence[Select[tuple[int]]], order: ColumnElement[Any], *, distinct: bool) -> SelectBase:
        """The arms, each with the limit: without one of its own, all of an arm would be read and sorted."""
        limit: ColumnElement[int] = bindparam("limit")
        merged = union_all(*(arm.order_by(order).limit(limit) for arm in arms))
        if not distinct:
            return merged.order_by(order).limit(limit)
        number: ColumnElement[int] = column("n")
        return select(number).distinct().select_from(merged.subquery("arms")).order_by(order).limit(limit)

    def whole_exchange(self) -> str:
        """A recursive term may name itself once."""
        return """
            member(id) AS (
                SELECT id FROM event WHERE id = :event
                UNION SELECT l.other FROM member m JOIN (
                    SELECT event AS one, responds_to AS other FROM response
                    UNION ALL SELECT responds_to, event FROM response) l ON l.one = m.id)"""


STATEMENTS = PostgresStatements()


@lru_cache(4_096)
def for_driver(text: str) -> str:
    """A statement with `?` or `:name` where values are bound, as the driver takes it."""

    def replaced(found: re.Match[str]) -> str:
        mark = found[0]
        if found[1]:
            return f"%({found[1]})s"
        return "%s" if mark == "?" else mark.replace("%", "%%")

    return _MARK.sub(replaced, text)


def _storable(value: Any) -> Any:
    """A value to bind. No text of the database has U+0000, which the driver refuses; another sign finds as little."""
    if isinstance(value, str) and "\x00" in value:
        return value.replace("\x00", "\x01")
    return value


class PostgresReadConnection:
    """A connection of the driver, and the schema of the release that it reads."""

    statements: Statements = STATEMENTS
    faults: type[Exception] = psycopg.Error
    outdated = False

    def __init__(self, database: "PostgresDatabase", deadline_seconds: float) -> None:
        self._name = shown(database.url)
        self._deadline_seconds = deadline_seconds
        self._deadline = float("inf")
        self._schema: str | None = None
        try:
            self._connection = psycopg.connect(**database.reading(deadline_seconds))
        except psycopg.Error as error:
            raise UnreadableDatabase(f"{self._name}: {_one_line(error)}") from error
        self._connection.prepared_max = PREPARED_STATEMENTS
        # Else each combination of small and large numbers would be another prepared statement.
        self._connection.adapters.register_dumper(int, Int8BinaryDumper)

    def execute(self, text: str, values: Any = ()) -> psycopg.Cursor[Any]:
        if time.monotonic() > self._deadline:
            raise QueryTimeout
        # What goes through all matches is planned anew for the values: a plan for any values may be far worse.
        prepare = "MATERIALIZED" not in text
        return self._connection.execute(for_driver(text), _all_storable(values), prepare=prepare, binary=True)

    def stream(self, text: str, values: Any = ()) -> Iterator[Any]:
        with self._connection.cursor(name="stream") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            yield from cursor.execute(for_driver(text), _all_storable(values), binary=True)

    def begin(self, choose: Choose | None) -> ReleaseHead:
        while True:
            self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            head, schema = self._newest(choose)
            if schema == self._schema:
                return head
            self.end()
            self._use(schema)

    def _newest(self, choose: Choose | None) -> tuple[ReleaseHead, str]:
        """The release to be read, and its schema."""
        try:
            rows = self._connection.execute(NEWEST).fetchall()
        except (errors.UndefinedTable, errors.InvalidSchemaName) as error:
            raise NoRelease from error
        found = releases(rows)
        if not found:
            raise NoRelease
        if choose is None:
            return found[0]
        chosen = choose([head for head, _ in found])
        if chosen is None:
            raise NoRelease
        return next(each for each in found if each[0] == chosen)

    def _use(self, schema: str) -> None:
        """Read from a schema from now on. Plans of statements are of one schema, so they go."""
        if self._schema is not None:
            self._connection.execute("DEALLOCATE ALL")
        self._connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(schema)))
        self._schema = schema

    def end(self) -> None:
        """End the transaction with COMMIT: at ROLLBACK the driver would forget all prepared statements."""
        with contextlib.suppress(psycopg.Error):
            if self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()

    def damage(self) -> str | None:
        return None  # what the server hands out has its types, and it checks its pages itself

    @contextmanager
    def within_deadline(self) -> Iterator[None]:
        self._deadline = time.monotonic() + self._deadline_seconds
        try:
            yield
        except errors.QueryCanceled as error:
            raise QueryTimeout from error
        except psycopg.Error as error:
            if isinstance(error, LOST) or self._connection.broken or self._connection.closed:
                raise ConnectionLost(f"{self._name}: {_one_line(error)}") from error
            if isinstance(error, UNREADABLE):
                raise UnreadableDatabase(f"{self._name}: {_one_line(error)}") from error
            raise
        finally:
            self._deadline = float("inf")


def _all_storable(values: Any) -> Any:
    if isinstance(values, dict):
        return {name: _storable(value) for name, value in values.items()}
    return [_storable(value) for value in values]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


class PostgresDatabase:
    """A PostgreSQL database, at one host or several."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self.url = url.render_as_string(hide_password=False)
        self.local_path = local_path(self.url)

    def exists(self) -> bool:
        """Connecting tells."""
        return True

    def read(self, deadline_seconds: float) -> PostgresReadConnection:
        return PostgresReadConnection(self, deadline_seconds)

    def reading(self, deadline_seconds: float) -> dict[str, Any]:
        """What the driver connects with in order to read: to a standby where there is one."""
        milliseconds = max(1, min(int(deadline_seconds * 1000), 2**31 - 1)) if deadline_seconds < 2**31 else 0
        options = (
            "-c default_transaction_read_only=on"
            f" -c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout={IDLE_SECONDS * 1000}"
            " -c jit=off -c work_mem=64MB"
        )
        given = self._arguments(options)
        return {"target_session_attrs": "prefer-standby"} | given | {"autocommit": True, "prepare_threshold": 0}

    def _arguments(self, options: str = "") -> dict[str, Any]:
        _, arguments = PGDialect_psycopg().create_connect_args(self._url)  # type: ignore[no-untyped-call]
        both = f"{arguments.get('options', '')} {options}".strip()
        made: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS} | arguments | ({"options": both} if both else {})
        return made

    def writing_engine(self, *, migrating: bool = False) -> Engine:  # noqa: ARG002 - the same for both
        """An engine whose transactions begin with the write lock and the path of the current schema.

        Its connections are to the server that can be written to.
        """
        engine = self._engine(self._arguments() | {"target_session_attrs": "read-write"})

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:  # SQLAlchemy's events are untyped
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            use_current(connection)

        return engine

    def read_only_engine(self) -> Engine:
        """To the primary if it is there, since a standby allows no temporary tables. What is done is not committed."""
        engine = create_engine("postgresql+psycopg://", poolclass=NullPool, creator=self._any_server)
        event.listen(engine, "begin", use_current)
        return engine

    def _any_server(self) -> psycopg.Connection[Any]:
        arguments = self._arguments() | {"prepare_threshold": None}
        try:
            return psycopg.connect(**arguments | {"target_session_attrs": "read-write"})
        except psycopg.OperationalError:
            return psycopg.connect(**arguments | {"target_session_attrs": "any"})

    def _engine(self, arguments: dict[str, Any]) -> Engine:
        # Hosts and all else are in the arguments; a statement is not prepared, since the path of the tables changes.
        return create_engine(
            "postgresql+psycopg://", poolclass=NullPool, connect_args=arguments | {"prepare_threshold": None}
        )

    @contextmanager
    def turn(self, what: str, waits: Callable[[str], None]) -> Iterator[None]:
        """The sole right to write, held by a connection: the server frees it when that ends."""
        arguments = self._arguments() | {"target_session_attrs": "read-write", "application_name": what[:63]}
        try:
            opened = psycopg.connect(**arguments, autocommit=True)
        except psycopg.Error as error:
            raise CannotWrite(_why_not(error)) from error
        with opened as connection:
            (taken,) = connection.execute("SELECT pg_try_advisory_lock(%s)", (TURN_LOCK,)).fetchone() or (False,)
            if not taken:
                waits(_holder(connection))
                connection.execute("SELECT pg_advisory_lock(%s)", (TURN_LOCK,))
            yield


def _why_not(error: psycopg.Error) -> str:
    """Why no server can be written to."""
    text = _one_line(error)
    if "session is read-only" in text:
        return f"the server is a standby, and loads need the primary; or the primary is away ({text})"
    return text


def _holder(connection: psycopg.Connection[Any]) -> str:
    """What the command that has its turn is called."""
    row = connection.execute(
        "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
        " WHERE l.locktype = 'advisory' AND l.granted AND (l.classid::bigint << 32 | l.objid::bigint) = %s",
        (TURN_LOCK,),
    ).fetchone()
    return row[0] if row and row[0] else "another command"


def current_schema(connection: Any) -> str | None:
    """The schema of the current release; None where nothing was migrated yet."""
    if connection.exec_driver_sql(f"SELECT to_regclass('{SERVED}')").scalar() is None:
        return None
    found: str | None = connection.exec_driver_sql(CURRENT).scalar()
    return found


def releases(rows: Iterable[Any]) -> list[tuple[ReleaseHead, str]]:
    """The releases that the statement `NEWEST` has found, each with its schema."""
    return [
        (ReleaseHead(number, checksum, loaded_at.astimezone(UTC), fingerprint), schema)
        for number, checksum, loaded_at, fingerprint, schema in rows
        if number
    ]


def schema_derived_by(connection: Any, fingerprint: str) -> str | None:
    """The newest schema of the current release that the code of a fingerprint has derived; None where there is none."""
    if current_schema(connection) is None:
        return None
    found: str | None = connection.exec_driver_sql(_DERIVED_BY, (fingerprint,)).scalar()
    return found


def use_current(connection: Any) -> None:
    """Use the tables of the current release until the transaction ends."""
    use(connection, current_schema(connection))


def use(connection: Any, schema: str | None) -> None:
    """Use the tables of a schema until the transaction ends; None: none of ours."""
    path = "pg_catalog" if schema is None else f'"{schema}"'
    connection.exec_driver_sql(f"SET LOCAL search_path TO {path}")
