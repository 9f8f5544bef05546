"""What the command `timeline` leaves behind where a test runs it by the fixture of that name."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]
