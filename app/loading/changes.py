"""What a load changes: the records that are added, changed and removed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.timeline.record_types import RecordType

RecordKey = tuple[RecordType, str]
"""The type and id of a record."""

MOST_KEPT = 1_000
"""Records of which the keys are kept in each of the three lists."""
MOST_NAMED = 20
"""Records that are named in each of the three lists of a rendering."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The records that differ between the served release and what is loaded, in the order of types and ids.

    Of many, the first `MOST_KEPT` of each list are here; `more` is how many further ones there are, by the list.
    `others`: something that is no record differs, such as the collection, a label of a kind or an identity.
    """

    added: tuple[RecordKey, ...] = ()
    changed: tuple[RecordKey, ...] = ()
    removed: tuple[RecordKey, ...] = ()
    others: bool = False
    more: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.others)

    def number(self, name: str) -> int:
        """The number of records that are `added`, `changed` or `removed`."""
        return len(getattr(self, name)) + self.more.get(name, 0)


def rendered_changes(found: Changes) -> Iterator[str]:
    """A line for each record, the first of many: `+` added, `~` changed, `-` removed."""
    for sign, word in (("+", "added"), ("~", "changed"), ("-", "removed")):
        keys: tuple[RecordKey, ...] = getattr(found, word)
        yield from (f"{sign} {type_} {id_}" for type_, id_ in keys[:MOST_NAMED])
        if found.number(word) > MOST_NAMED:
            yield f"{sign} and {found.number(word) - MOST_NAMED} more {word}"
    if found.others:
        yield "~ the collection, the labels of kinds or the identities"
