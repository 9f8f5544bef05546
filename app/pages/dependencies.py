"""What main.py gives the pages: the reading threads, the look-up of ids, and the address the service has outside.

Pages know nothing of `api`, so these stand here as the shapes that are asked for.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from starlette.requests import Request

from app.database.engine import Reader, ReleaseHead
from app.http.answers import Answer
from app.store.names import RecordType

Made = TypeVar("Made")


class Thread(Protocol):
    """A thread that reads the database."""

    async def read(self, work: Callable[[Reader, ReleaseHead], Made]) -> Made:
        """What `work` makes in one read transaction."""


class Threads(Protocol):
    """The reading threads of a worker: `lists` for single records, `heavy` for what may take long."""

    @property
    def lists(self) -> Thread:
        """For what is quick."""

    @property
    def heavy(self) -> Thread:
        """For what counts much."""


@dataclass(frozen=True, slots=True)
class Given:
    """What main.py puts into `app.state.given`.

    `find` gives the current id of the record that a path names, or raises what answers the request instead. `search`
    answers with the results for parameters of `/v1/search`, as JSON whose links lead to pages of the request's path.
    `base_url` is the full address of the service, root path included, without a slash at its end: never what the
    request calls it. `public_url` is the same where the operator has configured it, else None.
    """

    find: Callable[[Reader, RecordType, str], str]
    search: Callable[[Request, Mapping[str, str]], Awaitable[Answer]]
    base_url: str
    public_url: str | None


def given(request: Request) -> Given:
    """What main.py gave."""
    found = request.app.state.given
    assert isinstance(found, Given)  # noqa: S101 - put there by main.py
    return found


def threads(request: Request) -> Threads:
    """The reading threads of the application that got `request`."""
    found: Threads = request.app.state.readers
    return found
