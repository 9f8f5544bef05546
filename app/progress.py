"""How far a long piece of work is: what all layers report in one way, and the command shows."""

from typing import Protocol


class Progress(Protocol):
    """Takes reports of how far the work is."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """A stage, such as `writing events`, has done `done` of `total` records; None: nobody knows how many.

        A stage begins with 0. It may report as often as it likes.
        """


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""
