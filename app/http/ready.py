"""Answers that are there already, which a server may send without a task of their own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from starlette.types import Scope

_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
"""What no header may have (RFC 9110, section 5.5)."""


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """A whole response. `head` are its header lines as HTTP/1.1 sends them, without those that the server adds."""

    status: int
    head: bytes
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


def header_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as HTTP/1.1 sends them, each with its line end.

    Raises:
        ValueError: one has a sign that would end its line.
    """
    lines = []
    for name, value in headers:
        if _CONTROL.search(name) or _CONTROL.search(value):
            raise ValueError(f"The header {name!r} has a control character: {value!r}.")
        lines.append(b"%b: %b\r\n" % (name, value))
    return b"".join(lines)
