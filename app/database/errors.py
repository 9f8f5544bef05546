"""Why a request cannot be answered from the database, and the release that answers are made from."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pydantic import ValidationError


class DatabaseUnavailable(Exception):
    """A request cannot be answered from the database at the moment."""


class QueryTimeout(DatabaseUnavailable):
    """A statement ran longer than the service allows."""


class UnreadableDatabase(DatabaseUnavailable):
    """The database cannot be read: a file is damaged or locked, the disk fails, or no server answers."""


class NoRoom(DatabaseUnavailable):
    """The disk is full; also a reading query may need room, to sort."""


class ConnectionLost(UnreadableDatabase):
    """The connection to the server ended. The same read may succeed on a new one."""


class NoRelease(DatabaseUnavailable):
    """The database holds no release: nothing was loaded, or it was never migrated."""


NOT_WHAT_WAS_WRITTEN = (UnicodeDecodeError, json.JSONDecodeError, ValidationError)
"""Errors in values that were read: a load checks all that it writes, so the database was damaged since."""


@contextmanager
def stored_values() -> Iterator[None]:
    """For a block that works on nothing but values that were read: what they lack means that the database is damaged.

    Raises:
        UnreadableDatabase: in place of an error that a value of another form causes.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise UnreadableDatabase(f"a stored value is not what was written: {error!r}") from error


class CannotMigrate(Exception):
    """The revisions cannot be run; the database is as it was."""


class BrokenReferences(CannotMigrate):
    """A migration left rows that refer to nothing; it was rolled back."""


class CannotWrite(Exception):
    """The database cannot be written now; the message says why."""


@dataclass(frozen=True)
class ReleaseHead:
    """The release that an answer is made from. `loaded_at` is UTC."""

    number: int
    checksum: str
    loaded_at: datetime
    fingerprint: str
    """Of the code that derived its catalogue."""

    def same_release(self, other: "ReleaseHead") -> bool:
        """Whether both are of one release, maybe derived by different code."""
        return (self.number, self.checksum, self.loaded_at) == (other.number, other.checksum, other.loaded_at)

    @cached_property
    def name(self) -> str:
        """A name that no other release has, not even one of the same number in another database."""
        return f"{self.number}-{self.checksum}-{self.fingerprint}-{self.loaded_at.timestamp():.0f}"
