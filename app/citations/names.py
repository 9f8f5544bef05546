"""Names in citations: a person's name in parts, as the record's `sort_name` gives them; any other name as a whole."""

from dataclasses import dataclass
from itertools import takewhile

_MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Name:
    """A name. Without a `family` it is not divided: organisations, monarchs, persons without a sort name.

    `full` is the name in reading order. `particle` belongs to the family name (de Gaulle), `dropped` does not
    (Joachim von Ribbentrop); `suffix` follows the name (II, 1st Baron Ismay). `family_first`: in reading order too the
    family name comes first (Zhou Enlai).
    """

    full: str
    given: str = ""
    particle: str = ""
    dropped: str = ""
    family: str = ""
    suffix: str = ""
    family_first: bool = False


def name_of(name: str, sort_name: str | None) -> Name:
    """The parts of `name`, which is in reading order, by its sort name: `Family, Given` or `Family, Given, Suffix`.

    Words in lower case at the beginning of the family name are its particle (`de Gaulle, Charles`), those at the end
    of the given names are particles that do not belong to it (`Ribbentrop, Joachim von`). A sort name without a comma,
    or None, leaves the name undivided.
    """
    parts = [part.strip() for part in (sort_name or "").split(",", _MOST_PARTS - 1)]
    if len(parts) == 1 or not all(parts):
        return Name(name)
    (family, given), suffix = parts[:2], "".join(parts[2:])
    family_words, given_words = family.split(), given.split()
    particles = list(takewhile(str.islower, family_words[:-1]))
    dropped = list(takewhile(str.islower, reversed(given_words[1:])))[::-1]
    return Name(
        full=name,
        given=" ".join(given_words[: len(given_words) - len(dropped)]),
        particle=" ".join(particles),
        dropped=" ".join(dropped),
        family=" ".join(family_words[len(particles) :]),
        suffix=suffix,
        family_first=name == f"{family} {given}",
    )
