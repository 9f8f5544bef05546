"""`/mcp` as a part of the service: methods, limits, other origins, and the service without the package."""

import json
import subprocess
import sys

import httpx
import pytest

from app.assistants.endpoint import LARGEST_BODY
from tests.serving import ROOT, clean_environment
from tests.waiting import SECONDS_TO_RUN

HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def test_an_answer_is_json_that_no_cache_keeps(client: httpx.Client) -> None:
    answer = client.post("/mcp", json=LIST, headers=HEADERS)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers.get_list("Cache-Control") == ["no-store"]
    assert len(answer.json()["result"]["tools"]) == 6


def test_a_browser_of_another_origin_may_post(client: httpx.Client) -> None:
    asked = {"Origin": "https://atlas.example", "Access-Control-Request-Method": "POST"}
    preflight = client.options("/mcp", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    answer = client.post("/mcp", json=LIST, headers={**HEADERS, "Origin": "https://atlas.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_only_this_path_takes_post(client: httpx.Client) -> None:
    answer = client.post("/v1/events", json={})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    asked = {"Origin": "https://atlas.example", "Access-Control-Request-Method": "POST"}
    assert "POST" not in client.options("/v1/events", headers=asked).headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/mcp")
    assert (answer.status_code, "POST" in answer.headers["Allow"]) == (405, True)
    assert answer.json()["detail"].startswith(f"'{method}' is not one of POST")


def test_a_body_of_more_than_a_megabyte_is_refused(client: httpx.Client) -> None:
    fitting = {**LIST, "params": {"_meta": {"filler": ""}}}
    fitting["params"]["_meta"]["filler"] = "x" * (LARGEST_BODY - len(json.dumps(fitting, separators=(",", ":"))))
    assert client.post("/mcp", json=fitting, headers=HEADERS).status_code == 200
    answer = client.post("/mcp", content=b" " * (LARGEST_BODY + 1), headers=HEADERS)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/payload-too-large")
    assert answer.headers.get_list("Cache-Control") == ["no-store"]


def test_a_body_that_is_no_message_is_an_error_of_the_protocol(client: httpx.Client) -> None:
    answer = client.post("/mcp", content=b"{", headers=HEADERS)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, -32700)


def test_the_help_has_every_tool_with_its_arguments(client: httpx.Client) -> None:
    page = client.get("/help/assistants").text
    tools = client.post("/mcp", json=LIST, headers=HEADERS).json()["result"]["tools"]
    for tool in tools:
        assert f'id="{tool["name"]}"' in page
        assert all(f"<dt><code>{name}</code>" in page for name in tool["inputSchema"]["properties"])


WITHOUT = "import sys\nfor name in ('mcp', 'mcp_types', 'httpx2'): sys.modules[name] = None\n"


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT + program],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=False,
    )


def test_without_the_package_the_service_has_no_such_path() -> None:
    done = _run(
        "from starlette.testclient import TestClient\n"
        "from app.main import served_app\n"
        "from app.settings import read\n"
        "client = TestClient(served_app(read()))\n"
        "print([client.request(method, '/mcp').status_code for method in ('POST', 'GET', 'OPTIONS')])\n"
        "print('switched off' in client.get('/help/assistants').text)\n"
    )
    assert done.stdout.split("\n")[:2] == ["[404, 404, 404]", "True"], done.stderr


def test_without_the_package_the_command_says_what_it_needs() -> None:
    done = _run("import app.cli\nsys.argv = ['timeline', 'mcp']\napp.cli.main()\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'diplomatic-timeline[mcp]'" in done.stderr
