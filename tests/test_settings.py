"""Settings: where they come from, and what is said about those that cannot be used."""

import os
from pathlib import Path

import pytest

from app.settings import PREFIX, BadSettings, Settings, listed, markdown_table, packaged, read

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def problems() -> list[str]:
    with pytest.raises(BadSettings) as caught:
        read()
    return caught.value.problems


def origins() -> dict[str, str]:
    return {row.variable: row.origin for row in listed(read())}


def test_with_nothing_set_the_defaults_serve_this_machine_alone() -> None:
    settings = read()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_path == Path("var/timeline.sqlite")
    assert settings.search_path == Path("var/timeline.sqlite.search")
    assert settings.cors_origins == ("*",)
    assert settings.public_url is None


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "0.0.0.0", "PORT": "80", "ROOT_PATH": "/timeline/"}, "http://127.0.0.1:80/timeline"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"PUBLIC_URL": "https://x.example/root/", "ROOT_PATH": "/root"}, "https://x.example/root"),
    ],
)
def test_full_addresses_begin_with_the_public_one_or_else_where_the_server_listens(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], base: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    assert read().base_url == base


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TIMELINE_PORT=8001\nTIMELINE_HOST=127.0.0.2\n")
    monkeypatch.setenv("TIMELINE_PORT", "8002")
    settings = read()
    assert (settings.host, settings.port) == ("127.0.0.2", 8002)
    assert origins() == dict.fromkeys(origins(), "default") | {
        "TIMELINE_HOST": ".env",
        "TIMELINE_PORT": "environment",
    }


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_PUBLIC_URL", "")
    assert read().public_url is None
    assert origins()["TIMELINE_PUBLIC_URL"] == "default"


def test_a_misspelt_variable_is_reported_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_DATABSE_URL", "sqlite:///x.sqlite")
    Path(".env").write_text("TIMELINE_PROT=8001\nOTHER_PROT=1\n")
    assert problems() == [
        "TIMELINE_DATABSE_URL in the environment is no setting; did you mean TIMELINE_DATABASE_URL?",
        "TIMELINE_PROT in .env is no setting; did you mean TIMELINE_PORT?",
    ]


def test_variables_of_the_tests_are_no_concern_of_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_TEST_CHROMIUM", "chromium")
    assert read() == Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TIMELINE_PORT", "eighty"),
        ("TIMELINE_PORT", "65536"),
        ("TIMELINE_WORKERS", "0"),
        ("TIMELINE_QUERY_TIMEOUT_SECONDS", "0"),
        ("TIMELINE_QUERY_TIMEOUT_SECONDS", "nan"),
        ("TIMELINE_CACHE_BYTES", "-1"),
        ("TIMELINE_LOG_LEVEL", "loud"),
        ("TIMELINE_MAX_CONNECTIONS", "0"),
        ("TIMELINE_RATE_LIMIT", "0/minute"),
        ("TIMELINE_RATE_LIMIT", "5 per year"),
        ("TIMELINE_REQUEST_TIMEOUT_SECONDS", "0"),
        ("TIMELINE_RESPONSE_TIMEOUT_SECONDS", "1000"),
        ("TIMELINE_ALLOWED_HOSTS", "*,example.org"),
        ("TIMELINE_ALLOWED_HOSTS", "example.org:8000"),
        ("TIMELINE_ALLOWED_HOSTS", "https://example.org"),
        ("TIMELINE_TRUSTED_PROXIES", "proxy.example"),
        ("TIMELINE_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TIMELINE_DATABASE_URL", "var/timeline.sqlite"),
        ("TIMELINE_DATABASE_URL", "sqlite://"),
        ("TIMELINE_DATABASE_URL", "sqlite:///:memory:"),
        ("TIMELINE_DATABASE_URL", "sqlite://host:port/x"),
        ("TIMELINE_DATABASE_URL", "postgresql://localhost/timeline"),
        ("TIMELINE_PUBLIC_URL", "timeline.example.org"),
        ("TIMELINE_PUBLIC_URL", "https://user@example.org"),
        ("TIMELINE_PUBLIC_URL", "https://example.org/?x=1"),
        ("TIMELINE_ROOT_PATH", "timeline"),
        ("TIMELINE_ROOT_PATH", "//example.org"),
        ("TIMELINE_CORS_ORIGINS", "*,https://example.org"),
        ("TIMELINE_CORS_ORIGINS", "https://example.org/page"),
        ("TIMELINE_CORS_ORIGINS", "https://a b"),
        ("TIMELINE_CORS_ORIGINS", "https://*.example.org"),
        ("TIMELINE_CORS_ORIGINS", "https://user@example.org"),
        ("TIMELINE_CORS_ORIGINS", "https://example.org?x"),
        ("TIMELINE_CORS_ORIGINS", "https://example.org:"),
        ("TIMELINE_CORS_ORIGINS", "https://example.org:65536"),
        ("TIMELINE_CORS_ORIGINS", "https://example..org"),
        ("TIMELINE_CORS_ORIGINS", "http://127.0.1"),
        ("TIMELINE_CORS_ORIGINS", "http://[::g]"),
        ("TIMELINE_CORS_ORIGINS", "https://example.org,https://\u20ac.example"),
        ("TIMELINE_SEED", "no-such-folder"),
    ],
)
def test_a_value_that_cannot_be_used_gets_one_sentence_naming_it(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    [sentence] = problems()
    assert sentence.startswith(variable)
    assert sentence.endswith(f"it is {value!r}.")
    assert "\n" not in sentence


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_PORT", "eighty")
    monkeypatch.setenv("TIMELINE_WORKERS", "0")
    monkeypatch.setenv("TIMELINE_WORKER", "2")
    assert len(problems()) == 3


def test_a_broken_line_of_the_file_is_named() -> None:
    Path(".env").write_text("TIMELINE_PORT=8001\n= nothing\n")
    assert problems() == ["Line 2 of .env is not NAME=value."]


@pytest.mark.parametrize(
    "line", ["TIMELINE_PORT", "export TIMELINE_PORT", "TIMELINE_PORT 8001", "TIMELINE_PORT # 8001"]
)
def test_a_line_of_the_file_without_an_equals_sign_is_named(line: str) -> None:
    Path(".env").write_text(f"# ports\n\n\n{line}\n\nTIMELINE_HOST=127.0.0.2\n# end\n")
    assert problems() == ["Line 4 of .env is not NAME=value."]


def test_a_name_of_the_file_with_nothing_after_the_equals_sign_is_not_set() -> None:
    Path(".env").write_text("TIMELINE_PORT=\n")
    assert read().port == 8000


def test_a_file_that_is_not_text_is_reported() -> None:
    Path(".env").write_bytes(b"TIMELINE_HOST=\xff\n")
    [sentence] = problems()
    assert sentence.startswith(".env cannot be read")


def test_addresses_and_paths_lose_the_slash_at_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_PUBLIC_URL", "https://example.org/timeline/")
    monkeypatch.setenv("TIMELINE_ROOT_PATH", "/timeline/")
    settings = read()
    assert (settings.public_url, settings.root_path) == ("https://example.org/timeline", "/timeline")


def test_origins_are_a_comma_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_CORS_ORIGINS", "https://example.org, http://localhost:3000")
    assert read().cors_origins == ("https://example.org", "http://localhost:3000")


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("HTTPS://Example.ORG", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:80", "http://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("http://[0:0::1]:08000", "http://[::1]:8000"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("https://xn--4ca.example", "https://xn--4ca.example"),
    ],
)
def test_an_origin_is_taken_as_browsers_send_it(monkeypatch: pytest.MonkeyPatch, given: str, sent: str) -> None:
    monkeypatch.setenv("TIMELINE_CORS_ORIGINS", given)
    assert read().cors_origins == (sent,)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("https://\u00e4.example", "https://xn--4ca.example"),
        ("https://\u00c4.example:8443", "https://xn--4ca.example:8443"),
        ("https://stra\u00dfe.\u20ac", "https://xn--strae-oqa.xn--lzg"),
    ],
)
def test_an_origin_in_other_letters_is_refused_with_what_browsers_send(
    monkeypatch: pytest.MonkeyPatch, given: str, sent: str
) -> None:
    monkeypatch.setenv("TIMELINE_CORS_ORIGINS", given)
    [sentence] = problems()
    assert f"must name origins in ASCII, as browsers send them: {sent} for {given}" in sentence


def test_what_comes_with_the_software_is_found_in_the_package_before_the_source_tree(tmp_path: Path) -> None:
    package = tmp_path / "app"
    (tmp_path / "seed").mkdir()
    assert packaged("seed", package) == tmp_path / "seed"
    (package / "seed").mkdir(parents=True)
    assert packaged("seed", package) == package / "seed"


def test_the_readme_lists_every_setting() -> None:
    assert markdown_table() in (ROOT / "docs" / "running.md").read_text(encoding="utf-8"), (
        "docs/running.md lacks the table of settings; it should hold:\n" + markdown_table()
    )
