"""`/v1/network`: who had to do with whom in the events that match."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.database.engine import ReleaseHead
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.ids import Ids
from app.http.openapi_responses import answers
from app.http.pagination import address, record_answer
from app.http.record_route import RecordRoute
from app.resources import models
from app.resources.events.routes import EventFilterParameters
from app.resources.network.queries import Edge, Network, Node, acted_for, network
from app.timeline.network import Roles
from app.timeline.vocabulary import ActorScope, ParticipationRole

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["network"])
Pairs = list[tuple[str, str]]


class NetworkParameters(EventFilterParameters):
    """Which events the network is made of, and how much of it."""

    limit: Annotated[
        int, Field(ge=1, le=1000, description="At most so many nodes: those with most events.", examples=[20])
    ] = 200


@router.get(
    "/network",
    operation_id="get_network",
    summary="Who had to do with whom",
    responses=answers(models.Network, listed=False),
)
async def get_network(
    params: Annotated[NetworkParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """The actors of the events that the filters select, and what connects them.

    Filters choose events, as in `/v1/events`; the nodes are then all who stand in these events themselves, whatever
    the `actor_scope`. An edge `met` joins two who were participant, chair, host, observer or signatory of one event;
    `wrote` runs from author or sender to recipient; `opposed` from opponent to author, sender or sponsor. Weights count
    events.
    """
    query = request.scope["query_string"].decode("ascii")
    pairs = parse_qsl(query, keep_blank_values=True)

    def read(catalogue: Catalogue) -> Answer:
        with Ids(catalogue) as ids:
            selected = params.query(ids)
        found = network(catalogue, selected, params.limit)
        widened = params.actor and params.actor_scope is ActorScope.REPRESENTATIVES
        blurred = acted_for(catalogue.reader, [node.id for node in found.nodes]) if widened else frozenset[str]()
        body = _represented(found, catalogue.release, pairs, blurred)
        return record_answer(request, (body.model_dump_json().encode()[:-1],), catalogue.release)

    return await catalogues.read(read, long=True)


def _represented(found: Network, release: ReleaseHead, pairs: Pairs, blurred: frozenset[str]) -> models.Network:
    """The response. `blurred`: actors whose own events cannot be told from those of their representatives."""
    selecting = _selecting(pairs)
    return models.Network(
        nodes=[_node(node) for node in found.nodes],
        edges=[_edge(edge, None if {edge.source, edge.target} & blurred else selecting) for edge in found.edges],
        total=found.total,
        release=release.number,
        links=models.NetworkLinks(self=address("/v1/network", pairs), events=address("/v1/events", selecting)),
    )


def _selecting(pairs: Pairs) -> Pairs:
    """The parameters that select events. Without `actor` the scope says nothing, and is left out."""
    return [pair for pair in pairs if pair[0] != "limit" and (_names_actors(pairs) or pair[0] != "actor_scope")]


def _names_actors(pairs: Pairs) -> bool:
    return any(name == "actor" for name, _ in pairs)


def _node(node: Node) -> models.NetworkNode:
    links = models.Links(self=f"/v1/actors/{node.id}", html=f"/actors/{node.id}")
    return models.NetworkNode(id=node.id, name=node.name, kind=node.kind, events=node.events, links=links)


def _edge(edge: Edge, selecting: Pairs | None) -> models.NetworkEdge:
    """`selecting` are the parameters that select events, None where none would select those of this edge."""
    ends = [_in_roles(edge.source, edge.kind.source_roles), _in_roles(edge.target, edge.kind.target_roles)]
    pairs = None if selecting is None else [*selecting, *(("actor", end) for end in ends)]
    return models.NetworkEdge(
        source=edge.source,
        target=edge.target,
        kind=edge.kind,
        weight=edge.weight,
        links=models.EdgeLinks(events=None if pairs is None else address("/v1/events", pairs)),
    )


def _in_roles(actor: str, roles: Roles) -> str:
    """The value of `actor` that asks for the actor in any of the roles."""
    return ",".join(f"{actor}:{role}" for role in ParticipationRole if role in roles)
