"""What is fuzzed: functions that take any bytes, and fail where one of ours raises what it does not say it raises."""

import base64
import io
import shutil
import tempfile
from atexit import register
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.catalogue.paging import (
    BadCursor,
    Sort,
    _tag,
    decode_cursor,
    encode_cursor,
    results_before,
)
from app.catalogue.words.grammar import TooMuch
from app.catalogue.words.grammar import parse as parse_search
from app.importing.errors import CannotImport
from app.importing.frus import import_frus
from app.importing.heads import Options
from app.importing.histstate import import_histstate
from app.importing.tei_files import import_tei
from app.loading.check import as_json, check_reading, rendered
from app.loading.findings import MOST_FINDINGS, FileFindings, TooManyFindings
from app.loading.ndjson_files import read_lines
from app.loading.yaml_files import Reading, YamlFile, decoded
from app.resources.fields import EdtfText
from app.timeline.dates import InvalidDate, parse

TESTS = Path(__file__).resolve().parent.parent
SEEDS = TESTS / "fuzz" / "seeds"
OPTIONS = Options("fuzz", title="Fuzz", licence="CC0-1.0", language="en", rights="Nobody's")
PLACES = (
    "visits/data/1954.xml",
    "travels/president-travels/washington-g.xml",
    "pocom/missions-countries/utopia.xml",
    "pocom/missions-orgs/representative-to-union.xml",
    "pocom/people/a/adams-ann.xml",
    "pocom/positions-principals/ambassador-at-large.xml",
    "pocom/roles-country-chiefs/ambassador-e-p.xml",
)
"""Files of the Office of the Historian: the first line of a seed names the one that it replaces."""

_DATE: TypeAdapter[str] = TypeAdapter(EdtfText)


def date(data: bytes) -> None:
    """A date is EDTF, or refused with a reason; its text means the same date again."""
    text = data.decode(errors="replace")
    try:
        read = parse(text)
    except InvalidDate as error:
        assert error.reason, text
        assert str(error).isprintable(), text
    else:
        assert parse(read.text) == read
        assert read.label.isascii(), text
        assert read.inner is None or read.outer.covers(read.inner), text
    try:
        _DATE.validate_python(text)
    except ValidationError as error:
        assert error.errors(include_url=False)


def search(data: bytes) -> None:
    """A search is understood, or too large."""
    try:
        found = parse_search(data.decode(errors="replace"))
    except TooMuch as error:
        assert error.expected
    else:
        assert all(item.words or item.prefix for item in found.items)


def cursor(data: bytes) -> None:
    """A cursor that holds anything, signed as anybody can sign it, is refused or is the same again."""
    request = "/v1/events?"
    for signed in (data, _tag(request, data) + data):
        text = base64.urlsafe_b64encode(signed).rstrip(b"=").decode()
        for sort in Sort:
            try:
                read = decode_cursor(text, request, sort)
            except BadCursor:
                continue
            assert decode_cursor(encode_cursor(read, request), request, sort) == read
            if sort is Sort.RELEVANCE:
                results_before(text, 50)
    with suppress(BadCursor):
        decode_cursor(data.decode(errors="replace"), request, Sort.DATE)


def yaml(data: bytes) -> None:
    """A data file in YAML is checked, whatever it holds, and each finding has a place in it."""
    _check(data, lambda findings: decoded(data, "f.yaml", findings))


def ndjson(data: bytes) -> None:
    """The same of one in NDJSON."""
    _check(data, lambda findings: read_lines(io.BytesIO(data), "f.ndjson", findings))


def _check(data: bytes, read: Callable[[FileFindings], YamlFile | None]) -> None:
    findings = FileFindings()
    try:
        file = read(findings)
    except TooManyFindings:
        assert len(findings) == MOST_FINDINGS
        file = None
    done = check_reading(Reading((file,) if file else (), tuple(findings)), "fuzz")
    assert (done.data is None) == bool(done.findings)
    lines = data.count(b"\n") + 1
    for one in (*done.findings, *done.notes):
        assert 0 <= one.line <= lines, one
    assert all(line.isprintable() for line in rendered((*done.findings, *done.notes)))
    assert list(as_json(done))


def frus(data: bytes) -> None:
    """A volume of Foreign Relations is imported, or cannot be."""
    _import(data, lambda path: list(import_frus([path])))


def tei(data: bytes) -> None:
    """A file in TEI, or a list of letters (CMIF), is imported, or cannot be."""
    _import(data, lambda path: [import_tei([path], OPTIONS)])


def histstate(data: bytes) -> None:
    """The files of the Office of the Historian, one of them replaced, are imported, or cannot be."""
    name, _, content = data.partition(b"\n")
    place = next((each for each in PLACES if each.encode() == name), PLACES[len(name) % len(PLACES)])
    folder = _folder()
    before = (folder / place).read_bytes()
    (folder / place).write_bytes(content)
    try:
        for imported in import_histstate(folder):
            assert imported.data
    except CannotImport as error:
        assert str(error).isprintable()
    finally:
        (folder / place).write_bytes(before)


def _import(data: bytes, read: Callable[[Path], list[object]]) -> None:
    path = _folder() / "fuzz.xml"
    path.write_bytes(data)
    try:
        assert read(path)
    except CannotImport as error:
        assert str(error).isprintable()


@cache
def _folder() -> Path:
    """A folder of this process, with files of the Office of the Historian."""
    folder = Path(tempfile.mkdtemp(prefix="timeline-fuzz-"))
    register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(TESTS / "data" / "histstate", folder, dirs_exist_ok=True)
    return folder


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (date, search, cursor, yaml, ndjson, frus, tei, histstate)
}


def seeds(target: str) -> list[bytes]:
    """The seeds of a target, in the order of their names."""
    return [path.read_bytes() for path in sorted((SEEDS / target).iterdir())]
