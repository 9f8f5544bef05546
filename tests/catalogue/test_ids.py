"""Ids that are looked up: what there is is remembered, what there is not is not."""

from pathlib import Path

from app.timeline.record_types import RecordType
from tests.catalogue.corpus import actor, data_set, event, loaded, open_catalogue


def test_unknown_ids_are_not_remembered(tmp_path: Path) -> None:
    loaded(tmp_path, data_set(events=[event("note", "1954", aliases=["former"])], actors=[actor("ann")]))
    with open_catalogue(tmp_path) as catalogue:
        for name in ("note", "former"):
            assert catalogue.current_id(RecordType.EVENT, name) == "note"
        remembered = set(catalogue.reader.cache)
        assert {(RecordType.EVENT, "note"), (RecordType.EVENT, "former")} <= remembered
        assert catalogue.current_id(RecordType.EVENT, "nobody") is None
        assert set(catalogue.reader.cache) == remembered
