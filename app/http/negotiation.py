"""Choice of a media type by the Accept header (RFC 9110, 12.5.1)."""

from functools import lru_cache

from starlette.types import Scope

from app.http.compression import quality
from app.http.problems import NOT_ACCEPTABLE, ParameterError, Problem, quoted

Offered = tuple[tuple[str, str], ...]
"""Pairs of alias and media type ("csv", "text/csv"), the default first."""


_LONGEST_ACCEPT = 1_000


def accept_of(scope: Scope) -> str | None:
    """The Accept header of a request, as it was sent."""
    # `Request.headers` would decode every header up to this one.
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"), None)


def negotiate(accept: str | None, offered: Offered) -> str:
    """The alias of the offered format that an Accept header prefers.

    The highest q-value wins; at equal q-values the more specific range, then the format offered first. No header,
    `*/*` and what browsers send give the default. Parameters of media types other than `q` are ignored.

    Raises:
        Problem: 406, lists what is offered.
    """
    return _negotiated(accept[:_LONGEST_ACCEPT] if accept else "*/*", offered)


@lru_cache(512)
def _negotiated(accept: str, offered: Offered) -> str:
    ranges = _ranges(accept)
    if _is_browser(ranges) and all(media_type != "text/html" for _, media_type in offered):
        return offered[0][0]
    ranked = [(*_preference(media_type, ranges), -place, alias) for place, (alias, media_type) in enumerate(offered)]
    best = max(ranked)
    if best[0] == 0:
        expected = f"one of {', '.join(dict.fromkeys(media_type for _, media_type in offered))}"
        error = ParameterError("Accept", accept, expected)
        raise Problem(NOT_ACCEPTABLE, f"Accept: {quoted(accept)} is not {expected}.", [error])
    return best[-1]


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges, in lower case, and their q-values; malformed elements are skipped."""
    ranges: dict[str, float] = {}
    for element in accept.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        weight = quality(parameters)
        if "/" in name and weight is not None:
            ranges[name] = max(weight, ranges.get(name, 0.0))
    return ranges


def _is_browser(ranges: dict[str, float]) -> bool:
    """Whether a browser sent this: HTML, then anything. Its preferences among other types mean nothing."""
    return ranges.get("text/html", 0.0) > 0 and ranges.get("*/*", 0.0) > 0


def _preference(media_type: str, ranges: dict[str, float]) -> tuple[float, int]:
    """The q-value of a media type and how specific its range is: 2 the type itself, 1 `type/*`, 0 `*/*` or none."""
    essence = media_type.partition(";")[0].strip().lower()
    for specificity, name in ((2, essence), (1, essence.partition("/")[0] + "/*"), (0, "*/*")):
        if name in ranges:
            return ranges[name], specificity
    return 0.0, 0
