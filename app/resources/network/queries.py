"""The network of the events that match: actors with their number of events, and the pairs that they make.

The statement of the matching sort numbers selects the events; their participations are then counted. A role puts an
actor at an end of the edges of an event.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.catalogue.catalogue import Catalogue
from app.catalogue.plans import KEPT_SHAPES, Plan, Shape, matching_text, plan
from app.catalogue.queries import RecordQuery
from app.database.dialects.protocol import Statements
from app.database.engine import Reader
from app.timeline.network import EdgeKind, Roles
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ParticipationRole


def _sides(kind: EdgeKind) -> tuple[tuple[str, Roles], tuple[str, Roles]]:
    return ("source", kind.source_roles), ("target", kind.target_roles)


ENDS = {f"{kind}_{side}": roles for kind in EdgeKind for side, roles in _sides(kind)}
"""The ends an actor can be at, with the roles that put it there."""

CONNECTING: Roles = frozenset[ParticipationRole]().union(*ENDS.values())
"""The roles that put an actor at some end."""

DIRECTIONS = tuple((kind, forth) for kind in EdgeKind for forth in (True, False) if forth or kind is not EdgeKind.MET)
"""What is counted of a pair: each kind of edge from the lesser id to the greater and, where it has one, back."""


@dataclass(frozen=True, slots=True)
class Node:
    """An actor, and the number of matching events with it."""

    id: str
    name: str
    kind: str
    events: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two actors and the number of matching events that connect them so; `met` runs from the lesser id."""

    source: str
    target: str
    kind: EdgeKind
    weight: int


@dataclass(frozen=True, slots=True)
class Network:
    """The heaviest nodes and the edges between them; `total` counts the nodes there are."""

    nodes: list[Node]
    edges: list[Edge]
    total: int


def network(catalogue: Catalogue, query: RecordQuery, limit: int) -> Network:
    """The network of the events that match, of at most `limit` actors: those with most events, ties by id."""
    bound = plan(catalogue, query)
    if not bound.ranges:
        return Network([], [], 0)
    reader = catalogue.reader
    text = nodes_text(reader.statements, bound.shape)
    rows = reader.connection.execute(text, bound.between() | {"limit": limit}).fetchall()
    nodes = [Node(*row[:4]) for row in rows]
    edges = _edges(reader, bound, [node.id for node in nodes])
    return Network(nodes, edges, rows[0][4] if rows else 0)


def acted_for(reader: Reader, actors: list[str]) -> frozenset[str]:
    """Those of `actors` in whose place, in some role in some event, somebody else stands who represents them."""
    listed = reader.statements.listed("?", str)
    text = f"""
        SELECT DISTINCT o.value FROM term o LEFT JOIN term s
        ON s.axis = 'actor' AND s.value = o.value AND s.role = o.role AND s.type = o.type
        WHERE o.axis = 'represented' AND o.type = ? AND o.value IN ({listed})
        AND o.records > coalesce(s.records, 0)"""  # noqa: S608 - texts of ours
    rows = reader.connection.execute(text, (RecordType.EVENT.number, reader.statements.bound(actors)))
    return frozenset(actor for (actor,) in rows)


def _edges(reader: Reader, bound: Plan, actors: list[str]) -> list[Edge]:
    """The edges between `actors`, the heaviest first."""
    values = bound.between() | {"actors": reader.statements.bound(actors)}
    edges = [
        Edge(one if forth else other, other if forth else one, kind, weight)
        for one, other, *weights in reader.connection.execute(edges_text(reader.statements, bound.shape), values)
        for (kind, forth), weight in zip(DIRECTIONS, weights, strict=True)
        if weight
    ]
    return sorted(edges, key=lambda edge: (-edge.weight, edge.kind, edge.source, edge.target))


@lru_cache(KEPT_SHAPES)
def nodes_text(statements: Statements, shape: Shape) -> str:
    """The actors with the most events, and how many actors there are."""
    join = statements.join_in_order
    return f"""
        WITH matching(n) AS MATERIALIZED ({matching_text(statements, shape)}),
        counted(actor, events) AS MATERIALIZED (
            SELECT p.actor, count(DISTINCT m.n) FROM matching m
            {join} record r ON r.n = m.n {join} participation p ON p.event = r.key
            GROUP BY p.actor)
        SELECT a.id, a.name, a.kind, c.events, count(*) OVER () FROM counted c
        {join} actor a ON a.id = c.actor
        ORDER BY c.events DESC, a.id LIMIT :limit"""  # noqa: S608 - texts of ours


@lru_cache(KEPT_SHAPES)
def edges_text(statements: Statements, shape: Shape) -> str:
    """Each pair of the given actors, the lesser id first, with its number of events by `DIRECTIONS`."""
    at_ends = ", ".join(f"max(CASE WHEN p.role IN ({_quoted(roles)}) THEN 1 ELSE 0 END)" for roles in ENDS.values())
    weights = ", ".join(
        f"CAST(sum({one}.{kind}_source * {other}.{kind}_target) AS bigint)"
        for kind, forth in DIRECTIONS
        for one, other in [("a", "b") if forth else ("b", "a")]
    )
    join = statements.join_in_order
    return f"""
        WITH matching(n) AS MATERIALIZED ({matching_text(statements, shape)}),
        present(n, actor, {", ".join(ENDS)}) AS MATERIALIZED (
            SELECT m.n, p.actor, {at_ends} FROM matching m
            {join} record r ON r.n = m.n {join} participation p ON p.event = r.key
            WHERE p.role IN ({_quoted(CONNECTING)}) AND p.actor IN ({statements.listed(":actors", str)})
            GROUP BY m.n, p.actor)
        SELECT a.actor, b.actor, {weights} FROM present a JOIN present b ON b.n = a.n AND b.actor > a.actor
        GROUP BY a.actor, b.actor"""  # noqa: S608 - texts of ours


def _quoted(roles: Roles) -> str:
    return ", ".join(f"'{role}'" for role in sorted(roles))
