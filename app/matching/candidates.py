"""What goes into a match and what comes out of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A person or body that names are matched with.

    `names` are all its names as written, the one it is shown by first: "Adenauer, Konrad" or "Konrad Adenauer". Years
    are astronomical. `offices` are texts such as "Minister of Foreign Affairs".
    """

    id: str
    names: tuple[str, ...]
    is_person: bool = True
    born: int | None = None
    died: int | None = None
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A name that is looked for, and what is known of its bearer. `is_person` None: a person or a body."""

    name: str
    is_person: bool | None = None
    born: int | None = None
    died: int | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a name may mean. `score` is from 0 to 100; `match` says that it is certain; `reasons` say why, in words."""

    id: str
    name: str
    score: float
    match: bool
    reasons: tuple[str, ...]
