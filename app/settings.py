"""The settings, by `TIMELINE_...` environment variables or a `.env` file in the current folder.

The environment wins over `.env`, an empty value counts as not set, and an unknown `TIMELINE_...` name is an error: a
misspelt variable must not go unnoticed.
"""

from __future__ import annotations

import difflib
import io
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream
from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic.networks import HttpUrl
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.database.addresses import local_path, parsed, shown, without_password

PREFIX = "TIMELINE_"
TEST_PREFIX = "TIMELINE_TEST_"  # read by the test suite only
ENV_FILE = ".env"

Origin = Literal["default", "environment", ".env"]

_ORIGIN = re.compile(r"https?://(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE)
_HOST = re.compile(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
_RATE = re.compile(r"[1-9][0-9]{0,8}/(?:second|minute|hour|day)")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535

_PACKAGE = Path(__file__).resolve().parent


class BadSettings(ValueError):
    """One or more settings cannot be used; `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def packaged(name: str, package: Path = _PACKAGE) -> Path:
    """The folder `name` that comes with the software: inside the package when installed from a wheel,
    beside it in a source tree."""
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def _database(value: str) -> str:
    parsed(value)
    return value


def _root_path(value: str) -> str:
    path = value.rstrip("/")
    if path and (not path.startswith("/") or path.startswith("//") or any(sign in path for sign in "?#% \\")):
        raise ValueError("must be a path such as /timeline, or empty")
    return path


def _public_url(value: str) -> str:
    try:
        url = TypeAdapter(HttpUrl).validate_python(value)
    except ValidationError:
        raise ValueError("must be a full address such as https://timeline.example.org") from None
    if url.query is not None or url.fragment is not None or url.username is not None:
        raise ValueError("must be an address without user, query or fragment, such as https://timeline.example.org")
    return str(url).rstrip("/")


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _share(value: object) -> object:
    return {"true": 1, "false": 0}.get(value.lower(), value) if isinstance(value, str) else value


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values or ("*" in values and len(values) > 1):
        raise ValueError("must be * or a comma list of origins, not both")
    return values if values == ("*",) else tuple(_browser_origin(value) for value in values)


def _browser_origin(value: str) -> str:
    """An origin as browsers send it (RFC 6454, section 6.2): in lower case, without the default port."""
    wrong = ValueError(
        "must be * or a comma list of origins such as https://example.org or http://localhost:3000, "
        f"without a path: {value!r} is not one"
    )
    try:
        url = TypeAdapter(HttpUrl).validate_python(value)
    except ValidationError:
        raise wrong from None
    host = url.host or ""
    origin = f"{url.scheme}://{host}" + ("" if url.port == _DEFAULT_PORTS[url.scheme] else f":{url.port}")
    if not value.isascii():
        raise ValueError(f"must name origins in ASCII, as browsers send them: {origin} for {value}")
    # An address of digits in another form (127.1) is none that a browser sends.
    if not _ORIGIN.fullmatch(value) or (host[0] != "[" and host not in value.lower()):
        raise wrong
    return origin


def _hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values or ("*" in values and len(values) > 1):
        raise ValueError("must be * or a comma list of names, not both")
    for value in values:
        if value != "*" and not _HOST.fullmatch(value):
            raise ValueError(
                f"must be * or a comma list of names such as example.org or *.example.org, without a port: "
                f"{value!r} is not one"
            )
    return tuple(value.lower() for value in values)


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError:
            raise ValueError(
                f"must be a comma list of addresses or networks such as 127.0.0.1,10.0.0.0/8: {value!r} is not one"
            ) from None
    return values


def _rate(value: str) -> str:
    if not _RATE.fullmatch(value):
        raise ValueError("must be a number of requests and a time: 10/second, 600/minute, 5000/hour or 50000/day")
    return value


def _existing_folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError("must be a folder that exists")
    return value


class Settings(BaseSettings):
    """Every setting with its default. Make one with `read`, which also refuses misspelt variables."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///var/timeline.sqlite",
        description="The database: `sqlite:///` and the path of a file, from the current folder on; or `postgresql+psycopg://`"
        " and user, host and name of a PostgreSQL database.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=_LAST_PORT, description="The port to listen on; 0 takes any free one.")
    public_url: Annotated[str, AfterValidator(_public_url)] | None = Field(
        default=None,
        description="The address the public knows, root path included; for formats that need full addresses.",
    )
    root_path: Annotated[str, AfterValidator(_root_path)] = Field(
        default="", description="The path a proxy puts before ours, such as `/timeline`."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_hosts)] = Field(
        default=("*",),
        description="The names that `Host` may have: `*`, or a comma list such as `example.org,*.example.org`.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_networks)] = Field(
        default=(),
        description="The proxies whose `X-Forwarded-For` names the client: a comma list of addresses or networks.",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_origins)] = Field(
        default=("*",), description="The origins whose pages may read the API: `*`, or a comma list."
    )
    cache_max_age: int = Field(
        default=60, ge=0, le=31_536_000, description="Seconds for which others may keep an answer."
    )
    cache_bytes: int = Field(
        default=64_000_000, ge=0, description="Bytes of memory for kept answers in each worker; 0 keeps none."
    )
    workers: int = Field(default=1, ge=1, le=64, description="Worker processes.")
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        default="info", description="How much is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="How logs are written: lines of `text`, or a `json` object a line."
    )
    access_log: Annotated[float, BeforeValidator(_share)] = Field(
        default=0, ge=0, le=1, description="The share of requests that is logged: `true` or 1 each, 0.01 one of 100."
    )
    query_timeout_seconds: float = Field(
        default=5.0, gt=0, le=300, description="Seconds after which a query is stopped and answered with 503."
    )
    max_connections: int = Field(
        default=1_000, ge=1, le=100_000, description="Connections in each worker; more are answered with 503."
    )
    request_timeout_seconds: float = Field(
        default=30.0, gt=0, le=300, description="Seconds in which a request must arrive; then it is answered with 408."
    )
    response_timeout_seconds: float = Field(
        default=60.0,
        gt=0,
        le=100,
        description="Seconds after which a client is cut off that takes less than 1,000 bytes of its answer a second.",
    )
    rate_limit: Annotated[str, AfterValidator(_rate)] | None = Field(
        default=None,
        description="Requests that each client may send to each worker, such as `600/minute`; not set: any number.",
    )
    search_dir: Path | None = Field(
        default=None, description="The folder of the search index; not set: the database's path and `.search`."
    )
    keep_releases: int = Field(
        default=0,
        ge=0,
        le=1_000,
        description="Former releases to keep, each as a file beside the database; PostgreSQL keeps two.",
    )
    seed: Annotated[Path, AfterValidator(_existing_folder)] = Field(
        default_factory=lambda: packaged("seed"), description="The data files that `timeline serve` loads."
    )
    migrations: Annotated[Path, AfterValidator(_existing_folder)] = Field(
        default_factory=lambda: packaged("migrations"), description="The folder of the database's migrations."
    )

    @property
    def database_path(self) -> Path:
        """The path of the database's file, as given: relative ones start at the current folder.

        For PostgreSQL the path that files beside the database begin with, such as the search index of this machine.
        """
        return local_path(self.database_url)

    @property
    def is_file(self) -> bool:
        """Whether the database is an SQLite file."""
        return parsed(self.database_url).drivername == "sqlite"

    @property
    def database_name(self) -> str:
        """What messages call the database: its file, or its address without the password."""
        return shown(self.database_url)

    @property
    def base_url(self) -> str:
        """The full address of the service, root path included, without a slash at its end, for what needs one.

        Without a `public_url` it is where the server listens: good for trying out on the same machine.
        """
        if self.public_url is not None:
            return self.public_url
        return address_of(self.host, self.port) + self.root_path

    @property
    def allowed_origins(self) -> tuple[str, ...] | None:
        """The sites whose scripts may read answers; None: all."""
        return None if self.cors_origins == ("*",) else self.cors_origins

    @property
    def search_path(self) -> Path:
        """The folder of the search index."""
        return self.search_dir or Path(f"{self.database_path}.search")


def address_of(host: str, port: int) -> str:
    """The address at which this machine reaches a server that listens on `host` and `port`, without a path."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


@dataclass(frozen=True)
class Listed:
    """One setting as `timeline settings` shows it."""

    variable: str
    value: str
    origin: Origin
    description: str


def read() -> Settings:
    """The settings in force, from the environment and `.env` in the current folder (which need not exist).

    Raises:
        BadSettings: has a sentence for each unknown variable, each value that cannot be used, and each line of the
            file that is not `NAME=value`.
    """
    in_file = _file_values()
    problems = _unknown(os.environ, "the environment") + _unknown(in_file, ENV_FILE)
    given = {name.upper(): value for values in (in_file, os.environ) for name, value in values.items() if value}
    try:
        settings = Settings()
    except ValidationError as error:
        problems += [_sentence(details, given) for details in error.errors()]
    if problems:
        raise BadSettings(problems)
    return settings


def listed(settings: Settings) -> list[Listed]:
    """Every setting with its value and where that comes from, in the order they are declared."""
    return [
        Listed(
            variable=_variable(name),
            value=without_password(_shown(getattr(settings, name))),
            origin=_origin(_variable(name), _file_values()),
            description=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def markdown_table() -> str:
    """The table of settings in `docs/running.md`: variable, default, meaning. Without a line end at its end."""
    rows = [
        f"| `{_variable(name)}` | {_default(name)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows])


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _file_values() -> dict[str, str | None]:
    """The names and values of `.env`; {} if there is none. Raises BadSettings if it cannot be understood."""
    env_file = Path(ENV_FILE)
    if not env_file.is_file():
        return {}
    try:
        text = env_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings([f"{env_file} cannot be read: {error}."]) from error
    bindings = parse_stream(io.StringIO(text))
    bad = [each for each in bindings if each.error or (each.key is not None and each.value is None)]
    if bad:
        raise BadSettings([f"Line {_line(binding)} of {env_file} is not NAME=value." for binding in bad])
    return dotenv_values(env_file, encoding="utf-8")


def _line(binding: Binding) -> int:
    """The line of a binding: the parser counts from the empty lines before it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def _unknown(values: Mapping[str, str | None], place: str) -> list[str]:
    known = [_variable(name) for name in Settings.model_fields]
    problems = []
    for name in values:
        upper = name.upper()
        if not upper.startswith(PREFIX) or upper.startswith(TEST_PREFIX) or upper in known:
            continue
        near = difflib.get_close_matches(upper, known, n=1, cutoff=0)
        problems.append(f"{name} in {place} is no setting; did you mean {near[0]}?")
    return problems


def _sentence(details: ErrorDetails, given: Mapping[str, str | None]) -> str:
    variable = _variable(str(details["loc"][0]))
    complaint = details["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{variable} {complaint}; it is {without_password(given.get(variable) or '')!r}."


def _origin(variable: str, in_file: Mapping[str, str | None]) -> Origin:
    if any(name.upper() == variable and value for name, value in os.environ.items()):
        return "environment"
    if any(name.upper() == variable and value for name, value in in_file.items()):
        return ".env"
    return "default"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value)


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    if field.default_factory is not None:
        return "comes with the software"
    text = _shown(field.default)
    return f"`{text}`" if text else ""
