"""Which of the offered media types a client gets (RFC 9110, 12.5.1)."""

from functools import lru_cache

from app.http.compression import quality
from app.http.problems import NOT_ACCEPTABLE, ParameterError, Problem, quoted

Offered = tuple[tuple[str, str], ...]
"""Pairs of alias and media type ("csv", "text/csv"), the default first."""


_LONGEST_ACCEPT = 1_000


def negotiate(accept: str | None, offered: Offered) -> str:
    """The alias of the offered format that an Accept header prefers.

    The highest q-value wins; at equal q the more exactly named, then the earlier offered. No header, `*/*` and what
    browsers send give the default. Parameters of media types other than `q` are not looked at.

    Raises the problem not-acceptable (406), which lists what is offered.
    """
    return _negotiated(accept[:_LONGEST_ACCEPT] if accept else "*/*", offered)


@lru_cache(512)
def _negotiated(accept: str, offered: Offered) -> str:
    ranges = _ranges(accept)
    if _is_browser(ranges) and all(media_type != "text/html" for _, media_type in offered):
        return offered[0][0]
    ranked = [(*_liking(media_type, ranges), -place, alias) for place, (alias, media_type) in enumerate(offered)]
    best = max(ranked)
    if best[0] == 0:
        expected = f"one of {', '.join(dict.fromkeys(media_type for _, media_type in offered))}"
        error = ParameterError("Accept", accept, expected)
        raise Problem(NOT_ACCEPTABLE, f"Accept: {quoted(accept)} is not {expected}.", [error])
    return best[-1]


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges, in lower case, and their q-values; elements that are none are passed over."""
    ranges: dict[str, float] = {}
    for element in accept.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        weight = quality(parameters)
        if "/" in name and weight is not None:
            ranges[name] = max(weight, ranges.get(name, 0.0))
    return ranges


def _is_browser(ranges: dict[str, float]) -> bool:
    """A browser asks for HTML, then XML, then anything: what it wants of the rest it has not thought about."""
    return ranges.get("text/html", 0.0) > 0 and ranges.get("*/*", 0.0) > 0


def _liking(media_type: str, ranges: dict[str, float]) -> tuple[float, int]:
    """The q-value of a media type and how exactly it is named: 2 itself, 1 by `type/*`, 0 by `*/*` or not at all."""
    essence = media_type.partition(";")[0].strip().lower()
    for exactness, name in ((2, essence), (1, essence.partition("/")[0] + "/*"), (0, "*/*")):
        if name in ranges:
            return ranges[name], exactness
    return 0.0, 0
