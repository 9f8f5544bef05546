"""What the collections of the Office of the Historian have in common."""

from pathlib import Path

from lxml import etree

from app.importing.records import Origin
from app.loading.characters import shown
from app.loading.values import Value

SITE = "https://history.state.gov"
VERSION = "1"
"""Of the way in which the data are imported; the data themselves have none."""

_KINDS = {"person": "Person", "state": "State", "body": "Body", "ministry": "Ministry"}


def collection(id_: str, title: str, of_what: str) -> dict[str, Value]:
    """The collection of a part of the data, as a data file gives it."""
    return {
        "id": id_,
        "title": f"{title} (Office of the Historian)",
        "description": f"Data of the Office of the Historian, U.S. Department of State: {of_what}.",
        "language": "en",
        "version": VERSION,
        "publisher": "Office of the Historian, U.S. Department of State",
        "source": f"Imported from the files that the Office publishes ({SITE}); texts are those of the source.",
        "licence": {
            "name": "Creative Commons Zero v1.0 Universal",
            "spdx": "CC0-1.0",
            "url": "https://creativecommons.org/publicdomain/zero/1.0/",
        },
        "attribution": "Office of the Historian, U.S. Department of State",
        "cite_as": f"Office of the Historian, U.S. Department of State, {title}, {SITE}.",
    }


def actor_kinds(*kinds: str) -> Value:
    """The labels of kinds of actors."""
    return {kind: _KINDS[kind] for kind in kinds}


def origin_of(path: Path, element: etree._Element) -> Origin:
    """Where an element begins."""
    return Origin(shown(path), element.sourceline or 1)
