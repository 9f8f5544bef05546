"""The content of a record as canonical JSON: sorted keys, no spaces, defaults left out, UTF-8."""

import json
from typing import Any

from app.resources.faces import FileRecord


def canonical(value: object) -> bytes:
    """Canonical JSON of a JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def content(record: FileRecord) -> dict[str, Any]:
    """The keys of a record as they stand in a file, what is left out or says the default left out: JSON values only.

    Empty lists of `always_in_checksums` are there all the same.
    """
    empty: dict[str, Any] = {name: [] for name in record.always_in_checksums}
    return empty | record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
