"""`/v1/documents`: filters of its own."""

import httpx
import pytest


def languages(client: httpx.Client, query: str) -> list[str]:
    answer = client.get(f"/v1/documents?limit=500&{query}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert len(body["items"]) == body["total"]
    return [item["language"] for item in body["items"]]


@pytest.mark.parametrize("further", ["", "&q=-zzzzzzzz", "&date=1954", "&actor=molotov"])
def test_language_selects_by_that_of_the_original(client: httpx.Client, further: str) -> None:
    every = languages(client, further)
    russian = languages(client, f"language=ru{further}")
    assert russian == ["ru"] * every.count("ru") != every
    assert sorted(languages(client, f"language=ru,en{further}")) == sorted(
        language for language in every if language in {"ru", "en"}
    )
    refused = client.get(f"/v1/documents?language=ru&language=en{further}")
    assert (refused.status_code, refused.json()["errors"][0]["did_you_mean"]) == (422, "en,ru")


def test_a_language_of_no_document_matches_nothing(client: httpx.Client) -> None:
    assert languages(client, "language=la") == []


@pytest.mark.parametrize("value", ["russian", "RU", "r", "ru,"])
def test_what_is_no_language_code_is_refused(client: httpx.Client, value: str) -> None:
    answer = client.get("/v1/documents", params={"language": value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "language"


def test_it_is_none_of_events(client: httpx.Client) -> None:
    assert client.get("/v1/events?language=ru").status_code == 422


def test_a_document_is_found_and_shown_by_its_titles_in_other_languages(client: httpx.Client) -> None:
    treaty = client.get("/v1/documents/doc-edc-treaty-1952").json()
    titles = {each["language"]: each["title"] for each in treaty["other_titles"]}
    assert titles["fr"] == "Traité instituant la Communauté européenne de défense"
    assert set(titles) == {"fr", "de"}
    for title in titles.values():
        items = client.get("/v1/documents", params={"q": f'"{title}"'}).json()["items"]
        assert [item["id"] for item in items] == ["doc-edc-treaty-1952"]
        suggested = client.get("/v1/suggest", params={"q": title[:20], "type": "document"}).json()["items"]
        assert "doc-edc-treaty-1952" in [item["id"] for item in suggested]
        assert title in client.get("/documents/doc-edc-treaty-1952").text
    assert client.get("/v1/documents/doc-e-dossier-27").json()["other_titles"] == []
