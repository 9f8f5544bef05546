"""How well two names of persons agree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.matching.names import PersonName
from app.matching.spelling import likeness
from app.matching.vocabulary import PARTICLES, SHORT_FORMS

FAMILY_SHARE, GIVEN_SHARE = 58.0, 42.0
"""Points for the family name and for the given names."""
LEAST_FAMILY = 0.78
"""Family names less alike are different ones."""
JOINED = 0.98
"""Family names that differ in particles or spaces only are at least so much alike."""
LEAST_GIVEN = 0.8
NOTHING_GIVEN = 0.55
"""What given names count where one of the two names has none."""
INITIAL, SHORT_FORM, BEGINNING = 0.93, 0.92, 0.9
OTHER_ORDER = 0.97
ONLY_ON_ONE_SIDE = 0.05
"""What each further given name takes off that only one of the two names has."""
OTHER_FIRST = 0.1
"""What another first given name takes off besides."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two names agree. `score` is from 0 to 100.

    `full` counts given names that are equal in full, `initials` those of which one is an initial, `conflicts` those
    that contradict each other; `missing` those that only one of them has. `same_words`: they have just the same words.
    `generation_missing`: only one of them has "Jr." or a number, so they may be of father and son.
    """

    score: float
    family: float
    full: int = 0
    initials: int = 0
    conflicts: int = 0
    missing: int = 0
    same_words: bool = False
    same_generation: bool = True
    generation_missing: bool = False
    reasons: tuple[str, ...] = ()


FIRST_IDEOGRAPH = "\u2e80"
"""From here on are the scripts of China, Japan and Korea."""
NONE = Agreement(0.0, 0.0)


def compare(one: PersonName, other: PersonName) -> Agreement:
    """Compare two names in every order of their parts that they may have; the best agreement counts."""
    agreement = _best(one, other)
    if bool(one.generation) == bool(other.generation):
        return agreement
    return replace(agreement, generation_missing=True)


def _best(one: PersonName, other: PersonName) -> Agreement:
    if sorted(one.all_words) == sorted(other.all_words):
        return _same_words(one, other)
    best = NONE
    for family, given, factor in _orders(one):
        for other_family, other_given, other_factor in _orders(other):
            agreement = _aligned((family, other_family), (given, other_given), one, other, min(factor, other_factor))
            if agreement.score > best.score:
                best = agreement
    return best


def _orders(name: PersonName) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
    """The splits into family name and given names that a name may have, each with a factor for the score."""
    if name.ordered:
        yield name.family, name.given, 1.0
        return
    found = name.given
    yield found[-1:], found[:-1], 1.0
    for size in range(2, min(4, len(found)) + 1):
        yield found[-size:], found[:-size], 1.0 if size < len(found) else 0.99
    for size in range(1, min(3, len(found) - 1) + 1):
        yield found[:size], found[size:], 0.98


def _same_words(one: PersonName, other: PersonName) -> Agreement:
    same = not (one.generation and other.generation) or one.generation == other.generation
    exact = one.ordered != other.ordered or one.all_words == other.all_words
    score = (100.0 if exact else 97.0) - _generation_loss(one, other)
    longer = sum(len(word) > 1 for word in one.all_words)
    full = max(0, longer - max(1, len(one.family), len(other.family)))
    if len(one.all_words) == 1 and "".join(one.all_words) >= FIRST_IDEOGRAPH:
        full = 1  # family name and given name are written as one word
    reasons = ("same name",) if exact else ("same words in another order",)
    return Agreement(score, 1.0, full=full, same_words=True, same_generation=same, reasons=reasons)


def _aligned(
    families: tuple[tuple[str, ...], tuple[str, ...]],
    givens: tuple[tuple[str, ...], tuple[str, ...]],
    one: PersonName,
    other: PersonName,
    factor: float,
) -> Agreement:
    """How two names agree if these are their family names and given names."""
    (family, other_family), (given, other_given) = families, givens
    alike = _family_likeness(family, other_family)
    if alike < LEAST_FAMILY:
        return NONE
    reasons = ["same family name" if alike == 1 else f"family names alike ({alike:.0%})"]
    names = _compare_given(given, other_given, (*one.nicknames, *other.nicknames))
    if not given and not other_given and len(family) != len(other_family) and alike < JOINED:
        names = _Given(NOTHING_GIVEN, missing=abs(len(family) - len(other_family)))
    score = (FAMILY_SHARE * alike + GIVEN_SHARE * names.likeness) * factor - _generation_loss(one, other)
    same = not (one.generation and other.generation) or one.generation == other.generation
    if not same:
        reasons.append("another generation")
    return Agreement(
        max(0.0, score),
        alike,
        names.full,
        names.initials,
        names.conflicts,
        names.missing,
        same_generation=same,
        reasons=(*reasons, *names.reasons),
    )


def _generation_loss(one: PersonName, other: PersonName) -> float:
    if one.generation == other.generation:
        return 0.0
    return 15.0 if one.generation and other.generation else 1.0


def _family_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two family names are; particles may be missing, and so may all but one part of a double name."""
    if tuple(one) == tuple(other):
        return 1.0
    if len("".join(one)) < 2 or len("".join(other)) < 2:
        return 0.0
    joined = likeness("".join(one), "".join(other))
    if joined == 1.0:
        return 0.99
    bare = [word for word in one if word not in PARTICLES] or list(one)
    other_bare = [word for word in other if word not in PARTICLES] or list(other)
    if bare == other_bare:
        return JOINED
    best = max(joined, likeness("".join(bare), "".join(other_bare)) * 0.98)
    if len(bare) != len(other_bare):
        few, many = sorted((bare, other_bare), key=len)
        part = min(max(likeness(word, each) for each in many) for word in few)
        if part > LEAST_FAMILY and max(map(len, few)) > 2:
            best = max(best, part * 0.93)
    return best


@dataclass(slots=True)
class _Given:
    likeness: float
    full: int = 0
    initials: int = 0
    conflicts: int = 0
    missing: int = 0
    reasons: tuple[str, ...] = ()


def _compare_given(one: Sequence[str], other: Sequence[str], nicknames: Sequence[str]) -> _Given:
    """Compare given names, each with the one in its place as far as there is one that agrees."""
    one, other = ([word for word in names if word not in PARTICLES] for names in (one, other))
    if not one and not other:
        return _Given(1.0)
    if not one or not other:
        return _Given(NOTHING_GIVEN, missing=len(one) + len(other), reasons=("no given name to compare",))
    if "".join(one) == "".join(other):
        return _Given(1.0, full=sum(len(word) > 1 for word in one), reasons=("same given names",))
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    result, total, reasons = _Given(0.0), 0.0, []
    pairs = _paired(few, many)
    for word, (partner, value) in zip(few, pairs, strict=True):
        if partner is not None:
            total += value
            result.initials += len(word) == 1 or len(partner) == 1
            result.full += word == partner and len(word) > 1
            reasons.append(_reason(word, partner))
        elif any(_given_likeness(word, name) >= LEAST_GIVEN for name in nicknames):
            total += SHORT_FORM
            reasons.append(f"nickname {word.title()}")
        else:
            result.conflicts += 1
            reasons.append(f"no given name like {word.title()}")
    matched = sum(partner is not None for partner, _ in pairs)
    result.missing = max(0, len(many) - matched - result.conflicts)
    # The first given name weighs most: another one is most likely another person.
    first = OTHER_FIRST if result.conflicts and pairs[0][0] is None else 0.0
    result.likeness = max(0.0, total / len(few) - ONLY_ON_ONE_SIDE * min(result.missing, 3) - first)
    result.reasons = tuple(reasons)
    return result


def _paired(few: Sequence[str], many: Sequence[str]) -> list[tuple[str | None, float]]:
    """For each of the few words its partner among the many and how alike they are; None where nothing is alike."""
    left, last = list(enumerate(many)), -1
    pairs: list[tuple[str | None, float]] = []
    for word in few:
        rated = [(_given_likeness(word, each) * (1.0 if place > last else OTHER_ORDER), -place) for place, each in left]
        value, place = max(rated, default=(0.0, 0))
        if value < LEAST_GIVEN * OTHER_ORDER:
            pairs.append((None, 0.0))
            continue
        last = -place
        left.remove((last, many[last]))
        pairs.append((many[last], value))
    return pairs


def _reason(one: str, other: str) -> str:
    if len(one) == 1 or len(other) == 1:
        return f"initial {one[0].upper()}."
    if one == other:
        return f"same given name {one.title()}"
    return f"given names alike: {one.title()}, {other.title()}"


def _given_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else 0.0
    if SHORT_FORMS.get(one, frozenset()) & SHORT_FORMS.get(other, frozenset()):
        return SHORT_FORM
    if len(one) >= 3 and len(other) >= 3 and (one.startswith(other) or other.startswith(one)):
        return BEGINNING
    return likeness(one, other)
