"""Reads the service at the address in the first argument with the client `timeline_client` that was made of its
description, and prints what it read as JSON.
"""

import json
import sys

from timeline_client.api.dataset import download_dataset
from timeline_client.api.events import get_exchange, list_events
from timeline_client.api.search import search
from timeline_client.client import Client
from timeline_client.models import ActorScope, DateMatch, Sort
from timeline_client.models.download_dataset_format import DownloadDatasetFormat
from timeline_client.models.event_list import EventList
from timeline_client.models.exchange import Exchange
from timeline_client.models.list_events_facet_item import ListEventsFacetItem
from timeline_client.models.list_events_include_item import ListEventsIncludeItem
from timeline_client.models.problem_document import ProblemDocument
from timeline_client.models.search_result_list import SearchResultList

client = Client(sys.argv[1], timeout=60)
events = list_events.sync(
    client=client,
    date="1954-02",
    actor=["molotov", "dulles,eden"],
    facet=[ListEventsFacetItem.DAY, ListEventsFacetItem.KIND],
    include=[ListEventsIncludeItem.DOCUMENTS, ListEventsIncludeItem.EXCHANGE],
    actor_scope=ActorScope.REPRESENTATIVES,
    date_match=DateMatch.WITHIN,
    sort=Sort.VALUE_1,
)
assert isinstance(events, EventList)
exchange = get_exchange.sync("soviet-note-1954-03-31", client=client)
assert isinstance(exchange, Exchange)
found = search.sync(client=client, q="conditional nato")
assert isinstance(found, SearchResultList)
refused = list_events.sync(client=client, actor=["moltov"])
assert isinstance(refused, ProblemDocument)
file = download_dataset.sync_detailed(client=client, format_=DownloadDatasetFormat.SQLITE)
content = file.parsed.payload.read()
sys.stdout.write(
    json.dumps(
        {
            "total": events.total,
            "items": [[item.id, item.date.label, [actor.name for actor in item.actors]] for item in events.items],
            "documents": [len(item.documents) for item in events.items],
            "days": len(events.facets.day),
            "kinds": events.facet_distinct.kind,
            "moves": [move.id for move in exchange.moves],
            "found": [item.title for item in found.items],
            "guess": refused.errors[0].did_you_mean,
            "bytes": len(content),
            "begins": content[:15].decode(),
        }
    )
)
