"""The plain tables in memory, grouped by record: what everything derived is made from."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import TypeVar, cast

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from app.catalogue.indexing import first_day
from app.resources.actors.models import ActorIdentifierRow, ActorNameRow, ActorRow, MaybeSameRow
from app.resources.claims.models import ClaimAboutRow, ClaimAuthorRow, ClaimRow, ClaimTopicRow, EvidenceRow
from app.resources.dataset.models import AliasRow, CollectionRow, KindRow, LedgerRow, ReleaseRow
from app.resources.documents.models import DocumentActorRow, DocumentRow, DocumentTopicRow, ParagraphRow
from app.resources.events.models import AnswerRow, EventDocumentRow, EventRow, EventTopicRow, ParticipationRow
from app.resources.faces import DatedRow
from app.resources.identities import joined_ids, with_joined_ids
from app.resources.memberships.models import MembershipRow
from app.resources.places.models import PlaceRow
from app.resources.shared import CitationRow
from app.resources.tenures.models import TenureRow
from app.resources.topics.models import TopicRow
from app.timeline import exchanges, offices
from app.timeline.dates import EdtfDate, parse
from app.timeline.days import Day
from app.timeline.romanization import romanized
from app.timeline.vocabulary import Manner, ParticipationRole, Verdict

metadata = SQLModel.metadata
Row = TypeVar("Row", bound=SQLModel)


def grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> Mapping[str, list[Row]]:
    """Rows by key, each group in the order given; a key without rows has an empty list."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def as_date(edtf: str | None) -> EdtfDate | None:
    """The date of a row."""
    return None if edtf is None else parse(edtf)


def _day(row: DatedRow) -> Day:
    return first_day(as_date(row.edtf))


class Snapshot:
    """All plain tables of a database, read once in the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.joined = joined_ids(connection)
        """The ids of actors of imports that are joined with another, each with the id of that one."""
        self.collections = {row.id: row for row in self.all(CollectionRow)}
        actors = self.all(ActorRow)
        self.actors = {row.id: row for row in actors if row.id not in self.joined}
        by_current = grouped((row for row in actors if row.id in self.joined), lambda row: self.joined[row.id])
        self._offices: dict[str, offices.Offices] = {}
        self.joined_actors = {
            id_: sorted(rows, key=lambda row: (row.collection, row.id)) for id_, rows in by_current.items()
        }
        """By actor, the actors of imports that are joined with it, which are not among `actors`."""
        self.events = {row.id: row for row in self.all(EventRow)}
        self.documents = {row.id: row for row in self.all(DocumentRow)}
        self.claims = {row.id: row for row in self.all(ClaimRow)}
        self.places = {row.id: row for row in self.all(PlaceRow)}
        self.topics = {row.id: row for row in self.all(TopicRow)}
        self.tenures = sorted(self.all(TenureRow), key=lambda row: (_day(row), *self._rank(row.holder, row)))
        self.memberships = sorted(
            (row for row in self.all(MembershipRow) if row.member != row.group),  # once one body, no organ of another
            key=lambda row: (_day(row), *self._rank(row.member, row)),
        )
        # What records list, by the record.
        self.participations = self.in_order(ParticipationRow, "event")
        self.event_topics = self.in_order(EventTopicRow, "event")
        self.event_documents = self.in_order(EventDocumentRow, "event")
        self.responses = self.in_order(AnswerRow, "event")
        self.document_topics = self.in_order(DocumentTopicRow, "document")
        self.document_actors = self.in_order(DocumentActorRow, "document")
        self.names = self.in_order(ActorNameRow, "actor")
        self.identifiers = self.in_order(ActorIdentifierRow, "actor")
        self.claim_subjects = self.in_order(ClaimAboutRow, "claim")
        self.claim_topics = self.in_order(ClaimTopicRow, "claim")
        self.claim_authors = self.in_order(ClaimAuthorRow, "claim")
        self.evidence = self.in_order(EvidenceRow, "claim")

    def all(self, table: type[Row]) -> Sequence[Row]:
        """All rows of a table, with the current ids of actors that are joined."""
        source = metadata.tables[str(table.__tablename__)]
        statement = with_joined_ids(source) if self.joined else select(source)
        # Rows of the driver with the columns as attributes: objects of the ORM would take ten times as long.
        return cast("Sequence[Row]", self._connection.execute(statement).all())

    def in_order(self, table: type[Row], owner: str) -> Mapping[str, list[Row]]:
        """The rows of a table of what records list, by their record in the column `owner`."""
        rows = sorted(self.all(table), key=lambda row: getattr(row, "position"))  # noqa: B009 - every such table has it
        return grouped(rows, lambda row: str(getattr(row, owner)))

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
            columns = metadata.tables[name].c
            rows = self._connection.execute(select(columns.key, columns[owner]))
            found |= {(name, key): actor for key, actor in rows if actor in self.joined}
        return found

    @cached_property
    def kind_labels(self) -> Mapping[tuple[str, str], str]:
        """The labels of kinds, by record type and kind."""
        rows = sorted(self.all(KindRow), key=lambda row: row.collection, reverse=True)  # so that the first counts
        return {(row.type, row.slug): row.label for row in rows}

    @cached_property
    def document_events(self) -> Mapping[str, list[EventDocumentRow]]:
        """By document, the events in their order by date."""
        rows = [row for rows in self.event_documents.values() for row in rows]
        return grouped(
            sorted(rows, key=lambda row: (_day(self.events[row.event]), row.event)), lambda row: row.document
        )

    @cached_property
    def answers(self) -> Mapping[str, list[AnswerRow]]:
        """By the event that is answered, the answers in their order by date."""
        rows = [row for rows in self.responses.values() for row in rows]
        return grouped(
            sorted(rows, key=lambda row: (_day(self.events[row.event]), row.event)), lambda row: row.responds_to
        )

    @cached_property
    def paragraphs(self) -> Mapping[str, list[ParagraphRow]]:
        """By document, in its order."""
        return grouped(sorted(self.all(ParagraphRow), key=lambda row: row.n), lambda row: row.document)

    @cached_property
    def documents_by_url(self) -> Mapping[str, list[DocumentRow]]:
        """By the address at which they can be read, in the order of ids."""
        rows = sorted(self.documents.values(), key=lambda row: row.id)
        return grouped((row for row in rows if row.url is not None), lambda row: row.url or "")

    @cached_property
    def referring_to(self) -> Mapping[str, list[DocumentRow]]:
        """By the address that they refer to, in the order of ids."""
        groups: dict[str, list[DocumentRow]] = defaultdict(list)
        for row in sorted(self.documents.values(), key=lambda row: row.id):
            for each in row.cross_references:
                groups[each["url"]].append(row)
        return groups

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
        decision = metadata.tables["decision"]
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
    def aliases(self) -> Mapping[str, list[str]]:
        """By type and record, as `type/id`: its aliases in order, the ids of joined actors among them."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.all(AliasRow):
            record = self.joined.get(row.record, row.record) if row.type == "actor" else row.record
            found[f"{row.type}/{record}"].add(row.id)
        for imported, actor in self.joined.items():
            found[f"actor/{actor}"].add(imported)
        return {record: sorted(ids) for record, ids in found.items()}

    @cached_property
    def _claims_by_date(self) -> list[ClaimRow]:
        return sorted(self.claims.values(), key=lambda row: (_day(row), row.id))

    @cached_property
    def claims_about(self) -> Mapping[str, list[ClaimRow]]:
        """By the record they are about, in their order by date."""
        groups: dict[str, list[ClaimRow]] = defaultdict(list)
        for claim in self._claims_by_date:
            for about in self.claim_subjects[claim.id]:
                groups[about.record].append(claim)
        return groups

    @cached_property
    def evidence_by_passage(self) -> Mapping[tuple[str, int], list[EvidenceRow]]:
        """By document and paragraph, in the order of the claims by date."""
        groups: dict[tuple[str, int], list[EvidenceRow]] = defaultdict(list)
        for claim in self._claims_by_date:
            for row in self.evidence[claim.id]:
                if row.n is not None:
                    groups[row.document, row.n].append(row)
        return groups

    @cached_property
    def claims_asserted_in(self) -> Mapping[str, int]:
        """Number of claims asserted in a document."""
        return Counter(row.asserted_document for row in self.claims.values())

    @cached_property
    def evidence_in(self) -> Mapping[str, int]:
        """Number of pieces of evidence that rest on a document."""
        return Counter(row.document for rows in self.evidence.values() for row in rows)

    @cached_property
    def claims_by_passage(self) -> Mapping[tuple[str, int], list[ClaimRow]]:
        """By the document and paragraph in which they are asserted, in their order by date."""
        groups: dict[tuple[str, int], list[ClaimRow]] = defaultdict(list)
        for row in self._claims_by_date:
            if row.asserted_n is not None:
                groups[row.asserted_document, row.asserted_n].append(row)
        return groups

    @cached_property
    def roles_in_events(self) -> Mapping[str, list[tuple[str, str]]]:
        """By actor: event and role of each participation."""
        groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for rows in self.participations.values():
            for row in rows:
                groups[row.actor].append((row.event, row.role))
        return groups

    @cached_property
    def roles_in_documents(self) -> Mapping[str, list[tuple[str, str]]]:
        """By actor: document and role."""
        groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for rows in self.document_actors.values():
            for row in rows:
                groups[row.actor].append((row.document, row.role))
        return groups

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
        return Counter(row.place for row in self.events.values() if row.place is not None)

    @cached_property
    def documents_at(self) -> Mapping[str, int]:
        """Number of documents by place of writing."""
        return Counter(row.place for row in self.documents.values() if row.place is not None)

    @cached_property
    def events_about(self) -> Mapping[str, int]:
        """Number of events by topic."""
        return Counter(row.topic for rows in self.event_topics.values() for row in rows)

    @cached_property
    def documents_about(self) -> Mapping[str, int]:
        """Number of documents by topic."""
        return Counter(row.topic for rows in self.document_topics.values() for row in rows)

    @cached_property
    def citations(self) -> Mapping[str, list[CitationRow]]:
        """By owner type and owner, as `type/id`."""
        rows = sorted(self.all(CitationRow), key=lambda row: row.position)
        return grouped(rows, lambda row: f"{row.owner_type}/{row.owner}")

    @cached_property
    def parts(self) -> Mapping[str, int]:
        """Number of events below an event, at any depth."""
        counts: dict[str, int] = defaultdict(int)
        for event in self.events.values():
            for whole in self.wholes(event.id):
                counts[whole] += 1
        return counts

    def wholes(self, event: str) -> list[str]:
        """Ids of the events that an event is a part of, the nearest first."""
        found: list[str] = []
        above = self.events[event].part_of
        while above is not None:
            found.append(above)
            above = self.events[above].part_of
        return found

    @cached_property
    def updated(self) -> Mapping[str, Day]:
        """By space and id, as `space/id`: the day on which the release that last changed the record was loaded."""
        loaded = {row.number: datetime.fromisoformat(row.loaded_at).date() for row in self.all(ReleaseRow)}
        return {
            f"{row.space}/{row.id}": Day(loaded.get(row.changed, date.min).toordinal()) for row in self.all(LedgerRow)
        }

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

    @cached_property
    def exchanges(self) -> exchanges.Exchanges:
        """Which move answers which."""
        return exchanges.Exchanges(
            exchanges.Move(
                event.id,
                parse(event.edtf or ""),
                tuple((row.responds_to, Manner(row.manner)) for row in self.responses[event.id]),
                any(row.role == ParticipationRole.RECIPIENT for row in self.participations[event.id]),
            )
            for event in self.events.values()
        )
