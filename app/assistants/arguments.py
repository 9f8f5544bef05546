"""The tools by name and purpose, and what they take. Arguments have the names that they have in the API, so that its
errors fit them.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.timeline.vocabulary import ActorScope, ClaimStatus, ResultType


def _as_list(value: object) -> object:
    """A single text as a list of it: many assistants leave the brackets out."""
    return [value] if isinstance(value, str) else value


Values = Annotated[list[str], BeforeValidator(_as_list)]
Limit = Annotated[int, Field(ge=1, le=20, description="At most so many items, from 1 to 20.")]
Id = Annotated[str, Field(min_length=1)]


class Arguments(BaseModel):
    """What a tool takes. The docstring of each class is the description of its tool for assistants."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: ClassVar[str]
    """The name of the tool."""
    title: ClassVar[str]
    """The same for people."""

    @classmethod
    def description(cls) -> str:
        """What the tool is for, in one line."""
        return " ".join((cls.__doc__ or "").split())


class SearchArguments(Arguments):
    """Search events, actors, documents, their paragraphs and claims by words; the best come first.

    Use it to find the ids that the other tools take.
    """

    tool = "search"
    title = "Search"

    q: Annotated[
        str,
        Field(
            min_length=1, description='What to search for: words, a `"phrase"`, `-not`, `prefix*`; names in any script.'
        ),
    ]
    type: Annotated[
        list[ResultType],
        BeforeValidator(_as_list),
        Field(description="Only records of these types. Empty: of all types."),
    ] = []
    limit: Limit = 5


class RecordArguments(Arguments):
    """Read one event, document, paragraph, actor, claim, place, topic or story by its id."""

    tool = "get_record"
    title = "One record"

    type: Annotated[
        Literal["event", "document", "paragraph", "actor", "claim", "place", "topic", "story"],
        Field(description="Type of the record, as `search` gives it."),
    ]
    id: Annotated[
        Id, Field(description="Its id, such as `molotov`; of a paragraph: that of its document, a slash, its number.")
    ]


class EventArguments(Arguments):
    """List the events of a time, with all of the given actors in them, the earliest first."""

    tool = "find_events"
    title = "Events by date and actor"

    date: Annotated[
        str | None,
        Field(description="When, as EDTF: a day `1954-03-26`, a month `1954-02`, a span `1954-01-25/1954-02-18`."),
    ] = None
    actor: Annotated[
        Values,
        Field(
            description="Ids of actors, all of whom are in it. `dulles,eden` is either of both, `molotov:author` is "
            "Molotov as author."
        ),
    ] = []
    actor_scope: Annotated[
        ActorScope,
        Field(
            description="`representatives`: an actor is also in what is done by those who act for it on the day, such "
            "as `ussr` in what its ministers do."
        ),
    ] = ActorScope.SELF
    q: Annotated[str | None, Field(description="Words that occur in it.")] = None
    kind: Annotated[str | None, Field(description="Kind, such as `note`, `conference`, `meeting`.")] = None
    topic: Annotated[Values, Field(description="Ids of topics, such as `edc`.")] = []
    limit: Limit = 10


class ExchangeArguments(Arguments):
    """List the moves (notes, statements, proposals) that an event answers and that answer it.

    Each answer has its manner, such as `rejects`.
    """

    tool = "get_exchange"
    title = "An exchange"

    event: Annotated[Id, Field(description="Id of an event, such as `soviet-note-1954-03-31`.")]
    limit: Annotated[int, Field(ge=1, le=40, description="At most so many moves, those nearest to the event.")] = 11


class HolderArguments(Arguments):
    """List who held which office on a day, how certain that is, and where it comes from."""

    tool = "who_held_office"
    title = "Who held office on a day"

    on: Annotated[str, Field(description="The day, such as `1954-03-26`.")]
    of: Annotated[
        str | None,
        Field(description="Id of a body, such as `ussr`, `usa` or `nato`: offices in it and in its organs."),
    ] = None
    office: Annotated[str | None, Field(description="Words of the title, such as `foreign minister`.")] = None
    holder: Annotated[str | None, Field(description="Id of the holder.")] = None
    limit: Limit = 10


class ClaimArguments(Arguments):
    """List what is claimed about events, actors and documents, and by whom.

    Each has the editors' verdict and the passages that support, dispute or qualify it.
    """

    tool = "find_claims"
    title = "Claims with their evidence"

    q: Annotated[str | None, Field(description="Words that occur in it.")] = None
    about: Annotated[str | None, Field(description="Id of an event, actor or document that it is about.")] = None
    asserted_by: Annotated[str | None, Field(description="Id of an actor who asserts it.")] = None
    document: Annotated[
        str | None,
        Field(description="Id of a document in which it is asserted, which it is about, or which is evidence."),
    ] = None
    status: Annotated[
        list[ClaimStatus],
        BeforeValidator(_as_list),
        Field(description="The verdict of the editors: any of these. Empty: all."),
    ] = []
    limit: Limit = 3


TOOLS: tuple[type[Arguments], ...] = (
    SearchArguments,
    RecordArguments,
    EventArguments,
    ExchangeArguments,
    HolderArguments,
    ClaimArguments,
)
"""What the tools take, in the order in which assistants see them."""
