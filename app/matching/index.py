"""The names of all candidates, and the search for those that a name may mean."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from app.matching.bodies import compare_bodies
from app.matching.candidates import Candidate, Entry, Query
from app.matching.certainty import Judged, is_certain, same_life
from app.matching.comparing import Agreement, compare
from app.matching.names import PersonName, body_words, read_name
from app.matching.postings import Postings
from app.matching.spelling import words
from app.timeline.romanization import romanized

GOOD = 88.0
"""With a candidate of this score no misspelt words are looked for."""
LEAST_SCORE = 50.0
"""Candidates below are not shown."""
OTHER_LIFE, SAME_LIFE, SAME_OFFICE = -45.0, 4.0, 3.0
"""What years of life and an office add to a score."""
MOST_SPELLINGS = 6
"""Spellings of a name in Russian letters that are looked for."""


class MatchIndex:
    """Names of persons and bodies, for matching. It does not change once it is made, so threads may share it.

    It keeps each name as one text, and for each word the numbers of its names: some 500 bytes an entry.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: list[Entry] = []
        self._persons, self._bodies = _Names(), _Names()
        for number, entry in enumerate(entries):
            self._entries.append(entry)
            for text in _all_spellings(entry.names):
                if entry.is_person:
                    for name in read_name(text).names:
                        self._persons.add(number, name.packed(), _keys(name))
                elif found := body_words(text):
                    self._bodies.add(number, " ".join(found), found)
        self._persons.postings.close()
        self._bodies.postings.close()

    def __len__(self) -> int:
        return len(self._entries)

    def match(self, query: Query, limit: int = 5) -> list[Candidate]:
        """The candidates for a name, the best first; none where nothing is alike."""
        best: dict[int, Agreement] = {}
        read = read_name(query.name)
        spellings = _all_spellings((query.name,))[:MOST_SPELLINGS]
        if query.is_person is not False:
            self._match_persons(list(dict.fromkeys(name for text in spellings for name in read_name(text).names)), best)
        if query.is_person is not True:
            self._match_bodies([body_words(text) for text in spellings], best)
        born, died = query.born or read.born, query.died or read.died
        judged = [self._judged(number, agreement, born, died, query.office) for number, agreement in best.items()]
        ranked = sorted(
            (each for each in judged if each.score >= LEAST_SCORE),
            key=lambda each: (-each.score, each.agreement.missing, each.entry.id),
        )
        certain = bool(ranked) and not read.of_a_husband and is_certain(ranked, self._bearers(ranked[0].entry))
        return [
            Candidate(each.entry.id, each.entry.names[0], min(100.0, each.score), certain and place == 0, each.reasons)
            for place, each in enumerate(ranked[:limit])
        ]

    def _match_persons(self, names: Sequence[PersonName], best: dict[int, Agreement]) -> None:
        for misspelt in (False, True):
            for name in names:
                for place in self._persons.postings.near(_keys(name), misspelt=misspelt):
                    agreement = compare(name, PersonName.unpacked(self._persons.texts[place]))
                    _keep(best, self._persons.entries[place], agreement)
            if best and max(each.score for each in best.values()) >= GOOD:
                return

    def _match_bodies(self, names: Sequence[tuple[str, ...]], best: dict[int, Agreement]) -> None:
        for misspelt in (False, True):
            for name in names:
                for place in self._bodies.postings.near(name, misspelt=misspelt):
                    agreement = compare_bodies(name, self._bodies.texts[place].split())
                    _keep(best, self._bodies.entries[place], agreement)
            if best and max(each.score for each in best.values()) >= GOOD:
                return

    def _judged(self, number: int, agreement: Agreement, born: int | None, died: int | None, office: str) -> Judged:
        entry, score, reasons = self._entries[number], agreement.score, list(agreement.reasons)
        lives = same_life(entry, born, died)
        if lives is not None:
            score += SAME_LIFE if lives else OTHER_LIFE
            reasons.append("same years of life" if lives else "other years of life")
        if office and any(same_office(office, each) for each in entry.offices):
            score += SAME_OFFICE
            reasons.append("same office")
        return Judged(entry, agreement, round(score, 1), lives, tuple(reasons))

    def _bearers(self, entry: Entry) -> int:
        """How many entries have the family name of an entry, at least 1; of names in one piece the rarest word."""
        counts = []
        for text in entry.names[:1]:
            for name in read_name(text).names[:1]:
                found = [set(self._persons.postings.bearers(word)) for word in name.family or name.given]
                found = [each for each in found if each]
                if found:
                    places = set.intersection(*found) if name.family else min(found, key=len)
                    counts.append(len({self._persons.entries[place] for place in places}))
        return max(counts, default=1)


class _Names:
    """Names as texts, each with the number of its entry."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.entries: array[int] = array("I")
        self.postings = Postings()

    def add(self, entry: int, text: str, keys: Iterable[str]) -> None:
        self.texts.append(text)
        self.entries.append(entry)
        self.postings.add(keys)


def _keep(best: dict[int, Agreement], number: int, agreement: Agreement) -> None:
    known = best.get(number)
    if agreement.score > 0 and (known is None or agreement.score > known.score):
        best[number] = agreement


def _all_spellings(names: Iterable[str]) -> list[str]:
    """The names and their Latin spellings, each once."""
    return list(dict.fromkeys(each for name in names for each in (name, *romanized(name))))


def _keys(name: PersonName) -> list[str]:
    """The words by which a name is looked for: its words, and neighbours of the family name in one word."""
    return list(dict.fromkeys((*name.all_words, *_joined(name), *name.nicknames)))


def _joined(name: PersonName) -> Iterator[str]:
    """Two short neighbours as one word: "Le May" is also printed LeMay."""
    found = name.family or name.given
    for one, other in pairwise(found):
        if len(one) > 1 and len(other) > 1:
            yield one + other


def same_office(one: str, other: str) -> bool:
    """Whether one of two offices has all words of the other."""
    first, second = set(body_words(one)), set(words(other))
    return bool(first) and (first <= second or set(body_words(other)) <= set(words(one)))
