"""Records -> NDJSON: one record a line, for programs (`ndjson_files.py` describes the form)."""

import json
from pathlib import Path
from typing import Any

from app.loading.exporting import Entry
from app.loading.ndjson_files import LIST_OF_TYPE
from app.loading.yaml_writing import ordered, without_exponent

_TYPES = {list_: type_ for type_, list_ in LIST_OF_TYPE.items()}


class NdjsonFile:
    """Writes a collection as one NDJSON file, `records.ndjson`."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "records.ndjson").open("w", encoding="utf-8", newline="\n")

    def __call__(self, entry: Entry) -> None:
        """Write an entry: a line, or one for each of several."""
        for keys in entry.keys if isinstance(entry.keys, list) else [entry.keys]:
            line = {"type": _TYPES.get(entry.name, entry.name)} | ordered(keys)
            self._file.write(json.dumps(_written(line), ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Complete the file."""
        self._file.close()


def _written(value: Any) -> Any:  # Any: a JSON value
    """The value with small numbers as texts, as data files know no exponents."""
    if isinstance(value, dict):
        return {key: _written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_written(each) for each in value]
    return without_exponent(value) if isinstance(value, float) and "e" in repr(value) else value
