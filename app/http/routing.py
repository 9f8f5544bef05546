"""The route class of all reading: FastAPI's declaration and OpenAPI page, without the cost of its handling."""

import collections.abc
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from types import UnionType
from typing import Any, TypeGuard, Union, get_args, get_origin

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.http.problems import BadValue
from app.http.request_checks import canonical_query, decoded
from app.http.validation_errors import public_name

# pydantic's error details hold values of any kind, as its own types say.
ErrorDetails = dict[str, Any]

Sent = dict[str, list[str]]
"""The values of each parameter that was sent, in order."""


class AnswerRoute(APIRoute):
    """A GET route that reads its query string into one pydantic model and returns a finished response.

    The endpoint is a coroutine function of a `Request`, at most one `Annotated[Model, Query()]`, and path parameters
    as plain `str`. Fields of the model that are lists collect repeats, every other field may be given once. All
    errors of a request are raised together as one `RequestValidationError`. Raises TypeError at declaration for
    what it would not honour: dependencies, headers, cookies, bodies, converted path parameters.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # options are FastAPI's
        super().__init__(path, endpoint, **options)
        self._refuse_what_is_not_honoured()
        query = self.dependant.query_params
        self._model_name = query[0].name if query else None
        model = query[0].field_info.annotation if query else None
        self.parameters: type[BaseModel] | None = model if _is_model(model) else None
        fields = self.parameters.model_fields if self.parameters else {}
        self._takes_many = {public_name(name, field): _is_list(field.annotation) for name, field in fields.items()}

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler; Any is what FastAPI's own signature says."""
        endpoint: Callable[..., Awaitable[Response]] = self.endpoint
        request_name = self.dependant.request_param_name

        async def handle(request: Request) -> Response:
            arguments: dict[str, object] = dict(request.path_params)
            if request_name:
                arguments[request_name] = request
            for dependency in self.dependant.dependencies:
                arguments[dependency.name] = dependency.call(request)
            if self._model_name or request.scope["query_string"]:
                sent = _sent(request.scope["query_string"])
                try:
                    parameters = self._parameters(sent)
                except RequestValidationError as error:
                    further = await self.further_errors(request, sent)
                    raise RequestValidationError([*error.errors(), *further]) from None
                if self._model_name:
                    arguments[self._model_name] = parameters
            return await endpoint(**arguments)

        return handle

    async def further_errors(self, request: Request, sent: Sent) -> list[ErrorDetails]:  # noqa: ARG002 - for subclasses
        """Errors that only the data can tell, asked when a request is refused anyway, so that all are told at once."""
        return []

    def _refuse_what_is_not_honoured(self) -> None:
        asked = self.dependant
        if not inspect.iscoroutinefunction(self.endpoint):
            raise TypeError(f"{self.path}: the endpoint must be a coroutine function")
        if asked.header_params or asked.cookie_params or asked.body_params:
            raise TypeError(f"{self.path}: dependencies, headers, cookies and bodies need an ordinary route")
        if len(asked.query_params) > 1 or not all(
            _is_model(field.field_info.annotation) for field in asked.query_params
        ):
            raise TypeError(f"{self.path}: query parameters must be the fields of one model")
        if any(field.field_info.annotation is not str for field in asked.path_params):
            raise TypeError(f"{self.path}: path parameters must be plain str")
        if asked.response_param_name or asked.background_tasks_param_name:
            raise TypeError(f"{self.path}: Response and BackgroundTasks need an ordinary route")

    def _parameters(self, sent: Sent) -> BaseModel | None:
        """The model of a query string. Raises RequestValidationError with every error in it."""
        errors = [*self._errors_of_form(sent)]
        already = {error["loc"][1] for error in errors}
        values = {
            name: found if self._takes_many[name] else found[0]
            for name, found in sent.items()
            if name in self._takes_many and name not in already
        }
        model = None
        if self.parameters:
            try:
                model = self.parameters.model_validate(values)
            except ValidationError as error:
                errors += (
                    {**details, "loc": ("query", *details["loc"])}
                    for details in error.errors(include_url=False)
                    if not (details["loc"] and details["loc"][0] in already)
                )
        if errors:
            raise RequestValidationError(errors)
        return model

    def _errors_of_form(self, sent: Mapping[str, list[str]]) -> Iterator[ErrorDetails]:
        """Unknown names, scalars given twice, empty values: what a model never sees."""
        for name, values in sent.items():
            if name not in self._takes_many:
                yield {"type": "extra_forbidden", "loc": ("query", name), "input": values[0]}
            elif len(values) > 1 and not self._takes_many[name]:
                yield refused(
                    name, values[1], BadValue("is given twice: this parameter takes one value", expected="one value")
                )
            elif "" in values:
                yield refused(name, "", BadValue("is empty", expected="a value, or the parameter left out"))


def _sent(query: bytes) -> Sent:
    """The pairs of a query string. Raises the problem for what is not percent-encoded UTF-8."""
    sent: Sent = {}
    if not query:
        return sent
    for pair in filter(None, query.split(b"&")):
        name, _, value = pair.partition(b"=")
        try:
            sent.setdefault(_text(name), []).append(_text(value))
        except UnicodeDecodeError:
            canonical_query(query)  # raises the problem that names every such parameter
            raise
    return sent


def _text(piece: bytes) -> str:
    return decoded(piece) if b"%" in piece or b"+" in piece else piece.decode()


def refused(name: str, value: str, bad: BadValue) -> ErrorDetails:
    """A bad value as one of pydantic's error details."""
    return {"type": "value_error", "loc": ("query", name), "input": value, "ctx": {"error": bad}}


def _is_model(annotation: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_list(annotation: object) -> bool:
    """Whether a field collects repeats: it is a list, maybe an optional one."""
    if get_origin(annotation) in {Union, UnionType}:
        return any(_is_list(member) for member in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, tuple):
        return True
    return annotation is list or get_origin(annotation) in {list, collections.abc.Sequence}
