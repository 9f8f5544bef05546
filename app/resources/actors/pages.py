"""The pages of actors: the list by name, and one actor."""

from fastapi import APIRouter

from app.catalogue.queries import TermKey
from app.citations import chicago, citation
from app.formats.jsonld import actor_types
from app.http.answers import Answer
from app.pages.context import ids_of_claims, with_evidence
from app.pages.lists import ListEntry, Listing, ListNames, list_page
from app.pages.queries import events_and_documents
from app.pages.records import RecordView, record_page
from app.resources import models as m
from app.resources.actors.queries import sort_name
from app.resources.actors.routes import ActorParameters
from app.timeline.record_types import RecordType

router = APIRouter(include_in_schema=False)


@list_page(
    router,
    Listing(
        RecordType.ACTOR,
        "Actors",
        "Who acts, by name; persons by family name.",
        has_dates=False,
        has_letters=True,
    ),
    ActorParameters,
)
def entry(item: bytes, names: ListNames) -> ListEntry:
    """An actor in the list, with the dates of life or existence as far as they are known."""
    actor = m.Actor.model_validate_json(item)
    kind = names.kinds.get(actor.kind, actor.kind)
    known = actor.date is not None and (actor.date.earliest is not None or actor.date.latest is not None)
    label = f"{kind}, {actor.date.label}" if actor.date is not None and known else kind
    name = sort_name(names.catalogue.reader, actor.id) or actor.name
    return ListEntry(actor.id, actor.date, name, label)


@record_page(router, RecordType.ACTOR)
def show_actor(view: RecordView) -> Answer:
    """An actor: names, life or existence, offices, memberships, events, documents, claims about it."""
    encoded = view.detail()
    actor = m.ActorDetail.model_validate_json(encoded)
    claims = with_evidence(view.catalogue, actor.claims)
    lookups = view.lookups(actor.collection, ids_of_claims(claims))
    cited = citation.of_record(actor, lookups.kinds["actor"], view.data_set(actor.collection))
    related = events_and_documents(view.catalogue, (TermKey("actor", view.id),))
    return view.render(
        actor,
        title=actor.name,
        description=actor.summary,
        types=actor_types(actor.kind),
        json_ld=view.linked_data.record(RecordType.ACTOR, encoded),
        lookups=lookups,
        claims=claims,
        citation=chicago.text(cited),
        sections=[
            *([("offices", "Offices")] if actor.tenures else []),
            *([("memberships", "Belonged to")] if actor.memberships else []),
            *([("sources", "Sources")] if actor.citations else []),
            ("cite", "Cite this"),
            *([("events", f"Events ({related.number_of_events:,})")] if related.events else []),
            *([("documents", f"Documents ({related.number_of_documents:,})")] if related.documents else []),
            *([("claims", f"Claims ({len(actor.claims)})")] if claims else []),
        ],
        related=related,
        links=actor.links,
    )
