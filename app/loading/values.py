"""The values of data files before anything is made of them, and what may be wrong with one."""

from dataclasses import dataclass

Value = str | list["Value"] | dict[str, "Value"]
"""A value of a file: a text without the white space around it, a list or a table."""

ValuePath = tuple[str | int, ...]
"""The keys and list indexes (from 0) that lead to a value."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the value at `path`: what, what was expected, and what was probably meant."""

    path: ValuePath
    message: str
    expected: str | None = None
    did_you_mean: str | None = None
    depends_on: str | None = None
    """A key of the record: if its value is in doubt, there may be no problem."""
    at_key: bool = False
    """Whether the key is wrong, not its value."""
