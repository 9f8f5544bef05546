"""The types of records: everything that a list can show. This is the one place where they are written down."""

from enum import StrEnum
from typing import Self


class RecordType(StrEnum):
    """A type of record. `number` stands for it in sort numbers and in tables; it must never change (0 to 15)."""

    number: int
    plural: str

    def __new__(cls, value: str, number: int = 0, plural: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.number = number
        member.plural = plural or f"{value}s"
        return member

    EVENT = "event", 1
    DOCUMENT = "document", 2
    ACTOR = "actor", 3
    PARAGRAPH = "paragraph", 4
    CLAIM = "claim", 5
    TENURE = "tenure", 6
    MEMBERSHIP = "membership", 7
    PLACE = "place", 8
    TOPIC = "topic", 9
    STORY = "story", 10, "stories"
    COLLECTION = "collection", 15
    """Has ids that filters name, but no list."""

    @property
    def id_space(self) -> str:
        """The name space of its ids: events, actors, documents and claims share one."""
        return str(self) if self in {RecordType.PLACE, RecordType.TOPIC, RecordType.STORY} else "record"

    @classmethod
    def numbered(cls, number: int) -> "RecordType":
        """The type with this number."""
        return _BY_NUMBER[number]


_BY_NUMBER = {each.number: each for each in RecordType}
