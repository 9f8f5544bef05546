"""Writes the tables for speed: terms, postings and encoded records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import orjson
from pydantic import BaseModel
from sqlalchemy import Connection, Table, delete, insert
from sqlmodel import SQLModel

from app.database import schema
from app.loading.derive import actors, claims, documents, events, vocabularies
from app.loading.derive import shared as parts
from app.loading.derive.snapshot import Facts
from app.loading.derive.terms import document_terms, event_terms
from app.store import tables as t
from app.store.derived import DocumentJson, EventJson, ParagraphJson, RecordJson
from app.store.numbers import AFTER_ALL, length_class
from app.store.terms import Numbered, TermKey
from app.timeline.days import Day

ROWS_AT_ONCE = 10_000
Values = dict[str, object]


def derive(connection: Connection) -> Facts:
    """Make all tables for speed anew from the plain tables, in the caller's transaction. Returns what was read."""
    facts = Facts(connection)
    _write_terms(connection, Numbered.EVENT, facts.events.values(), lambda row: event_terms(facts, row))
    _write_terms(connection, Numbered.DOCUMENT, facts.documents.values(), lambda row: document_terms(facts, row))
    replace(connection, EventJson, (_event_row(facts, row) for row in facts.events.values()))
    replace(connection, DocumentJson, (_document_row(facts, row) for row in facts.documents.values()))
    paragraphs = [row for document in sorted(facts.documents) for row in facts.paragraphs[document]]
    replace(connection, ParagraphJson, (_paragraph_row(facts, row) for row in paragraphs))
    replace(connection, RecordJson, _record_rows(facts))
    return facts


def replace(connection: Connection, table: type[SQLModel], rows: Iterable[Values]) -> None:
    """Empty a table and fill it with `rows`."""
    target = schema.table(str(table.__tablename__))
    connection.execute(delete(target))
    append(connection, target, rows)


def append(connection: Connection, target: Table, rows: Iterable[Values]) -> None:
    """Write rows in large steps."""
    waiting: list[Values] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == ROWS_AT_ONCE:
            connection.execute(insert(target), waiting)
            waiting = []
    if waiting:
        connection.execute(insert(target), waiting)


def opened(model: BaseModel) -> bytes:
    """A representation as JSON without its closing brace."""
    return model.model_dump_json().encode()[:-1]


def rest(**values: object) -> bytes:
    """Further keys of a representation, each with a comma before it."""
    return b"".join(b"," + orjson.dumps(key) + b":" + encoded(value) for key, value in values.items())


def encoded(value: object) -> bytes:
    """A representation, a list of them or a plain value as JSON."""
    return orjson.dumps(value, default=lambda model: model.model_dump(mode="json"))


@dataclass(frozen=True, slots=True)
class _Known:
    """A term that got its id, and the records that have it: (class, n, latest)."""

    id: int
    postings: list[tuple[int, int, int]]


NumberedRow = TypeVar("NumberedRow", t.Event, t.Document)


def _write_terms(
    connection: Connection,
    numbered: Numbered,
    rows: Iterable[NumberedRow],
    terms_of: Callable[[NumberedRow], set[TermKey]],
) -> None:
    known: dict[TermKey, _Known] = {}
    longest: dict[int, int] = {}
    own: list[Values] = []
    for row in sorted(rows, key=lambda each: each.n):
        number, length = _class_and_length(row)
        longest[number] = max(longest.get(number, 0), length)
        latest = AFTER_ALL if row.latest is None else row.latest
        for key in sorted(terms_of(row)):
            found = known.setdefault(key, _Known(len(known) + 1, []))
            found.postings.append((number, row.n, latest))
            own.append({"n": row.n, "axis": key.axis, "term": found.id})
    for name in ("term", "posting", "own_term", "length"):
        connection.execute(delete(schema.table(f"{numbered}_{name}")))
    append(connection, schema.table(f"{numbered}_term"), _term_rows(known))
    append(connection, schema.table(f"{numbered}_posting"), _posting_rows(known))
    append(connection, schema.table(f"{numbered}_own_term"), own)
    lengths: list[Values] = [{"class": number, "longest": days} for number, days in sorted(longest.items())]
    append(connection, schema.table(f"{numbered}_length"), lengths)


def _class_and_length(row: t.Event | t.Document) -> tuple[int, int]:
    earliest = None if row.earliest is None else Day(row.earliest)
    latest = None if row.latest is None else Day(row.latest)
    number = length_class(earliest, latest, dated=row.edtf is not None)
    return number, 0 if earliest is None or latest is None else latest - earliest


def _term_rows(known: Mapping[TermKey, _Known]) -> Iterable[Values]:
    for key, found in known.items():
        yield {"id": found.id, **key._asdict(), "records": len(found.postings)}


def _posting_rows(known: Mapping[TermKey, _Known]) -> Iterable[Values]:
    for found in known.values():
        for number, n, latest in found.postings:
            yield {"term": found.id, "class": number, "n": n, "latest": latest}


def _event_row(facts: Facts, row: t.Event) -> Values:
    return {
        "n": row.n,
        "id": row.id,
        "item": opened(events.event(facts, row)),
        "documents": rest(documents=events.documents(facts, row.id)),
        "citations": rest(citations=parts.sources(facts, "event", row.id)),
        "claims": rest(claims=claims.claims_about(facts, row.id)),
        "exchange": rest(exchange=events.exchange_outline(facts, row.id)),
    }


def _document_row(facts: Facts, row: t.Document) -> Values:
    item = documents.document(facts, row)
    return {
        "n": row.n,
        "id": row.id,
        "item": opened(item),
        "paragraphs": rest(paragraphs=documents.paragraphs(facts, row.id)),
        "events": rest(events=documents.events(facts, row.id)),
        "claims": rest(claims=claims.claims_about(facts, row.id)),
        "citation": rest(citation=documents.citation(item)),
        "citations": rest(citations=parts.sources(facts, "document", row.id)),
    }


def _paragraph_row(facts: Facts, row: t.Paragraph) -> Values:
    return {"document": row.document, "n": row.n, "item": opened(documents.paragraph_detail(facts, row))}


def _record(type_: str, record: str, item: BaseModel, details: bytes = b"", updated: Day | None = None) -> Values:
    return {"type": type_, "id": record, "updated": updated, "item": opened(item), "rest": details}


def _record_rows(facts: Facts) -> Iterable[Values]:
    for actor in facts.actors.values():
        yield _record(
            "actor", actor.id, actors.actor(facts, actor), _actor_rest(facts, actor.id), _updated(facts, actor.id)
        )
    for claim in facts.claims.values():
        details = rest(evidence=claims.evidence_of(facts, claim.id))
        yield _record("claim", claim.id, claims.claim(facts, claim), details, _updated(facts, claim.id))
    for place in facts.places.values():
        yield _record("place", place.id, vocabularies.place(facts, place))
    for topic in facts.topics.values():
        yield _record("topic", topic.id, vocabularies.topic(facts, topic))
    for tenure in facts.tenures:
        yield _record("tenure", str(tenure.key), actors.tenure(facts, tenure))
    for membership in facts.memberships:
        yield _record("membership", str(membership.key), actors.membership(facts, membership))


def _updated(facts: Facts, record: str) -> Day | None:
    return facts.updated.get(f"record/{record}")


def _actor_rest(facts: Facts, actor: str) -> bytes:
    return rest(
        tenures=actors.tenures_of(facts, actor),
        memberships=actors.memberships_of(facts, actor),
        maybe_same_as=actors.maybe_same_as(facts, actor),
        claims=claims.claims_about(facts, actor),
        citations=parts.sources(facts, "actor", actor),
    )
