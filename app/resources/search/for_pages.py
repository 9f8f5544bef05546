"""What pages for people ask of the API: its own answers, whatever a browser's headers say."""

from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import Request

from app.http.answers import Answer
from app.resources.search.routes import SearchParameters, search


async def search_results(request: Request, asked: Mapping[str, str]) -> Answer:
    """The JSON answer of `/v1/search` to parameters by name. Its links are those of the request's own path.

    Raises:
        RequestValidationError: a parameter cannot be used.
        Problem: as `search`.
    """
    try:
        parameters = SearchParameters.model_validate(dict(asked))
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise RequestValidationError([{**each, "loc": ("query", *each["loc"])} for each in found]) from None
    answer = await search(parameters, Request({**request.scope, "headers": []}, request.receive))
    assert isinstance(answer, Answer)  # noqa: S101 - JSON is never streamed
    return answer
