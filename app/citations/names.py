"""Whom a citation names: a person's name in its parts, or an organisation's as a whole.

Records hold a name as one reads it ("Pierre Mendès France"). Formats want the family name apart, and no rule over the
words alone can find it. The id helps where it begins with the family name, as ids of persons do in curated files
(`mendes-france`, `dulles-allen`, `ribbentrop`). It is a hint and nothing else: without it the last word, with the
particles before it, is the family name.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import takewhile

PERSON = "person"

_PARTICLES = frozenset({
    "af", "al", "av", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le",
    "ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur",
})  # fmt: skip
_DROPPED = frozenset(("vom", "von", "zu", "zum", "zur"))
"""German ones, which sort behind the given name: Ribbentrop, Joachim von."""
_TITLES = frozenset({
    "baron", "baroness", "count", "countess", "duchess", "duke", "earl", "emperor", "empress", "king", "lady", "lord",
    "marquess", "marquis", "pope", "prince", "princess", "queen", "sir", "sultan", "tsar", "viscount",
})  # fmt: skip
_RANKS = "Baron|Baroness|Count|Countess|Duke|Earl|Lord|Marquess|Marquis|Viscount"
_SUFFIX = re.compile(rf"Jr\.?|Sr\.?|[IVX]{{1,5}}|\d+(?:st|nd|rd|th)\b.*|(?:{_RANKS}) .*")
_TWO_SYLLABLES = re.compile(r"[A-Z][a-z]+-[a-z]+")
_FAMILY_FIRST = frozenset({
    "Chen", "Chiang", "Chou", "Deng", "Dong", "Gao", "Ho", "Hua", "Huang", "Jiang", "Lin", "Liu", "Mao", "Ngo",
    "Nguyen", "Peng", "Pham", "Qiao", "Soong", "Wang", "Xi", "Xu", "Yang", "Ye", "Zhang", "Zhao", "Zhou", "Zhu",
})  # fmt: skip
"""Family names that stand first where the name is written in the order of its own language."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name. Without a `family` it stays whole: organisations, monarchs, peers known by their title alone.

    `full` is the name as one reads it. `particle` belongs to the family name (de Gaulle), `dropped` does not
    (Joachim von Ribbentrop); `suffix` is what follows the name (II, 1st Baron Ismay). With `family_first` the family
    name is read first (Zhou Enlai).
    """

    full: str
    given: str = ""
    particle: str = ""
    dropped: str = ""
    family: str = ""
    suffix: str = ""
    family_first: bool = False


def name_of(actor: str, name: str, kind: str) -> Name:
    """The name of an actor from its id, its name on one line, and its kind: only persons have parts."""
    if kind != PERSON:
        return Name(name)
    head, *after = (part.strip() for part in name.split(","))
    if not after:
        return _of_words(actor, name, name.split(), "")
    if len(after) == 1 and _SUFFIX.fullmatch(after[0]):
        return _of_words(actor, name, head.split(), after[0])
    if all((head, *after)) and (len(after) == 1 or (len(after) == 2 and _SUFFIX.fullmatch(after[1]))):
        return _inverted(head, *after)
    return Name(name)


def _inverted(family: str, given: str, suffix: str = "") -> Name:
    """A name in the order of an index: `Dulles, John Foster`."""
    return _with_particles(Name(_joined(given, family, suffix), given, family=family, suffix=suffix))


def _of_words(actor: str, full: str, words: list[str], suffix: str) -> Name:
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    if _is_whole(words):
        return Name(full)
    if _begins_with_family(actor, words):
        return Name(full, " ".join(words[1:]), family=words[0], suffix=suffix, family_first=True)
    start = _family_start(words, _slug_words(actor))
    given, family = words[:start], words[start:]
    dropped = _particles_at_end(given)
    found = Name(
        full,
        " ".join(given[: len(given) - len(dropped)]),
        dropped=" ".join(dropped),
        family=" ".join(family),
        suffix=suffix,
    )
    return _with_particles(found)


def _is_whole(words: list[str]) -> bool:
    """Whether a name has no parts to tell: one word, `Elizabeth II`, `Juliana of the Netherlands`, `Lord Ismay`."""
    if len(words) < 2 or "of" in words:
        return True
    own = [word for word in words if word.lower() not in _TITLES | _PARTICLES]
    return len(own) < 2 or (len(own) == 2 and _SUFFIX.fullmatch(own[1]) is not None)


def _without_accents(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _begins_with_family(actor: str, words: list[str]) -> bool:
    if _without_accents(words[0]) in _FAMILY_FIRST or _slug_words(actor) == _slug_words(words[0]):
        return True
    # A given name of two syllables: Kim Il-sung, Chiang Kai-shek.
    return len(words) == 2 and _TWO_SYLLABLES.fullmatch(words[1]) is not None


def _family_start(words: list[str], hint: list[str]) -> int:
    """The place of the word with which the family name begins, never the first."""
    for start in range(1, len(words)):
        tail = _slug_words(" ".join(words[start:]))
        shared = min(len(tail), len(hint))
        if shared and tail[:shared] == hint[:shared]:
            return start
    start = len(words) - 1
    # A capital marks a particle that cannot be parted from the name: De Gasperi, Van Houtte.
    while start > 1 and words[start - 1].lower() in _PARTICLES and words[start - 1] not in _DROPPED:
        start -= 1
    return start


def _particles_at_end(given: list[str]) -> list[str]:
    found = list(takewhile(lambda word: word in _PARTICLES, reversed(given[1:])))
    return found[::-1]


def _with_particles(name: Name) -> Name:
    """The same name, particles in small letters parted from the family name."""
    words = name.family.split()
    particles = list(takewhile(lambda word: word in _PARTICLES, words[:-1]))
    return replace(name, particle=" ".join(particles), family=" ".join(words[len(particles) :]))


def _slug_words(text: str) -> list[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.findall(r"\w+", plain.lower())


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
