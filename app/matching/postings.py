"""Which names have a word, or one that sounds or is spelt like it."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.matching.spelling import sound
from app.matching.vocabulary import PARTICLES

MOST_NEAR = 80
"""Names that one search yields: those that share the rarest words with what is looked for."""
MOST_BEARERS = 1_000
"""A word of more names only tells those apart that have a rarer word too."""
LEAST_ALIKE = 0.7
MOST_ALIKE = 4
"""Words that a misspelt word may mean, and how alike they must be."""
SHORTEST_MISSPELT = 4
SOUND_SHARE, ALIKE_SHARE = 0.8, 0.6
"""What a word counts that only sounds like one looked for, or is only spelt like it."""
_NONE: "array[int]" = array("I")


class Postings:
    """For each word the numbers of the names that have it, in order. `close` ends the adding."""

    def __init__(self) -> None:
        self.size = 0
        self._words: dict[str, array[int]] = {}
        self._sounds: dict[str, array[int]] = {}
        self._by_letter: dict[str, list[str]] = {}

    def add(self, words: Iterable[str]) -> int:
        """Add a name with these words; returns its number."""
        number = self.size
        self.size += 1
        kept = dict.fromkeys(word for word in words if len(word) > 1)
        for word in kept:
            self._words.setdefault(word, array("I")).append(number)
        for key in dict.fromkeys(sound(word) for word in kept if word not in PARTICLES):
            self._sounds.setdefault(key, array("I")).append(number)
        return number

    def close(self) -> None:
        """Sort the words for the search of misspelt ones, which looks at those with one first letter."""
        for word in self._words:
            if len(word) >= SHORTEST_MISSPELT:
                self._by_letter.setdefault(word[0], []).append(word)

    def bearers(self, word: str) -> "array[int]":
        """The numbers of the names that have a word."""
        return self._words.get(word, _NONE)

    def near(self, words: Sequence[str], *, misspelt: bool) -> list[int]:
        """Numbers of the names that share words with these, at most `MOST_NEAR`, those with the rarest words first.

        `misspelt` takes words in that are only spelt alike.
        """
        found = sorted(self._found(dict.fromkeys(words), misspelt=misspelt), key=lambda each: len(each[1]))
        weights: dict[int, float] = {}
        for place, (weight, numbers) in enumerate(found):
            if len(numbers) <= MOST_BEARERS:
                for number in numbers:
                    weights[number] = weights.get(number, 0.0) + weight
            elif weights:
                for number in weights:
                    if _has(numbers, number):
                        weights[number] += weight
            else:
                self._add_common(found[place:], weights)
                break
        if len(weights) <= MOST_NEAR:
            return list(weights)
        return sorted(weights, key=lambda number: -weights[number])[:MOST_NEAR]

    def _found(self, words: Iterable[str], *, misspelt: bool) -> Iterator[tuple[float, "array[int]"]]:
        """For each word, and each that sounds or is spelt like it, what it counts and the names that have it."""
        for word in words:
            if len(word) == 1:  # an initial
                continue
            own = self._words.get(word, _NONE)
            if own:
                yield self._rarity(own), own
            if word in PARTICLES:
                continue
            same_sound = self._sounds.get(sound(word), _NONE)
            if len(same_sound) > len(own):
                yield SOUND_SHARE * self._rarity(same_sound), same_sound
            if misspelt and len(word) >= SHORTEST_MISSPELT:
                for each, _, _ in self._spelt_like(word):
                    others = self._words[each]
                    yield ALIKE_SHARE * self._rarity(others), others

    def _add_common(self, found: list[tuple[float, "array[int]"]], weights: dict[int, float]) -> None:
        """All words are common: the names that have two of them, else the first ones that have one."""
        weight, numbers = found[0]
        for other_weight, others in found[1:]:
            for number in numbers:
                if _has(others, number):
                    weights[number] = weights.get(number, weight) + other_weight
        if not weights:
            weights.update(dict.fromkeys(numbers[:MOST_NEAR], weight))

    def _spelt_like(self, word: str) -> list[tuple[str, float, int]]:
        return process.extract(
            word,
            self._by_letter.get(word[0], ()),
            scorer=OSA.normalized_similarity,
            processor=None,
            limit=MOST_ALIKE,
            score_cutoff=LEAST_ALIKE,
        )

    def _rarity(self, numbers: "array[int]") -> float:
        return log(1 + self.size / len(numbers))


def _has(numbers: "array[int]", number: int) -> bool:
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number
