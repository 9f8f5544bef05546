"""A file of a data set: what it may hold follows from the formats of all types of records."""

from collections.abc import Mapping
from types import GenericAlias
from typing import Any

from pydantic import Field, create_model

from app.loading.record_formats import RecordFormat
from app.resources.actors.models import IdentityRecord
from app.resources.dataset.models import CollectionRecord, Labels
from app.resources.faces import FileRecord
from app.resources.registry import modules
from app.timeline.record_types import RecordType

FORMATS: Mapping[RecordType, RecordFormat] = {module.FORMAT.type: module.FORMAT for module in modules("loading")}

LISTS: Mapping[str, RecordType] = {type_.plural: type_ for type_ in FORMATS}
"""The types of records by the name of their list in a file."""

TYPES_WITH_KINDS = tuple(type_ for type_, each in FORMATS.items() if "kind" in each.model.model_fields)
"""The types whose records have a `kind`, which needs a label."""

_labels: dict[str, Any] = {  # Any: create_model takes its fields as keywords of every sort
    type_: (Labels, Field({}, description=f"Kinds of {type_.plural}, each with its label."))
    for type_ in TYPES_WITH_KINDS
}
KindsRecord = create_model(
    "KindsRecord",
    __base__=FileRecord,
    __doc__="Labels of the open kinds: a kind that a record uses stands here.",
    **_labels,
)

_lists: dict[str, Any] = {
    name: (GenericAlias(tuple, (FORMATS[type_].model, ...)), Field((), description=f"{name.capitalize()}."))
    for name, type_ in LISTS.items()
}
DataFile = create_model(
    "DataFile",
    __base__=FileRecord,
    __doc__="One file of a data set: any of these lists. How records are spread over files is the curators' choice.",
    collection=(CollectionRecord | None, Field(None, description="The collection: in one file of a folder.")),
    kinds=(KindsRecord | None, Field(None, description="Labels of the kinds that records use.")),
    **_lists,
    identities=(
        tuple[IdentityRecord, ...],
        Field((), description="Which imported actors are which curated one."),
    ),
)
