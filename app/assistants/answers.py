"""What the tools answer: few keys, and for each record a citation to paste and the address of its page."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

Text = str | None


class Cited(BaseModel):
    """A record with what is needed to check and to cite it."""

    citation: Annotated[str, Field(description="To paste into a text, after the Chicago Manual of Style.")]
    page: Annotated[str, Field(description="Address of the page on which this can be checked.")]


class Answer(BaseModel):
    """What every answer says of itself."""

    release: Annotated[int, Field(description="Number of the release of the data that the answer was read from.")]


class ListAnswer(Answer):
    """The first items of a list."""

    total: Annotated[int, Field(description="Number of all that match; more than `items` has if `limit` is smaller.")]


class Result(Cited):
    """A record that matches a search."""

    type: Annotated[str, Field(description="Type of the record, as `get_record` takes it.")]
    id: Annotated[str, Field(description="Id, as the other tools take it.")]
    title: Annotated[str, Field(description="Title, name or statement.")]
    date: Annotated[Text, Field(description="Its date in words; null: none.")]
    snippet: Annotated[str, Field(description="The place that matches.")]


class Results(ListAnswer):
    """Search results, the best first."""

    items: Annotated[list[Result], Field(description="The best results.")]


class Record(Answer, Cited):
    """A single record."""

    type: Annotated[str, Field(description="Type of the record.")]
    id: Annotated[str, Field(description="Id of the record; aliases are replaced by the current one.")]
    title: Annotated[str, Field(description="Title, name or statement.")]
    facts: Annotated[
        dict[str, Any],  # they differ by type
        Field(description="Its other keys as in the API, without those that are empty or about the service."),
    ]


class Event(Cited):
    """An event in a list."""

    id: Annotated[str, Field(description="Id of the event.")]
    title: Annotated[str, Field(description="Title.")]
    date: Annotated[str, Field(description="Date in words, with every doubt about it.")]
    edtf: Annotated[str, Field(description="The same as EDTF (ISO 8601-2).")]
    kind: Annotated[str, Field(description="Kind, such as `note` or `conference`.")]
    place: Annotated[Text, Field(description="Where; null: unknown.")]
    summary: Annotated[Text, Field(description="What happened, in the words of the editors.")]
    actors: Annotated[list[str], Field(description="Who took part: name, id and role.")]


class Events(ListAnswer):
    """Events, the earliest first."""

    items: Annotated[list[Event], Field(description="The first events.")]


class Move(Cited):
    """A move in an exchange."""

    id: Annotated[str, Field(description="Id of the event.")]
    title: Annotated[str, Field(description="Title.")]
    date: Annotated[str, Field(description="Date in words.")]
    movers: Annotated[list[str], Field(description="Who made the move.")]
    answers: Annotated[list[str], Field(description="Ids of the moves that it answers, each with the manner.")]
    answered_by: Annotated[list[str], Field(description="Ids of the moves that answer it, each with the manner.")]


class Exchange(Answer):
    """The moves around an event, the earliest first."""

    event: Annotated[str, Field(description="Id of the event.")]
    total: Annotated[int, Field(description="Number of all moves of the exchange.")]
    openings: Annotated[list[str], Field(description="Ids of the moves that answer nothing.")]
    unanswered: Annotated[list[str], Field(description="Ids of the moves with a recipient that nothing answers.")]
    moves: Annotated[list[Move], Field(description="The event and the moves next to it.")]


class Holder(Cited):
    """Somebody in an office."""

    holder: Annotated[str, Field(description="Name of the holder.")]
    holder_id: Annotated[str, Field(description="Id of the holder.")]
    office: Annotated[str, Field(description="Title of the office.")]
    of: Annotated[str, Field(description="The body in which it is held.")]
    dates: Annotated[Text, Field(description="From when to when, in words; null: not known.")]
    certainty: Annotated[str, Field(description="`certain` or `possible`: whether it was held on that day.")]
    sources: Annotated[list[str], Field(description="Where this comes from.")]


class Holders(ListAnswer):
    """Who held office on a day."""

    items: Annotated[list[Holder], Field(description="Holders, by the day on which they came into office.")]


class Evidence(BaseModel):
    """A passage for or against a claim."""

    stance: Annotated[str, Field(description="`supports`, `disputes` or `qualifies` the claim.")]
    document: Annotated[str, Field(description="Title of the document.")]
    paragraph: Annotated[int | None, Field(description="Number of the paragraph; null: none is given.")]
    note: Annotated[Text, Field(description="What the passage says, in the words of the editors.")]
    page: Annotated[str, Field(description="Address of the passage.")]


class Claim(Cited):
    """A claim with its evidence."""

    id: Annotated[str, Field(description="Id of the claim.")]
    statement: Annotated[str, Field(description="What is claimed. It is not the view of the editors.")]
    asserted_by: Annotated[list[str], Field(description="Ids of those who claim it.")]
    asserted_in: Annotated[str, Field(description="Id of the document in which it is claimed.")]
    status: Annotated[str, Field(description="The verdict of the editors, such as `contradicted`.")]
    assessment: Annotated[Text, Field(description="Why, in the words of the editors.")]
    evidence: Annotated[list[Evidence], Field(description="The passages for and against it.")]


class Claims(ListAnswer):
    """Claims with their evidence."""

    items: Annotated[list[Claim], Field(description="The first claims.")]
