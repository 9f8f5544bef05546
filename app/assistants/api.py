"""The API as the tools read it: requests to the application itself, in the same process.

So the tools have the same parameters, checks, ids and records as any other client, without a second way to any of them.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from httpx2 import ASGITransport, AsyncClient, Response
from starlette.types import ASGIApp

Json = dict[str, Any]  # a decoded answer of the API: its shape is that of the description
Parameter = str | int | list[str] | None


class Refused(Exception):
    """The API refused a request; the message says which parameter is wrong, and what was expected."""


class Api:
    """Reads from the ASGI application `app`; `base` is the full address of the service, without a slash at its end."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.base = base
        self._client = AsyncClient(
            transport=ASGITransport(app=app, raise_app_exceptions=False),
            base_url="http://timeline",
            follow_redirects=True,
            timeout=None,
        )

    async def get(self, *path: str, **parameters: Parameter) -> Json:
        """The JSON at a path below `/v1`, given by its segments; parameters that are None or empty are left out.

        Raises:
            Refused: the request is answered with a problem.
        """
        decoded: Json = (await self._response(path, parameters)).json()
        return decoded

    async def text(self, *path: str) -> str:
        """The text at a path below `/v1`, without a line end at its end.

        Raises:
            Refused: as `get`.
        """
        return (await self._response(path, {})).text.rstrip("\n")

    def page(self, path: str) -> str:
        """The full address of a page, from its path."""
        return f"{self.base}{path}"

    async def _response(self, path: tuple[str, ...], parameters: dict[str, Parameter]) -> Response:
        sent = {name: value for name, value in parameters.items() if value not in (None, "", [])}
        address = "/v1/" + "/".join(quote(segment, safe="") for segment in path)
        response = await self._client.get(address, params=sent)
        if response.is_error:
            problem = response.json()
            raise Refused(explained(problem["detail"], (error["expected"] for error in problem["errors"])))
        return response


def explained(detail: str, expected: Iterable[str]) -> str:
    """What is wrong, with what was expected where `detail` does not say so already."""
    further = [f"Expected {_continued(each)}." for each in dict.fromkeys(expected) if each not in detail]
    return " ".join([detail, *further])


def _continued(phrase: str) -> str:
    """A phrase within a sentence: its first letter is small, unless it begins an abbreviation."""
    return phrase if phrase[1:2].isupper() else phrase[:1].lower() + phrase[1:]
