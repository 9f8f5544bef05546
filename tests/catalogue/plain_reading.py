"""One plain, slow reading of the data: what every list, with and without words, is held against.

It reads the records of the data files and knows nothing of terms, postings, sort numbers or indexes. A query is
answered by looking at every record, by the words of the definitions.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.catalogue.facets import MOST_BINS, MOST_VALUES, UNDATED, Count, Facet, TooManyBins
from app.catalogue.paging import Sort
from app.catalogue.queries import (
    NO_WHOLE,
    ActorInRole,
    Box,
    Cast,
    DateFilter,
    DateMatch,
    DayFilter,
    RecordQuery,
    TermKey,
)
from app.loading.data_set import DataSet
from app.resources.actors.models import ActorRecord
from app.resources.claims.models import ClaimRecord
from app.resources.documents.models import DocumentRecord
from app.resources.events.models import EventRecord
from app.resources.stories.models import StoryRecord
from app.timeline.bins import Unit, bins, narrowed, number_of_bins
from app.timeline.dates import EdtfDate, interval, parse
from app.timeline.days import ALWAYS, Day, Span
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key
from app.timeline.vocabulary import ActorScope, Certainty, DocumentRole, MembershipKind, ParticipationRole

Changed = EventRecord | DocumentRecord | ActorRecord | ClaimRecord | StoryRecord
"""Records of which it is known when they last changed."""
BEFORE_EVERY_DAY = -(10**15)


@dataclass(frozen=True)
class PlainRecord:
    """A record: what it is filtered, ordered and counted by."""

    type: RecordType
    key: str
    title: str
    date: EdtfDate | None = None
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By axis."""
    cast: frozenset[ActorInRole] = frozenset()
    represented: frozenset[ActorInRole] = frozenset()
    """The cast, and in the same roles all for whom somebody of the cast acts."""
    point: tuple[float, float] | None = None
    """Degrees north and east."""
    updated: Day | None = None
    sides: tuple[EdtfDate | None, ...] | None = None
    """Of a tenure or membership: the lives of its two sides."""

    def on(self, day: Day) -> Certainty | None:
        """Whether a tenure or membership holds on a day: by its own date, else by the lives of its sides."""
        if self.sides is None:
            return None
        found = [on_day(date, day) for date in (self.sides if self.date is None else (self.date,))]
        if None in found:
            return None
        return Certainty.POSSIBLE if Certainty.POSSIBLE in found else Certainty.CERTAIN


def on_day(date: EdtfDate | None, day: Day) -> Certainty | None:
    """Whether what lasts for `date` is there on a day; where nothing is known, nothing limits it."""
    if date is None:
        return Certainty.CERTAIN
    if not date.outer.holds(day):
        return None
    return Certainty.CERTAIN if date.inner is not None and date.inner.holds(day) else Certainty.POSSIBLE


# Matching


def matches(record: PlainRecord, query: RecordQuery) -> bool:
    """Whether a record matches a query."""
    return (
        record.type in query.types
        and all(any(has(record, key) for key in group) for group in query.groups)
        and in_cast(record, query.cast)
        and (query.dates is None or matches_dates(record.date, query.dates))
        and (query.updated_since is None or (record.updated is not None and record.updated >= query.updated_since))
        and (query.box is None or (record.point is not None and in_box(*record.point, query.box)))
        and (query.on is None or certainty(record, query.on) in query.on.certainties)
    )


def has(record: PlainRecord, key: TermKey) -> bool:
    """Whether a record has a value on an axis."""
    match key.axis:
        case "all":
            return True
        case "role":
            return any(each.role == key.value for each in record.cast)
        case "actor" | "represented":
            cast = record.cast if key.axis == "actor" else record.represented
            return any(each.actor == key.value and key.role in {"", each.role} for each in cast)
        case _:
            return key.value in record.values.get(key.axis, ())


def in_cast(record: PlainRecord, wanted: Cast) -> bool:
    """Whether those who must be in a record are, in the roles that they must have."""
    scope = record.cast if wanted.scope is ActorScope.SELF else record.represented

    def there(actor: ActorInRole, cast: Iterable[ActorInRole], roles: Sequence[str]) -> bool:
        allowed = (actor.role,) if actor.role else roles
        return any(each.actor == actor.actor and (not allowed or each.role in allowed) for each in cast)

    if wanted.fixed is not None:
        return there(ActorInRole(wanted.fixed), scope, wanted.roles) and all(
            any(there(actor, record.cast, ()) for actor in group) for group in wanted.actors
        )
    if not all(any(there(actor, scope, wanted.roles) for actor in group) for group in wanted.actors):
        return False
    unnamed = any(not actor.role for group in wanted.actors for actor in group)
    return not wanted.roles or unnamed or any(each.role in wanted.roles for each in record.cast)


def matches_dates(date: EdtfDate | None, wanted: DateFilter) -> bool:
    """Whether a date relates to the requested span as it must."""
    if wanted.span is None or date is None:
        return wanted.span is None and date is None
    first, last = wanted.span.first, wanted.span.last
    earliest, latest = date.outer.first, date.outer.last
    if wanted.match is DateMatch.OVERLAPS:
        return (latest is None or first is None or latest >= first) and (
            earliest is None or last is None or earliest <= last
        )
    if wanted.match is DateMatch.WITHIN:
        begins = first is None or (earliest is not None and earliest >= first)
        ends = last is None or (latest is not None and latest <= last)
        return begins and ends
    if date.inner is None:
        return False
    begun = date.inner.first is None or (first is not None and date.inner.first <= first)
    ended = date.inner.last is None or (last is not None and date.inner.last >= last)
    return begun and ended


def in_box(lat: float, lon: float, box: Box) -> bool:
    """Whether a point lies in a box, which may cross the date line."""
    between = box.west <= lon <= box.east if box.west <= box.east else lon >= box.west or lon <= box.east
    return between and box.south <= lat <= box.north


def certainty(record: PlainRecord, on: DayFilter) -> Certainty | None:
    """How certainly a record holds on a day."""
    found = record.on(on.day)
    if found is None or on.certain_terms is None or any(has(record, key) for key in on.certain_terms):
        return found
    return Certainty.POSSIBLE


# Lists and facets


@dataclass(frozen=True)
class PlainReading:
    """All records."""

    records: Sequence[PlainRecord]

    def of(self, types: Iterable[RecordType]) -> list[PlainRecord]:
        """The records of some types."""
        return [record for record in self.records if record.type in set(types)]

    def matching(self, query: RecordQuery) -> list[PlainRecord]:
        """The records that match, in no order."""
        return [record for record in self.records if matches(record, query)]

    def keys(self, query: RecordQuery, sort: Sort) -> list[tuple[RecordType, str]]:
        """Types and keys of all matches in an order."""
        return [(record.type, record.key) for record in in_order(self.matching(query), sort)]

    def facet(self, query: RecordQuery, name: str, roles: Sequence[str]) -> Facet:
        """The counts of a facet.

        Raises:
            TooManyBins: a histogram would have more than 4,000 bins.
        """
        found = self.matching(query)
        if name in set(Unit):
            return _histogram(found, Unit(name), query.dates.span if query.dates else None)
        if name == "role":
            set_to = {role: query._replace(cast=query.cast._replace(roles=(role,))) for role in roles}
            return _commonest({role: len(self.matching(with_role)) for role, with_role in set_to.items()})
        if name == "actor":
            actors = {each.actor for record in found for each in record.represented}
            return _commonest({actor: _total(found, _with_actor(query, actor)) for actor in actors})
        if name == "type":
            return _commonest(Counter(str(record.type) for record in found))
        return _commonest(Counter(value for record in found for value in record.values.get(name, ())))


def in_order(records: Iterable[PlainRecord], sort: Sort) -> list[PlainRecord]:
    """Records in an order; undated ones come last in either direction of the order by date.

    By relevance all records are equally good here: they come by type and key.
    """
    if sort is Sort.TITLE:
        return sorted(records, key=lambda record: (title_key(record.title), record.key))
    if sort is Sort.RELEVANCE:
        return sorted(records, key=lambda record: (str(record.type), record.key))

    def by_day(record: PlainRecord) -> tuple[int, int, str]:
        first = None if record.date is None else record.date.outer.first
        return BEFORE_EVERY_DAY if first is None else first, record.type.number, record.key

    ordered = sorted(records, key=by_day, reverse=sort is Sort.DATE_REVERSED)
    return [record for record in ordered if record.date] + [record for record in ordered if not record.date]


def _with_actor(query: RecordQuery, actor: str) -> RecordQuery:
    return query._replace(cast=query.cast._replace(actors=(*query.cast.actors, (ActorInRole(actor),))))


def _total(records: Iterable[PlainRecord], query: RecordQuery) -> int:
    return sum(matches(record, query) for record in records)


def _commonest(totals: Mapping[str, int]) -> Facet:
    counts = [Count(value, records) for value, records in totals.items() if records]
    counts.sort(key=lambda count: (-count.records, count.value))
    return Facet(counts[:MOST_VALUES], len(counts))


def _histogram(records: Sequence[PlainRecord], unit: Unit, span: Span | None) -> Facet:
    outer = [record.date.outer for record in records if record.date is not None]
    known = [day for each in outer for day in (each.first, each.last) if day is not None]
    days = narrowed(min(known), max(known), span) if known else None
    counts: list[Count] = []
    if days is not None:
        if (number := number_of_bins(unit, *days)) > MOST_BINS:
            raise TooManyBins(unit, number)
        for each in bins(unit, *days):
            days_of_bin = Span(each.first, each.last)
            counts += [Count(each.value, sum(one.meets(days_of_bin) for one in outer))]
    distinct = len(counts)
    if undated := len(records) - len(outer):
        counts.append(Count(UNDATED, undated))
    return Facet(counts, distinct)


# From the records of data files


def read(data: DataSet, updated: Callable[[Changed], Day]) -> PlainReading:
    """Read a data set; `updated` gives the day on which a record last changed."""
    return PlainReading(list(_Reading(data, updated).records()))


class _Reading:
    def __init__(self, data: DataSet, updated: Callable[[Changed], Day]) -> None:
        self.data = data
        self.updated = updated
        self.points = {place.id: (place.lat, place.lon) for place in data.of(RecordType.PLACE)}
        self.lives = {
            actor.id: interval(actor.born or actor.founded, actor.died or actor.dissolved)
            for actor in data.of(RecordType.ACTOR)
        }
        self.types: dict[str, str] = {each.id: "event" for each in data.of(RecordType.EVENT)}
        self.types |= {each.id: "document" for each in data.of(RecordType.DOCUMENT)}
        self.events_of: dict[str, set[str]] = defaultdict(set)
        for event in data.of(RecordType.EVENT):
            for each in event.documents:
                self.events_of[each.document].add(event.id)
        self.parents = {event.id: event.part_of for event in data.of(RecordType.EVENT)}
        self.ties: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        for actor in data.of(RecordType.ACTOR):
            for office in actor.offices:
                if office.represents:
                    self._add_tie(actor.id, office.of, interval(office.from_, office.to))
            for membership in actor.member_of:
                if membership.kind is MembershipKind.ORGAN:
                    self._add_tie(actor.id, membership.group, interval(membership.from_, membership.to))

    def _add_tie(self, source: str, target: str, date: EdtfDate | None) -> None:
        """Somebody acts for another on the days of the tie, or else as long as both may be there."""
        days: Span | None = ALWAYS
        for each in (self.lives[source], self.lives[target]) if date is None else (date,):
            if days is not None and each is not None:
                days = days.shared(each.outer)
        if days is not None:
            self.ties[source].append((target, days))

    def acts_for(self, actor: str, days: Span, passed: frozenset[str] = frozenset()) -> set[str]:
        """All to whom a chain of ties leads whose days, and `days`, have a day in common."""
        found: set[str] = set()
        for target, span in self.ties[actor]:
            shared = days.shared(span)
            if shared is not None and target not in passed:
                found |= {target} | self.acts_for(target, shared, passed | {actor, target})
        return found

    def records(self) -> Iterator[PlainRecord]:
        data, types = self.data, RecordType
        for event in data.of(RecordType.EVENT):
            cast = [(each.actor, each.role, each.on_behalf_of) for each in event.actors]
            yield self._dated(
                types.EVENT,
                event,
                event.title,
                parse(event.date),
                cast,
                confidence=[event.confidence],
                place=[event.place],
                topic=event.topics,
                document=[each.document for each in event.documents],
                part_of=list(self._above(event.id)) or [NO_WHOLE],
            )
        for document in data.of(RecordType.DOCUMENT):
            record = self._dated(
                types.DOCUMENT,
                document,
                document.title,
                None if document.date is None else parse(document.date),
                [(each.actor, each.role, None) for each in document.actors],
                confidence=[document.confidence],
                place=[document.place],
                topic=document.topics,
                event=self.events_of[document.id],
            )
            yield record
            for paragraph in document.paragraphs:
                yield replace(record, type=types.PARAGRAPH, key=f"{document.id}/{paragraph.n:06}")
        for actor in data.of(RecordType.ACTOR):
            yield self._dated(types.ACTOR, actor, actor.sort_name or actor.name, self.lives[actor.id])
            yield from self._ties_of(actor)
        for claim in data.of(RecordType.CLAIM):
            date = None if claim.date is None else parse(claim.date)
            yield self._dated(types.CLAIM, claim, claim.statement, date, **dict(self._of_claim(claim)))
        for place in data.of(RecordType.PLACE):
            yield self._plain(types.PLACE, place.id, place.name, place=[place.id], point=self.points[place.id])
        for topic in data.of(RecordType.TOPIC):
            yield self._plain(types.TOPIC, topic.id, topic.name)
        for story in data.of(RecordType.STORY):
            yield self._plain(types.STORY, story.id, story.title, updated=self.updated(story))

    def _ties_of(self, actor: ActorRecord) -> Iterator[PlainRecord]:
        for position, office in enumerate(actor.offices):
            yield self._plain(
                RecordType.TENURE,
                _joined(actor.id, office.of, office.office, position),
                office.office,
                date=interval(office.from_, office.to),
                sides=(self.lives[actor.id], self.lives[office.of]),
                holder=[actor.id],
                of=[office.of],
                office=[office.office],
            )
        for position, membership in enumerate(actor.member_of):
            yield self._plain(
                RecordType.MEMBERSHIP,
                _joined(actor.id, membership.group, membership.kind, position),
                membership.kind,
                date=interval(membership.from_, membership.to),
                sides=(self.lives[actor.id], self.lives[membership.group]),
                member=[actor.id],
                group=[membership.group],
                kind=[membership.kind],
            )

    def _of_claim(self, claim: ClaimRecord) -> Iterator[tuple[str, Iterable[str]]]:
        about = {
            type_: [each for each in claim.about if self.types.get(each) == type_] for type_ in ("event", "document")
        }
        yield "status", [claim.status]
        yield "topic", claim.topics
        yield "asserted_in", [claim.asserted_in.document]
        yield "document", [claim.asserted_in.document, *about["document"], *(each.document for each in claim.evidence)]
        yield "event", about["event"]
        yield "asserted_by", claim.asserted_by
        yield "about", claim.about
        yield "stance", [each.stance for each in claim.evidence]

    def _above(self, event: str) -> Iterator[str]:
        while (parent := self.parents[event]) is not None:
            yield parent
            event = parent

    def _dated(
        self,
        type_: RecordType,
        record: Changed,
        title: str,
        date: EdtfDate | None,
        cast: Iterable[tuple[str, ParticipationRole | DocumentRole, str | None]] = (),
        **values: Iterable[str | None],
    ) -> PlainRecord:
        place: str | None = next(iter(values.get("place", ())), None)
        own, represented = set(), set()
        for actor, role, on_behalf_of in cast:
            own.add(ActorInRole(actor, role))
            stands_for = {actor}
            if role.acting:
                days = ALWAYS if date is None else date.outer
                stands_for |= self.acts_for(actor, days)
                if on_behalf_of is not None:
                    stands_for |= {on_behalf_of} | self.acts_for(on_behalf_of, days)
            represented |= {ActorInRole(each, role) for each in stands_for}
        return self._plain(
            type_,
            record.id,
            title,
            date=date,
            cast=frozenset(own),
            represented=frozenset(represented),
            point=None if place is None else self.points[place],
            updated=self.updated(record),
            kind=[record.kind],
            **values,
        )

    def _plain(
        self,
        type_: RecordType,
        key: str,
        title: str,
        *,
        date: EdtfDate | None = None,
        cast: frozenset[ActorInRole] = frozenset(),
        represented: frozenset[ActorInRole] = frozenset(),
        point: tuple[float, float] | None = None,
        updated: Day | None = None,
        sides: tuple[EdtfDate | None, ...] | None = None,
        **values: Iterable[str | None],
    ) -> PlainRecord:
        values["collection"] = [self.data.collection.id]
        plain = {axis: frozenset(str(value) for value in own if value is not None) for axis, own in values.items()}
        return PlainRecord(type_, key, title, date, plain, cast, represented, point, updated, sides)


def _joined(one: str, other: str, what: str, position: int) -> str:
    return "\x1f".join((one, other, what, f"{position:06}"))
