"""The address of a request: its path as it was sent, with and without the operator's root path."""

from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

# Every sign that RFC 3986 allows in a path, and the % of what is encoded already.
_PATH_SIGNS = "%/:@!$&'()*+,;=~"


def root_of(scope: Scope) -> str:
    """The root path under which a proxy shows the application: "" or "/something", without a slash at its end."""
    root: str = scope.get("root_path", "")
    return quote(root.rstrip("/"), safe=_PATH_SIGNS)


def own_path(scope: Scope) -> str:
    """The path below the root path, still percent-encoded, ASCII only (RFC 3986).

    Servers differ in whether the root path is part of the path they hand on; here it never is.
    """
    raw: bytes | None = scope.get("raw_path")
    path = quote(raw if raw is not None else scope["path"], safe=_PATH_SIGNS)
    root = root_of(scope)
    if root and path.startswith(root) and path[len(root) : len(root) + 1] in {"", "/"}:
        return path[len(root) :]
    return path


def public_path(scope: Scope) -> str:
    """The path a client sees, never a host: root path and own path, percent-encoded in the one way that links have."""
    return root_of(scope) + quote(unquote_to_bytes(own_path(scope)), safe=_PATH_SIGNS.replace("%", ""))
