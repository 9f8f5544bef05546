"""What programs find: `/llms.txt`, the catalogue of APIs, typed links."""

import httpx
from llms_txt import parse_llms_file
from signposting import find_signposting_http

from app.pages.discovery import llms_text


def test_llms_text_is_what_its_own_reader_takes(client: httpx.Client) -> None:
    answer = client.get("/llms.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    read = parse_llms_file(answer.text)
    assert read.title == "Diplomatic timeline"
    assert "Who did what, when, and on what evidence" in read.summary
    described = client.get("/openapi.json").json()
    named = {link.desc for section in read.sections.values() for link in section}
    for path, operations in described["paths"].items():
        assert any(f"`{path}`" in (text or "") for text in named), path
        assert operations["get"]["summary"] in answer.text


def test_every_link_of_llms_text_is_answered(client: httpx.Client) -> None:
    read = parse_llms_file(client.get("/llms.txt").text)
    base = read.sections["Documentation"][0].url.partition("/help/")[0]
    assert sum(map(len, read.sections.values())) > 5
    for section in read.sections.values():
        for link in section:
            answer = client.get(link.url.removeprefix(base))
            # Some lists need to be told what to look for.
            assert answer.status_code == 200 or answer.json()["detail"].startswith("q: "), link.url


def test_llms_text_needs_only_a_description() -> None:
    operation = {"summary": "All", "tags": ["things"], "description": "Things. More.", "parameters": []}
    described = {"info": {"description": "What.\n\nMore."}, "paths": {"/things": {"get": operation}}}
    assert "## Things\n\n- [All](https://x.org/things): `/things`. Things." in llms_text(described, "https://x.org")


def test_the_catalogue_leads_to_description_and_documentation(client: httpx.Client) -> None:
    answer = client.get("/.well-known/api-catalog")
    assert answer.headers["Content-Type"].startswith("application/linkset+json; profile=")
    catalog, api = answer.json()["linkset"]
    base = catalog["anchor"].removesuffix("/.well-known/api-catalog")
    assert catalog["item"] == [{"href": api["anchor"]}]
    targets = [link for name in ("service-desc", "service-doc", "service-meta") for link in api[name]]
    assert len(targets) == 5
    for link in targets:
        found = client.get(link["href"].removeprefix(base))
        assert found.status_code == 200
        assert found.headers["Content-Type"].startswith(link["type"])
    assert client.head("/.well-known/api-catalog").headers["Link"].endswith('rel="api-catalog"')


def test_a_page_has_signposts_for_programs(client: httpx.Client) -> None:
    found = find_signposting_http(f"{client.base_url}/documents/doc-molotov-memorandum-1954-03-26")
    assert found.citeAs.target.endswith("/documents/doc-molotov-memorandum-1954-03-26")
    (described,) = found.describedBy
    assert (described.target.endswith("/v1/documents/doc-molotov-memorandum-1954-03-26"), described.type) == (
        True,
        "application/json",
    )
    assert {each.target for each in found.types} == {
        "https://schema.org/AboutPage",
        "https://schema.org/ArchiveComponent",
    }
    assert found.license.target == "https://creativecommons.org/licenses/by/4.0/"
    assert {each.target.rpartition("/")[2] for each in found.authors} == {"molotov"}


def test_the_front_page_leads_programs_to_the_catalogue(client: httpx.Client) -> None:
    assert 'rel="api-catalog"' in client.get("/").headers["Link"]
