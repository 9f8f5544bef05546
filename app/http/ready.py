"""Finished responses as a server sends them: headers that are encoded once, and answers that are there already."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

from starlette.types import Scope

Header = tuple[bytes, bytes]
_CONTROLS = bytes(number for number in (*range(32), 127) if number not in b"\t\r\n")


class FinalHeaders(list[Header]):
    """The headers of a whole response, its length among them. They do not change any more."""

    @cached_property
    def lines(self) -> bytes:
        """The headers as HTTP/1.1 sends them, each with its line end.

        Raises:
            ValueError: one has a control character, which could end its line.
        """
        return header_lines(self)


def header_lines(headers: Iterable[Header]) -> bytes:
    """Headers as HTTP/1.1 sends them, as `FinalHeaders.lines`."""
    lines = [b"%b: %b\r\n" % header for header in headers]
    joined = b"".join(lines)
    is_split = not joined.count(b"\n") == joined.count(b"\r") == len(lines)
    if is_split or len(joined.translate(None, _CONTROLS)) < len(joined):
        raise ValueError(f"A header has a control character: {joined!r}.")
    return joined


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """A whole response, without the headers that the server adds."""

    status: int
    headers: FinalHeaders
    body: bytes = b""


@runtime_checkable
class AnswersAtOnce(Protocol):
    """An application that may have an answer before it is called."""

    def ready_answer(self, scope: Scope) -> ReadyAnswer | None:
        """The answer to a request if nothing has to be awaited for it, which then counts as sent; None: call the
        application with the same scope."""


def answers_at_once(app: object) -> AnswersAtOnce | None:
    """The application `app`, if it may have answers before it is called."""
    return app if isinstance(app, AnswersAtOnce) else None
