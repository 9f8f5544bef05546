"""All pages alike: sound markup, links that work, nothing inline, nothing from elsewhere."""

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin

import html5lib
import httpx
import pytest

from app.pages.asset_files import ASSETS
from tests.pages.crawling import PAGES, RECORDS, XHTML, ids, links, parsed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound_html(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    parsed(answer.text)
    assert [name for name, times in Counter(ids(answer.text)).items() if times > 1] == []


@pytest.mark.slow
def test_every_link_on_every_page_is_answered(client: httpx.Client) -> None:
    found = {address: path for path in PAGES for address in links(client.get(path).text, path)}
    assert len(found) > 300
    broken = {
        (address, page): answer.status_code
        for address, page in found.items()
        if (answer := client.get(address)).status_code != 200
    }
    assert broken == {}


@pytest.mark.parametrize("path", [*RECORDS, "/", "/help/dates"])
def test_every_place_in_a_page_that_a_link_names_is_there(client: httpx.Client, path: str) -> None:
    tree = html5lib.parse(client.get(path).text)
    found = 0
    for element in tree.iter(f"{XHTML}a"):
        address, fragment = urldefrag(urljoin(path, element.get("href")))
        if fragment and address.startswith("/"):
            assert fragment in ids(client.get(address).text)
            found += 1
    assert found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert not re.search(r"unsafe|https?:|\*", policy)
    tree = html5lib.parse(answer.text)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if str(name).startswith("on")]
        assert element.tag != f"{XHTML}style"
        if element.tag == f"{XHTML}script":
            assert (element.get("type"), element.get("src")) == ("application/ld+json", None)
        if element.tag in {f"{XHTML}img", f"{XHTML}link"} and element.get("rel") != "canonical":
            assert (element.get("src") or element.get("href")).startswith("/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_in_short_what_it_is(client: httpx.Client, path: str) -> None:
    tree = html5lib.parse(client.get(path).text)
    told = {each.get("property") or each.get("name"): each.get("content") for each in tree.iter(f"{XHTML}meta")}
    assert told["description"] == told["og:description"]
    assert 10 < len(told["description"]) <= 302
    assert {"og:title", "og:type", "og:url", "og:image", "og:site_name"} <= told.keys()
    assert list(tree.iter(f"{XHTML}h1"))
    assert told["og:image"].startswith("http")


def test_the_picture_of_previews_is_there(client: httpx.Client) -> None:
    address = re.search(r'og:image" content="https?://[^/]+([^"]+)"', client.get("/").text)
    assert address
    answer = client.get(address[1])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")


def test_every_picture_has_a_name_for_those_who_do_not_see_it(client: httpx.Client) -> None:
    html = "".join(client.get(path).text for path in ("/", "/events/berlin-conference-1954", "/help/dates"))
    pictures = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(pictures) > 1
    for picture in pictures:
        named = re.search(r'role="(?:img|group)" aria-labelledby="([\w-]+) ([\w-]+)"', picture)
        assert named
        assert f'<title id="{named[1]}">' in picture
        assert f'<desc id="{named[2]}">' in picture
        assert " style=" not in picture


def test_a_page_is_kept_and_answered_as_not_modified(client: httpx.Client) -> None:
    first = client.get("/events/berlin-conference-1954")
    again = client.get("/events/berlin-conference-1954", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    head = client.head("/events/berlin-conference-1954")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]


def test_the_stylesheet_knows_paper_and_the_dark() -> None:
    styles = (ASSETS / "pages.css").read_text(encoding="utf-8")
    assert "@media print" in styles
    assert "@media (prefers-color-scheme: dark)" in styles
