"""TimelineJS: the JSON that TimelineJS 3 itself loads, in a browser."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page

from app.formats.context import ListType
from app.timeline.record_types import RecordType
from tests.browsing import WatchedPage
from tests.formats.making import (
    EVERY_DATE,
    HOSTILE,
    KINDS,
    dated_events,
    document,
    event,
    export_context,
    hostile_documents,
    hostile_events,
    written,
)
from tests.node.programs import FOLDER
from tests.serving import serve_files

Json = dict[str, Any]  # decoded JSON
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/css/timeline.css">
<div id="timeline" style="height:600px"></div><script src="/js/timeline.js"></script>
<script>window.tl = new TL.Timeline("timeline", "/source.json", {font: null, script_path: "/js/"})</script>"""


def slides(records: list[bytes], of: ListType = RecordType.EVENT) -> list[Json]:
    found: list[Json] = orjson.loads(written("timelinejs", records, export_context(of)))["events"]
    return found


def one(edtf: str) -> Json:
    (found,) = slides([event("a", edtf)])
    return found


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("1954-03-26", (1954, 3, 26), None),
        ("1954-03", (1954, 3), None),
        ("1954", (1954,), None),
        ("1954-03~", (1954, 3), None),
        ("1954-01-25/1954-02-18", (1954, 1, 25), (1954, 2, 18)),
        ("1953-05/1954-07", (1953, 5), (1954, 7)),
        ("[1954-02-10..1954-03-26]", (1954, 2, 10), (1954, 3, 26)),
        ("../1954-05-07", (1954, 5, 7), None),
        ("1954-03-31/..", (1954, 3, 31), None),
        ("195X", (1950, 1, 1), (1959, 12, 31)),
        ("-0044-03-15", (-44, 3, 15), None),
        ("0000", (0,), None),
        ("../1985", (1985,), None),
        ("/1888", (1888,), None),
        ("../1954-03", (1954, 3), None),
        ("1985/..", (1985,), None),
        ("1985/", (1985,), None),
        ("1985?/..", (1985,), None),
        ("1954-03/..", (1954, 3), None),
        ("1954-03/", (1954, 3), None),
        ("1954-03~/..", (1954, 3), None),
        ("[..1904]", (1904,), None),
        ("[1904,1906..]", (1904,), None),
        ("{..1954-03}", (1954, 3), None),
        ("../195X", (1959, 12, 31), None),
        ("1954-03-XX", (1954, 3), None),
        ("1954-03/1954", (1954, 3), (1954, 12, 31)),
        ("1954-03-15/1954-03", (1954, 3, 15), (1954, 3, 31)),
    ],
)
def test_dates_are_numbers_and_words(edtf: str, start: tuple[int, ...], end: tuple[int, ...] | None) -> None:
    found = one(edtf)
    assert tuple(found["start_date"].values()) == start
    assert (tuple(found["end_date"].values()) if "end_date" in found else None) == end
    assert found["display_date"]


def test_no_end_comes_before_its_start() -> None:
    for found in slides(dated_events()):
        if "end_date" in found:
            # TimelineJS takes a month or year for its first day.
            start, end = ([*found[name].values(), 1, 1][:3] for name in ("start_date", "end_date"))
            assert start <= end


def test_what_has_no_day_to_be_put_at_is_left_out_and_counted() -> None:
    made = export_context()
    found = orjson.loads(written("timelinejs", dated_events(), made))["events"]
    left_out = {"../..", "Y17000002", "Y-500000", "Y17000002~"}
    assert made.survey.omitted == len(left_out)
    assert [each["unique_id"] for each in found] == [
        f"e-{number}" for number, edtf in enumerate(EVERY_DATE) if edtf not in left_out
    ]


def test_headline_and_text_are_escaped() -> None:
    for each in slides([*hostile_events()]):
        assert "<img" not in each["text"]["headline"] + each["text"]["text"]
        assert "<script" not in each["text"]["headline"] + each["text"]["text"]
    found = slides(hostile_documents(), RecordType.DOCUMENT)
    assert not any('href="javascript' in each["text"]["text"] for each in found)


def test_at_most_six_groups_and_the_commonest() -> None:
    kinds = [f"kind-{number}" for number in range(10) for _ in range(number + 1)]
    found = slides([event(f"e-{number}", kind=kind) for number, kind in enumerate(kinds)])
    groups = [each["group"] for each in found]
    assert set(groups) == {"Other", *(f"kind-{number}" for number in range(4, 10))}
    assert groups.count("Other") == 1 + 2 + 3 + 4


def test_the_title_tells_data_set_and_release() -> None:
    title = orjson.loads(written("timelinejs", []))["title"]["text"]
    assert title["headline"] == "Moscow &amp; the &lt;Treaty&gt;"
    assert "Release 12" in title["text"]


@pytest.mark.browser
def test_timelinejs_shows_every_record_and_runs_nothing(new_page: Callable[..., Page]) -> None:
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("needs packages: npm ci --prefix tests/node")
    records = [*dated_events(), *hostile_events(), event("visit", kind="visit")]
    source = written("timelinejs", records, export_context(kinds=KINDS))
    expected = len(orjson.loads(source)["events"])
    assert expected > len(HOSTILE)
    with serve_files(FOLDER / "node_modules" / "@knight-lab" / "timelinejs" / "dist") as origin:
        watched = WatchedPage(new_page(), (origin,))
        page, dialogs = watched.page, list[str]()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.route(f"{origin}/", lambda route: route.fulfill(content_type="text/html", body=PAGE))
        page.route(f"{origin}/source.json", lambda route: route.fulfill(content_type="application/json", body=source))
        page.goto(f"{origin}/")
        page.wait_for_function("window.tl && tl.ready")
        assert page.evaluate("tl.config.messages.errors") == []
        assert page.locator(".tl-timemarker").count() == expected
        assert page.locator(".tl-slide img[src='x']").count() == 0
        headlines = page.locator(".tl-slide .tl-headline").all_text_contents()
        assert any("<img src=x onerror=" in headline for headline in headlines)
        assert (watched.outside, dialogs) == ([], [])


def test_undated_documents_are_left_out() -> None:
    made = export_context(RecordType.DOCUMENT)
    assert orjson.loads(written("timelinejs", [document("undated", None)], made))["events"] == []
    assert made.survey.omitted == 1
