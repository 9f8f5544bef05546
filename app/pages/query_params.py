"""What a page may be asked: its own parameters, and those that other sites add to their links."""

from collections.abc import Iterable

from starlette.requests import Request

from app.http.problems import INVALID_PARAMETER, ParameterError, Problem, nearest

_OF_OTHERS = ("utm_", "mc_", "fbclid", "gclid", "msclkid", "ref")
"""Beginnings of the names by which others follow where their links lead."""


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """Refuse what the page would ignore: a list would look narrowed and be whole.

    Raises:
        Problem: 422, each unknown parameter named.
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
        if name not in allowed and not name.startswith(_OF_OTHERS)
    ]
    if errors:
        raise Problem(INVALID_PARAMETER, errors=errors)
