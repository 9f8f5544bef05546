"""The error that all importers raise."""


class CannotImport(ValueError):
    """A source cannot be imported; the message is a sentence that says why."""
