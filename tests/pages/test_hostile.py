"""Texts that try to be markup, and addresses that try to be scripts, on pages under a root path."""

import re
from collections.abc import Iterator

import html5lib
import pytest

from tests.loading.small_set import FILES, written
from tests.pages.crawling import XHTML, links, parsed
from tests.serving import get, start_server

HOSTILE = "\"'></script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> {{ 7*7 }} `x` &amp;"
PATHS = (
    "/",
    "/events",
    "/documents",
    "/actors",
    "/claims",
    "/events/note",
    "/events/berlin-conference",
    "/documents/doc-note",
    "/actors/molotov",
    "/claims/thesis-1",
    "/places/berlin",
    "/topics/german-question",
)
# Keys whose values are free text.
TEXTS = (
    "title|name|summary|abstract|statement|assessment|note|description|office|attribution|cite_as|source|rights|"
    "repository|signature|locator"
)


def hostile(text: str) -> str:
    """The file with every free text in it replaced."""
    quoted = HOSTILE.replace("'", "''")
    return re.sub(rf"^(\s*(?:- )?(?:{TEXTS}): )(?!$).+$", lambda line: f"{line[1]}'{quoted}'", text, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address, root path included, of a server whose every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    seed = written(folder / "seed", {name: hostile(text) for name, text in FILES.items()})
    served = start_server(
        folder, seed=str(seed), root_path="/time", public_url="https://timeline.example.org/time"
    ).until_ready()
    yield f"{served.base}/time"
    served.stop()


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_hostile_text_stays_a_text(besieged: str, path: str) -> None:
    html = get(f"{besieged}{path}").text
    assert "alert(1)" in html
    parsed(html)
    tree = html5lib.parse(html)
    assert [each.get("type") for each in tree.iter(f"{XHTML}script")] == (
        [] if path.count("/") == 1 and path != "/" else ["application/ld+json"]
    )
    assert all(image.get("src") != "x" for image in tree.iter(f"{XHTML}img"))
    assert "49" not in "".join(tree.itertext()).replace("1949", "")


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_every_link_stays_below_the_root_path(besieged: str, path: str) -> None:
    page = get(f"{besieged}{path}").text
    found = links(page, f"/time{path}")
    assert found
    for address in found:
        assert address.startswith("/time/")
        assert get(f"{besieged.removesuffix('/time')}{address}").status_code == 200


@pytest.mark.slow
def test_full_addresses_are_those_the_operator_made_public(besieged: str) -> None:
    answer = get(f"{besieged}/events/note", headers={"Host": "evil.example.net"})
    assert "evil" not in answer.text + str(answer.headers)
    assert '<https://timeline.example.org/time/events/note>; rel="cite-as"' in answer.headers["Link"]
    assert '<link rel="canonical" href="https://timeline.example.org/time/events/note">' in answer.text
    assert 'og:image" content="https://timeline.example.org/time/assets/' in answer.text


@pytest.mark.slow
def test_links_in_records_stay_below_the_root_path_too(besieged: str) -> None:
    record = get(f"{besieged}/v1/events/note").json()
    assert (record["links"]["self"], record["links"]["html"]) == ("/time/v1/events/note", "/time/events/note")
