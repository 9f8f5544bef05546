"""The types of records: everything that a list can show. This is the one place where they are written down."""

from enum import StrEnum
from typing import Self


class RecordType(StrEnum):
    """A type of record, with its number, its plural and the name space of its ids.

    `number` stands for it in sort numbers and in tables; it must never change (0 to 15). `id_space` is empty where the
    records have no ids of their own.
    """

    number: int
    plural: str
    id_space: str

    def __new__(cls, value: str, number: int = 0, id_space: str = "", plural: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.number = number
        member.plural = plural or f"{value}s"
        member.id_space = id_space
        return member

    EVENT = "event", 1, "record"
    ACTOR = "actor", 3, "record"
    DOCUMENT = "document", 2, "record"
    PARAGRAPH = "paragraph", 4
    CLAIM = "claim", 5, "record"
    TENURE = "tenure", 6
    MEMBERSHIP = "membership", 7
    PLACE = "place", 8, "place"
    TOPIC = "topic", 9, "topic"
    STORY = "story", 10, "story", "stories"
    COLLECTION = "collection", 15
    """Has ids that filters name, but no list."""

    @classmethod
    def numbered(cls, number: int) -> "RecordType":
        """The type with this number."""
        return _BY_NUMBER[number]


_BY_NUMBER = {each.number: each for each in RecordType}
WITH_IDS = tuple(each for each in RecordType if each.id_space)
IN_ONE_SPACE = tuple(each for each in WITH_IDS if each.id_space == "record")
"""The types whose records share one name space, so that an id alone says which is meant."""
