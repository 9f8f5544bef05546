"""The addresses under which the service is reached, as the settings give them."""

from starlette.requests import Request


def base_url(request: Request) -> str:
    """The full address of the service with its root path, without a slash at its end; never taken from the request."""
    url: str = request.app.state.base_url
    return url


def public_url(request: Request) -> str | None:
    """The address that the operator has configured, in the form of `base_url`; None without one."""
    url: str | None = request.app.state.public_url
    return url
