"""The names that routes still use for `readers`."""

from typing import cast

from starlette.requests import Request

from app.database.readers import ReaderPool as Reading
from app.database.readers import ReaderThread as ReadingThread

__all__ = ["Reading", "ReadingThread", "reading"]


def reading(request: Request) -> Reading:
    """The reader threads of the application that received `request`."""
    return cast("Reading", request.app.state.readers)
