"""What a problem document looks like (RFC 9457)."""

from typing import Annotated

from pydantic import Field

from app.resources.faces import ResponseModel


class ProblemError(ResponseModel):
    """One thing that is wrong in a request."""

    parameter: str
    value: str | None
    expected: str
    did_you_mean: str | None


class ProblemDocument(ResponseModel):
    """What went wrong (RFC 9457)."""

    type: Annotated[str, Field(description="A page that explains this type.", examples=["/problems/invalid-parameter"])]
    title: str
    status: int
    instance: Annotated[str, Field(description="Path of the request.", examples=["/v1/events"])]
    detail: str
    errors: list[ProblemError]
