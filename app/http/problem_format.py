"""Whether a problem is answered with a document for programs or with a page for people."""

from starlette.types import Scope

from app.http.negotiation import Offered, accept_of, negotiate
from app.http.problems import PROBLEM_MEDIA_TYPE, Problem
from app.http.urls import segments

_OF_PROGRAMS = ("v1", "health", "metrics", "mcp", "reconcile", "openapi.json", "assets", ".well-known")
"""First segments of the paths that programs read. Their problems are documents for everybody."""
_PAGE = ("page", "text/html")
_DOCUMENTS: Offered = (("document", PROBLEM_MEDIA_TYPE), ("document", "application/json"))


def takes_page(scope: Scope) -> bool:
    """Whether the problem of a request is shown as a page.

    On the paths of pages it is, unless the client prefers JSON; on paths that nothing is served at, if the client
    prefers HTML, as browsers do.
    """
    if segments(scope)[0] in _OF_PROGRAMS:
        return False
    # Pages are the routes that the description of the API leaves out.
    is_page = not getattr(scope.get("route"), "include_in_schema", True)
    offered = (_PAGE, *_DOCUMENTS) if is_page else (*_DOCUMENTS, _PAGE)
    try:
        return negotiate(accept_of(scope), offered) == "page"
    except Problem:  # it takes neither
        return is_page
