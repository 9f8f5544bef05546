"""What the query parameters of every list share: filters by terms, and the query that parameters make.

Their names are those of the API's contract. Pydantic lists the fields of the last base first, so bases stand in the
reverse of the order in which people read them. What a value alone can tell is checked here, and each value is parsed
once; whether ids exist is looked up when the query is made (`ids.py`).
"""

from typing import Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    JsonValue,
)

from app.catalogue.queries import NOBODY, Cast, DateFilter, RecordQuery, TermKey
from app.http.ids import Ids
from app.http.values import (
    Filter,
)
from app.timeline.record_types import RecordType

CAST = frozenset({"actor", "role", "actor_scope"})
DATES = frozenset({"date", "date_from", "date_to", "date_match"})


LISTS_OF_WORDS = {"role": "known_roles", "include": "includes", "facet": "facets", "fields": "item_keys"}
"""Parameters that take a list of known words, and the attribute of their class that has these words."""


class Parameters(BaseModel):
    """What every list shares. Each filter is a field marked with a `Filter`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_type: ClassVar[RecordType | None] = None
    """The type of the records listed, whose kinds `kind` takes; None: of several types."""
    filters: ClassVar[dict[str, Filter]] = {}
    """The parameters that are filters by terms, by name."""
    plain_filters: ClassVar[dict[str, Filter]] = {}
    """Those of them that are not `expanded`."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:  # options are pydantic's
        cls.filters = {
            name: mark
            for name, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, Filter)
        }
        cls.plain_filters = {name: mark for name, mark in cls.filters.items() if not mark.expanded}
        for name, attribute in LISTS_OF_WORDS.items():
            known: list[JsonValue] = [*getattr(cls, attribute, ())]
            if name in cls.model_fields and known:
                cls.model_fields[name].json_schema_extra = {"items": {"type": "string", "enum": known}}
        if "fields" in cls.model_fields:
            keys = [key for key in getattr(cls, "item_keys", ()) if key not in {"id", "kind", "type"}]
            cls.model_fields["fields"].examples = [keys[:2]]

    def groups(self, ids: Ids) -> tuple[tuple[TermKey, ...], ...]:
        """The groups of terms of all filters that were sent; `ids` makes ids current."""
        return tuple(
            group
            for name in self.model_fields_set
            if (mark := self.plain_filters.get(name)) is not None
            for group in ids.terms(name, mark, self.record_type or RecordType.EVENT, getattr(self, name))
        )

    def query(self, ids: Ids, fixed_actor: str | None = None) -> RecordQuery:
        """The query that the parameters make; `ids` makes ids current, `fixed_actor` is that of the path."""
        sent, values = self.model_fields_set, self.__dict__
        return RecordQuery(
            self.types,
            () if sent.isdisjoint(self.plain_filters) else self.groups(ids),
            cast=self.cast(ids, fixed_actor) if fixed_actor or sent & CAST else NOBODY,
            dates=self.dates() if sent & DATES else None,
            updated_since=values.get("updated_since"),
            box=values.get("bbox"),
        )

    @property
    def types(self) -> tuple[RecordType, ...]:
        """The record types selected."""
        return () if self.record_type is None else (self.record_type,)

    def cast(self, ids: Ids, fixed_actor: str | None) -> Cast:  # noqa: ARG002 - for those who take actors
        """Who must be in a record; `ids` makes ids current, `fixed_actor` is that of the path."""
        return NOBODY

    def dates(self) -> DateFilter | None:
        """The requested dates, or None where any will do."""
        return None
