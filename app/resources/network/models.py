"""Networks: actors, and what connects them in the events asked for."""

from typing import Annotated

from pydantic import Field

from app.resources.faces import ResponseModel
from app.resources.fields import Id
from app.resources.shared import Link, Links
from app.timeline.network import EdgeKind


class NetworkNode(ResponseModel):
    """An actor, with the number of the selected events in which it stands."""

    id: Annotated[Id, Field(description="Id of the actor.")]
    name: Annotated[str, Field(description="Name as shown.", examples=["Vyacheslav Molotov"])]
    kind: Annotated[str, Field(description="Kind of the actor; labels in `/v1/dataset`.", examples=["person"])]
    events: Annotated[int, Field(description="Number of the selected events with the actor, in any role.")]
    links: Links


class EdgeLinks(ResponseModel):
    """Where an edge comes from."""

    events: Annotated[
        Link | None,
        Field(
            description="The events that make the edge; null: with `actor` and `actor_scope=representatives` no list "
            "holds just these, since others act for one of the two."
        ),
    ]


class NetworkEdge(ResponseModel):
    """A connection of two actors: `met` goes either way, the others run from source to target."""

    source: Annotated[Id, Field(description="Id of an actor, one of the nodes.")]
    target: Annotated[Id, Field(description="Id of another.")]
    kind: Annotated[
        EdgeKind,
        Field(
            description="`met`: both were participant, chair, host, observer or signatory; `wrote`: author or sender "
            "to recipient; `opposed`: opponent to author, sender or sponsor."
        ),
    ]
    weight: Annotated[int, Field(description="Number of the selected events in which they were so connected.")]
    links: EdgeLinks


class NetworkLinks(ResponseModel):
    """Addresses around a network."""

    self: Annotated[Link, Field(description="This request.")]
    events: Annotated[Link, Field(description="The selected events.")]


class Network(ResponseModel):
    """The actors of the selected events and their connections."""

    nodes: Annotated[list[NetworkNode], Field(description="Those with most events first; ties by id.")]
    edges: Annotated[
        list[NetworkEdge], Field(description="Between these nodes, the heaviest first; ties by kind, source, target.")
    ]
    total: Annotated[int, Field(description="Number of actors in the selected events, those beyond `limit` too.")]
    release: Annotated[int, Field(description="Number of the release that the answer speaks of.")]
    links: NetworkLinks
