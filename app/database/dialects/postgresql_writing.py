"""Writing releases to PostgreSQL: a schema is made, filled and, with the commit, becomes the current one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DatabaseError

from app.database.dialects.binding import bound_rows
from app.database.dialects.postgresql import CURRENT, NEWEST, SERVED, current_schema, releases, schema_derived_by, use
from app.database.dialects.protocol import FormerRelease
from app.database.errors import CannotWrite, ReleaseHead

SECONDS_BEFORE_DROP = 60
"""How long a schema stays after it was replaced, so that no reader of a standby is cut off."""
KEPT_RELEASES = 3
"""The releases whose schemas are kept, the current one included.

Other machines may still have to index the newest, and it can be rolled back to the former ones.
"""
COVERED = {"posting": "latest"}
"""Columns that the primary key of a table holds too, so that lists are read from the key alone."""
_NEWEST_OF_EACH = (
    f"SELECT DISTINCT ON (number) number, schema FROM {SERVED} WHERE number > 0 ORDER BY number DESC, id DESC"  # noqa: S608
)
_OURS = "nspname ~ '^timeline_[0-9]+$'"
_KEYS = """
    SELECT t.relname, c.contype = 'p',
           format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', t.relname, c.conname, pg_get_constraintdef(c.oid))
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.contype IN ('p', 'u') AND t.relnamespace = to_regnamespace(%(source)s)
    UNION ALL
    SELECT t.relname, false, pg_get_indexdef(i.indexrelid, 0, true)
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = to_regnamespace(%(source)s)
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
    ORDER BY 1, 3"""
"""The keys and indexes of the tables in a schema on the path: the table, whether its primary key, how it is made."""
_WITH_KEYS = """
    SELECT DISTINCT t.relname FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = to_regnamespace(%(target)s)"""
_FORGOTTEN = f"SELECT nspname FROM pg_namespace WHERE {_OURS} AND nspname NOT IN (SELECT schema FROM {SERVED})"  # noqa: S608
"""Schemas of releases that were loaded after a backup which was put back since."""
_NEXT = f"""
    SELECT 1 + greatest(
        (SELECT max(id) FROM {SERVED}),
        (SELECT max(CAST(substr(nspname, 10) AS bigint)) FROM pg_namespace WHERE {_OURS}),
        0)"""  # noqa: S608 - names of ours
_FORMER = f"""
    WITH entered AS (
        SELECT id, number, fingerprint, schema,
               lead(entered_at) OVER (ORDER BY id) AS replaced_at,
               dense_rank() OVER (ORDER BY number DESC) AS release,
               row_number() OVER (PARTITION BY number, fingerprint ORDER BY id DESC) AS place
        FROM {SERVED})
    SELECT id, schema FROM entered
    WHERE (release > {KEPT_RELEASES} OR place > 1) AND replaced_at < now() - interval '{SECONDS_BEFORE_DROP} seconds'
    ORDER BY id"""  # noqa: S608 - a name and numbers of ours


class PostgresWriting:
    """Writing in the transaction of a connection whose path is that of the current schema."""

    derived_stay = False

    def use_derived_by(self, connection: Connection, fingerprint: str) -> None:
        schema = schema_derived_by(connection, fingerprint)
        if schema is not None:
            use(connection, schema)

    def served(self, connection: Connection) -> list[ReleaseHead]:
        return [head for head, _ in releases(connection.exec_driver_sql(NEWEST).fetchall())]

    def former(self, connection: Connection) -> list[FormerRelease]:
        found = connection.exec_driver_sql(_NEWEST_OF_EACH).fetchall()
        return [_former(connection, number, schema) for number, schema in found[1:]]

    def begin_release(self, connection: Connection, derived: Collection[str]) -> None:
        """Make a schema with the tables of the current one and its rows, but for those of the tables `derived`.

        These have no keys until `finish_release`: it takes less to make them of all rows at once.
        """
        current = current_schema(connection)
        assert current is not None, "the database is migrated before data are loaded"  # noqa: S101
        made = self._new_schema(connection)
        self._copy_tables(connection, current, made, derived)
        use(connection, made)

    def finish_release(self, connection: Connection, head: ReleaseHead) -> None:
        """Add keys and references, which checks them for all rows at once, and enter the schema as the current one."""
        made = _path(connection)
        before = current_schema(connection)
        if before is not None:
            self._copy_keys(connection, before, made)
            self._copy_references(connection, before, made)
        for name in _tables(connection, made):
            connection.exec_driver_sql(f'ANALYZE "{made}"."{name}"')
        self._enter(connection, made, head)

    def settle(self, connection: Connection) -> None:
        """Let lists be read from keys alone: the server does so once VACUUM has seen that all rows are for everybody.

        It cannot run in a transaction. If it fails, the server's own one does the same later.
        """
        driver: Any = connection.connection.driver_connection
        with suppress(psycopg.Error):
            driver.autocommit = True
            schema = driver.execute(CURRENT).fetchone()
            for name in COVERED if schema else ():
                driver.execute(f'VACUUM "{schema[0]}"."{name}"')

    def remove_former(self, connection: Connection) -> None:
        """Drop the schemas of releases that were replaced some time ago, but for those that are being read."""
        connection.exec_driver_sql("SET LOCAL lock_timeout = '500ms'")
        for number, schema in connection.exec_driver_sql(_FORMER).fetchall():
            with suppress(DatabaseError), connection.begin_nested():
                connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
                connection.exec_driver_sql(f"DELETE FROM {SERVED} WHERE id = %s", (number,))  # noqa: S608

        for (schema,) in connection.exec_driver_sql(_FORGOTTEN).fetchall():
            with suppress(DatabaseError), connection.begin_nested():
                connection.exec_driver_sql(f'DROP SCHEMA "{schema}" CASCADE')

    def begin_migration(self, connection: Connection) -> None:
        """Make a schema for the new revision: that of the current release stays as it is."""
        _check_encoding(connection)
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS timeline")
        connection.exec_driver_sql(f"""
            CREATE TABLE IF NOT EXISTS {SERVED} (
                id bigint PRIMARY KEY,
                number integer NOT NULL,
                checksum text NOT NULL,
                loaded_at timestamptz NOT NULL,
                fingerprint text NOT NULL,
                schema text NOT NULL,
                entered_at timestamptz NOT NULL DEFAULT now())""")
        current = current_schema(connection)
        made = self._new_schema(connection)
        if current is not None:
            self._copy_tables(connection, current, made)
            self._copy_references(connection, current, made)
        use(connection, made)

    def finish_migration(self, connection: Connection) -> None:
        """Make all texts compare by code points, as SQLite does, and enter the schema as the current one."""
        made = _path(connection)
        self._drop_sequences(connection, made)
        self._collate(connection, made)
        row = connection.exec_driver_sql(
            "SELECT number, checksum, loaded_at, fingerprint FROM release ORDER BY number DESC LIMIT 1"
        ).fetchone()
        head = ReleaseHead(0, "", datetime.fromtimestamp(0, UTC), "")
        if row is not None:
            head = ReleaseHead(row[0], row[1], datetime.fromisoformat(row[2]).astimezone(UTC), row[3])
        self._enter(connection, made, head)

    def defer_references(self, connection: Connection) -> None:
        """Nothing to do: there are none until `finish_release`."""

    def insert_rows(self, connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """By COPY."""
        booleans = [place for place, column in enumerate(table.columns) if column.type.python_type is bool]
        driver: Any = connection.connection.driver_connection
        with driver.cursor().copy(_copy_text(table, [column.name for column in table.columns])) as copy:
            for row in rows:
                if booleans:
                    row = [bool(value) if place in booleans else value for place, value in enumerate(row)]  # noqa: PLW2901
                copy.write_row(row)

    def insert_values(self, connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """By COPY; the first row says which columns are given."""
        columns, bound = bound_rows(connection.dialect, table, rows)
        if not columns:
            return
        driver: Any = connection.connection.driver_connection
        with driver.cursor().copy(_copy_text(table, columns)) as copy:
            for row in bound:
                copy.write_row(row)

    def _new_schema(self, connection: Connection) -> str:
        number = connection.exec_driver_sql(_NEXT).scalar()
        made = f"timeline_{number}"
        connection.exec_driver_sql(f'CREATE SCHEMA "{made}"')
        return made

    def _enter(self, connection: Connection, schema: str, head: ReleaseHead) -> None:
        number = int(schema.rpartition("_")[2])
        connection.exec_driver_sql(
            f"INSERT INTO {SERVED} (id, number, checksum, loaded_at, fingerprint, schema)"  # noqa: S608 - a name of ours
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (number, head.number, head.checksum, head.loaded_at, head.fingerprint, schema),
        )

    def _copy_tables(
        self, connection: Connection, source: str, target: str, without_rows: Collection[str] = ()
    ) -> None:
        """Make the tables of a schema in another. Those without rows have no keys there either, until `_copy_keys`."""
        for name in _tables(connection, source):
            but = " EXCLUDING INDEXES" if name in without_rows else ""
            connection.exec_driver_sql(
                f'CREATE TABLE "{target}"."{name}" (LIKE "{source}"."{name}" INCLUDING ALL{but})'
            )
            if name not in without_rows:
                connection.exec_driver_sql(f'INSERT INTO "{target}"."{name}" SELECT * FROM "{source}"."{name}"')  # noqa: S608

    def _copy_keys(self, connection: Connection, source: str, target: str) -> None:
        """Make the keys and indexes of the tables in `source` for those in `target` that have none."""
        use(connection, source)  # as in `_copy_references`
        found = connection.exec_driver_sql(_KEYS, {"source": source}).fetchall()
        have = {name for (name,) in connection.exec_driver_sql(_WITH_KEYS, {"target": target})}
        use(connection, target)
        for table, is_primary, text in found:
            if table in have:
                continue
            covered = is_primary and table in COVERED and "INCLUDE" not in text
            connection.exec_driver_sql(f'{text} INCLUDE ("{COVERED[table]}")' if covered else text)

    def _copy_references(self, connection: Connection, source: str, target: str) -> None:
        use(connection, source)  # the texts name tables without a schema if those are on the path
        found = connection.exec_driver_sql(
            "SELECT t.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c"
            " JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace s ON s.oid = c.connamespace"
            " WHERE c.contype = 'f' AND s.nspname = %s ORDER BY t.relname, c.conname",
            (source,),
        ).fetchall()
        use(connection, target)
        for table, name, text in found:
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {text}')

    def _drop_sequences(self, connection: Connection, schema: str) -> None:
        """Remove the sequences that whole-number keys come with: all keys are given."""
        found = connection.exec_driver_sql(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = %s AND column_default LIKE 'nextval(%%'",
            (schema,),
        ).fetchall()
        for table, column in found:
            sequence = connection.exec_driver_sql(
                "SELECT pg_get_serial_sequence(%s, %s)", (f'"{schema}"."{table}"', column)
            ).scalar()
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP DEFAULT')
            connection.exec_driver_sql(f"DROP SEQUENCE {sequence}")

    def _collate(self, connection: Connection, schema: str) -> None:
        found = connection.exec_driver_sql(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s"
            " AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'",
            (schema,),
        ).fetchall()
        changes: dict[str, list[str]] = {}
        for table, column in found:
            changes.setdefault(table, []).append(f'ALTER COLUMN "{column}" TYPE text COLLATE "C"')
        for table, each in changes.items():
            connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(each)}')


def _former(connection: Connection, number: int, schema: str) -> FormerRelease:
    """What the tables in a schema say of the release in them."""
    version, checksum, loaded_at = connection.exec_driver_sql(
        f'SELECT version, checksum, loaded_at FROM "{schema}".release ORDER BY number DESC LIMIT 1'  # noqa: S608 - ours
    ).one()
    revision = connection.exec_driver_sql(f'SELECT version_num FROM "{schema}".alembic_version').scalar_one()  # noqa: S608
    return FormerRelease(number, version, checksum, loaded_at, schema, revision)


def _copy_text(table: Table, columns: Iterable[str]) -> str:
    listed = ", ".join(f'"{name}"' for name in columns)
    return f'COPY "{table.name}" ({listed}) FROM STDIN'


def _path(connection: Connection) -> str:
    found: str = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    return found


def _tables(connection: Connection, schema: str) -> list[str]:
    rows = connection.exec_driver_sql(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", (schema,)
    )
    return [name for (name,) in rows]


def _check_encoding(connection: Connection) -> None:
    text = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    encoding = connection.exec_driver_sql(text).scalar()
    if encoding != "UTF8":
        raise CannotWrite(
            f"The encoding of the database is {encoding}, and UTF8 is needed: CREATE DATABASE ... ENCODING 'UTF8'"
        )


WRITING = PostgresWriting()
