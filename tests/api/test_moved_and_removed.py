"""Ids that changed or went: an alias leads on, a removed record is gone, for all of the evidence."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.loading import records as r
from app.loading.release import load
from app.timeline.record_types import RecordType
from tests.catalogue.corpus import actor, data_set, document, event, loaded
from tests.serving import client_of, start_server

pytestmark = pytest.mark.slow

PARAGRAPH = {"n": 1, "abstract": "A passage.", "key_phrases": [], "seen": "seen"}


def claim(name: str, **more: object) -> r.Claim:
    given: dict[str, object] = {
        "id": name,
        "kind": "thesis",
        "statement": "So it was.",
        "status": "unverified",
        "assessment": "Nobody knows.",
        "about": ["note"],
        "asserted_by": ["ann"],
        "asserted_in": {"document": "paper", "paragraph": 1},
        "evidence": [],
    }
    return r.Claim.model_validate(given | more)


def release(*, second: bool) -> r.DataSet:
    """Each type once; in the second release those named `old...` are no more and the others have an alias."""
    former = {"aliases": ["former"]} if second else {}
    data = data_set(
        events=[
            event("note", "1954", **former),
            event("reply", "1954", responds_to=[{"event": "note", "manner": "rejects"}]),
            *([] if second else [event("old-note", "1953")]),
        ],
        actors=[actor("ann", aliases=["anna"] if second else [])],
        documents=[document("paper", "1954", paragraphs=[PARAGRAPH], aliases=["leaf"] if second else [])],
    )
    place = data.of(RecordType.PLACE)[0].model_copy(update={"id": "old-place"})
    topic = data.of(RecordType.TOPIC)[0].model_copy(update={"id": "old-topic"})
    former_claim = [] if second else [claim("old-thesis")]
    claims = sorted([claim("thesis", aliases=["notion"] if second else []), *former_claim], key=lambda x: x.id)
    records = {**data.records, RecordType.CLAIM: tuple(claims)}
    if not second:
        records |= {
            RecordType.PLACE: (*data.of(RecordType.PLACE), place),
            RecordType.TOPIC: (*data.of(RecordType.TOPIC), topic),
        }
    return replace(data, records=records)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("moved")
    url = loaded(folder, release(second=False))
    load(url, release(second=True))
    served = start_server(folder, "--no-load", database_url=url).until_ready()
    with client_of(served.base) as client:
        yield client
    served.stop()


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/v1/events/former/exchange?scope=whole", "/v1/events/note/exchange?scope=whole"),
        ("/v1/documents/leaf/paragraphs/1", "/v1/documents/paper/paragraphs/1"),
        ("/v1/claims/notion", "/v1/claims/thesis"),
    ],
)
def test_an_alias_in_a_path_leads_to_the_current_id(small: httpx.Client, path: str, location: str) -> None:
    answer = small.get(path)
    assert (answer.status_code, answer.headers["location"]) == (308, location)
    assert small.get(location).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/v1/events/old-note/exchange", "/v1/claims/old-thesis", "/v1/places/old-place", "/v1/topics/old-topic"],
)
def test_a_removed_record_is_gone(small: httpx.Client, path: str) -> None:
    answer = small.get(path)
    assert answer.status_code == 410
    assert answer.json()["type"] == "/problems/gone"


@pytest.mark.parametrize(
    "query",
    ["about=former", "event=former", "document=leaf", "asserted_in=leaf", "asserted_by=anna", "about=anna,former"],
)
def test_an_alias_in_a_filter_works_as_the_current_id(small: httpx.Client, query: str) -> None:
    answer = small.get(f"/v1/claims?{query}").json()
    assert [item["id"] for item in answer["items"]] == ["thesis"]


def test_a_removed_id_in_a_filter_is_unknown(small: httpx.Client) -> None:
    answer = small.get("/v1/claims?about=old-thesis&event=old-note")
    assert answer.status_code == 422
    assert {error["parameter"] for error in answer.json()["errors"]} == {"event", "about"}
