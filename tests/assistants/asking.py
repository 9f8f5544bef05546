"""Calls tools as an assistant does, with the client of the package `mcp`."""

import json
from typing import Any

from mcp import Client
from mcp.client.stdio import StdioServerParameters

Json = dict[str, Any]
Call = tuple[str, Json]


async def answers(server: str | StdioServerParameters, *calls: Call) -> list[Json]:
    """What `server` answers to calls of tools, one after the other.

    Raises:
        AssertionError: one of them is an error, or its text and its structure differ.
    """
    found = []
    async with Client(server) as client:
        for name, arguments in calls:
            result = await client.call_tool(name, arguments)
            (content,) = result.content
            assert not result.is_error, content.text
            assert json.loads(content.text) == result.structured_content
            found.append(result.structured_content)
    return found


async def refusal(server: str, name: str, arguments: Json) -> str:
    """What `server` says against a call of a tool.

    Raises:
        AssertionError: it is no error.
    """
    async with Client(server) as client:
        result = await client.call_tool(name, arguments)
    assert result.is_error
    (content,) = result.content
    return str(content.text)
