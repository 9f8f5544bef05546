"""Whether the servers give the same answers. Compared before anything is timed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import COMPARED
from bench.rivals.data import FILE, MATCHES
from bench.seed_files import ROLES
from bench.serve import Server
from bench.versions import Unusable

Given = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """What every server says of an event. Actors are pairs of id and role in the words of the corpus' data files."""

    id: str
    title: str
    summary: str
    kind: str
    place: str
    actors: frozenset[tuple[str, str]]
    documents: frozenset[str]


def compared(name: str, ours: Server, rival: Server, paths: tuple[list[str], list[str]]) -> str:
    """Compare the first 100 answers to a question in full. Returns a line that says so.

    Q3 is compared by `matches`: the servers order matches by formulas of their own.

    Raises:
        Unusable: an answer differs.
    """
    pairs = list(zip(*(one[:COMPARED] for one in paths), strict=True))
    for path, other in pairs:
        mine, theirs = events(body(ours, path)), events(body(rival, other))
        if mine != theirs:
            raise Unusable(
                f"{ours.name} and {rival.name} answer {name} differently.\n{ours.base}{path}: {len(mine)} events, "
                f"{rival.base}{other}: {len(theirs)} events.\n" + _first_difference(mine, theirs)
            )
    return f"{name:4} {len(pairs)} of {len(pairs)} answers of {ours.name} and {rival.name} are equal"


def matches(ours: Server, indexed: Path, drawn: list[Given], paths: list[str]) -> str:
    """Compare how many events match the first 100 searches with what FTS5, which both rivals use, finds.

    This service also finds other forms of a word, and the names of actors, so it may find more.

    Raises:
        Unusable: it finds fewer.
    """
    db = sqlite3.connect(f"file:{indexed / FILE}?mode=ro", uri=True)
    equal, asked = 0, list(zip(drawn[:COMPARED], paths, strict=False))
    for given, path in asked:
        (expected,) = db.execute(MATCHES, (" ".join(given["words"]),)).fetchone()
        total = body(ours, path)["total"]
        if total < expected:
            raise Unusable(f"{ours.name} finds {total} events for {ours.base}{path}, FTS5 {expected}.")
        equal += total == expected
    db.close()
    return (
        f"Q3   {equal} of {len(asked)} searches of {ours.name} have as many matches as those of the rivals, "
        f"{len(asked) - equal} have more"
    )


def body(server: Server, path: str) -> Any:
    """The JSON of an answer. Raises Unusable unless its status is 200."""
    status, _, content = server.get(path)
    if status != 200:
        raise Unusable(f"{server.name} answers {path} with {status}: {content[:300]!r}")
    return json.loads(content)


def events(answer: Any) -> list[Event]:
    """The events of an answer of any of the servers, in its order: `{"items": [...]}`, a list, or one event."""
    if isinstance(answer, dict):
        answer = answer.get("items", [answer])
    return [_event(record) for record in answer]


def _event(record: Any) -> Event:
    place = record["place"]
    return Event(
        id=_id(record),
        title=record["title"],
        summary=record["summary"],
        kind=record["kind"],
        place=place["name"] if isinstance(place, dict) else place,
        actors=frozenset(_actor(link) for link in record["actors"]),
        documents=frozenset(_id(document) for document in record.get("documents", ())),
    )


def _actor(link: Any) -> tuple[str, str]:
    """Id and role of an actor. This service takes other words for the roles of the corpus."""
    return _id(link.get("actor", link)), ROLES.get(link["role"], link["role"])


def _id(record: Any) -> str:
    """The public id. The rivals call it `uid`, and their `id` is the number of a row."""
    return str(record["uid"] if "uid" in record else record["id"])


def _first_difference(mine: list[Event], theirs: list[Event]) -> str:
    for one, other in zip(mine, theirs, strict=False):
        if one != other:
            return f"The first that differs:\n{one}\n{other}"
    return "One is the beginning of the other."
