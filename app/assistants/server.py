"""The server of the Model Context Protocol, over HTTP and over standard input and output. Needs the package `mcp`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ToolDescription
from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema
from starlette.types import ASGIApp, Receive, Scope, Send

from app.assistants.api import Api, Refused, explained
from app.assistants.tools import TOOLS
from app.http.problems import nearest, sentences
from app.http.validation_errors import errors_of_model

INSTRUCTIONS = (
    "Records of diplomatic history, each with its sources. Find ids with `search`, then read with the other tools. "
    "Give the `citation` and the address in `page` with whatever you say from a record, so that it can be checked. "
    "Keep every doubt about a date (`about`, `between`, `possible`). A claim is what somebody asserts: say who, and "
    "give the verdict. `summary`, `abstract`, `assessment` and `note` are words of the editors; only the `text` of a "
    "paragraph is the document's own. If a tool gives nothing, say so."
)


class PlainSchema(GenerateJsonSchema):
    """JSON Schema without titles that only repeat the names of keys: assistants read all of it."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the signature is pydantic's
        """Whether a field gets a title."""
        return False


_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Handler = Callable[[Scope, Receive, Send], Awaitable[None]]


def server_of(api: Api) -> Server:
    """A server whose tools read from `api`."""
    tools = {tool.takes.tool: tool for tool in TOOLS}

    async def list_tools(_context: ServerRequestContext, _params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(
            tools=[
                ToolDescription(
                    name=tool.takes.tool,
                    title=tool.takes.title,
                    description=tool.takes.description(),
                    input_schema=tool.takes.model_json_schema(schema_generator=PlainSchema),
                    output_schema=tool.gives.model_json_schema(schema_generator=PlainSchema),
                    annotations=_READ_ONLY,
                )
                for tool in TOOLS
            ]
        )

    async def call_tool(_context: ServerRequestContext, params: CallToolRequestParams) -> CallToolResult:
        tool = tools.get(params.name)
        if tool is None:
            guess = nearest(params.name, tools)
            meant = f"; did you mean '{guess}'?" if guess else "."
            return _error(f"There is no tool '{params.name}'. Expected one of {', '.join(tools)}{meant}")
        try:
            given = tool.takes.model_validate(params.arguments or {})
            answer = await tool.run(api, given)
        except ValidationError as error:
            errors = errors_of_model(error, tool.takes)
            return _error(explained(sentences(errors), (each.expected for each in errors)))
        except Refused as refusal:
            return _error(str(refusal))
        return CallToolResult(
            content=[TextContent(type="text", text=answer.model_dump_json())],
            structured_content=answer.model_dump(mode="json"),
        )

    return Server(
        "diplomatic-timeline",
        title="Diplomatic timeline",
        version=version("diplomatic-timeline"),
        instructions=INSTRUCTIONS,
        website_url=api.page("/help/assistants"),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _error(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=message)], is_error=True)


@asynccontextmanager
async def over_http(app: ASGIApp, base: str, largest_body: int) -> AsyncIterator[Handler]:
    """Handles requests over HTTP as long as the context is open.

    The tools read from `app`; `base` is the full address of the service, `largest_body` is in bytes.
    """
    manager = StreamableHTTPSessionManager(
        server_of(Api(app, base)), json_response=True, stateless=True, max_request_body_size=largest_body
    )
    async with manager.run():
        yield manager.handle_request


async def over_stdio(app: ASGIApp, base: str) -> None:
    """Serve one client on standard input and output until it closes them."""
    server = server_of(Api(app, base))
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
