"""NDJSON, read line by line by httpx and as a whole by pandas."""

import io

import httpx
import orjson
import pandas as pd

from tests.formats.making import HOSTILE, dated_events, event, export_context, hostile_events, written


def test_every_line_is_the_record_as_json_has_it() -> None:
    records = [*dated_events(), *hostile_events()]
    lines = written("ndjson", records).split(b"\n")
    assert lines.pop() == b""
    assert [orjson.loads(line) for line in lines] == [orjson.loads(record) for record in records]


def test_readers_that_know_more_line_ends_find_as_many_lines() -> None:
    file = written("ndjson", hostile_events())
    lines = list(httpx.Response(200, content=file).iter_lines())
    assert [orjson.loads(line)["title"] for line in lines] == list(HOSTILE)
    assert len(pd.read_json(io.BytesIO(file), lines=True, dtype=False)) == len(HOSTILE)


def test_links_lie_below_the_root_path_and_the_text_of_a_record_does_not() -> None:
    record = event("a", title='"self":"/v1/x')
    found = orjson.loads(written("ndjson", [record], export_context(root_path="/root")))
    assert found["links"]["self"] == "/root/v1/events/a"
    assert found["title"] == '"self":"/v1/x'


def test_only_the_keys_that_are_asked_for_are_there() -> None:
    found = written("ndjson", [event("a")], export_context(keys=("id", "title"), narrowed=True))
    assert found == b'{"id":"a","title":"A"}\n'
