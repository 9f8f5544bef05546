"""Problem documents (RFC 9457): all types, and how an error becomes one.

Every error, in a parameter, in the framework or in the code, is answered with `application/problem+json` of one shape.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from app.http.urls import public_path, root_of
from app.timeline.words import nearest as nearest  # noqa: PLC0414 - offered here too

PROBLEM_MEDIA_TYPE = "application/problem+json"
ALLOWED_METHODS = "GET, HEAD, OPTIONS"

MOST_ERRORS = 50
"""Errors listed in one problem document; `detail` counts the rest."""

_MOST_SENTENCES = 5
_LONGEST_ECHO = 100
_LONGEST_INSTANCE = 1_000
_RETRY_AFTER_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: `slug` ends its address, `explanation` is the text of the page there."""

    slug: str
    title: str
    status: int
    explanation: str


INVALID_PARAMETER = ProblemType(
    "invalid-parameter",
    "Invalid parameter",
    422,
    "A parameter has an unknown name, is given twice, is empty, has a value that does not exist or contradicts "
    "another. Nothing is ignored: `errors` lists each error with the parameter, the value, what is expected and, where "
    "something similar exists, what may have been meant. Correct the request and send it again.",
)
INVALID_ENCODING = ProblemType(
    "invalid-encoding",
    "Invalid encoding",
    422,
    "The address holds a % that is not followed by two hexadecimal digits, bytes that are not UTF-8, half of a "
    "surrogate pair or a NUL. Encode text as UTF-8, then percent-encode it once; a % sign itself is written %25.",
)
UNKNOWN_RECORD = ProblemType(
    "unknown-record",
    "Unknown record",
    404,
    "No record has this id. Ids are in lower case and never reused; `errors` names the nearest id where there is one.",
)
NOT_FOUND = ProblemType(
    "not-found",
    "Not found",
    404,
    "Nothing is served at this path. All paths are listed in the OpenAPI description at /openapi.json.",
)
GONE = ProblemType(
    "gone",
    "Gone",
    410,
    "The record was part of an earlier release and has been removed. Its id will not be used again.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    "Method not allowed",
    405,
    f"This service is read only. The methods in `Allow` work: {ALLOWED_METHODS}.",
)
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable",
    "Not acceptable",
    406,
    "None of the media types in Accept can be served here; `errors` lists those that can. "
    "Accept */* or leave the header out for JSON, or name a format with the parameter `format`.",
)
REQUEST_TIMEOUT = ProblemType(
    "request-timeout",
    "Request timeout",
    408,
    "The request did not arrive in time, and the connection was closed. Send it again, as a whole.",
)
PAYLOAD_TOO_LARGE = ProblemType(
    "payload-too-large",
    "Payload too large",
    413,
    "The body of the request is larger than the service takes: 1 MB at /mcp. Requests elsewhere need no body: all "
    "parameters are in the URL.",
)
URI_TOO_LONG = ProblemType(
    "uri-too-long",
    "URI too long",
    414,
    "Path and query together may be 8,000 bytes long. Ask in several requests, or for a wider set and filter it.",
)
HEADERS_TOO_LARGE = ProblemType(
    "headers-too-large",
    "Headers too large",
    431,
    "Request line and headers together may have 32 KB, and there may be 100 headers. Send fewer or shorter ones, such "
    "as fewer tags in If-None-Match.",
)
RANGE_NOT_SATISFIABLE = ProblemType(
    "range-not-satisfiable",
    "Range not satisfiable",
    416,
    "The range of bytes lies outside the file; `Content-Range` tells its size. Begin the download again without Range.",
)
RATE_LIMITED = ProblemType(
    "rate-limited",
    "Too many requests",
    429,
    "The operator limits the rate of requests. Wait for the seconds in `Retry-After`.",
)
INTERNAL = ProblemType(
    "internal",
    "Internal error",
    500,
    "The service failed; the request was not at fault. The operator finds the cause in the log by the request id "
    "in `detail` and in the header X-Request-Id.",
)
BUSY = ProblemType(
    "busy",
    "Service busy",
    503,
    "The answer took longer than the service allows, or the service is not ready. Try again after the seconds in "
    "`Retry-After`, or ask for less: a narrower span of dates, fewer facets, a smaller limit.",
)
BAD_REQUEST = ProblemType(
    "bad-request",
    "Bad request",
    400,
    "The request is malformed in a way no other problem type describes, for instance in its Range header.",
)

PROBLEM_TYPES: Mapping[str, ProblemType] = {
    kind.slug: kind
    for kind in (
        INVALID_PARAMETER,
        INVALID_ENCODING,
        UNKNOWN_RECORD,
        NOT_FOUND,
        GONE,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        REQUEST_TIMEOUT,
        PAYLOAD_TOO_LARGE,
        URI_TOO_LONG,
        HEADERS_TOO_LARGE,
        RANGE_NOT_SATISFIABLE,
        RATE_LIMITED,
        INTERNAL,
        BUSY,
        BAD_REQUEST,
    )
}
"""All problem types by slug: what the pages at /problems/{slug} explain."""

# Where several types share a status: the type for a status code without further information.
_BY_STATUS = {kind.status: kind for kind in PROBLEM_TYPES.values()} | {404: NOT_FOUND, 422: INVALID_PARAMETER}


@dataclass(frozen=True, slots=True)
class ParameterError:
    """What is wrong with one parameter.

    `value` is what was sent (None: nothing), `expected` a phrase that follows "not" ("the id of an actor"),
    `did_you_mean` the nearest value that would be accepted. `reason` is a clause for `detail` only
    ("'1954-13' is not an EDTF date: month 13 does not exist"); by default it is made of `value` and `expected`.
    """

    parameter: str
    value: str | None
    expected: str
    did_you_mean: str | None = None
    reason: str = ""

    def sentence(self) -> str:
        """This error in one sentence, beginning with the parameter's name."""
        return f"{self.parameter}: {self.message}"

    @property
    def message(self) -> str:
        """This error in one sentence for a place where the parameter is known."""
        reason = self.reason or f"{quoted(self.value)} is not {self.expected}"
        guess = f"; did you mean {quoted(self.did_you_mean)}?" if self.did_you_mean is not None else "."
        return f"{reason}{guess}"


class Problem(Exception):
    """An answer that is a problem document.

    `detail` is made of `errors` if it is left out; `more_errors` is how many there are that are not told.
    """

    def __init__(
        self,
        problem_type: ProblemType,
        detail: str = "",
        errors: Sequence[ParameterError] = (),
        headers: Mapping[str, str] | None = None,
        more_errors: int = 0,
    ) -> None:
        self.problem_type = problem_type
        self.detail = detail or sentences(errors, more_errors) or problem_type.title + "."
        self.errors = tuple(errors[:MOST_ERRORS])
        self.headers = dict(headers or {})
        super().__init__(self.detail)


class BadValue(ValueError):
    """Raised by a parameter's validator: why a value is refused, for people.

    `reason` continues a sentence that begins with the value ("is not an EDTF date: month 13 does not exist"; by
    default "is not `expected`"). `value` is the part at fault, if it is not the whole. `parameter` is the name that
    the client uses, for validators of the whole model.
    """

    def __init__(
        self,
        reason: str = "",
        *,
        expected: str,
        did_you_mean: str | None = None,
        value: str | None = None,
        parameter: str | None = None,
    ) -> None:
        self.reason = reason or f"is not {expected}"
        self.expected = expected
        self.did_you_mean = did_you_mean
        self.value = value
        self.parameter = parameter
        super().__init__(self.reason)


class BadValues(ValueError):
    """Several bad values found by one validator; all are reported."""

    def __init__(self, values: Sequence[BadValue]) -> None:
        self.values = tuple(values)
        super().__init__("; ".join(str(value) for value in values))


def quoted(value: str | None) -> str:
    """A value in quotes, cut to about 100 characters, for a sentence."""
    return f"'{_shortened(value)}'" if value is not None else "nothing"


def sentences(errors: Sequence[ParameterError], more: int = 0) -> str:
    """The first five errors as text, a sentence each, and how many more there are, besides `errors` too."""
    texts = [error.sentence() for error in errors[:_MOST_SENTENCES]]
    further = max(0, len(errors) - _MOST_SENTENCES) + more
    if further:
        texts.append(f"And {further} more.")
    return " ".join(texts)


def _shortened(value: str | None) -> str | None:
    if value is None or len(value) <= _LONGEST_ECHO:
        return value
    return value[:_LONGEST_ECHO] + "…"


def problem_of_status(status: int, scope: Scope, headers: Mapping[str, str] | None = None) -> Problem:
    """The problem for a bare status code of the framework; `headers` (Allow, Content-Range...) go with it."""
    kind = _BY_STATUS.get(status, INTERNAL if status >= 500 else BAD_REQUEST)
    detail = {
        NOT_FOUND: f"Nothing is served at {quoted(public_path(scope))}.",
        METHOD_NOT_ALLOWED: f"{quoted(scope['method'])} is not one of {(headers or {}).get('Allow', ALLOWED_METHODS)}.",
    }
    return Problem(kind, detail.get(kind, ""), headers=headers)


def problem_document(problem: Problem, scope: Scope) -> dict[str, Any]:  # its values are of several types
    """The problem document for the request in `scope`."""
    kind = problem.problem_type
    return {
        "type": f"{root_of(scope)}/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "instance": public_path(scope)[:_LONGEST_INSTANCE],
        "detail": problem.detail,
        "errors": [
            {
                "parameter": _shortened(error.parameter),
                "value": _shortened(error.value),
                "expected": error.expected,
                "did_you_mean": error.did_you_mean,
            }
            for error in problem.errors
        ],
    }


def problem_headers(problem: Problem) -> dict[str, str]:
    """The headers of an answer with a problem, in whatever form: never stored by caches."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    if problem.problem_type in {RATE_LIMITED, BUSY}:
        headers.setdefault("Retry-After", _RETRY_AFTER_SECONDS)
    return headers


def problem_response(problem: Problem, scope: Scope) -> Response:
    """The answer with the problem document for the request in `scope`."""
    document = problem_document(problem, scope)
    # A lone surrogate cannot be encoded as UTF-8 and becomes a question mark.
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(body, problem.problem_type.status, problem_headers(problem), PROBLEM_MEDIA_TYPE)
