"""The pages of the API's description: `/docs` (Swagger UI) and `/redoc` (ReDoc).

They load nothing from other hosts, so they work without the internet. All addresses in them are relative, so they
also work below a root path that a proxy adds.
"""

from functools import cache

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.pages.asset_files import asset_address
from app.pages.rendering import environment

router = APIRouter(include_in_schema=False)

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# ReDoc adds two <style> elements: an empty one, whose rules it then inserts by script, and the styles of its scroll
# bar, a text that changes only with ReDoc's version. The policy allows the digests of these two texts, so any other
# text in a <style> element and every style attribute stay forbidden.
_REDOC_STYLES = (
    "'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"
)


@router.get("/docs")
async def show_docs() -> HTMLResponse:
    """The description, with a form for each request."""
    styles, scripts = ("swagger-ui/swagger-ui.css", "docs.css"), ("swagger-ui/swagger-ui-bundle.js", "docs.js")
    return _page("Diplomatic timeline: try the API", "swagger-ui", styles, scripts, "'self'")


@router.get("/redoc")
async def show_redoc() -> HTMLResponse:
    """The description as a reference."""
    scripts = ("redoc/redoc.standalone.js", "redoc.js")
    return _page("Diplomatic timeline: API reference", "redoc", ("docs.css",), scripts, _REDOC_STYLES)


def _page(title: str, element: str, styles: tuple[str, ...], scripts: tuple[str, ...], sources: str) -> HTMLResponse:
    """A page whose scripts fill the element with the id `element`; `sources` are those allowed for styles."""
    headers = {
        "Content-Security-Policy": _POLICY.format(styles=sources),
        "Cache-Control": "no-cache",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(_html(title, element, styles, scripts), headers=headers)


@cache
def _html(title: str, element: str, styles: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    template = environment().get_template("docs.html")
    return f"{template.render(title=title, element=element, styles=styles, scripts=scripts, asset=asset_address)}\n"
