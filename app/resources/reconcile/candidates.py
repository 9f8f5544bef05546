"""The candidates for queries: actors by the matcher of names, other records by their titles."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.catalogue.catalogue import Catalogue
from app.catalogue.pool import Catalogues
from app.matching import MatchIndex, Query
from app.matching.titles import title_likeness
from app.resources.reconcile.properties import description_of, name_of, types_of
from app.resources.reconcile.queries import Item, actor_rows, entity_id, entries, find
from app.resources.reconcile.requests import MOST_CANDIDATES, ReconciliationQuery
from app.timeline.record_types import RecordType

Json = dict[str, Any]  # as the specification shapes it

ACTORS = frozenset({"actor", "person", "body"})
TITLED = ("event", "document", "place", "topic")
LEAST_SCORE = 50.0
WORDS_ALONE = 3
"""Words that are looked for one by one where no title has all words of a query."""
OTHER_DATE = 25.0
LONGEST_DESCRIPTION = 200


class Matchers:
    """The matcher of the release served, made by the first query after a load. Used from one event loop."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._made: asyncio.Task[MatchIndex] | None = None

    async def current(self, catalogues: Catalogues) -> MatchIndex:
        """The matcher of the current release. Queries that come while it is made wait for it.

        Raises:
            DatabaseUnavailable: nothing is loaded, or it cannot be read.
        """
        name = await catalogues.read(lambda catalogue: catalogue.release.name)
        if self._made is None or self._name != name or (self._made.done() and self._made.exception() is not None):
            self._name, self._made = name, asyncio.create_task(_make(catalogues))
        return await asyncio.shield(self._made)


async def _make(catalogues: Catalogues) -> MatchIndex:
    # Only the reading needs the reader thread; searches do not wait while the index is made.
    rows = await catalogues.read(actor_rows, long=True)
    return await asyncio.to_thread(lambda: MatchIndex(entries(rows)))


async def results(
    catalogues: Catalogues, matchers: Matchers, batch: Mapping[str, ReconciliationQuery]
) -> dict[str, Json]:
    """The result of each query of a batch.

    Raises:
        DatabaseUnavailable, NoIndex: as `Catalogues.read`.
    """
    index = await matchers.current(catalogues)
    matched = await asyncio.to_thread(
        lambda: {key: list(_of_actors(index, query)) for key, query in batch.items() if query.query.strip()}
    )

    def read(catalogue: Catalogue) -> dict[str, Json]:
        return {key: {"result": _result(catalogue, query, matched.get(key, []))} for key, query in batch.items()}

    return await catalogues.read(read, long=True)


Scored = tuple[str, float, bool]
"""Id, score, and whether it is certain."""


def _of_actors(index: MatchIndex, query: ReconciliationQuery) -> Iterator[Scored]:
    kinds = ACTORS & set(query.type) or (ACTORS if not query.type else frozenset[str]())
    if not kinds:
        return
    is_person = None if "actor" in kinds or len(kinds) > 1 else "person" in kinds
    name = Query(query.query, is_person, query.year("born"), query.year("died"), next(iter(query.texts("office")), ""))
    for each in index.match(name, min(query.limit, MOST_CANDIDATES)):
        yield each.id, each.score, each.match


def _of_titles(catalogue: Catalogue, query: ReconciliationQuery) -> Iterator[Scored]:
    """Events, documents, places and topics whose titles are like the query; certain if just one has the same words."""
    types = [name for name in TITLED if not query.type or name in query.type]
    if not types:
        return
    complete, most = catalogue.indexes.names.complete, MOST_CANDIDATES
    found = complete(query.query, types, most)
    if not found:
        words = sorted(set(query.query.split()), key=len, reverse=True)[:WORDS_ALONE]
        found = [each for word in words for each in complete(word, types, most)]
    scores: dict[str, float] = {}
    for each in found:
        id_ = entity_id(each.type, each.id)
        likeness = max(title_likeness(query.query, each.name), title_likeness(query.query, each.label))
        scores[id_] = max(scores.get(id_, 0.0), likeness)
    same = [id_ for id_, score in scores.items() if score == 100.0]
    for id_, score in scores.items():
        if score >= LEAST_SCORE:
            yield id_, score, same == [id_]


def _result(catalogue: Catalogue, query: ReconciliationQuery, actors: Iterable[Scored]) -> list[Json]:
    """The candidates of a query, the best first; an id finds its record."""
    text = query.query.strip()
    if not text:
        return []
    own = find(catalogue, text)
    if own is not None and _has_type(own, query):
        return [_candidate(*own, 100.0, match=True)]
    scored = []
    for id_, score, match in (*actors, *_of_titles(catalogue, query)):
        record = find(catalogue, id_)
        if record is not None and _has_type(record, query):
            fits = _has_date(record[1], query)
            scored.append((score - (0 if fits else OTHER_DATE), match and fits, record))
    scored.sort(key=lambda each: (-each[0], entity_id(each[2][0], each[2][1]["id"])))
    certain = sum(match for _, match, _ in scored) == 1
    return [
        _candidate(*record, max(0.0, score), match=match and certain)
        for score, match, record in scored[: min(query.limit, MOST_CANDIDATES)]
    ]


def _has_type(record: tuple[RecordType, Item], query: ReconciliationQuery) -> bool:
    return not query.type or any(each["id"] in query.type for each in types_of(*record))


def _has_date(item: Item, query: ReconciliationQuery) -> bool:
    """Whether a record may be of the year that the query names, if it names one and the record has a date."""
    year, date = query.year("date"), item.get("date")
    if year is None or not date:
        return True
    first, last = (int(date[end].rsplit("-", 2)[0]) if date[end] else None for end in ("earliest", "latest"))
    return (first is None or first <= year) and (last is None or year <= last)


def _candidate(type_: RecordType, item: Item, score: float, *, match: bool) -> Json:
    candidate = {
        "id": entity_id(type_, item["id"]),
        "name": name_of(item),
        "score": round(score, 1),
        "match": match,
        "type": types_of(type_, item),
    }
    description = description_of(item)
    return candidate | ({"description": description[:LONGEST_DESCRIPTION]} if description else {})
