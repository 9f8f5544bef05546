"""Finished responses as a server sends them: headers that are encoded once, and answers that are there already."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from starlette.types import Scope

Header = tuple[bytes, bytes]
_CONTROLS = bytes(number for number in (*range(32), 127) if number not in b"\t\r\n")


class FinalHeaders(list[Header]):
    """Headers that do not change any more, those of a whole response or a part of them.

    `lines` is how HTTP/1.1 sends them, each with its line end. `end` are further ones that many responses share.

    Raises:
        ValueError: one has a control character, which could end its line.
    """

    def __init__(self, headers: Iterable[Header], end: "FinalHeaders | None" = None) -> None:
        super().__init__(headers)
        self.lines = header_lines(self)
        if end is not None:
            self += end
            self.lines += end.lines


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
