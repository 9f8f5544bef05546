"""The network of the events that match: actors with their number of events, and the pairs that they make.

Its inside is the statement of the matching order numbers. Counting goes by the events' terms, whole numbers in one
table. An actor's own term counts its events, its terms with a role put it at an end of the edges of that event.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from app.database.engine import Reader
from app.store.postings import HIGHEST_N, KEPT_SHAPES, LOWEST_N, Bound, Question, Shape, bind, compiled, numbers
from app.store.terms import Numbered
from app.timeline.network import EdgeKind, Roles
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


def network(reader: Reader, question: Question, limit: int) -> Network:
    """The network of what matches, of at most `limit` actors: those with most events, ties by id."""
    bound = bind(reader, question, question.classes(), LOWEST_N - 1, HIGHEST_N + 1)
    if not question.answerable or not bound.shape.classes or not bound.shape.lead:
        return Network([], [], 0)
    rows = reader.connection.execute(nodes_text(bound.shape), bound.values | {"most": limit}).fetchall()
    nodes = [Node(*row[:4]) for row in rows]
    edges = _edges(reader, bound, [node.id for node in nodes])
    return Network(nodes, edges, rows[0][4] if rows else 0)


def acted_for(reader: Reader, actors: list[str]) -> frozenset[str]:
    """Those of `actors` in whose place, in some role in some event, somebody else stands who represents them."""
    rows = reader.connection.execute(
        f"SELECT DISTINCT o.value FROM {Numbered.EVENT}_term o "  # noqa: S608 - a name of ours
        f"LEFT JOIN {Numbered.EVENT}_term s ON s.axis = 'actor' AND s.value = o.value AND s.role = o.role "
        "WHERE o.axis = 'represented' AND o.value IN (SELECT value FROM json_each(?)) "
        "AND o.records > coalesce(s.records, 0)",
        (json.dumps(actors),),
    )
    return frozenset(actor for (actor,) in rows)


def _edges(reader: Reader, bound: Bound, actors: list[str]) -> list[Edge]:
    """The edges between `actors`, the heaviest first."""
    values = bound.values | {"actors": json.dumps(actors)}
    edges = [
        Edge(one if forth else other, other if forth else one, kind, weight)
        for one, other, *weights in reader.connection.execute(edges_text(bound.shape), values)
        for (kind, forth), weight in zip(DIRECTIONS, weights, strict=True)
        if weight
    ]
    return sorted(edges, key=lambda edge: (-edge.weight, edge.kind, edge.source, edge.target))


@lru_cache(KEPT_SHAPES)
def nodes_text(shape: Shape) -> str:
    """The actors with the most events, and how many actors there are."""
    return f"""
        WITH matching(n) AS MATERIALIZED ({compiled(numbers(shape))}),
        counted(term, events) AS MATERIALIZED (
            SELECT o.term, count(*) FROM matching m
            CROSS JOIN {shape.table}_own_term o ON o.n = m.n AND o.axis = 'actor'
            GROUP BY o.term)
        SELECT a.id, a.name, a.kind, c.events, count(*) OVER () FROM counted c
        CROSS JOIN {shape.table}_term t ON t.id = c.term AND t.role = ''
        CROSS JOIN actor a ON a.id = t.value
        ORDER BY c.events DESC, a.id LIMIT :most"""  # noqa: S608 - texts of ours


@lru_cache(KEPT_SHAPES)
def edges_text(shape: Shape) -> str:
    """Each pair of the asked actors, the lesser id first, with its number of events by `DIRECTIONS`."""
    at_ends = ", ".join(f"max(t.role IN ({_quoted(roles)}))" for roles in ENDS.values())
    weights = ", ".join(
        f"sum({one}.{kind}_source AND {other}.{kind}_target)"
        for kind, forth in DIRECTIONS
        for one, other in [("a", "b") if forth else ("b", "a")]
    )
    return f"""
        WITH matching(n) AS MATERIALIZED ({compiled(numbers(shape))}),
        present(n, actor, {", ".join(ENDS)}) AS MATERIALIZED (
            SELECT m.n, t.value, {at_ends} FROM matching m
            CROSS JOIN {shape.table}_own_term o ON o.n = m.n AND o.axis = 'actor'
            CROSS JOIN {shape.table}_term t ON t.id = o.term
            WHERE t.role IN ({_quoted(CONNECTING)}) AND t.value IN (SELECT value FROM json_each(:actors))
            GROUP BY m.n, t.value)
        SELECT a.actor, b.actor, {weights} FROM present a JOIN present b ON b.n = a.n AND b.actor > a.actor
        GROUP BY a.actor, b.actor"""  # noqa: S608 - texts of ours


def _quoted(roles: Roles) -> str:
    return ", ".join(f"'{role}'" for role in sorted(roles))
