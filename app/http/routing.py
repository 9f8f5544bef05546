"""The route class of `/v1`: FastAPI's declarations and OpenAPI description with less work per request."""

import collections.abc
import inspect
from collections.abc import Callable, Coroutine, Mapping
from copy import copy
from types import UnionType
from typing import Any, NamedTuple, TypeGuard, Union, get_args, get_origin

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, get_typed_return_annotation
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, _effective_route_context_var, request_response
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.problems import BadValue
from app.http.request_checks import parse_query
from app.http.validation_errors import public_name
from app.http.values import AlsoRepeated

# pydantic's error details hold values of any kind, as its own types say.
ErrorDetails = dict[str, Any]
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Overrides = Mapping[Callable[..., Any], Callable[..., Any]]

Sent = dict[str, list[str]]
"""The values of each parameter that was sent, in the order sent."""

_GIVEN_TWICE = BadValue("is given twice: this parameter takes one value", expected="one value")
_EMPTY = BadValue("is empty", expected="a value, or the parameter left out")

QUERY = "timeline.query"
"""Key in the ASGI scope: the parsed query string, a `Sent`."""


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Add the routes of a router to those of the application.

    `include_router` does the same, but keeps the router as a step of its own, in which every request is matched twice.
    A route is copied, since a router may serve several applications, each with its own `dependency_overrides`.
    """
    for route in router.routes:
        own = copy(route)
        if isinstance(own, APIRoute):
            own.dependency_overrides_provider = app
            handler = own.get_route_handler()
            own.app = own.asgi_app(handler) if isinstance(own, AnswerRoute) else request_response(handler)
        app.router.routes.append(own)


class AnswerRoute(APIRoute):
    """A route that reads its query string into one pydantic model and returns a finished response.

    It does this itself where the endpoint is a coroutine function that returns a `Response` and takes nothing but a
    `Request`, at most one `Annotated[Model, Query()]`, path parameters of type `str`, and dependencies that are plain
    functions of the request or of other such dependencies. These are called directly, on the event loop, so they must
    not block. Any other endpoint gets FastAPI's own handler.

    Fields of the model that are lists collect repeated parameters, as do those marked `AlsoRepeated`; all others may be
    given once. Unknown parameters and empty values are refused. All errors of a request are raised together as one
    `RequestValidationError`.
    """

    def get_route_handler(self) -> Handler:
        """The handler of a request; Any is what FastAPI's own signature says."""
        fastapi_handler = super().get_route_handler()
        # The route as it was included: `include_router` may add dependencies. FastAPI has no public name for it.
        included = _effective_route_context_var.get()
        route = included if included is not None and included.original_route is self else self
        dependant = route.dependant or self.dependant
        dependencies = _plain_dependencies(dependant, {})
        self.parameters: type[BaseModel] | None = None
        self._defaults: BaseModel | None = None
        """The model of an empty query string, once there was one: models are not changed."""
        self.is_plain = dependencies is not None and _is_plain_endpoint(dependant)
        if dependencies is None or not self.is_plain:
            return fastapi_handler
        model_name = None
        for field in dependant.query_params:
            annotation = field.field_info.annotation
            model_name, self.parameters = field.name, annotation if _is_model(annotation) else None
        fields = self.parameters.model_fields if self.parameters else {}
        self._is_list = {public_name(name, field): _is_list(field.annotation) for name, field in fields.items()}
        self._joined = {public_name(name, field) for name, field in fields.items() if _may_repeat(field.annotation)}
        endpoint = self.endpoint
        request_name = dependant.request_param_name

        async def handle(request: Request) -> Response:
            arguments: dict[str, Any] = dict(request.path_params)
            if request_name:
                arguments[request_name] = request
            overrides: Overrides = getattr(route.dependency_overrides_provider, "dependency_overrides", None) or {}
            called = _plain_dependencies(dependant, overrides) if overrides else dependencies
            if called is None:
                return await fastapi_handler(request)
            if called:
                arguments |= _values(called, request, {})
            sent = await self.read_query(request)
            request.scope[QUERY] = sent
            try:
                if sent:
                    parameters = self._validated(sent)
                else:
                    parameters = self._defaults = self._defaults or self._validated(sent)
            except RequestValidationError as error:
                further = await self.further_errors(request, sent)
                raise RequestValidationError([*error.errors(), *further]) from None
            if model_name:
                arguments[model_name] = parameters
            response: Response = await endpoint(**arguments)
            return response

        return handle

    def asgi_app(self, handler: Handler) -> ASGIApp:
        """The application that calls the handler of this route.

        FastAPI's own opens two exit stacks for each request, for dependencies with `yield`. A handler that calls the
        endpoint itself has none. Errors are answered by the application's exception handlers either way.
        """
        with_exit_stacks = request_response(handler)
        if not self.is_plain:
            return with_exit_stacks

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if getattr(self.dependency_overrides_provider, "dependency_overrides", None):
                await with_exit_stacks(scope, receive, send)
            else:
                response = await handler(Request(scope, receive, send))
                await response(scope, receive, send)

        return app

    async def read_query(self, request: Request) -> Sent:
        """The values of each parameter of the request. Subclasses may read them otherwise."""
        return parse_query(request.scope["query_string"])

    async def further_errors(self, request: Request, sent: Sent) -> list[ErrorDetails]:  # noqa: ARG002 - for subclasses
        """Errors that only the data can tell. Called for a request that is refused anyway, to report them too."""
        return []

    def _validated(self, sent: Sent) -> BaseModel | None:
        """The model of a query string. Raises RequestValidationError with every error in it."""
        values: dict[str, str | list[str]] = {}
        errors: list[ErrorDetails] = []
        for name, given in sent.items():
            is_list = self._is_list.get(name)
            if is_list is None:
                errors.append({"type": "extra_forbidden", "loc": ("query", name), "input": given[0]})
            elif "" in given:
                errors.append(refused(name, "", _EMPTY))
            elif len(given) > 1 and name in self._joined:
                values[name] = ",".join(given)
            elif len(given) > 1 and not is_list:
                errors.append(refused(name, given[1], _GIVEN_TWICE))
            else:
                values[name] = given if is_list else given[0]
        model = None
        if self.parameters:
            try:
                model = self.parameters.model_validate(values)
            except ValidationError as error:
                reported = {details["loc"][1] for details in errors}
                errors += (
                    {**details, "loc": ("query", *details["loc"])}
                    for details in error.errors(include_url=False)
                    if not (details["loc"] and details["loc"][0] in reported)
                )
        if errors:
            raise RequestValidationError(errors)
        return model


def refused(name: str, value: str, bad: BadValue) -> ErrorDetails:
    """A bad value as one of pydantic's error details."""
    return {"type": "value_error", "loc": ("query", name), "input": value, "ctx": {"error": bad}}


class _Dependency(NamedTuple):
    """A plain function of the request and of other dependencies. `name` is the parameter that gets its value."""

    name: str | None
    call: Callable[..., Any]
    request_name: str | None
    dependencies: tuple["_Dependency", ...]
    use_cache: bool


def _plain_dependencies(dependant: Dependant, overrides: Overrides) -> tuple[_Dependency, ...] | None:
    """The dependencies of `dependant`, overrides in place; None if one of them is not plain."""
    found = []
    for each in dependant.dependencies:
        name, call = each.name, each.call
        if call is not None and call in overrides:
            call = overrides[call]
            each = get_dependant(path=dependant.path or "", call=call)  # noqa: PLW2901
        below = _plain_dependencies(each, overrides)
        if call is None or below is None or _takes_more(each) or each.query_params or not _is_plain_function(call):
            return None
        found.append(_Dependency(name, call, each.request_param_name, below, each.use_cache))
    return tuple(found)


def _values(
    dependencies: tuple[_Dependency, ...], request: Request, known: dict[Callable[..., Any], Any]
) -> dict[str, Any]:
    """The values of dependencies by parameter; each is called once, as FastAPI does."""
    values = {}
    for name, call, request_name, below, use_cache in dependencies:
        if not use_cache or call not in known:
            arguments = _values(below, request, known) if below else {}
            if request_name:
                arguments[request_name] = request
            known[call] = call(**arguments)
        if name:
            values[name] = known[call]
    return values


def _is_plain_endpoint(dependant: Dependant) -> bool:
    """Whether an endpoint is one that `AnswerRoute` handles itself, its dependencies aside."""
    models = [field.field_info.annotation for field in dependant.query_params]
    return (
        not _takes_more(dependant)
        and len(models) <= 1
        and all(map(_is_model, models))
        and inspect.iscoroutinefunction(dependant.call)
        and _is_response(get_typed_return_annotation(dependant.call))
    )


def _takes_more(dependant: Dependant) -> bool:
    """Whether a function takes more than query parameters, path parameters as text, a request and dependencies."""
    return bool(
        dependant.header_params
        or dependant.cookie_params
        or dependant.body_params
        or dependant.response_param_name
        or dependant.background_tasks_param_name
        or dependant.security_scopes_param_name
        or dependant.http_connection_param_name
        or dependant.websocket_param_name
        or any(field.field_info.annotation is not str for field in dependant.path_params)
    )


def _is_plain_function(call: Callable[..., Any]) -> bool:
    wrapped = inspect.unwrap(call)
    return inspect.isfunction(call) and not (
        inspect.iscoroutinefunction(wrapped)
        or inspect.isgeneratorfunction(wrapped)
        or inspect.isasyncgenfunction(wrapped)
    )


def _is_model(annotation: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_response(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Response)


def _is_list(annotation: object) -> bool:
    """Whether a field collects repeated parameters: it is a list, or an optional one."""
    if get_origin(annotation) in {Union, UnionType}:
        return any(_is_list(member) for member in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, tuple):
        return True
    return annotation is list or get_origin(annotation) in {list, collections.abc.Sequence}


def _may_repeat(annotation: object) -> bool:
    """Whether a field is marked `AlsoRepeated`, by itself or as a part of a union."""
    return any(isinstance(each, AlsoRepeated) or _may_repeat(each) for each in get_args(annotation))
