"""What a data file may hold, by type of record: the model of the records, the ids they refer to, and their rules.

A new type of record in data files is one entry here, and a list in `DataFile` and `DataSet`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.loading import rules
from app.loading.records import Actor, Claim, Document, Event, Kinds, Place, Record, Topic
from app.loading.yaml_files import Problem
from app.timeline.record_types import RecordType

ACTOR, CLAIM, DOCUMENT = RecordType.ACTOR, RecordType.CLAIM, RecordType.DOCUMENT
EVENT, PLACE, TOPIC = RecordType.EVENT, RecordType.PLACE, RecordType.TOPIC

Pattern = tuple[str, ...]
"""The keys that lead to values in a record; `*` means each item of a list."""


@dataclass(frozen=True, slots=True)
class RecordFormat:
    """How one type of record is written in data files and what it must keep to."""

    model: type[Record]
    rules: Callable[..., Iterator[Problem]] = lambda _: iter(())
    """Takes a record, and yields what is wrong with it taken by itself."""
    refers_to: Mapping[str, tuple[RecordType, ...]] = field(default_factory=dict)
    """The types of the records whose ids are at a pattern, written with dots."""

    def references(self) -> list[tuple[Pattern, tuple[RecordType, ...]]]:
        """The patterns of `refers_to` and the types of records they refer to."""
        return [(tuple(pattern.split(".")), types) for pattern, types in self.refers_to.items()]


FORMATS: Mapping[RecordType, RecordFormat] = {
    EVENT: RecordFormat(
        Event,
        rules.event,
        {
            "place": (PLACE,),
            "part_of": (EVENT,),
            "topics.*": (TOPIC,),
            "actors.*.actor": (ACTOR,),
            "actors.*.on_behalf_of": (ACTOR,),
            "responds_to.*.event": (EVENT,),
            "documents.*.document": (DOCUMENT,),
        },
    ),
    ACTOR: RecordFormat(
        Actor,
        rules.actor,
        {"offices.*.of": (ACTOR,), "member_of.*.group": (ACTOR,), "maybe_same_as.*": (ACTOR,)},
    ),
    DOCUMENT: RecordFormat(
        Document, rules.document, {"place": (PLACE,), "topics.*": (TOPIC,), "actors.*.actor": (ACTOR,)}
    ),
    CLAIM: RecordFormat(
        Claim,
        rules.claim,
        {
            "about.*": (EVENT, ACTOR, DOCUMENT),
            "asserted_by.*": (ACTOR,),
            "asserted_in.document": (DOCUMENT,),
            "evidence.*.document": (DOCUMENT,),
        },
    ),
    PLACE: RecordFormat(Place, rules.place),
    TOPIC: RecordFormat(Topic),
}

LISTS: Mapping[str, RecordType] = {type_.plural: type_ for type_ in FORMATS}
"""The types of records by the name of their list in a file."""

TYPES_WITH_KINDS = tuple(type_ for type_ in FORMATS if type_ in Kinds.model_fields)
"""The types whose records have a `kind`, which needs a label."""
