"""From templates to answers: what all pages have in common, head, headers and the words in their templates."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from app.formats.web_addresses import is_web_address
from app.http.answers import Answer
from app.http.compression import SMALLEST, choose, encode
from app.http.urls import root_of
from app.pages.dependencies import given
from app.pages.docs import asset_address
from app.pages.template_filters import bounds, by_role, days_later, in_words, language, machine_day

HTML = "text/html"
SITE = "Diplomatic timeline"
# Nothing is executed: JSON-LD is a block of data, which no policy forbids.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'none'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "strict-origin-when-cross-origin"}
_SECONDS_TO_KEEP = 3_600
_LONGEST_DESCRIPTION = 300
_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself to machines. Paths begin with a slash and lack the root path.

    `data` is the path of the same as JSON; `types` are names of schema.org; `authors` are paths of actors' pages;
    `json_ld` is an encoded JSON-LD document.
    """

    title: str
    description: str
    path: str
    data: str | None = None
    types: tuple[str, ...] = ()
    licence_url: str | None = None
    authors: tuple[str, ...] = ()
    json_ld: bytes | None = None

    @property
    def short_description(self) -> str:
        """The description cut to the length that previews show."""
        text = " ".join(self.description.split())
        if len(text) <= _LONGEST_DESCRIPTION:
            return text
        return text[:_LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + " …"

    def script(self) -> Markup | None:
        """The JSON-LD for a script element: no text in it can end the element or begin a comment."""
        if self.json_ld is None:
            return None
        # Encoded JSON has these signs in texts alone, where an escape means the same.
        text = json.dumps(json.loads(self.json_ld), ensure_ascii=False)
        return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


class Release(Protocol):
    """The release that a page speaks of."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def name(self) -> int | str:
        """What tells it from every other."""

    @property
    def loaded_at(self) -> datetime:
        """When it was loaded, UTC."""


def data_page(request: Request, template: str, head: Head, release: Release, **facts: object) -> Answer:
    """A page about data of a release; `facts` are what its template shows, by name."""
    html = _rendered(request, template, head, release=release, **facts)
    headers = {**_HEADERS, "Link": ", ".join(_signposts(head, given(request).base_url))}
    return Answer(html.encode(), HTML, release=release.name, loaded_at=release.loaded_at, headers=headers)


async def plain_page(request: Request, template: str, head: Head, **facts: object) -> Response:
    """A page that tells nothing of the data, so that it is there without any too."""
    body = _rendered(request, template, head, release=None, **facts).encode()
    headers = {**_HEADERS, "Cache-Control": f"public, max-age={_SECONDS_TO_KEEP}", "Vary": "Accept-Encoding"}
    coding = choose(request.headers.get("accept-encoding")).coding if len(body) >= SMALLEST else None
    if coding:
        headers["Content-Encoding"] = coding
        body = await encode(body, coding)
    return Response(body, headers=headers, media_type=HTML)


def _rendered(request: Request, template: str, head: Head, **facts: object) -> str:
    root = root_of(request.scope)
    return (
        _environment()
        .get_template(template)
        .render(
            head=head,
            site=SITE,
            root=root,
            base=given(request).base_url,
            asset=lambda name: f"{root}/{asset_address(name)}",
            **facts,
        )
    )


def _signposts(head: Head, base: str) -> Iterator[str]:
    """Typed links for programs that come to a page (FAIR Signposting, level 1; RFC 8288)."""
    yield f'<{base}{head.path}>; rel="cite-as"'
    for name in ("AboutPage", *head.types):
        yield f'<https://schema.org/{name}>; rel="type"'
    if head.data is not None:
        yield f'<{base}{head.data}>; rel="describedby"; type="application/json"'
    if head.licence_url is not None and is_web_address(head.licence_url):
        yield f'<{quote(head.licence_url, safe=_ADDRESS_SIGNS)}>; rel="license"'
    for author in head.authors:
        yield f'<{base}{author}>; rel="author"'
    yield f'<{base}/.well-known/api-catalog>; rel="api-catalog"'


_ADDRESS_SIGNS = "%/:?#@!$&'()*+,;=~[]"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "bounds": bounds,
        "by_role": by_role,
        "days_later": days_later,
        "in_words": in_words,
        "language": language,
        "machine_day": machine_day,
        "marked": marked,
        "web_address": _web_address,
    }
    return environment


def _web_address(text: str | None) -> bool:
    """Whether a page may lead to it: data could name `javascript:` too."""
    return text is not None and is_web_address(text)


def marked(text: str) -> Markup:
    """A text of our own with `code` and **strong** in it, as OpenAPI descriptions have them."""
    escaped = str(escape(text))
    with_code = _CODE.sub(r"<code>\1</code>", escaped)
    return Markup(_STRONG.sub(r"<strong>\1</strong>", with_code))  # noqa: S704 - escaped above
