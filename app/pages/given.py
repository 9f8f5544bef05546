"""What main.py gives the pages: the reading threads, the look-up of ids, and the address the service has outside.

Pages know nothing of `api`, so these stand here as the shapes that are asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from starlette.requests import Request

from app.delivery.addresses import root_of
from app.store.engine import Reader, ReleaseHead
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

    `find` gives the current id of the record that a path names, or raises what answers the request instead.
    `public_url` is the address the public knows, root path included; without one `host` and `port` make it.
    """

    find: Callable[[Reader, RecordType, str], str]
    public_url: str | None
    host: str
    port: int


def given(request: Request) -> Given:
    """What main.py gave."""
    found = request.app.state.given
    assert isinstance(found, Given)  # noqa: S101 - put there by main.py
    return found


def threads(request: Request) -> Threads:
    """The reading threads of the application that got `request`."""
    found: Threads = request.app.state.reading
    return found


def full_address(request: Request) -> str:
    """The address of this service for those outside, without a slash at its end: never what the request calls it."""
    known = given(request)
    if known.public_url is not None:
        return known.public_url
    # Where any free port was asked for, only the socket knows which one it is.
    port = known.port or (request.scope.get("server") or ("", 0))[1]
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(known.host, known.host)  # noqa: S104 - not bound, only told
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{root_of(request.scope)}"
