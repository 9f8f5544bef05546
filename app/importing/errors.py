"""The error that all importers raise."""

from app.loading.characters import printable


class CannotImport(ValueError):
    """A source cannot be imported; the message is a sentence that says why."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))
