"""The tools: each asks the API what a person would ask it, and makes a short answer that can be checked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.assistants import answers as a
from app.assistants import arguments as g
from app.assistants.api import Api, Json, Refused
from app.assistants.citing import Subject, cite
from app.assistants.facts import date_in_words, facts
from app.timeline.record_types import RecordType

Given = TypeVar("Given", bound=g.Arguments)


@dataclass(frozen=True, slots=True)
class Tool(Generic[Given]):
    """A tool: what it takes, what it answers, and how. `run` raises `Refused` with what is wrong."""

    takes: type[Given]
    gives: type[a.Answer]
    run: Callable[[Api, Given], Awaitable[a.Answer]]


async def search(api: Api, given: g.SearchArguments) -> a.Results:
    """Records by words, each with the place that matches."""
    found = await api.get("search", q=given.q, type=",".join(given.type), limit=given.limit)
    return a.Results(
        release=found["release"],
        total=found["total"],
        items=await asyncio.gather(*(_result(api, item) for item in found["items"])),
    )


async def _result(api: Api, item: Json) -> a.Result:
    type_, page = RecordType(item["type"]), item["links"]["html"]
    return a.Result(
        type=type_,
        id=item["id"],
        title=item["title"],
        date=date_in_words(item["date"]),
        snippet="".join(piece["text"] for piece in item["snippet"]),
        citation=await cite(api, Subject(type_, item["id"], item["title"], page, item["date"])),
        page=api.page(page),
    )


async def get_record(api: Api, given: g.RecordArguments) -> a.Record:
    """One record."""
    type_ = RecordType(given.type)
    if type_ is RecordType.PARAGRAPH:
        document, slash, number = given.id.rpartition("/")
        if not slash:
            raise Refused(f"id: '{given.id}' is not the id of a document, a slash and the number of a paragraph.")
        record = await api.get(RecordType.DOCUMENT.plural, document, "paragraphs", number)
        current = f"{record['document']}/{record['n']}"
        title = f"Paragraph {record['n']}"
    else:
        record = await api.get(type_.plural, given.id)
        current, title = record["id"], _title(record)
    page = record["links"]["html"]
    return a.Record(
        release=(await api.get("dataset"))["release"],
        type=type_,
        id=current,
        title=title,
        facts=facts(record),
        citation=await cite(api, Subject(type_, current, title, page)),
        page=api.page(page),
    )


def _title(record: Json) -> str:
    """The title of a record, the name of an actor, place or topic, the statement of a claim."""
    return str(next(record[key] for key in ("title", "name", "statement") if key in record))


async def find_events(api: Api, given: g.EventArguments) -> a.Events:
    """Events by date, actors, words, kind and topic."""
    found = await api.get("events", **given.model_dump(mode="json"))
    return a.Events(
        release=found["release"],
        total=found["total"],
        items=await asyncio.gather(*(_event(api, item) for item in found["items"])),
    )


async def _event(api: Api, item: Json) -> a.Event:
    page = item["links"]["html"]
    return a.Event(
        id=item["id"],
        title=item["title"],
        date=item["date"]["label"],
        edtf=item["date"]["edtf"],
        kind=item["kind"],
        place=item["place"] and item["place"]["name"],
        summary=item["summary"],
        actors=[f"{actor['name']} ({actor['id']}), {actor['role']}" for actor in item["actors"]],
        citation=await cite(api, Subject(RecordType.EVENT, item["id"], item["title"], page)),
        page=api.page(page),
    )


async def get_exchange(api: Api, given: g.ExchangeArguments) -> a.Exchange:
    """The moves that an event answers and that answer it."""
    found = await api.get("events", given.event, "exchange")
    moves = _nearest(found["moves"], found["event"], given.limit)
    return a.Exchange(
        release=(await api.get("dataset"))["release"],
        event=found["event"],
        total=len(found["moves"]),
        openings=found["openings"],
        unanswered=found["unanswered"],
        moves=await asyncio.gather(*(_move(api, move) for move in moves)),
    )


def _nearest(moves: list[Json], event: str, limit: int) -> list[Json]:
    """`limit` moves in a row, with as many before the event as after it where there are so many."""
    place = next(n for n, move in enumerate(moves) if move["id"] == event)
    first = max(0, min(place - limit // 2, len(moves) - limit))
    return moves[first : first + limit]


async def _move(api: Api, move: Json) -> a.Move:
    page = f"/events/{move['id']}"
    return a.Move(
        id=move["id"],
        title=move["title"],
        date=move["date"]["label"],
        movers=[mover["name"] for mover in move["movers"]],
        answers=[_answer(each) for each in move["answers"]],
        answered_by=[_answer(each) for each in move["answered_by"]],
        citation=await cite(api, Subject(RecordType.EVENT, move["id"], move["title"], page)),
        page=api.page(page),
    )


def _answer(answer: Json) -> str:
    return f"{answer['id']} ({answer['manner']})"


async def who_held_office(api: Api, given: g.HolderArguments) -> a.Holders:
    """Holders of offices on a day."""
    found = await api.get("tenures", **given.model_dump(mode="json"))
    return a.Holders(
        release=found["release"],
        total=found["total"],
        items=await asyncio.gather(*(_holder(api, item) for item in found["items"])),
    )


async def _holder(api: Api, item: Json) -> a.Holder:
    holder, page = item["holder"], f"/actors/{item['holder']['id']}"
    title = f"{holder['name']}, {item['office']}"
    return a.Holder(
        holder=holder["name"],
        holder_id=holder["id"],
        office=item["office"],
        of=f"{item['of']['name']} ({item['of']['id']})",
        dates=date_in_words(item["date"]),
        certainty=item["certainty"],
        sources=[_source(each) for each in item["citations"]],
        citation=await cite(api, Subject(RecordType.TENURE, holder["id"], title, page, item["date"])),
        page=api.page(page),
    )


def _source(source: Json) -> str:
    return ", ".join(part for part in (source["title"], source["locator"], source["url"]) if part)


async def find_claims(api: Api, given: g.ClaimArguments) -> a.Claims:
    """Claims with the passages for and against them."""
    sent = given.model_dump(mode="json") | {"status": ",".join(given.status)}
    found = await api.get("claims", **sent)
    return a.Claims(
        release=found["release"],
        total=found["total"],
        items=await asyncio.gather(*(_claim(api, item["id"]) for item in found["items"])),
    )


async def _claim(api: Api, claim: str) -> a.Claim:
    record = await api.get("claims", claim)
    page = record["links"]["html"]
    return a.Claim(
        id=claim,
        statement=record["statement"],
        asserted_by=record["asserted_by"],
        asserted_in=record["asserted_in"]["document"],
        status=record["status"],
        assessment=record["assessment"],
        evidence=[_evidence(api, each) for each in record["evidence"]],
        citation=await cite(api, Subject(RecordType.CLAIM, claim, record["statement"], page)),
        page=api.page(page),
    )


def _evidence(api: Api, passage: Json) -> a.Evidence:
    document, number = passage["document"], passage["n"]
    page = f"/documents/{document['id']}"
    return a.Evidence(
        stance=passage["stance"],
        document=document["title"],
        paragraph=number,
        note=passage["note"],
        page=api.page(page if number is None else f"{page}#p{number}"),
    )


TOOLS: tuple[Tool[Any], ...] = (
    Tool(g.SearchArguments, a.Results, search),
    Tool(g.RecordArguments, a.Record, get_record),
    Tool(g.EventArguments, a.Events, find_events),
    Tool(g.ExchangeArguments, a.Exchange, get_exchange),
    Tool(g.HolderArguments, a.Holders, who_held_office),
    Tool(g.ClaimArguments, a.Claims, find_claims),
)
"""All tools, in the order in which assistants see them."""
