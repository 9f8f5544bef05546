"""Checks the names of query parameters: a page takes its own, and ignores those that other sites add to links."""

from collections.abc import Iterable

from starlette.requests import Request

from app.http.problems import INVALID_PARAMETER, ParameterError, Problem, nearest

_TRACKING = ("utm_", "mc_", "fbclid", "gclid", "msclkid", "ref")
"""Prefixes of the parameters that other sites add to track who follows their links."""


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """Refuse unknown parameters, because a list that ignores a filter looks filtered and is not.

    Raises:
        Problem: 422, names each unknown parameter.
    """
    allowed = tuple(known)
    errors = [
        ParameterError(
            name[:100],
            value,
            f"one of the parameters of this page: {', '.join(allowed)}" if allowed else "no parameter at all",
            nearest(name, allowed),
            reason="pages have no such parameter; lists under /v1/ take every filter",
        )
        for name, value in request.query_params.multi_items()
        if name not in allowed and not name.startswith(_TRACKING)
    ]
    if errors:
        raise Problem(INVALID_PARAMETER, errors=errors)
