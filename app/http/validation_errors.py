"""Pydantic's validation errors as errors of parameters, in words for users of the API."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

import annotated_types
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.routing import BaseRoute

from app.http.problems import MOST_ERRORS, BadValue, BadValues, ParameterError, nearest, quoted

# pydantic's errors are dictionaries of unlike values (ErrorDetails); Any is what its own type says of them.
ErrorDetails = Mapping[str, Any]

_QUOTED = re.compile(r"'([^']*)'")
_NUMBER_ERRORS = ("int_", "float_", "finite_", "greater_than", "less_than", "multiple_of")


def known_parameters(route: object) -> dict[str, FieldInfo]:
    """The query parameters of a FastAPI route, by the names clients use; none for other routes."""
    dependant = getattr(route, "dependant", None)
    if dependant is None:
        return {}
    known: dict[str, FieldInfo] = {}
    for parameter in dependant.query_params:
        model = parameter.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            known |= {public_name(name, field): field for name, field in model.model_fields.items()}
        else:
            known[parameter.alias] = parameter.field_info
    return known


def public_name(name: str, field: FieldInfo) -> str:
    """The name under which clients send a model's field: its alias, else its own."""
    return field.validation_alias if isinstance(field.validation_alias, str) else field.alias or name


def parameter_errors(error: RequestValidationError, route: BaseRoute | None) -> list[ParameterError]:
    """Every error of a request, one for each parameter and value, in the order they were found."""
    return _in_words(error.errors(), known_parameters(route))


def errors_of_model(error: ValidationError, model: type[BaseModel]) -> list[ParameterError]:
    """The same for values that `model` refused, which may be of any type that JSON has."""
    known = {public_name(name, field): field for name, field in model.model_fields.items()}
    return _in_words(
        (
            {**details, "loc": ("value", *details["loc"]), "input": _plain(details["input"])}
            for details in error.errors(include_url=False)
        ),
        known,
    )


def _plain(value: object) -> object:
    """A number or truth value as its text, as it would stand in a query string."""
    return str(value).lower() if isinstance(value, bool | int | float) else value


def _in_words(found: Iterable[ErrorDetails], known: Mapping[str, FieldInfo]) -> list[ParameterError]:
    """Pydantic's errors as those of parameters; `known` are all parameters."""
    errors: dict[tuple[str, str | None], ParameterError] = {}
    for details in found:
        # Finding similar names is slow: not done for a thousand unknown ones, of which only the first are reported.
        for one in _parameter_errors(details, known if len(errors) < MOST_ERRORS else {}):
            errors.setdefault((one.parameter, one.value), one)
    return list(errors.values())


def _parameter_errors(details: ErrorDetails, known: Mapping[str, FieldInfo]) -> Iterator[ParameterError]:
    location = details["loc"]
    parameter = str(location[1]) if len(location) > 1 else str(location[0])
    value = _as_text(details.get("input"))
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, BadValues):
        for bad in cause.values:
            yield _of_bad_value(bad, parameter, value)
    elif isinstance(cause, BadValue):
        yield _of_bad_value(cause, parameter, value)
    elif details["type"] == "extra_forbidden":
        yield _unknown(parameter, value, known)
    else:
        yield _of_pydantic(details, parameter, value, known.get(parameter))


def _of_bad_value(bad: BadValue, parameter: str, value: str | None) -> ParameterError:
    value = bad.value if bad.value is not None else value
    reason = f"{quoted(value)} {bad.reason}"
    return ParameterError(bad.parameter or parameter, value, bad.expected, bad.did_you_mean, reason)


def _unknown(parameter: str, value: str | None, known: Mapping[str, FieldInfo]) -> ParameterError:
    expected = f"one of the parameters {', '.join(known)}" if known else "no parameter at all"
    return ParameterError(parameter, value, expected, nearest(parameter, known), "no such parameter")


def _of_pydantic(details: ErrorDetails, parameter: str, value: str | None, field: FieldInfo | None) -> ParameterError:
    kind: str = details["type"]
    context: Mapping[str, Any] = details.get("ctx", {})
    if "reason" in context:  # a PydanticCustomError that carries what a BadValue carries
        bad = BadValue(context["reason"], expected=context["expected"], did_you_mean=context.get("did_you_mean"))
        return _of_bad_value(bad, parameter, value)
    if kind in {"literal_error", "enum"}:
        choices = _QUOTED.findall(context["expected"])
        return ParameterError(parameter, value, f"one of {', '.join(choices)}", nearest(value or "", choices))
    expected = _plain_expectation(kind, context, field)
    if expected:
        return ParameterError(parameter, value, expected)
    if kind == "missing":
        return ParameterError(parameter, None, _described(field, "a value"), reason="this parameter is required")
    why = f": {context['error']}" if kind == "value_error" else ""
    return ParameterError(
        parameter, value, _described(field, "another value"), reason=f"{quoted(value)} is refused{why}"
    )


def _plain_expectation(kind: str, context: Mapping[str, Any], field: FieldInfo | None) -> str | None:
    """What pydantic's own types and limits expect, in words; None for other types."""
    if kind.startswith(_NUMBER_ERRORS):
        return _number(field)
    if kind.startswith("bool_"):
        return "true or false"
    if kind == "string_type":
        return "a text"
    if kind == "string_too_long":
        return f"a text of at most {context['max_length']:,} characters"
    if kind == "string_too_short":
        return f"a text of at least {context['min_length']:,} characters"
    return None


def _as_text(value: object) -> str | None:
    """The value as the client sent it; a model as a whole or several values at once are not one."""
    return value if isinstance(value, str) else None


def _described(field: FieldInfo | None, otherwise: str) -> str:
    """The first sentence of the parameter's description."""
    if field is None or not field.description:
        return otherwise
    return field.description.split(". ")[0].rstrip(".")


def _number(field: FieldInfo | None) -> str:
    """ "a whole number from 1 to 500": the kind and bounds the field declares."""
    if field is None:
        return "a number"
    words = ["a whole number" if _is_whole(field.annotation) else "a number"]
    low, high = _bounds(field)
    if low is not None and high is not None:
        words.append(f"from {low} to {high}")
    elif low is not None:
        words.append(f"of {low} or more")
    elif high is not None:
        words.append(f"of {high} or less")
    return " ".join(words)


def _is_whole(annotation: object) -> bool:
    return annotation is int or int in get_args(annotation)


def _bounds(field: FieldInfo) -> tuple[object, object]:
    low: object = None
    high: object = None
    for limit in field.metadata:
        match limit:
            case annotated_types.Ge(ge=low) | annotated_types.Gt(gt=low):
                pass
            case annotated_types.Le(le=high) | annotated_types.Lt(lt=high):
                pass
            case _:
                pass
    return low, high
