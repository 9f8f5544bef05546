"""The plain tables, grouped by record: what everything derived is made from."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, FromClause, Table, func, select
from sqlmodel import SQLModel

from app.catalogue.collections import KIND_LABELS, labels_of
from app.catalogue.indexing import first_day
from app.database.bulk import batches
from app.resources.actors.models import ActorIdentifierRow, ActorNameRow, ActorRow, MaybeSameRow
from app.resources.claims.models import ClaimAboutRow, ClaimAuthorRow, ClaimRow, ClaimTopicRow, EvidenceRow
from app.resources.dataset.models import AliasRow, CollectionRow, LedgerRow, ReleaseRow
from app.resources.documents.models import DocumentActorRow, DocumentRow, DocumentTopicRow, ParagraphRow
from app.resources.events.models import AnswerRow, EventDocumentRow, EventRow, EventTopicRow, ParticipationRow
from app.resources.faces import DatedRow
from app.resources.identities import joined_ids, with_joined_ids
from app.resources.lookups import KEYS_AT_ONCE, GroupLookup, Lookup, grouped
from app.resources.memberships.models import MembershipRow
from app.resources.places.models import PlaceRow
from app.resources.shared import CitationRow
from app.resources.tenures.models import TenureRow
from app.resources.topics.models import TopicRow
from app.timeline import exchanges, offices
from app.timeline.dates import EdtfDate, parse
from app.timeline.days import Day
from app.timeline.record_types import RecordType
from app.timeline.romanization import romanized
from app.timeline.vocabulary import Manner, ParticipationRole, Verdict

Row = TypeVar("Row", bound=SQLModel)
Dated = TypeVar("Dated", bound=DatedRow)
ROWS_AT_ONCE = 1_000
"""Rows that are read from the driver at once."""


def as_date(edtf: str | None) -> EdtfDate | None:
    """The date of a row."""
    return None if edtf is None else parse(edtf)


def _day(row: DatedRow) -> Day:
    return first_day(as_date(row.edtf))


class Snapshot:
    """The plain tables of a database, in the caller's transaction.

    Actors, places, topics, tenures and memberships are read whole. Of events, documents and claims, and of what they
    list, only those that are asked for are in memory (see `Lookup`); `load_events` and its like read many at once.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.joined = joined_ids(connection)
        """The ids of actors of imports that are joined with another, each with the id of that one."""
        self.collections = {row.id: row for row in self.all(CollectionRow)}
        actors = self.all(ActorRow)
        self.actors = {row.id: row for row in actors if row.id not in self.joined}
        by_current = grouped((row for row in actors if row.id in self.joined), lambda row: self.joined[row.id])
        self.joined_actors = {
            id_: sorted(rows, key=lambda row: (row.collection, row.id)) for id_, rows in by_current.items()
        }
        """By actor, the actors of imports that are joined with it, which are not among `actors`."""
        self._offices: dict[str, offices.Offices] = {}
        self.places = {row.id: row for row in self.all(PlaceRow)}
        self.topics = {row.id: row for row in self.all(TopicRow)}
        self.tenures = sorted(self.all(TenureRow), key=lambda row: (_day(row), *self._rank(row.holder, row)))
        self.memberships = sorted(
            (row for row in self.all(MembershipRow) if row.member != row.group),  # once one body, no organ of another
            key=lambda row: (_day(row), *self._rank(row.member, row)),
        )
        self.names = self.in_order(ActorNameRow, "actor")
        self.identifiers = self.in_order(ActorIdentifierRow, "actor")
        self.events = self._by_id(EventRow)
        self.documents = self._by_id(DocumentRow)
        self.claims = self._by_id(ClaimRow)
        # What records list, by the record.
        self.participations = self._listed(ParticipationRow, "event")
        self.event_topics = self._listed(EventTopicRow, "event")
        self.event_documents = self._listed(EventDocumentRow, "event")
        self.responses = self._listed(AnswerRow, "event")
        self.document_topics = self._listed(DocumentTopicRow, "document")
        self.document_actors = self._listed(DocumentActorRow, "document")
        self.paragraphs = self._listed(ParagraphRow, "document", "n")
        self.claim_subjects = self._listed(ClaimAboutRow, "claim")
        self.claim_topics = self._listed(ClaimTopicRow, "claim")
        self.claim_authors = self._listed(ClaimAuthorRow, "claim")
        self.evidence = self._listed(EvidenceRow, "claim")
        # What refers to records, by the record.
        self.answers = GroupLookup(self._answers)
        self.document_events = GroupLookup(self._document_events)
        self.claims_about = GroupLookup(self._claims_about)
        self._claims_in = GroupLookup(self._claims_asserted)
        self._evidence_in = GroupLookup(self._evidence_resting)
        self.referring_to = GroupLookup(self._referring)
        self.documents_by_url = GroupLookup(self._read_at)
        self.citations = GroupLookup(self._citations)
        self.updated: Lookup[str, Day | None] = Lookup(self._updated, lambda: None)

    def all(self, table: type[Row], *where: ColumnElement[bool]) -> Sequence[Row]:
        """The rows of a table that fulfil all conditions, with the current ids of actors that are joined.

        Conditions are on the columns as stored, which have the ids that collections give actors.
        """
        return list(self.stream(table, *where))

    def stream(self, table: type[Row], *where: ColumnElement[bool]) -> Iterator[Row]:
        """The same, a part of them in memory at a time."""
        # Rows of the driver with the columns as attributes: objects of the ORM would take ten times as long.
        rows = with_joined_ids(_table(table)) if self.joined else select(_table(table))
        statement = rows.where(*where).execution_options(yield_per=ROWS_AT_ONCE)
        return iter(cast("Iterable[Row]", self._connection.execute(statement)))

    def some(self, table: type[Row], ids: Iterable[str]) -> Iterator[Row]:
        """The rows with some ids; an id without a row is passed over."""
        for batch in batches(ids, KEYS_AT_ONCE):
            yield from self.all(table, _table(table).c.id.in_(batch))

    def _current(self, table: type[SQLModel]) -> FromClause:
        """A table to count in, with the current ids of actors that are joined."""
        return with_joined_ids(_table(table)).subquery() if self.joined else _table(table)

    def in_order(self, table: type[Row], owner: str) -> Mapping[str, list[Row]]:
        """The rows of a table of what records list, by their record in the column `owner`."""
        rows = sorted(self.all(table), key=attrgetter("position"))
        return grouped(rows, attrgetter(owner))

    def load_events(self, ids: Collection[str]) -> None:
        """Read what the catalogue needs of these events."""
        self.events.load(ids)
        for each in (self.participations, self.event_topics, self.event_documents, self.responses, self.answers):
            each.load(ids)
        self._load_common("event", ids)
        self.events.load(row.responds_to for id_ in ids for row in self.responses[id_])
        self.documents.load(row.document for id_ in ids for row in self.event_documents[id_])

    def load_documents(self, ids: Collection[str]) -> None:
        """Read what the catalogue needs of these documents and their paragraphs."""
        self.documents.load(ids)
        for each in (self.document_topics, self.document_actors, self.document_events, self.paragraphs):
            each.load(ids)
        self._load_common("document", ids)
        self._claims_in.load(ids)
        self._evidence_in.load(ids)
        self.load_claims({row.id for id_ in ids for row in self._claims_in[id_]})
        self.load_claims({row.claim for id_ in ids for row in self._evidence_in[id_]})
        self.referring_to.load(row.url for id_ in ids if (row := self.documents[id_]).url is not None)
        self.documents_by_url.load(each["url"] for id_ in ids for each in self.documents[id_].cross_references)
        events = {row.event for id_ in ids for row in self.document_events[id_]}
        self.responses.load(events)
        self.events.load(row.responds_to for event in events for row in self.responses[event])

    def load_claims(self, ids: Collection[str]) -> None:
        """Read what the catalogue needs of these claims."""
        self.claims.load(ids)
        for each in (self.claim_subjects, self.claim_topics, self.claim_authors, self.evidence):
            each.load(ids)
        self.updated.load(f"record/{id_}" for id_ in ids)
        documents = {self.claims[id_].asserted_document for id_ in ids}
        self.documents.load(documents | {row.document for id_ in ids for row in self.evidence[id_]})

    def load_actors(self, ids: Collection[str]) -> None:
        """Read what the catalogue needs of these actors besides themselves."""
        self._load_common("actor", ids)
        self.citations.load(f"actor/{row.id}" for id_ in ids for row in self.joined_actors.get(id_, ()))
        for type_, rows in (("tenure", self.tenures_by_holder), ("membership", self.memberships_by_member)):
            self.citations.load(f"{type_}/{row.key}" for id_ in ids for row in rows[id_])

    def load_spans(self, type_: str, owners: Mapping[int, str]) -> None:
        """Read the citations of tenures or memberships, given by key with their holder or member, and of these."""
        self.citations.load(f"{type_}/{key}" for key in owners)
        self.citations.load(f"actor/{self.stated_actors.get((type_, key), owner)}" for key, owner in owners.items())

    def _load_common(self, type_: str, ids: Collection[str]) -> None:
        self.claims_about.load(ids)
        self.load_claims({row.id for id_ in ids for row in self.claims_about[id_]})
        self.citations.load(f"{type_}/{id_}" for id_ in ids)
        self.updated.load(f"record/{id_}" for id_ in ids)

    def _by_id(self, table: type[Row]) -> Lookup[str, Row]:
        column = _table(table).c.id
        return Lookup(lambda ids: {getattr(row, "id"): row for row in self.all(table, column.in_(ids))})  # noqa: B009

    def _listed(self, table: type[Row], owner: str, order: str = "position") -> GroupLookup[str, Row]:
        column = _table(table).c[owner]

        def read(owners: Sequence[str]) -> Mapping[str, list[Row]]:
            return grouped(sorted(self.all(table, column.in_(owners)), key=attrgetter(order)), attrgetter(owner))

        return GroupLookup(read)

    def _answers(self, events: Sequence[str]) -> Mapping[str, list[AnswerRow]]:
        """By the event that is answered, the answers in their order by date."""
        rows = self.all(AnswerRow, _table(AnswerRow).c.responds_to.in_(events))
        return grouped(self._by_date(rows, self.events, attrgetter("event")), attrgetter("responds_to"))

    def _document_events(self, documents: Sequence[str]) -> Mapping[str, list[EventDocumentRow]]:
        """By document, the events in their order by date."""
        rows = self.all(EventDocumentRow, _table(EventDocumentRow).c.document.in_(documents))
        return grouped(self._by_date(rows, self.events, attrgetter("event")), attrgetter("document"))

    def _claims_about(self, records: Sequence[str]) -> Mapping[str, list[ClaimRow]]:
        """By the record they are about, in their order by date."""
        joined = [row.id for record in records for row in self.joined_actors.get(record, ())]
        rows = self.all(ClaimAboutRow, _table(ClaimAboutRow).c.record.in_([*records, *joined]))
        found = self._by_date(rows, self.claims, attrgetter("claim"))
        return {record: [self.claims[row.claim] for row in own] for record, own in grouped(found, _record_of).items()}

    def _claims_asserted(self, documents: Sequence[str]) -> Mapping[str, list[ClaimRow]]:
        """By the document in which they are asserted, in their order by date."""
        rows = self.all(ClaimRow, _table(ClaimRow).c.asserted_document.in_(documents))
        return grouped(sorted(rows, key=lambda row: (_day(row), row.id)), attrgetter("asserted_document"))

    def _evidence_resting(self, documents: Sequence[str]) -> Mapping[str, list[EvidenceRow]]:
        """By the document that it rests on, in the order of the claims by date."""
        rows = self.all(EvidenceRow, _table(EvidenceRow).c.document.in_(documents))
        rows = sorted(rows, key=attrgetter("position"))
        return grouped(self._by_date(rows, self.claims, attrgetter("claim")), attrgetter("document"))

    def _by_date(self, rows: Sequence[Row], records: Lookup[str, Dated], record: Callable[[Row], str]) -> Sequence[Row]:
        """Rows in the order of the dates of the records they belong to, then of their ids."""
        records.load(map(record, rows))
        return sorted(rows, key=lambda row: (_day(records[record(row)]), record(row)))

    def _citations(self, owners: Sequence[str]) -> Mapping[str, list[CitationRow]]:
        """By owner type and owner, as `type/id`."""
        citation = _table(CitationRow)
        found: dict[str, list[CitationRow]] = {}
        for type_, ids in grouped((owner.partition("/") for owner in owners), itemgetter(0)).items():
            condition = (citation.c.owner_type == type_, citation.c.owner.in_([id_ for _, _, id_ in ids]))
            rows = sorted(self.all(CitationRow, *condition), key=attrgetter("position"))
            found |= grouped(rows, lambda row: f"{row.owner_type}/{row.owner}")
        return found

    def _updated(self, records: Sequence[str]) -> Mapping[str, Day | None]:
        """By space and id, as `space/id`: the day on which the release that last changed the record was loaded."""
        ledger = _table(LedgerRow)
        found: dict[str, Day | None] = {}
        for space, ids in grouped((record.partition("/") for record in records), itemgetter(0)).items():
            rows = self.all(LedgerRow, ledger.c.space == space, ledger.c.id.in_([id_ for _, _, id_ in ids]))
            found |= {f"{space}/{row.id}": self._loaded[row.changed] for row in rows if row.changed in self._loaded}
        return found

    @cached_property
    def _loaded(self) -> Mapping[int, Day]:
        """The day on which a release was loaded."""
        return {
            row.number: Day(datetime.fromisoformat(row.loaded_at).date().toordinal()) for row in self.all(ReleaseRow)
        }

    def _rank(self, owner: str, row: TenureRow | MembershipRow) -> tuple[object, ...]:
        """The order of what an actor was: that of its own list, then that of the lists of those joined with it."""
        own = row.collection == self.actors[owner].collection
        return owner, not own, row.collection, row.key

    def _places(self, rows: Iterable[TenureRow | MembershipRow], owner: str) -> Mapping[int, int]:
        """By key of a row, its place among all rows of its actor, whose own come first."""
        groups = grouped(rows, lambda row: str(getattr(row, owner)))
        places: dict[int, int] = {}
        for actor, own in groups.items():
            if actor in self.joined_actors:
                ranked = sorted(own, key=lambda row: self._rank(actor, row))
                places |= {row.key: place for place, row in enumerate(ranked)}
        return places

    @cached_property
    def tenure_places(self) -> Mapping[int, int]:
        """By key, the place of a tenure among those of a holder with whom others are joined."""
        return self._places(self.tenures, "holder")

    @cached_property
    def membership_places(self) -> Mapping[int, int]:
        """By key, the place of a membership among those of a member with whom others are joined."""
        return self._places(self.memberships, "member")

    @cached_property
    def stated_actors(self) -> Mapping[tuple[str, int], str]:
        """By table and key of a tenure or membership of a joined actor: the id that its collection gives the actor."""
        found: dict[tuple[str, int], str] = {}
        for name, owner in (("tenure", "holder"), ("membership", "member")) if self.joined else ():
            columns = SQLModel.metadata.tables[name].c
            rows = self._connection.execute(select(columns.key, columns[owner]))
            found |= {(name, key): actor for key, actor in rows if actor in self.joined}
        return found

    @cached_property
    def kind_labels(self) -> Mapping[tuple[str, str], str]:
        """The labels of kinds, by record type and kind."""
        return labels_of_kinds(self._connection)

    @cached_property
    def _references(self) -> Mapping[str, list[str]]:
        """By the address that they refer to, the ids of documents in their order."""
        document = _table(DocumentRow)
        statement = select(document.c.id, document.c.cross_references).order_by(document.c.id)
        rows = self._connection.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))
        pairs = ((each["url"], id_) for id_, references in rows for each in references)
        return {url: [id_ for _, id_ in own] for url, own in grouped(pairs, itemgetter(0)).items()}

    def _referring(self, urls: Sequence[str]) -> Mapping[str, list[DocumentRow]]:
        """By the address that they refer to, in the order of ids."""
        return {url: [self.documents[id_] for id_ in self._references[url]] for url in urls if url in self._references}

    @cached_property
    def _addresses(self) -> Mapping[str, list[str]]:
        """By an address that documents refer to, the ids of those that can be read there, in their order."""
        document = _table(DocumentRow)
        statement = select(document.c.url, document.c.id).where(document.c.url.is_not(None)).order_by(document.c.id)
        rows = self._connection.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))
        pairs = ((url, id_) for url, id_ in rows if url in self._references)
        return {url: [id_ for _, id_ in own] for url, own in grouped(pairs, itemgetter(0)).items()}

    def _read_at(self, urls: Sequence[str]) -> Mapping[str, list[DocumentRow]]:
        """By the address at which they can be read, in the order of ids."""
        return {url: [self.documents[id_] for id_ in self._addresses[url]] for url in urls if url in self._addresses}

    @cached_property
    def names_in_search(self) -> Mapping[str, tuple[str, ...]]:
        """By actor: all names, the name it is shown by first, and Latin spellings of those in Russian letters."""
        names: dict[str, tuple[str, ...]] = {}
        for actor in self.actors.values():
            known = (actor.name, *(each.name for each in self.names[actor.id]))
            spellings = (spelling for name in known for spelling in romanized(name))
            names[actor.id] = tuple(dict.fromkeys((*known, *spellings)))
        return names

    @cached_property
    def joined_names(self) -> Mapping[tuple[str, str], list[ActorNameRow | ActorRow]]:
        """By actor and collection: the names of the actors of the collection that are joined with it."""
        names: dict[tuple[str, str], list[ActorNameRow | ActorRow]] = defaultdict(list)
        for actor, rows in self.joined_actors.items():
            for row in rows:
                names[actor, row.collection] += [row, *self.names[row.id]]
        return names

    @cached_property
    def maybe_same(self) -> Mapping[str, list[str]]:
        """By actor, the ids of those who may be the same, in order; each pair is there at both."""
        decision = SQLModel.metadata.tables["decision"]
        possible = select(decision.c.imported, decision.c.actor).where(decision.c.verdict == Verdict.POSSIBLE)
        stated = ((row.actor, row.other) for row in self.all(MaybeSameRow))
        found: dict[str, set[str]] = defaultdict(set)
        for pair in chain(stated, self._connection.execute(possible)):
            one, other = (self.joined.get(actor, actor) for actor in pair)
            if one != other:
                found[one].add(other)
                found[other].add(one)
        return {actor: sorted(others) for actor, others in found.items()}

    @cached_property
    def actor_aliases(self) -> Mapping[str, list[str]]:
        """By actor: its aliases in order, the ids of joined actors among them."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.all(AliasRow, _table(AliasRow).c.type == RecordType.ACTOR.value):
            found[self.joined.get(row.record, row.record)].add(row.id)
        for imported, actor in self.joined.items():
            found[actor].add(imported)
        return {actor: sorted(ids) for actor, ids in found.items()}

    def claims_asserted_in(self, document: str) -> int:
        """Number of claims asserted in a document."""
        return len(self._claims_in[document])

    def evidence_in(self, document: str) -> int:
        """Number of pieces of evidence that rest on a document."""
        return len(self._evidence_in[document])

    def claims_by_passage(self, document: str, n: int) -> list[ClaimRow]:
        """The claims asserted in a paragraph, in their order by date."""
        return [row for row in self._claims_in[document] if row.asserted_n == n]

    def evidence_by_passage(self, document: str, n: int) -> list[EvidenceRow]:
        """The evidence that rests on a paragraph, in the order of the claims by date."""
        return [row for row in self._evidence_in[document] if row.n == n]

    @cached_property
    def event_roles(self) -> Mapping[str, Counter[str]]:
        """By actor: the number of participations in each role."""
        return self._roles(ParticipationRow)

    @cached_property
    def document_roles(self) -> Mapping[str, Counter[str]]:
        """By actor: the number of documents in each role."""
        return self._roles(DocumentActorRow)

    def _roles(self, table: type[SQLModel]) -> Mapping[str, Counter[str]]:
        columns = self._current(table).c
        statement = select(columns.actor, columns.role, func.count()).group_by(columns.actor, columns.role)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for actor, role, number in self._connection.execute(statement):
            counts[actor][role] = number
        return counts

    @cached_property
    def events_of(self) -> Mapping[str, int]:
        """Number of events by actor."""
        columns = self._current(ParticipationRow).c
        return self._counted(columns.actor, func.count(columns.event.distinct()))

    @cached_property
    def documents_of(self) -> Mapping[str, int]:
        """Number of documents by actor."""
        columns = self._current(DocumentActorRow).c
        return self._counted(columns.actor, func.count(columns.document.distinct()))

    @cached_property
    def tenures_by_holder(self) -> Mapping[str, list[TenureRow]]:
        """By holder, the earliest first."""
        return grouped(self.tenures, lambda row: row.holder)

    @cached_property
    def memberships_by_member(self) -> Mapping[str, list[MembershipRow]]:
        """By member, the earliest first."""
        return grouped(self.memberships, lambda row: row.member)

    @cached_property
    def events_at(self) -> Mapping[str, int]:
        """Number of events by place."""
        return self._counted(_table(EventRow).c.place)

    @cached_property
    def documents_at(self) -> Mapping[str, int]:
        """Number of documents by place of writing."""
        return self._counted(_table(DocumentRow).c.place)

    @cached_property
    def events_about(self) -> Mapping[str, int]:
        """Number of events by topic."""
        return self._counted(_table(EventTopicRow).c.topic)

    @cached_property
    def documents_about(self) -> Mapping[str, int]:
        """Number of documents by topic."""
        return self._counted(_table(DocumentTopicRow).c.topic)

    def _counted(self, column: ColumnElement[Any], number: ColumnElement[int] | None = None) -> Mapping[str, int]:
        """The number of rows, or of something else, by the value of a column; 0 for a value that none has."""
        counts = func.count() if number is None else number
        statement = select(column, counts).where(column.is_not(None)).group_by(column)
        return Counter({row[0]: row[1] for row in self._connection.execute(statement)})

    @cached_property
    def _part_of(self) -> Mapping[str, str]:
        """By event, the event of which it is a part."""
        event = _table(EventRow)
        statement = select(event.c.id, event.c.part_of).where(event.c.part_of.is_not(None))
        return {row.id: row.part_of for row in self._connection.execute(statement)}

    @cached_property
    def parts(self) -> Mapping[str, int]:
        """Number of events below an event, at any depth."""
        return Counter(whole for event in self._part_of for whole in self.wholes(event))

    def wholes(self, event: str) -> list[str]:
        """Ids of the events that an event is a part of, the nearest first."""
        found: list[str] = []
        above = self._part_of.get(event)
        while above is not None:
            found.append(above)
            above = self._part_of.get(above)
        return found

    def offices_in(self, collection: str) -> offices.Offices:
        """Who holds which office and acts for whom, as the records of a collection have it.

        Its own tenures and memberships count, and those of the collections that lead joined actors: what an import
        adds to an actor changes no event or document of others.
        """
        found = self._offices.get(collection)
        if found is None:
            found = self._offices[collection] = self._make_offices({collection, *self._leading})
        return found

    @cached_property
    def _leading(self) -> set[str]:
        return {self.actors[actor].collection for actor in self.joined_actors}

    def _make_offices(self, collections: set[str]) -> offices.Offices:
        tenures = [
            offices.Tenure(row.holder, row.office, row.of, as_date(row.edtf), row.represents, row.key)
            for row in self.tenures
            if row.collection in collections
        ]
        memberships = [
            offices.Membership(row.member, row.group, row.kind == "organ", as_date(row.edtf))
            for row in self.memberships
            if row.collection in collections
        ]
        return offices.Offices(tenures, memberships, self._lives)

    @cached_property
    def _lives(self) -> Mapping[str, EdtfDate | None]:
        return {actor.id: as_date(actor.edtf) for actor in self.actors.values()}

    def exchange_outline(self, event: str) -> exchanges.Outline:
        """The exchange of an event in short."""
        if event in self._answering:
            return self._exchanges.outline(event)
        return exchanges.Exchanges([self._move(self.events[event])]).outline(event)

    @cached_property
    def _answering(self) -> frozenset[str]:
        """The events that answer or are answered."""
        columns = _table(AnswerRow).c
        pairs = self._connection.execute(select(columns.event, columns.responds_to))
        return frozenset(event for pair in pairs for event in pair)

    @cached_property
    def _exchanges(self) -> exchanges.Exchanges:
        """Which move answers which, of the events that answer or are answered."""
        moves = []
        for ids in batches(sorted(self._answering), ROWS_AT_ONCE):
            for each in (self.events, self.responses, self.participations):
                each.load(ids)
            moves += [self._move(self.events[id_]) for id_ in ids]
        return exchanges.Exchanges(moves)

    def _move(self, event: EventRow) -> exchanges.Move:
        return exchanges.Move(
            event.id,
            parse(event.edtf or ""),
            tuple((row.responds_to, Manner(row.manner)) for row in self.responses[event.id]),
            any(row.role == ParticipationRole.RECIPIENT for row in self.participations[event.id]),
        )


def labels_of_kinds(connection: Connection) -> Mapping[tuple[str, str], str]:
    """The labels of kinds, by record type and kind. Of several that of the first collection."""
    labels = labels_of(connection.exec_driver_sql(KIND_LABELS))
    return {(type_, slug): label for type_, of_type in labels.items() for slug, label in of_type.items()}


def _table(table: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(table.__tablename__)]


def _record_of(row: ClaimAboutRow) -> str:
    return row.record
