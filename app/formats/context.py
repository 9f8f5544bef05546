"""What a file says of itself, and what its writer looks up: the context of an export."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from app.citations.citation import DataSet
from app.timeline.record_types import RecordType

SEARCH_RESULTS: Literal["search"] = "search"
ListType = RecordType | Literal["search"]
"""What a list has: records of one type, or search results."""
_WITHOUT_LIST = frozenset((RecordType.PARAGRAPH, RecordType.COLLECTION))
LISTS: tuple[ListType, ...] = (*(each for each in RecordType if each not in _WITHOUT_LIST), SEARCH_RESULTS)
"""All lists with files."""


def list_name(list_type: ListType) -> str:
    """The name of a list in its path: `events`, `search`."""
    return list_type.plural if isinstance(list_type, RecordType) else list_type


@dataclass(frozen=True, slots=True)
class Collection:
    """The facts of a collection that files give. `language` is a code of ISO 639."""

    title: str
    publisher: str | None
    language: str
    attribution: str
    licence_name: str
    licence_url: str | None


@dataclass(slots=True)
class Survey:
    """Counts over all records of a file, taken before the first is written by formats that have `holds`."""

    omitted: int = 0
    """Records that the format cannot hold."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Number of the other records by kind."""


@dataclass(frozen=True, slots=True)
class ExportContext:
    """The context of a file.

    `list_type` is what the file has, or the type of its only record (`alone`). `base` is the full address of the
    service with its root path, without a slash at its end; `public_url` is the same, None where the operator has
    configured no address. `address` is the full address of the file. `collections` are by id, `kinds` are the labels
    of kinds by record type and slug. `identifiers` returns the numbers of an actor in authority files as pairs of
    scheme and number, `sort_name` its sort name if it has one. `keys` are the keys to keep of each record, in order;
    `narrowed`: the records have more.
    """

    list_type: ListType
    release: int
    loaded_at: datetime
    collections: Mapping[str, Collection]
    kinds: Mapping[str, Mapping[str, str]]
    base: str
    address: str
    identifiers: Callable[[str], list[tuple[str, str]]]
    sort_name: Callable[[str], str | None]
    public_url: str | None = None
    root_path: str = ""
    keys: tuple[str, ...] = ()
    alone: bool = False
    narrowed: bool = False
    byte_order_mark: bool = False
    survey: Survey = field(default_factory=Survey)

    @property
    def list_name(self) -> str:
        """The name of the list in its path."""
        return list_name(self.list_type)

    @property
    def main_collection(self) -> Collection:
        """The collection that names the data set: the first."""
        return next(iter(self.collections.values()))

    @property
    def timestamp(self) -> str:
        """When the release was loaded: UTC, ISO 8601 to the second."""
        return f"{self.loaded_at:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def host(self) -> str | None:
        """The host name of the service."""
        return urlsplit(self.base).hostname

    def link(self, path: str) -> str:
        """The full address of a stored path such as `/v1/events/x`."""
        return f"{self.base}{path}"

    def kind_label(self, record_type: RecordType, kind: str) -> str:
        """The label of a kind; the kind itself where it has none."""
        return self.kinds[record_type].get(kind, kind)

    def data_set(self, collection: str) -> DataSet:
        """The data set as citations of the records of a collection name it."""
        return DataSet(
            title=self.collections[collection].title,
            publisher=self.collections[collection].publisher,
            release=self.release,
            public_url=self.public_url,
            root_path=self.root_path,
        )
