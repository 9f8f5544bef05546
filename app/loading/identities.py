"""Who is who: which actors of imports are actors of the leading collection. Decided anew by every load.

The leading collection is the one that the service brings, or else one that was loaded by hand. Each other actor is
compared with its actors alone, so the order of imports does not count. Three have a say, the first before the others:
the `identities` in the files of the leading collection, the curator's judgements (`judgements.py`), and the matcher of
names. The matcher joins a person only where the name agrees and more does than a namesake would: the years of life, the
number in an authority file, or the office on the same day. Everything else that is alike is `possible` and joins
nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from app.database.statements import table
from app.matching import Candidate, Entry, MatchIndex, Query, same_life, same_office
from app.matching.names import read_name
from app.matching.spelling import words
from app.matching.vocabulary import PARTICLES
from app.resources.reconcile.queries import entries
from app.timeline.dates import EdtfDate, parse
from app.timeline.romanization import romanized
from app.timeline.titles import title_key
from app.timeline.vocabulary import DecidedBy, Verdict

AUTHORITIES = frozenset({"bnf", "gnd", "histstate", "isni", "lc", "viaf", "wikidata"})
"""Schemes whose numbers mean one person wherever they stand; those of others may be of one list alone."""
LEAST_SCORE = 70.0
"""Names that agree less are not reported."""
MOST_CANDIDATES = 3
"""Actors that are reported as possible for one of an import."""
SAME_FAMILY = frozenset({"same name", "same words in another order", "same family name"})
"""Reasons of the matcher of which one must be there. Family names that are only alike give hundreds of candidates."""


class Judgement(NamedTuple):
    """What the curator says of an actor of an import and one of the leading collection: the same, or not."""

    imported: str
    actor: str
    verdict: Verdict


class Decision(NamedTuple):
    """A row of the table `decision`; the fields are its columns."""

    imported: str
    actor: str
    verdict: Verdict
    decided_by: DecidedBy
    score: float | None = None
    reasons: Sequence[str] = ()


def decide(connection: Connection, leading: str | None) -> int:
    """Decide who is who among all that is loaded, in the caller's transaction. Returns how many actors are joined.

    `leading` is the id of the leading collection; None: there is none, and nobody is joined.
    """
    found = _Decisions()
    actors = _Actors.of(connection, leading) if leading is not None else _Actors()
    for one in _in_files(connection, leading):
        if actors.may_be_one(one.imported, one.actor):
            found.add(one)
    for imported, actor, verdict in sorted(stored_judgements(connection)):
        if actors.may_be_one(imported, actor):
            found.add(Decision(imported, actor, verdict, DecidedBy.CURATOR))
    for one in _Matcher(actors).decisions():
        found.add(one)
    decision, rows = table("decision"), found.rows()
    connection.execute(delete(decision))
    if rows:
        connection.execute(insert(decision), [row._asdict() | {"reasons": list(row.reasons)} for row in rows])
    return sum(row.verdict is Verdict.SAME for row in rows)


def stored_judgements(connection: Connection) -> set[Judgement]:
    """The curator's judgements that the database keeps."""
    judgement = table("judgement")
    rows = connection.execute(select(judgement.c.imported, judgement.c.actor, judgement.c.verdict))
    return {Judgement(imported, actor, Verdict(verdict)) for imported, actor, verdict in rows}


def effective_judgements(connection: Connection) -> set[Judgement]:
    """Those of them that decide something: both actors are loaded, and the files do not judge them."""
    decision = table("decision")
    rows = connection.execute(
        select(decision.c.imported, decision.c.actor).where(decision.c.decided_by == DecidedBy.CURATOR)
    )
    pairs = {tuple(row) for row in rows}
    return {each for each in stored_judgements(connection) if each[:2] in pairs}


def keep_judgements(connection: Connection, judgements: Iterable[Judgement]) -> None:
    """Replace the curator's judgements. One about actors who are not loaded waits until they are."""
    judgement = table("judgement")
    connection.execute(delete(judgement))
    rows = [each._asdict() for each in sorted(set(judgements))]
    if rows:
        connection.execute(insert(judgement), rows)


def _in_files(connection: Connection, leading: str | None) -> Iterator[Decision]:
    identity = table("identity")
    statement = select(identity.c.actor, identity.c.same_as, identity.c.not_same_as)
    for actor, same, others in connection.execute(statement.where(identity.c.collection == leading)):
        for verdict, ids in ((Verdict.SAME, same), (Verdict.NOT_SAME, others)):
            yield from (Decision(each, actor, verdict, DecidedBy.FILES) for each in ids)


class _Decisions:
    """Decisions, of which one about a pair counts, and one that an actor of an import is the same as another."""

    def __init__(self) -> None:
        self._by_pair: dict[tuple[str, str], Decision] = {}
        self._same: dict[str, str] = {}

    def add(self, one: Decision) -> None:
        """Add a decision, unless an earlier one says otherwise; what the matcher found out completes an earlier one."""
        pair = one.imported, one.actor
        known = self._by_pair.get(pair)
        if known is not None:
            if one.decided_by is DecidedBy.MATCHER and known.decided_by is DecidedBy.CURATOR:
                self._by_pair[pair] = known._replace(score=one.score, reasons=one.reasons)
            return
        if one.imported in self._same:  # it is somebody else
            return
        if one.verdict is Verdict.SAME:
            self._same[one.imported] = one.actor
        self._by_pair[pair] = one

    def rows(self) -> list[Decision]:
        """All decisions, without what is possible for an actor that is joined."""
        return [
            one
            for one in self._by_pair.values()
            if one.verdict is not Verdict.POSSIBLE or one.imported not in self._same
        ]


@dataclass(slots=True)
class _Actors:
    """What is known of all actors: as the matcher takes them, and what it does not look at."""

    leading: Mapping[str, Entry] = field(default_factory=dict)
    imported: Mapping[str, Entry] = field(default_factory=dict)
    collections: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    identifiers: Mapping[str, set[tuple[str, str]]] = field(default_factory=dict)
    tenures: Mapping[str, list[tuple[str, EdtfDate]]] = field(default_factory=dict)
    """Of actors of the leading collection: title and span of each dated office."""
    days: Mapping[str, list[tuple[str, EdtfDate]]] = field(default_factory=dict)
    """Of actors of imports: offices in which the source names them, each with the day."""

    def may_be_one(self, imported: str, actor: str) -> bool:
        """Whether both are loaded, one by an import and the other in the leading collection."""
        return imported in self.imported and actor in self.leading

    @classmethod
    def of(cls, connection: Connection, leading: str) -> "_Actors":
        """Read them."""
        actor, name, tenure = table("actor"), table("actor_name"), table("tenure")
        columns = (actor.c.id, actor.c.kind, actor.c.name, actor.c.sort_name, actor.c.edtf)
        rows: tuple[list[tuple[Any, ...]], ...] = (
            [tuple(row) for row in connection.execute(select(*columns).order_by(actor.c.id))],
            [tuple(row) for row in connection.execute(select(name.c.actor, name.c.name).order_by(*name.primary_key))],
            [],
        )
        pairs = connection.execute(select(actor.c.id, actor.c.collection))
        collections: dict[str, str] = {id_: of for id_, of in pairs}  # noqa: C416 - rows are no pairs to mypy
        found = {entry.id: entry for entry in entries(rows)}
        own, day = table("actor_identifier"), table("office_day")
        identifiers: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for id_, scheme, value in connection.execute(select(own.c.actor, own.c.scheme, own.c.value)):
            if scheme in AUTHORITIES:
                identifiers[id_].add((scheme, value))
        held = select(tenure.c.holder, tenure.c.office, tenure.c.edtf).where(tenure.c.collection == leading)
        days = select(day.c.actor, day.c.office, day.c.date).order_by(*day.primary_key)
        return cls(
            {id_: entry for id_, entry in found.items() if collections[id_] == leading},
            {id_: entry for id_, entry in found.items() if collections[id_] != leading},
            collections,
            {row[0]: row[1] for row in rows[0]},
            identifiers,
            _dated(connection.execute(held.where(tenure.c.edtf.is_not(None)))),
            _dated(connection.execute(days)),
        )


def _dated(rows: Iterable[Iterable[str]]) -> Mapping[str, list[tuple[str, EdtfDate]]]:
    found: dict[str, list[tuple[str, EdtfDate]]] = defaultdict(list)
    for actor, office, edtf in rows:
        found[actor].append((office, parse(edtf)))
    return found


class _Matcher:
    """Compares the actors of imports with those of the leading collection."""

    def __init__(self, actors: _Actors) -> None:
        self._actors = actors
        self._persons = [entry for entry in actors.leading.values() if entry.is_person]
        self._index = MatchIndex(self._persons)
        self._families = {word for entry in self._persons for word in _family_words(entry)}
        self._by_identifier = {
            identifier: id_ for id_ in sorted(actors.leading) for identifier in actors.identifiers.get(id_, ())
        }

    def decisions(self) -> Iterator[Decision]:
        """The pairs that are certain, and those that are possible."""
        found = [*self._of_persons(), *self._of_bodies()]
        # A source tells its own persons apart: it would not list one twice with name and years of life.
        twice = Counter(
            (one.actor, self._actors.collections[one.imported])
            for one in found
            if one.verdict is Verdict.SAME and not self._actors.days.get(one.imported)
        )
        for one in found:
            if one.verdict is Verdict.SAME and twice[one.actor, self._actors.collections[one.imported]] > 1:
                reasons = (*one.reasons, "the collection has another one like it")
                yield one._replace(verdict=Verdict.POSSIBLE, reasons=reasons)
            else:
                yield one

    def _of_bodies(self) -> Iterator[Decision]:
        """Bodies of the same kind and name: possible, as a ministry of another state may be called so too."""
        actors = self._actors
        by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
        for entry in actors.leading.values():
            for name in () if entry.is_person else {title_key(name) for name in entry.names}:
                by_name[actors.kinds[entry.id], name].append(entry.id)
        for entry in actors.imported.values():
            for name in () if entry.is_person else dict.fromkeys(map(title_key, entry.names)):
                for actor in by_name.get((actors.kinds[entry.id], name), ())[:MOST_CANDIDATES]:
                    yield Decision(entry.id, actor, Verdict.POSSIBLE, DecidedBy.MATCHER, 100.0, ("same name",))

    def _of_persons(self) -> Iterator[Decision]:
        for entry in self._actors.imported.values():
            if not entry.is_person:
                continue
            numbered = {self._by_identifier.get(each) for each in self._actors.identifiers.get(entry.id, ())}
            if any(actor is not None for actor in numbered) or not self._families.isdisjoint(_all_words(entry)):
                yield from self._judged(entry)

    def _judged(self, entry: Entry) -> Iterator[Decision]:
        """The actors that one of an import may be, with what speaks for each; the first alone may be certain."""
        found = [each for each in self._candidates(entry) if _is_near(each, entry, self._actors.leading[each.id])]
        shared = self._with_its_number(entry)
        if shared is not None:
            yield shared
            return
        for place, each in enumerate(found[:MOST_CANDIDATES]):
            other = self._actors.leading[each.id]
            held, said = self._in_office(entry, other)
            same_years = bool(entry.born and other.born)  # if the years differed, it would not be here
            certain = place == 0 and each.match and (same_years or held is True) and held is not False
            verdict = Verdict.SAME if certain else Verdict.POSSIBLE
            yield Decision(entry.id, each.id, verdict, DecidedBy.MATCHER, each.score, (*each.reasons, *said))

    def _candidates(self, entry: Entry) -> list[Candidate]:
        """The best agreement of any of the names with each person of the leading collection, the best first."""
        best: dict[str, Candidate] = {}
        for name in entry.names:
            for each in self._index.match(Query(name, True, entry.born, entry.died), MOST_CANDIDATES):
                known = best.get(each.id)
                if known is None or (each.match, each.score) > (known.match, known.score):
                    best[each.id] = each
        return sorted(best.values(), key=lambda each: (not each.match, -each.score, each.id))

    def _with_its_number(self, entry: Entry) -> Decision | None:
        """The person with the same number in an authority file; only possible, if the years of life differ."""
        for scheme, number in sorted(self._actors.identifiers.get(entry.id, ())):
            actor = self._by_identifier.get((scheme, number))
            other = None if actor is None else self._actors.leading[actor]
            if other is not None and other.is_person:
                differ = same_life(other, entry.born, entry.died) is False
                reasons = [f"same number {number} ({scheme})", *(["other years of life"] if differ else ())]
                verdict = Verdict.POSSIBLE if differ else Verdict.SAME
                return Decision(entry.id, other.id, verdict, DecidedBy.MATCHER, None, reasons)
        return None

    def _in_office(self, entry: Entry, other: Entry) -> tuple[bool | None, list[str]]:
        """Whether the other held the offices in which a source names somebody, on all of these days; and so in words.

        None: there is no such office, or no day.
        """
        days: list[str] = []
        for office, date in self._actors.days.get(entry.id, ()):
            spans = [held for title, held in self._actors.tenures.get(other.id, ()) if same_office(office, title)]
            if spans and not any(held.outer.covers(date.outer) for held in spans):
                return False, [f"not in the office {office} on the same day ({date.label})"]
            days += [f"same office on the same day ({office}, {date.label})"] if spans else []
        return (True, days[:1]) if days else (None, [])


def _is_near(candidate: Candidate, entry: Entry, other: Entry) -> bool:
    """Whether a candidate is worth a look: same family name, and years of life that do not differ."""
    return (
        candidate.score >= LEAST_SCORE
        and not SAME_FAMILY.isdisjoint(candidate.reasons)
        and same_life(other, entry.born, entry.died) is not False
    )


def _family_words(entry: Entry) -> Iterator[str]:
    """The words that a family name of a person may be looked for by: without a comma, the last word of a name."""
    for text in (each for name in entry.names for each in (name, *romanized(name))):
        for name in read_name(text).names:
            yield from (word for word in name.family or name.given[-1:] if word not in PARTICLES)


def _all_words(entry: Entry) -> set[str]:
    return {word for name in entry.names for text in (name, *romanized(name)) for word in words(text)}
