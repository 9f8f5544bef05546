"""Topics in data files: their format and their rows."""

from collections.abc import Sequence

from app.loading.data_set import DataSet
from app.loading.record_formats import RecordFormat, Rows
from app.loading.stored import Stored, picked
from app.resources.faces import Values, column_values
from app.resources.topics.models import TopicRecord, TopicRow
from app.timeline.record_types import RecordType


def _rows(_data: DataSet, topics: Sequence[TopicRecord]) -> Rows:
    return {TopicRow: (column_values(topic, TopicRow) for topic in topics)}


def _keys(topic: Stored) -> Values:
    return picked(topic.row, TopicRecord) | {"aliases": topic.aliases()}


FORMAT = RecordFormat(type=RecordType.TOPIC, model=TopicRecord, rows=_rows, table=TopicRow, keys=_keys)
