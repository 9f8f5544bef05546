"""What a problem document looks like (RFC 9457)."""

from typing import Annotated

from pydantic import Field

from app.resources.faces import ResponseModel


class ProblemError(ResponseModel):
    """One thing that is wrong in a request."""

    parameter: Annotated[str, Field(description="Name of the query parameter, or of the id in the path.")]
    value: Annotated[str | None, Field(description="What was sent; null: nothing, or not one value.")]
    expected: Annotated[str, Field(description="What would be right.")]
    did_you_mean: Annotated[str | None, Field(description="The nearest value that would be right; null: none.")]


class ProblemDocument(ResponseModel):
    """What went wrong (RFC 9457)."""

    type: Annotated[str, Field(description="A page that explains this type.", examples=["/problems/invalid-parameter"])]
    title: Annotated[str, Field(description="The type in a few words.")]
    status: Annotated[int, Field(description="The HTTP status code.")]
    instance: Annotated[str, Field(description="Path of the request.", examples=["/v1/events"])]
    detail: Annotated[str, Field(description="What went wrong, for people.")]
    errors: Annotated[list[ProblemError], Field(description="What is wrong, each by itself; may be empty.")]
