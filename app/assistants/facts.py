"""The keys of a record that are worth reading to an assistant, in few words."""

from typing import Any

Json = Any  # a part of a decoded answer of the API

MOST = 25
"""Items of a list; how many more there are is said in place of the rest."""

_ABOUT_THE_SERVICE = frozenset(
    ("links", "licence", "updated", "collection", "aliases", "represents", "lat", "lon", "citation", "id", "title")
)
_OF_A_CLAIM = ("id", "statement", "status")


def facts(record: dict[str, Json]) -> dict[str, Json]:
    """The facts of a record of the API: without empty values and what is about the service.

    A date is written in words and as EDTF, a claim by its statement and status.
    """
    return {
        key: short
        for key, value in record.items()
        if key not in _ABOUT_THE_SERVICE and (short := _short(key, value)) not in (None, [], {}, "")
    }


def date_in_words(date: dict[str, Json] | None) -> str | None:
    """The label of a date; None for a record without one."""
    return None if date is None else str(date["label"])


def _short(key: str, value: Json) -> Json:
    if isinstance(value, list):
        items = [_item(key, item) for item in value[:MOST]]
        left_out = len(value) - len(items)
        return [*items, f"and {left_out} more"] if left_out else items
    if isinstance(value, dict):
        if "edtf" in value:
            return f"{value['label']} (EDTF {value['edtf']})"
        return _without_empty(value)
    return value


def _item(key: str, value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    if key == "claims":
        return {name: value[name] for name in _OF_A_CLAIM}
    return _without_empty(value)


def _without_empty(value: dict[str, Json]) -> dict[str, Json]:
    kept = _ABOUT_THE_SERVICE - {"id", "title"}
    shortened = {key: _short(key, each) for key, each in value.items() if key not in kept}
    return {key: each for key, each in shortened.items() if each not in (None, [], {}, "", False)}
