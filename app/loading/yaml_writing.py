"""Records -> the text of YAML files, as curators write them: keys in a readable order, texts that can be read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

import yaml

from app.loading.exporting import Entry
from app.resources.faces import Values
from app.timeline.gregorian import parts_of

WIDTH = 110
"""The column after which a text goes on in the next line."""

_KEYS = (
    "scheme id actor event document group office of n label title statement kind name spdx sort_name "
    "historical_name country lat lon precision language script languages version description role relation manner "
    "paragraph locator url stance on_behalf_of other_names other_titles aliases identifiers born died founded "
    "dissolved date place part_of from to capacity represents sole jointly topics summary abstract text "
    "key_phrases seen source_note footnotes cross_references mentions heading shows claim exchange status assessment "
    "about asserted_by asserted_in evidence actors responds_to documents offices member_of seen_in_office "
    "maybe_same_as repository "
    "signature number volume page published_in frus dateline layout at rights paragraphs steps "
    "publisher source licence attribution cite_as same_as not_same_as sources confidence verification note"
)
KEY_ORDER = tuple(_KEYS.split())
"""The keys of all tables: who or what it is first, then what is said of it, then on what evidence."""

_RANKS = {key: rank for rank, key in enumerate(KEY_ORDER)}


def ordered(value: Any) -> Any:  # Any: a JSON value
    """The value with the keys of all its tables in the order of `KEY_ORDER`; others follow."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: _RANKS.get(key, len(_RANKS)))
        return {key: ordered(value[key]) for key in keys}
    return [ordered(each) for each in value] if isinstance(value, list) else value


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # the one in C is untyped
    """PyYAML's dumper without anchors, with lines of a text kept as lines."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's name
        return True


def _text(dumper: Any, text: str) -> yaml.ScalarNode:
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
    return node


def without_exponent(number: float) -> str:
    """A number of degrees as data files know it: at most twelve decimals, no exponent."""
    text = f"{number:.12f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _degrees(dumper: Any, number: float) -> yaml.ScalarNode:
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:float", without_exponent(number))
    return node


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _degrees)


def rendered(value: Mapping[str, object] | list[Any]) -> str:
    """The text of a table or list, of JSON values."""
    text: str = yaml.dump(ordered(value), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text


FILE_BYTES = 4 * 1024 * 1024
"""The size after which records go on in a further file, well below the largest that is read."""

OPEN_FILES = 64
BY_YEAR = frozenset({"events", "documents"})
"""Lists with a file for each year; the others have one file."""


class YamlFiles:
    """Writes a collection as YAML files: one for each list, and one for each year of events and documents.

    Records stand in them in the order in which they come.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, TextIO] = {}
        self._written: dict[str, int] = {}
        """Bytes by place: the path of a file without its number and suffix."""

    def __call__(self, entry: Entry) -> None:
        """Write an entry into its file."""
        if entry.row is None:
            self._write(entry.name, "", rendered({entry.name: entry.keys}))
        else:
            self._write(_place(entry.name, entry.row), f"{entry.name}:\n", rendered([entry.keys]))

    def close(self) -> None:
        """Complete the files."""
        for file in self._open.values():
            file.close()
        self._open.clear()

    def _write(self, place: str, head: str, text: str) -> None:
        before = self._written.get(place, 0)
        after = before + len(text.encode())
        self._written[place] = after
        number = before // FILE_BYTES
        name = f"{place}-{number + 1}.yaml" if number else f"{place}.yaml"
        file = self._open.pop(name, None) or self._opened(name)
        self._open[name] = file  # the last one, so that it is closed last
        if file.tell() == 0:
            file.write(head)
        file.write(text)

    def _opened(self, name: str) -> TextIO:
        if len(self._open) >= OPEN_FILES:
            self._open.pop(next(iter(self._open))).close()
        path = self._folder / name
        path.parent.mkdir(exist_ok=True)
        return path.open("a", encoding="utf-8", newline="\n")


def _place(name: str, row: Values) -> str:
    """Where a record stands: the name of its list, and of a folder of files by year where it has a date."""
    if name not in BY_YEAR:
        return name
    day = row["latest"] if row["earliest"] is None else row["earliest"]
    if day is None:
        return f"{name}/undated"
    year = parts_of(day)[0]
    return f"{name}/{'-' if year < 0 else ''}{abs(year):04d}"
