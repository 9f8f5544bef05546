"""Results of searches, and completions of names."""

from typing import Annotated

from pydantic import Field

from app.resources.faces import ResponseModel
from app.resources.facets import FacetedList
from app.resources.shared import Date, Link, Links
from app.timeline.vocabulary import ResultType, SuggestedType


class SnippetPiece(ResponseModel):
    """Some of a record's text, verbatim and plain. The pieces follow each other without a gap."""

    text: Annotated[str, Field(description="The text of the piece.", examples=["conditional"])]
    hit: Annotated[bool, Field(description="Whether it is a word of the search.")]


class SearchResult(ResponseModel):
    """A record of any type that a search found."""

    type: Annotated[ResultType, Field(description="Type of the record.")]
    id: Annotated[
        str,
        Field(
            description="Id of the record; a paragraph's is its document's, a slash and its number.",
            examples=["doc-molotov-memorandum-1954-03-26/6"],
        ),
    ]
    title: Annotated[str, Field(description="Title, name or statement; a paragraph's is that of its document.")]
    date: Annotated[Date | None, Field(description="Its date, an actor's life; a paragraph's is its document's.")]
    snippet: Annotated[list[SnippetPiece], Field(description="The passage that shows best why it was found.")]
    links: Links


class SearchResultList(FacetedList):
    """A page of results, the best first."""

    items: list[SearchResult]


class Suggestion(ResponseModel):
    """A record whose name or title begins as typed."""

    type: Annotated[SuggestedType, Field(description="Type of the record.")]
    id: Annotated[str, Field(description="Id of the record.", examples=["molotov"])]
    label: Annotated[str, Field(description="Name or title as shown.", examples=["Vyacheslav Molotov"])]
    hint: Annotated[
        str | None,
        Field(description="Tells namesakes apart: years of a person's life, else the kind.", examples=["1890-1986"]),
    ]
    matched_name: Annotated[
        str, Field(description="The name that was typed, in its own script.", examples=["Вячеслав Молотов"])
    ]


class SuggestionLinks(ResponseModel):
    """Addresses of suggestions."""

    self: Annotated[Link, Field(description="This request.")]


class Suggestions(ResponseModel):
    """Records whose names or titles begin as typed: whole names first, then those with most links."""

    items: list[Suggestion]
    release: Annotated[int, Field(description="Number of the release that the answer speaks of.")]
    links: SuggestionLinks
