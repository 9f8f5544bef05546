"""Real answers as examples for the description of the API: `python -m tests.answer_examples` writes them anew.

They are what the service answers to the example of each operation, with the moments of loading made equal.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from tests.serving import ROOT, client_of, start_server

Json = Any  # decoded JSON
FILE = ROOT / "app" / "http" / "examples.json"
JSON = "application/json"
MOMENTS = {"updated": "2026-11-25", "loaded_at": "2026-11-25T12:00:00Z"}
BASE = "http://127.0.0.1:8000"
NOT_SHOWN = {"get_live", "get_ready"}


def addresses(description: Json) -> Iterator[tuple[str, str]]:
    """Each GET that answers JSON, with the address of its example."""
    for path, methods in description["paths"].items():
        for operation in (each for method, each in methods.items() if method == "get"):
            if JSON not in operation["responses"]["200"].get("content", {}) or operation["operationId"] in NOT_SHOWN:
                continue
            address, query = path, []
            for parameter in operation.get("parameters", []):
                example = parameter.get("example", "")
                if parameter["in"] == "path":
                    address = address.replace(f"{{{parameter['name']}}}", quote(str(example)))
                elif parameter["required"]:
                    query.append(f"{parameter['name']}={quote(str(example))}")
                elif parameter["name"] == "limit":
                    query.append("limit=1")
            yield operation["operationId"], f"{address}?{'&'.join(query)}" if query else address


def examples(client: httpx.Client) -> dict[str, Json]:
    """The example answer of each operation."""
    found = {}
    for operation, address in addresses(client.get("/openapi.json").json()):
        answer = client.get(address, headers={"Accept": JSON})
        answer.raise_for_status()
        found[operation] = settled(answer.json(), f"{client.base_url}".rstrip("/"))
    return found


def settled(value: Json, base: str) -> Json:
    """An answer as the service gives it at its usual address in place of `base`, loaded at a moment of ours."""
    if isinstance(value, str):
        return value.replace(base, BASE)
    if isinstance(value, dict):
        return {key: MOMENTS.get(key, settled(inner, base)) for key, inner in value.items()}
    if isinstance(value, list):
        return [settled(inner, base) for inner in value]
    return value


def main() -> None:
    """Write the examples that the service gives now."""
    with tempfile.TemporaryDirectory() as folder:
        served = start_server(Path(folder)).until_ready()
        with client_of(served.base) as client:
            FILE.write_bytes(orjson.dumps(examples(client), option=orjson.OPT_INDENT_2) + b"\n")
        served.stop()


if __name__ == "__main__":
    main()
