"""The parts of a name: family name, given names, generation, and what stands around them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.matching.spelling import words
from app.matching.vocabulary import GENERATIONS, LINKING, OF_A_HUSBAND, PARTICLES, TITLES

_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]?|[“”\"„«]([^“”\"„»]*)[“”\"“»]")
_INITIALS = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_])")
_LIFE = re.compile(r"\b(\d{3,4})\s*[-–—]\s*(\d{3,4})?|\bb\.\s*(\d{4})|\bd\.\s*(\d{4})")
"""Years of life: `1890-1986`, `1890-`, `b. 1890` or `d. 1986`."""
MOST_WORDS = 16
"""Words of a name that are looked at; no person has more."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name of a person, folded. `ordered` says that family and given names are known apart, by a comma.

    Without it all words are in `given`, in their order. `generation` is 0 where none is named. `nicknames` stand in
    quotes or parentheses.
    """

    family: tuple[str, ...]
    given: tuple[str, ...]
    ordered: bool
    generation: int = 0
    nicknames: tuple[str, ...] = ()

    @property
    def all_words(self) -> tuple[str, ...]:
        """Family name and given names."""
        return (*self.family, *self.given)

    def packed(self) -> str:
        """The name as one text, which takes little memory."""
        parts = (" ".join(self.family), " ".join(self.given), str(self.generation), " ".join(self.nicknames))
        return "|".join((*parts, "1" if self.ordered else ""))

    @classmethod
    def unpacked(cls, text: str) -> "PersonName":
        """The name in a text made by `packed`."""
        family, given, generation, nicknames, ordered = text.split("|")
        return cls(
            tuple(family.split()), tuple(given.split()), bool(ordered), int(generation), tuple(nicknames.split())
        )


@dataclass(frozen=True, slots=True)
class ReadName:
    """What a text says: names (more than one where it adds a name in parentheses), and years of life.

    `of_a_husband`: the name stands behind "Mrs.", so it may be that of the husband.
    """

    names: tuple[PersonName, ...]
    born: int | None = None
    died: int | None = None
    of_a_husband: bool = False


@lru_cache(4096)
def read_name(text: str) -> ReadName:
    """Read a name as lists of persons, captions and catalogues print it. Titles are dropped."""
    born, died, text = _without_years(text)
    nicknames: list[str] = []
    others: list[PersonName] = []
    for aside in _ASIDE.finditer(text):
        inner = aside[1] or aside[2] or ""
        inner_words = _without_titles(words(inner))
        if len(inner_words) == 1:
            nicknames += inner_words
        elif len(inner_words) > 1:
            other = _parsed(inner, ())
            others += [other] if other is not None else []
    married = not OF_A_HUSBAND.isdisjoint(words(text))
    own = _parsed(_ASIDE.sub(" , " if "," in text else " ", text), tuple(nicknames))
    return ReadName(tuple(name for name in (own, *others) if name is not None), born, died, married)


def _without_years(text: str) -> tuple[int | None, int | None, str]:
    found = _LIFE.search(text)
    if found is None:
        return None, None, text
    born, died = (int(year) if year else None for year in (found[1] or found[3], found[2] or found[4]))
    return born, died, text[: found.start()] + " " + text[found.end() :]


def _parsed(text: str, nicknames: tuple[str, ...]) -> PersonName | None:
    parts = [part for part in (_tokens(piece) for piece in text.split(",")) if part]
    generation = 0
    kept: list[list[str]] = []
    for place, part in enumerate(parts):
        rest, number = _without_generation(part, alone=place > 0)
        generation = generation or number
        # Before the comma one word always stays: "King, Martin" has a family name that looks like a title.
        rest = _without_titles(rest, anywhere=place > 0)
        if rest:
            kept.append(rest[:MOST_WORDS])
    if not kept:
        return None
    if len(kept) == 1:
        return PersonName((), tuple(kept[0]), False, generation, nicknames)
    given = tuple(word for part in kept[1:] for word in part)[:MOST_WORDS]
    return PersonName(tuple(kept[0]), given, True, generation, nicknames)


def _tokens(text: str) -> list[str]:
    return words(_INITIALS.sub(r"\1. ", text))


def _without_generation(part: list[str], *, alone: bool) -> tuple[list[str], int]:
    """The words without "Jr." or a Roman number at the end. A single letter stays: it may be an initial."""
    number = GENERATIONS.get(part[-1], 0) if len(part[-1]) > 1 else 0
    if number and (alone or len(part) > 1):
        return part[:-1], number
    return part, 0


def _without_titles(part: list[str], *, anywhere: bool = False) -> list[str]:
    """The words without titles: those in front, or all of them."""
    if anywhere:
        kept = [word for word in part if word not in TITLES]
        return [] if all(word in LINKING or word in PARTICLES for word in kept) else kept
    start = 0
    while start < len(part) - 1 and (part[start] in TITLES or (start and part[start] in LINKING)):
        start += 1
    return part[start:]


def body_words(text: str) -> tuple[str, ...]:
    """The words of a body's name that count, folded, in order: without "the", "of"..."""
    found = [word for word in words(text) if word not in LINKING]
    return tuple((found or words(text))[:MOST_WORDS])
