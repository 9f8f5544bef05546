"""Atom, read by feedparser and, element by element, by lxml."""

import re

import feedparser
from lxml import etree

from app.formats.context import ExportContext
from app.timeline.record_types import RecordType
from tests.formats.making import (
    EVERY_DATE,
    HOSTILE,
    dated_events,
    document,
    event,
    export_context,
    hostile_documents,
    hostile_events,
    written,
)

NAMES = {"a": "http://www.w3.org/2005/Atom", "d": "http://purl.org/dc/terms/"}
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")  # RFC 3339


def feed(file: bytes) -> etree._Element:
    """The feed, provided that it has what RFC 4287 asks of every feed and entry."""
    parsed = feedparser.parse(file)
    assert not parsed.bozo, parsed.get("bozo_exception")
    root = etree.fromstring(file)
    assert root.tag == f"{{{NAMES['a']}}}feed"
    assert texts(root, "a:author/a:name")
    assert [link.get("href") for link in found(root, "a:link[@rel='self']")] == [export_context().address.replace(
        "/events?", f"/{root.findtext('a:id', namespaces=NAMES).partition('/v1/')[2].partition('?')[0]}?")]  # fmt: skip
    for element in (root, *found(root, "a:entry")):
        for name in ("id", "title", "updated"):
            assert len(found(element, f"a:{name}")) == 1
        assert all(TIME.fullmatch(text) for text in texts(element, "a:updated"))
    ids = [root.findtext("a:id", namespaces=NAMES), *texts(root, "a:entry/a:id")]
    assert len(set(ids)) == len(ids)
    assert all(str(id_).startswith("tag:timeline.example.org,2026:") for id_ in ids)
    assert len(parsed.entries) == len(found(root, "a:entry"))
    return root


def found(element: etree._Element, path: str) -> list[etree._Element]:
    elements = element.xpath(path, namespaces=NAMES)
    assert isinstance(elements, list)
    return [each for each in elements if isinstance(each, etree._Element)]


def texts(element: etree._Element, path: str) -> list[str]:
    return [each.text or "" for each in found(element, path)]


def test_every_date_stands_as_edtf_and_none_is_made_up() -> None:
    root = feed(written("atom", dated_events()))
    assert texts(root, "a:entry/d:date") == list(EVERY_DATE)


def test_no_entry_is_said_to_be_published_in_the_past() -> None:
    """Readers with an age limit would drop it."""
    root = feed(written("atom", [*dated_events(), event("today", "2026-11-25")]))
    assert not found(root, "//a:published")


def test_texts_come_back_as_plain_text() -> None:
    root = feed(written("atom", hostile_events()))
    assert texts(root, "a:entry/a:title") == list(HOSTILE)
    assert {each.get("type") for each in found(root, "//a:title | //a:summary")} == {"text"}
    assert not found(root, "//*[local-name()='img' or local-name()='script']")


def test_what_xml_cannot_hold_is_replaced() -> None:
    root = feed(written("atom", [event("a", title="a\x0bb\ufffec")]))
    assert texts(root, "a:entry/a:title") == ["a\ufffdb\ufffdc"]


def test_an_entry_leads_to_the_page_of_its_record_or_else_to_its_json() -> None:
    (link,) = found(feed(written("atom", [event("a")])), "a:entry/a:link[@rel='alternate']")
    assert (link.get("href"), link.get("type")) == ("https://timeline.example.org/root/events/a", "text/html")
    (link,) = found(feed(written("atom", [document("d")], documents())), "a:entry/a:link[@rel='alternate']")
    assert link.get("href") == "https://timeline.example.org/root/v1/documents/d"


def test_undated_documents_are_there_without_a_date() -> None:
    root = feed(written("atom", [*hostile_documents(), document("undated", None)], documents()))
    assert len(found(root, "a:entry")) == len(HOSTILE) + 1
    assert len(found(root, "a:entry/d:date")) == len(HOSTILE)


def test_an_empty_feed_is_a_feed() -> None:
    assert not found(feed(written("atom", [])), "a:entry")


def documents() -> ExportContext:
    return export_context(RecordType.DOCUMENT)
