"""The pages of actors: the list by name, and one actor."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request

from app.formats.format import ListOf
from app.formats.jsonld import actor_type
from app.http.answers import Answer
from app.pages.context import cited_actor, ids_of_claims, with_evidence
from app.pages.lists import ListEntry, ListPage, list_page
from app.pages.queries import events_and_documents
from app.pages.records import RecordView, record_page
from app.resources import models as m
from app.store.names import RecordType
from app.store.paging import Sort
from app.timeline.filters import ActorInRole, Cast, RecordFilter

router = APIRouter(include_in_schema=False)


def _entry(item: bytes, kinds: Mapping[str, str]) -> ListEntry:
    actor = m.Actor.model_validate_json(item)
    return ListEntry(actor.id, actor.date, actor.name, kinds.get(actor.kind, actor.kind))


ACTORS = ListPage(RecordType.ACTOR, "Actors", "Who acts, by name.", Sort.TITLE, _entry)


@router.get("/actors")
async def show_actors(request: Request) -> Answer:
    """Actors by name."""
    return await list_page(request, ACTORS)


@router.get("/actors/{actor}")
async def show_actor(actor: str, request: Request) -> Answer:
    """An actor: names, life or existence, offices, memberships, events, documents, claims about it."""
    return await record_page(request, RecordType.ACTOR, actor, _actor_page)


def _actor_page(view: RecordView) -> Answer:
    encoded = view.detail()
    actor = m.ActorDetail.model_validate_json(encoded)
    claims = with_evidence(view.reader, actor.claims)
    lookups = view.lookups(actor.collection, ids_of_claims(claims))
    genre = lookups.kinds["actor"].get(actor.kind, actor.kind)
    return view.render(
        actor,
        title=actor.name,
        description=actor.summary,
        types=(actor_type(actor.kind),),
        json_ld=view.linked_data.record(ListOf.ACTORS, encoded),
        lookups=lookups,
        claims=claims,
        citation=cited_actor(actor, genre, view.data_set(actor.collection)),
        related=events_and_documents(view.reader, RecordFilter(cast=Cast(((ActorInRole(view.id),),)))),
        links=actor.links,
    )
