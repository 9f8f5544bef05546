"""Reads pages as strict programs do: markup without a fault, and the links on them."""

from urllib.parse import urldefrag, urljoin

import html5lib
from html5lib.constants import namespaces

XHTML = f"{{{namespaces['html']}}}"

RECORDS = (
    "/events/berlin-conference-1954",
    "/events/soviet-note-1954-03-31",
    "/events/pleven-plan-1950-10-24",
    "/documents/doc-molotov-memorandum-1954-03-26",
    "/documents/doc-essay-diplomacy-with-a-smile",
    "/actors/molotov",
    "/actors/nato",
    "/claims/essay-thesis-6",
    "/claims/frus-proposed-to-join",
    "/places/berlin",
    "/topics/edc",
)
LISTS = (
    "/events",
    "/events?date=1954-02",
    "/events?actor=molotov&actor=dulles,eden&topic=edc&date_from=1954&date_match=within",
    "/documents",
    "/documents?q=note&language=ru",
    "/actors",
    "/actors?kind=person&sort=date",
    "/claims",
    "/claims?status=contradicted",
    "/stories",
    "/topics",
    "/places",
)
PLAIN = (
    "/help",
    "/help/reading",
    "/help/dates",
    "/help/filters",
    "/help/formats",
    "/help/assistants",
    "/problems",
    "/problems/invalid-parameter",
    "/ns",
)
MISTAKES = (
    "/events?date=Febtember+1954&actor=nobody&kind=nots",
    "/claims?status=wrong&stance=wrong",
    "/places?bbox=1,2",
    "/events/soviet-note-1954",
    "/nonsense",
)
PAGES = ("/", "/search", "/search?q=north+atlantic", *LISTS, *RECORDS, *PLAIN)


def parsed(html: str) -> object:
    """The tree of a page. Raises html5lib's ParseError for markup that HTML does not allow."""
    return html5lib.HTMLParser(strict=True).parse(html)


def texts(html: str) -> str:
    """All text of a page, each run of blanks as one."""
    tree = html5lib.parse(html)
    for element in tree.iter(f"{XHTML}script"):
        element.text = ""
    return " ".join("".join(tree.itertext()).split())


def links(html: str, page: str) -> set[str]:
    """The addresses below this service that a page leads to or loads, without fragments."""
    tree = html5lib.parse(html)
    named = (element.get(name) for element in tree.iter() for name in ("href", "src") if isinstance(element.tag, str))
    found = {urldefrag(urljoin(page, address)).url for address in named if address}
    return {address for address in found if address.startswith("/")}


def ids(html: str) -> list[str]:
    """The ids of elements, in order."""
    return [element.get("id") for element in html5lib.parse(html).iter() if element.get("id")]
