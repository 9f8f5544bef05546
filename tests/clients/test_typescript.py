"""Clients in TypeScript that are made from the description: they compile in strict mode and read the real service."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.node.programs import FOLDER as PACKAGES
from tests.waiting import SECONDS_TO_RUN

SOURCES = Path(__file__).with_name("typescript")
QUERY = "date=1954-02&actor=molotov&actor=dulles,eden"
Json = dict[str, Any]

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder for a client, with the packages of `tests/node`."""
    if shutil.which("node") is None:
        pytest.skip("needs Node.js: apt-get install nodejs npm")
    if not (PACKAGES / "node_modules" / ".bin" / "tsc").exists():
        pytest.skip("needs packages: npm ci --prefix tests/node")
    (tmp_path / "node_modules").symlink_to(PACKAGES / "node_modules")
    shutil.copy(SOURCES / "tsconfig.json", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    return tmp_path


def run(project: Path, program: str, *arguments: str) -> str:
    """What a program of the packages, or `node`, prints in the folder of a client.

    Raises:
        AssertionError: it fails.
    """
    own = PACKAGES / "node_modules" / ".bin" / program
    command = [str(own) if own.exists() else program, *arguments]
    done = subprocess.run(
        command,
        cwd=project,
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def compiled(project: Path, name: str) -> Json:
    """What the program `name` prints, once it is compiled in strict mode."""
    shutil.copy(SOURCES / f"{name}.ts", project)
    run(project, "tsc", "--project", "tsconfig.json")
    for made in (project / "made").glob("*.js"):  # Node wants the names of files in full
        text = re.sub(r'from "(\./[^"]+)"', r'from "\1.js"', made.read_text(encoding="utf-8"))
        made.write_text(text, encoding="utf-8")
    read: Json = json.loads(run(project, "node", f"made/{name}.js"))
    return read


def test_the_three_lines_of_the_description_are_a_client(project: Path, server: str, client: httpx.Client) -> None:
    run(project, "openapi-typescript", f"{server}/openapi.json", "--output", "schema.d.ts")
    text = client.get("/openapi.json").json()["info"]["description"]
    found = re.search(r"```ts\n(.*?)```", text, re.DOTALL)
    assert found is not None
    assert len(found[1].splitlines()) == 3
    source = found[1].replace("const api", f"const baseUrl = {json.dumps(server)};\nexport const api")
    (project / "client.ts").write_text(source, encoding="utf-8")
    read = compiled(project, "start")
    expected = client.get(f"/v1/events?{QUERY}&sort=-date&facet=day,kind&include=documents&limit=500").json()
    told = [f"{item['id']} {item['date']['label']} {len(item['actors'])}" for item in expected["items"]]
    assert [each for page in read["pages"] for each in page] == told
    assert len(read["pages"]) > 3
    assert read["total"] == expected["total"] == len(told)
    assert read["days"] == len(expected["facets"]["day"])
    assert read["kinds"] == expected["facet_distinct"]["kind"]
    assert read["documents"] == len(expected["items"][0]["documents"])
    assert read["guess"] == "molotov"
    assert read["bytes"] == len(client.get("/v1/dataset/download?format=sqlite").content)


WORDS = """\
import type { paths } from "./schema";
type Query = NonNullable<paths["/v1/events"]["get"]["parameters"]["query"]>;
export const right: Query = { actor_scope: "representatives", facet: ["day"], sort: "-date", actor: ["molotov"] };
// @ts-expect-error: a list of facets
export const text: Query = { facet: "day" };
// @ts-expect-error: no such facet
export const misspelt: Query = { facet: ["dya"] };
// @ts-expect-error: no such order
export const order: Query = { sort: "dates" };
"""


def test_the_types_know_the_words_of_parameters(project: Path, server: str) -> None:
    run(project, "openapi-typescript", f"{server}/openapi.json", "--output", "schema.d.ts")
    (project / "words.ts").write_text(WORDS, encoding="utf-8")
    run(project, "tsc", "--project", "tsconfig.json")


ORVAL = {
    name: {
        "input": "openapi.json",
        "output": {
            "target": f"{name}.ts",
            "client": name,
            "mode": "single",
            "override": {
                "contentType": {"include": ["application/json", "application/problem+json"]},
                "zod": {"strict": {"response": True}},
            },
        },
    }
    for name in ("fetch", "zod")
}


def test_the_client_of_orval_gets_what_its_validators_expect(project: Path, server: str, client: httpx.Client) -> None:
    (project / "openapi.json").write_text(client.get("/openapi.json").text, encoding="utf-8")
    ORVAL["fetch"]["output"]["baseUrl"] = server
    (project / "orval.config.cjs").write_text(f"module.exports = {json.dumps(ORVAL)}", encoding="utf-8")
    run(project, "orval", "--config", "orval.config.cjs")
    read = compiled(project, "orval")
    query = f"{QUERY}&facet=day&actor_scope=representatives&date_match=within"
    expected = client.get(f"/v1/events?{query}").json()
    assert read["ids"] == [item["id"] for item in expected["items"]]
    assert read["dates"] == [item["date"]["label"] for item in expected["items"]]
    assert (read["total"], read["days"]) == (expected["total"], len(expected["facets"]["day"]))
    exchange = client.get("/v1/events/soviet-note-1954-03-31/exchange?scope=whole").json()
    assert read["moves"] == len(exchange["moves"])
    contradicted = client.get("/v1/claims?status=contradicted").json()
    assert read["claims"] == [item["statement"] for item in contradicted["items"]]
    types = client.get("/v1/search?q=conditional+nato&type=document,paragraph&facet=type").json()["facets"]["type"]
    assert read["types"] == [count["value"] for count in types]
    assert read["guess"] == "molotov"
