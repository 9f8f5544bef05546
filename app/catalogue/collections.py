"""Which collection counts where several say something of the same."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

_FIRST = ("serve", "load")


def collection_rank(loaded_by: str, id_: str) -> tuple[int, str]:
    """The place of a collection in the order of all: that of the service, those loaded by hand, imports; each by id.

    The first one is the main one: its version is the release's, and of several labels of a kind its own counts.
    """
    return (_FIRST.index(loaded_by) if loaded_by in _FIRST else len(_FIRST)), id_


class KindLabel(NamedTuple):
    """The label that a collection gives a kind of a record type, and what loaded that collection."""

    type: str
    slug: str
    label: str
    loaded_by: str
    collection: str


KIND_LABELS = (
    "SELECT type, slug, label, loaded_by, collection FROM kind JOIN collection ON collection.id = kind.collection"
)
"""Selects what `labels_of` takes."""


def labels_of(rows: Iterable[Sequence[str]]) -> dict[str, dict[str, str]]:
    """The labels of kinds, by record type and kind, each in the order of kinds. Of several the first collection's."""
    labels = map(KindLabel._make, rows)
    found: dict[str, dict[str, str]] = {}
    for row in sorted(labels, key=lambda row: (row.type, row.slug, collection_rank(row.loaded_by, row.collection))):
        found.setdefault(row.type, {}).setdefault(row.slug, row.label)
    return found
