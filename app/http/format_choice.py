"""Which format an answer goes out in: `format=`, else Accept."""

from functools import lru_cache
from typing import Any

from app.formats.context import ListType
from app.formats.format import Format
from app.formats.registry import FORMATS, of_list, of_record
from app.http.negotiation import Offered, negotiate

JSON = "application/json"
JSON_ALONE: Offered = (("json", JSON),)


def names(of: ListType | None, *, alone: bool = False) -> tuple[str, ...]:
    """What `format=` takes at a list, or (`alone`) at a single record of it."""
    return tuple(alias for alias, _ in offered(of, alone=alone))


@lru_cache
def offered(of: ListType | None, *, alone: bool = False) -> Offered:
    """The formats of a list, or (`alone`) of a single record of it, JSON first."""
    if of is None:
        return JSON_ALONE
    found = of_record(of) if alone else of_list(of)
    return (*JSON_ALONE, *((each.alias, each.media_type) for each in found))


def chosen(named: str | None, accept: str | None, offers: Offered) -> Format | None:
    """The requested format, None for JSON. `named` wins over `accept`.

    Raises:
        Problem: 406, Accept takes none of them.
    """
    return FORMATS.get(named or negotiate(accept, offers))


def described(of: ListType, *, alone: bool = False) -> dict[str, Any]:
    """The formats of an answer as `content` of OpenAPI, JSON left out."""
    found = of_record(of) if alone else of_list(of)
    return {each.media_type: {"schema": _schema(each), "example": each.example} for each in found}


def _schema(format_: Format) -> dict[str, Any]:  # a schema is untyped
    type_ = "string" if isinstance(format_.example, str) else "array" if isinstance(format_.example, list) else "object"
    schema = {"type": type_, "title": format_.alias, "description": format_.description}
    return schema | {"format": "binary"} if format_.is_binary else schema
