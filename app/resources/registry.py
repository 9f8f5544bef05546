"""The resources of the API, in the order of its description. A new resource is a folder here, a line in
`NAMES` and in `TAGS`, and, if it has a list, a line in `RecordType`.

In every folder the same file names mean the same thing: `models.py` (tables, data-file records, responses),
`loading.py` (format of data files, rules, rows), `indexing.py` (terms, words, encoded items), `routes.py` (parameters
and routes), `pages.py` (pages for people).
"""

from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from app.catalogue.indexing import Indexing
from app.timeline.record_types import RecordType

NAMES = (
    "events",
    "exchanges",
    "documents",
    "actors",
    "claims",
    "stories",
    "tenures",
    "memberships",
    "places",
    "topics",
    "network",
    "search",
    "reconcile",
    "citations",
    "dataset",
    "download",
    "health",
)
TAGS = [
    {"name": "events", "description": "What happened, at a date, somewhere, with actors in roles."},
    {"name": "documents", "description": "Sources: memoranda, notes, treaties, minutes, articles."},
    {"name": "actors", "description": "Persons, states, ministries, alliances, parties, press."},
    {"name": "claims", "description": "What is asserted, and the passages for and against it."},
    {"name": "stories", "description": "Guided readings: ordered steps, each with the record it shows."},
    {"name": "offices", "description": "Who held which office, and who belonged to what, on a day."},
    {"name": "vocabularies", "description": "Places and topics."},
    {"name": "search", "description": "Full-text search over all records, and completion of names."},
    {"name": "reconciliation", "description": "Which records the names in a table mean, for OpenRefine."},
    {"name": "network", "description": "Which actors occur together in the events that match."},
    {"name": "citations", "description": "Citations to paste or to import."},
    {"name": "dataset", "description": "The release served, its collections and vocabularies."},
    {"name": "health", "description": "For the operator."},
]
"""The groups of the API's description."""


def modules(part: str) -> Iterator[ModuleType]:
    """The modules of this name in the folders of the resources, in the order of the API's description."""
    for name in NAMES:
        module = f"app.resources.{name}.{part}"
        if find_spec(module) is not None:
            yield import_module(module)


def indexings() -> list[Indexing]:
    """How the records of all types get into the catalogue."""
    return [each for module in modules("indexing") for each in vars(module).values() if isinstance(each, Indexing)]


def in_order_of_reference() -> list[RecordType]:
    """The types of all records that have a list, each after those that its records refer to."""
    formats = {module.FORMAT.type: module.FORMAT for module in modules("loading")}
    order = TopologicalSorter[RecordType]()
    for type_, form in reversed(formats.items()):
        order.add(type_, *({each for types in form.refers_to.values() for each in types} - {type_}))
    contained = (each.type for each in indexings() if each.listed and each.type not in formats)
    return [*order.static_order(), *contained]


def metadata() -> MetaData:
    """The tables of all resources and of the catalogue, as SQLAlchemy knows them."""
    import_module("app.catalogue.tables")
    list(modules("models"))  # importing them defines their tables
    return SQLModel.metadata
