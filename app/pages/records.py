"""The pages of records: the same facts as their JSON, to read, print and cite."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request

from app.citations import chicago, citation
from app.database.engine import Reader, ReleaseHead
from app.formats.jsonld import actor_type
from app.formats.registry import of_record
from app.http.answers import Answer
from app.pages.context import data_set, ids_of_cast, ids_of_claims, surroundings, with_evidence
from app.pages.dependencies import given, threads
from app.pages.exchange_view import chain_around
from app.pages.linked_data import LinkedData
from app.pages.rendering import Head, data_page
from app.resources import models as m
from app.store import documents, events, numbered, records
from app.store.names import RecordType
from app.store.paging import Asked, Sort
from app.store.postings import Question
from app.store.terms import Numbered
from app.timeline.filters import ActorInRole, Cast, DocumentFilter, EventFilter, RecordFilter
from app.timeline.record_types import RecordType as ListOf
from app.timeline.vocabulary import DocumentRole

router = APIRouter(include_in_schema=False)

MOST_LISTED = 100
"""Records of a list inside a page; the page says how many there are and where all of them are."""
MOST_MOVES = 300
"""Of a longer exchange the page of an event shows the moves next to it."""

Page = Callable[[Reader, ReleaseHead, str], Answer]


@router.get("/events/{event}")
async def show_event(event: str, request: Request) -> Answer:
    """An event: when, where, who in which office, its exchange, claims about it."""

    def made(reader: Reader, release: ReleaseHead, record: str) -> Answer:
        encoded = _numbered(reader, Numbered.EVENT, record, events.INCLUDES)
        found = m.EventDetail.model_validate_json(encoded)
        moves = chain_around(reader, found, MOST_MOVES)
        claims = with_evidence(reader, found.claims[:MOST_LISTED])
        around = surroundings(
            reader,
            found.collection,
            [
                *([found.part_of] if found.part_of else []),
                *(each.id for each in (*found.responds_to, *found.answered_by)),
                *ids_of_cast(found.actors),
                *ids_of_claims(claims),
                *(answer.id for move in (moves.moves if moves else ()) for answer in move.answers),
            ],
        )
        cited = citation.of_record(found, around.kinds["event"], data_set(request, reader, release, found.collection))
        head = Head(
            title=found.title,
            description=f"{found.date.label}. {found.summary}",
            path=f"/events/{record}",
            data=found.links.self,
            types=("Event",),
            licence_url=around.collection.licence_url,
            json_ld=LinkedData(request, reader, release).record(ListOf.EVENT, encoded),
        )
        parts, number_of_parts = _events(reader, EventFilter(wholes=((record,),))) if found.parts else ([], 0)
        return data_page(
            request,
            "event.html",
            head,
            release,
            around=around,
            event=found,
            exchange=moves,
            claims=claims,
            parts_listed=parts,
            number_of_parts=number_of_parts,
            citation=chicago.text(cited),
            formats=of_record(ListOf.EVENT),
        )

    return await _answer(request, RecordType.EVENT, event, made)


@router.get("/documents/{document}")
async def show_document(document: str, request: Request) -> Answer:
    """A document: who wrote it to whom, where it is kept, its paragraphs, each with the claims that rest on it."""

    def made(reader: Reader, release: ReleaseHead, record: str) -> Answer:
        encoded = _numbered(reader, Numbered.DOCUMENT, record, documents.DETAIL)
        found = m.DocumentDetail.model_validate_json(encoded)
        paragraphs = _paragraphs(reader, found)
        claims = with_evidence(reader, found.claims[:MOST_LISTED])
        in_paragraphs = [claim for paragraph in paragraphs for claim in paragraph.claims]
        around = surroundings(
            reader, found.collection, [*ids_of_cast(found.actors), *ids_of_claims([*claims, *in_paragraphs])]
        )
        head = Head(
            title=found.title,
            description=found.abstract,
            path=f"/documents/{record}",
            data=found.links.self,
            types=("ArchiveComponent" if found.repository else "CreativeWork",),
            licence_url=around.collection.licence_url,
            authors=tuple(f"/actors/{actor.id}" for actor in found.actors if actor.role is DocumentRole.AUTHOR),
            json_ld=LinkedData(request, reader, release).record(ListOf.DOCUMENT, encoded),
        )
        return data_page(
            request,
            "document.html",
            head,
            release,
            around=around,
            document=found,
            paragraphs=paragraphs,
            claims=claims,
            citation=found.citation,
            formats=of_record(ListOf.DOCUMENT),
        )

    return await _answer(request, RecordType.DOCUMENT, document, made)


@router.get("/actors/{actor}")
async def show_actor(actor: str, request: Request) -> Answer:
    """An actor: names, life or existence, offices, memberships, events, documents, claims about it."""

    def made(reader: Reader, release: ReleaseHead, record: str) -> Answer:
        encoded = _plain(reader, records.ACTORS, record)
        found = m.ActorDetail.model_validate_json(encoded)
        cast = Cast(((ActorInRole(record),),))
        listed, number_of_events = _events(reader, EventFilter(RecordFilter(cast=cast)))
        papers, number_of_papers = _documents(reader, DocumentFilter(RecordFilter(cast=cast)))
        claims = with_evidence(reader, found.claims[:MOST_LISTED])
        around = surroundings(reader, found.collection, ids_of_claims(claims))
        cited = citation.of_record(found, around.kinds["actor"], data_set(request, reader, release, found.collection))
        head = Head(
            title=found.name,
            description=found.summary,
            path=f"/actors/{record}",
            data=found.links.self,
            types=(actor_type(found.kind),),
            licence_url=around.collection.licence_url,
            json_ld=LinkedData(request, reader, release).record(ListOf.ACTOR, encoded),
        )
        return data_page(
            request,
            "actor.html",
            head,
            release,
            around=around,
            actor=found,
            events=listed,
            number_of_events=number_of_events,
            documents=papers,
            number_of_documents=number_of_papers,
            claims=claims,
            citation=chicago.text(cited),
            formats=of_record(ListOf.ACTOR),
        )

    return await _answer(request, RecordType.ACTOR, actor, made)


@router.get("/claims/{claim}")
async def show_claim(claim: str, request: Request) -> Answer:
    """A claim: who asserts it where, the verdict, the passages for and against it."""

    def made(reader: Reader, release: ReleaseHead, record: str) -> Answer:
        found = m.ClaimDetail.model_validate_json(_plain(reader, records.CLAIMS, record))
        around = surroundings(reader, found.collection, ids_of_claims([found]))
        cited = citation.of_record(found, around.kinds["claim"], data_set(request, reader, release, found.collection))
        head = Head(
            title=found.statement,
            description=f"{found.status.label}: {found.assessment}",
            path=f"/claims/{record}",
            data=found.links.self,
            types=("Claim",),
            licence_url=around.collection.licence_url,
            authors=tuple(f"/actors/{author}" for author in found.asserted_by),
            json_ld=LinkedData(request, reader, release).claim(found),
        )
        return data_page(
            request,
            "claim.html",
            head,
            release,
            around=around,
            claim=found,
            citation=chicago.text(cited),
            formats=of_record(ListOf.CLAIM),
        )

    return await _answer(request, RecordType.CLAIM, claim, made)


@router.get("/places/{place}")
async def show_place(place: str, request: Request) -> Answer:
    """A place, and what happened there."""

    def made(reader: Reader, release: ReleaseHead, record: str) -> Answer:
        found = m.Place.model_validate_json(_plain(reader, records.PLACES, record))
        happened = _happened(reader, "place", record, RecordFilter(places=((record,),)))
        head = Head(
            title=found.name,
            description=f"{found.historical_name or found.name}: what happened there.",
            path=f"/places/{record}",
            data=found.links.self,
            types=("Place",),
            json_ld=LinkedData(request, reader, release).place(found),
        )
        return data_page(request, "place.html", head, release, place=found, **happened)

    return await _answer(request, RecordType.PLACE, place, made)


@router.get("/topics/{topic}")
async def show_topic(topic: str, request: Request) -> Answer:
    """A topic, and the events and documents about it."""

    def made(reader: Reader, release: ReleaseHead, record: str) -> Answer:
        found = m.Topic.model_validate_json(_plain(reader, records.TOPICS, record))
        happened = _happened(reader, "topic", record, RecordFilter(topics=((record,),)))
        head = Head(
            title=found.name,
            description=found.description,
            path=f"/topics/{record}",
            data=found.links.self,
            types=("DefinedTerm",),
            json_ld=LinkedData(request, reader, release).topic(found),
        )
        return data_page(request, "topic.html", head, release, topic=found, **happened)

    return await _answer(request, RecordType.TOPIC, topic, made)


async def _answer(request: Request, type_: RecordType, name: str, made: Page) -> Answer:
    """The page of the record that the path names."""

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        return made(reader, release, given(request).find(reader, type_, name))

    return await threads(request).lists.read(read)


def _happened(reader: Reader, parameter: str, record: str, asked: RecordFilter) -> dict[str, object]:
    """What the pages of places and topics list, and where the whole lists are."""
    listed, number_of_events = _events(reader, EventFilter(asked))
    papers, number_of_papers = _documents(reader, DocumentFilter(asked))
    return {
        "events": listed,
        "number_of_events": number_of_events,
        "documents": papers,
        "number_of_documents": number_of_papers,
        "links": {name: f"/v1/{name}?{parameter}={record}" for name in ("events", "documents")},
    }


def _numbered(reader: Reader, table: Numbered, record: str, columns: tuple[str, ...]) -> bytes:
    """The encoded detail of an event or document whose id is known."""
    return _whole(numbered.one(reader, table, record, ("item", *columns)))


def _plain(reader: Reader, listed: records.Listed, record: str) -> bytes:
    """The encoded detail of another record whose id is known."""
    return _whole(records.one(reader, listed, record))


def _whole(parts: tuple[bytes, ...] | None) -> bytes:
    if parts is None:
        raise LookupError("a record without its stored representation")
    return b"".join((*parts, b"}"))


def _paragraphs(reader: Reader, document: m.DocumentDetail) -> list[m.ParagraphDetail]:
    """The paragraphs of a document, each with its claims and evidence."""
    stored = (documents.paragraph(reader, document.id, paragraph.n) for paragraph in document.paragraphs)
    return [m.ParagraphDetail.model_validate_json(item + b"}") for item in stored if item is not None]


def _events(reader: Reader, asked: EventFilter) -> tuple[list[m.Event], int]:
    """The first events that are asked for, by date, and the number of all."""
    items, total = _first(reader, events.question(reader, asked))
    return [m.Event.model_validate_json(item) for item in items], total


def _documents(reader: Reader, asked: DocumentFilter) -> tuple[list[m.Document], int]:
    """The first documents that are asked for, by date, and the number of all."""
    items, total = _first(reader, documents.question(reader, asked))
    return [m.Document.model_validate_json(item) for item in items], total


def _first(reader: Reader, question: Question) -> tuple[list[bytes], int]:
    page = numbered.page(reader, question, Asked(Sort.DATE, MOST_LISTED), ("item",))
    return [b"".join((*row.values, b"}")) for row in page.rows], page.total
