"""Renders templates to responses: the head, headers and template environment of all pages."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.database.engine import ReleaseHead
from app.formats.web_addresses import is_web_address
from app.http.answers import Answer
from app.http.compression import SMALLEST, choose, encode
from app.http.dependencies import base_url
from app.http.urls import root_of
from app.pages.asset_files import asset_address
from app.pages.template_filters import (
    bounds,
    by_role,
    country,
    days_later,
    in_state,
    in_words,
    language,
    machine_day,
    marked,
    number,
    verdict,
    web_address,
)

HTML = "text/html"
SITE = "Diplomatic timeline"
# JSON-LD is a data block that browsers do not run, so `script-src 'none'` allows it.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'none'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "strict-origin-when-cross-origin"}
_SECONDS_TO_KEEP = 3_600
_LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class Head:
    """The metadata of a page. Paths begin with a slash and do not include the root path.

    `data` is the path of the same content as JSON; `types` are names of schema.org; `authors` are paths of actors'
    pages; `json_ld` is an encoded JSON-LD document.
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
        """The description, cut between words to the length that previews show."""
        text = " ".join(self.description.split())
        if len(text) <= _LONGEST_DESCRIPTION:
            return text
        return text[:_LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + " …"

    def script(self) -> Markup | None:
        """The JSON-LD for a script element, escaped so that no text in it can end the element or begin a comment."""
        if self.json_ld is None:
            return None
        # In encoded JSON these characters occur only inside strings, where an escape means the same.
        text = json.dumps(json.loads(self.json_ld), ensure_ascii=False)
        return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


class Release(NamedTuple):
    """The release that a page shows. `name` differs from that of every other release; `loaded_at` is UTC."""

    number: int
    name: int | str
    loaded_at: datetime


def data_page(
    request: Request, template: str, head: Head, release: ReleaseHead | Release, **variables: object
) -> Answer:
    """A page about data of a release; `variables` are those of its template."""
    html = _rendered(request.scope, base_url(request), template, head, release=release, **variables)
    headers = {**_HEADERS, "Link": ", ".join(_signposts(head, base_url(request)))}
    return Answer(html.encode(), HTML, release=release.name, loaded_at=release.loaded_at, headers=headers)


async def plain_page(request: Request, template: str, head: Head, **variables: object) -> Response:
    """A page that shows no data, so that it also works while none is loaded."""
    body = _rendered(request.scope, base_url(request), template, head, release=None, **variables).encode()
    headers = {**_HEADERS, "Cache-Control": f"public, max-age={_SECONDS_TO_KEEP}", "Vary": "Accept-Encoding"}
    coding = choose(request.headers.get("accept-encoding")).coding if len(body) >= SMALLEST else None
    if coding:
        headers["Content-Encoding"] = coding
        body = await encode(body, coding)
    return Response(body, headers=headers, media_type=HTML)


def page_headers() -> dict[str, str]:
    """The headers that every page has."""
    return dict(_HEADERS)


def page_body(scope: Scope, base: str, template: str, head: Head, **variables: object) -> bytes:
    """The body of a page, for answers that are neither of a release nor kept. `base` is as of `base_url`."""
    # A lone surrogate, in a value that is shown, cannot be encoded as UTF-8 and becomes a question mark.
    return _rendered(scope, base, template, head, release=None, **variables).encode("utf-8", "replace")


def _rendered(scope: Scope, base: str, template: str, head: Head, **variables: object) -> str:
    root = root_of(scope)
    variables |= {
        "head": head,
        "site": SITE,
        "root": root,
        "base": base,
        "asset": lambda name: f"{root}/{asset_address(name)}",
    }
    return environment().get_template(template).render(variables)


def _signposts(head: Head, base: str) -> Iterator[str]:
    """Typed links for programs, as values of the Link header (FAIR Signposting, level 1; RFC 8288)."""
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
def environment() -> Environment:
    """The templates: those of this package by name (`base.html`), those of resources by path (`events/event.html`)."""
    app = Path(__file__).resolve().parent.parent
    loaded = Environment(
        loader=FileSystemLoader([app / "pages" / "templates", app / "resources"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (
        bounds,
        by_role,
        country,
        days_later,
        in_state,
        in_words,
        language,
        machine_day,
        marked,
        number,
        verdict,
        web_address,
    )
    loaded.filters |= {each.__name__: each for each in filters}
    return loaded
