"""Migrations: up from an empty file, all or nothing, and the models say the same as the schema."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.catalogue.facets import count_facet
from app.catalogue.pages import WordPages, read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.queries import ActorInRole, Cast, DateFilter, DayFilter, RecordQuery, TermKey
from app.catalogue.words.grammar import parse
from app.catalogue.words.queries import WordQuery
from app.database.migrating import (
    BrokenReferences,
    NewerSchema,
    known_revisions,
    migrate,
    newest_revision,
    pending_differences,
)
from app.loading.deriving import derive_anew
from app.loading.release import load, search_folder
from app.loading.served_records import ServedRecords
from app.timeline.dates import parse as date
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ActorScope
from tests.catalogue.corpus import data_set, event, keys_of, open_catalogue
from tests.databases import reading
from tests.serving import ROOT

MIGRATIONS = ROOT / "migrations"


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'timeline.sqlite'}"


def test_an_empty_file_comes_up_to_the_newest_schema_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    assert migrate(_url(tmp_path), MIGRATIONS)
    assert not migrate(_url(tmp_path), MIGRATIONS)
    with sqlite3.connect(tmp_path / "timeline.sqlite") as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert (revision, mode) == (newest_revision(MIGRATIONS), "wal")


def test_the_models_and_the_migrated_schema_agree(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    assert pending_differences(_url(tmp_path)) == []


def test_every_table_of_ours_is_strict(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    loose = connection.execute(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND NOT strict "
        "AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    connection.close()
    assert loose == [("alembic_version",)]


def _with_revision(folder: Path, body: str) -> Path:
    """A copy of the migrations with one more revision, whose upgrade is `body`."""
    copied = folder / "migrations"
    shutil.copytree(MIGRATIONS, copied)
    head = newest_revision(MIGRATIONS)
    text = (
        f'"""One more"""\nfrom alembic import op\nrevision = "9999"\ndown_revision = "{head}"\n\n\n'
        f"def upgrade() -> None:\n{body}\n\n\ndef downgrade() -> None:\n    pass\n"
    )
    (copied / "versions" / "9999_one_more.py").write_text(text, encoding="utf-8")
    return copied


def test_the_revisions_are_those_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)

    assert known_revisions(MIGRATIONS) == [script.revision for script in scripts.walk_revisions()][::-1]
    assert newest_revision(MIGRATIONS) == scripts.get_current_head()


def test_without_a_missing_revision_the_database_is_not_checked_and_alembic_not_imported(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    connection.execute("INSERT INTO maybe_same (actor, other) VALUES ('nobody', 'no-one')")
    connection.commit()
    connection.close()
    code = (
        "import sys, pathlib\nfrom app.database.migrating import migrate\n"
        "changed = migrate(sys.argv[1], pathlib.Path(sys.argv[2]))\nprint(changed, 'alembic' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, _url(tmp_path), str(MIGRATIONS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["False", "False"]


def test_a_revision_that_fails_halfway_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    body = '    op.execute("CREATE TABLE half (id INTEGER)")\n    op.execute("DROP TABLE no_such_table")'
    with pytest.raises(Exception, match="no such table: no_such_table"):
        migrate(_url(tmp_path), _with_revision(tmp_path, body))
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (newest_revision(MIGRATIONS),)
    connection.close()


def test_a_revision_that_breaks_a_reference_is_rolled_back(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    body = "    op.execute(\"INSERT INTO maybe_same (actor, other) VALUES ('nobody', 'no-one')\")"
    with pytest.raises(BrokenReferences, match="maybe_same"):
        migrate(_url(tmp_path), _with_revision(tmp_path, body))
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    assert connection.execute("SELECT count(*) FROM maybe_same").fetchone() == (0,)
    connection.close()


def test_a_database_of_newer_software_is_refused(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    connection.commit()
    connection.close()
    with pytest.raises(NewerSchema, match="from-the-future"):
        migrate(_url(tmp_path), MIGRATIONS)


UNDATED = {"first_day": 400_000_000_000, "has_certain": 0}
DAY = {"edtf": "1954-03-31", "first_day": 713_408, "earliest": 713_408, "latest": 713_408}
DAY |= {"certain_from": 713_408, "certain_to": 713_408, "has_certain": 1}
YEARS = {"edtf": "1953/1956", "first_day": 712_955, "earliest": 712_955, "latest": 714_415}
YEARS |= {"certain_from": 713_319, "certain_to": 714_050, "has_certain": 1}
OF = {"collection": "curated"}
LIVED = {"kind": "person", "title_key": "x", "summary": "Somebody.", "verification": "unchecked", **OF, **UNDATED}
EVENT = {"kind": "note", "title_key": "x", "summary": "Something.", "confidence": "high", "updated": 713_408, **OF}
DOCUMENT = {"kind": "note", "title_key": "x", "abstract": "Something.", "language": "en", "languages": '["en"]', **OF}
DOCUMENT |= {"key_phrases": "[]", "rights": "None.", "confidence": "high", "updated": 713_408}

ROWS_OF_0001: list[tuple[str, dict[str, object]]] = [
    (
        "release",
        {
            "number": 1,
            "checksum": "0123456789abcdef0123456789abcdef",
            "version": "1",
            "loaded_by": "load",
            "loaded_at": "2026-01-02T03:04:05+00:00",
            "derived_format": 3,
            "counts": "{}",
        },
    ),
    (
        "collection",
        {
            "id": "curated",
            "title": "A test",
            "language": "en",
            "version": "1",
            "licence": "CC0-1.0",
            "licence_name": "Creative Commons Zero",
            "attribution": "Nobody",
            "cite_as": "A test.",
        },
    ),
    *(
        ("kind", {"type": type_, "slug": slug, "label": slug})
        for type_, slug in (("event", "note"), ("actor", "person"))
    ),
    ("topic", {"id": "peace", "name": "Peace", "title_key": "peace", "description": "A topic.", **OF}),
    (
        "place",
        {
            "id": "berlin",
            "name": "Berlin",
            "title_key": "berlin",
            "country": "DE",
            "lat": 52.5,
            "lon": 13.4,
            "precision": "city",
            **OF,
        },
    ),
    *(("actor", {"id": name, "name": name.title(), **LIVED}) for name in ("envoy", "realm", "union")),
    (
        "tenure",
        {
            "key": 1,
            "holder": "envoy",
            "position": 0,
            "office": "Envoy",
            "of": "realm",
            "capacity": "state",
            "represents": 1,
            "sole": 1,
            "jointly": 0,
            **OF,
            **YEARS,
        },
    ),
    (
        "membership",
        {"key": 1, "member": "realm", "position": 0, "group": "union", "kind": "member", **OF, **UNDATED},
    ),
    ("event", {"id": "talks", "n": 2, "title_rank": 1, "title": "The talks", **EVENT, **YEARS, "place": "berlin"}),
    ("event", {"id": "reply", "n": 1, "title_rank": 0, "title": "A reply", **EVENT, **DAY, "part_of": "talks"}),
    ("event_topic", {"event": "talks", "position": 0, "topic": "peace"}),
    ("participation", {"event": "reply", "position": 0, "actor": "envoy", "role": "author", **OF}),
    ("response", {"event": "reply", "position": 0, "responds_to": "talks", "manner": "counters"}),
    ("document", {"id": "memo", "n": 1, "title_rank": 0, "title": "A memorandum", **DOCUMENT, **UNDATED}),
    ("document_actor", {"document": "memo", "position": 0, "actor": "envoy", "role": "author", **OF}),
    ("event_document", {"event": "reply", "position": 0, "document": "memo", "relation": "produced"}),
    (
        "paragraph",
        {
            "document": "memo",
            "n": 1,
            "abstract": "On peace.",
            "text": "A secret word.",
            "key_phrases": "[]",
            "seen": "seen",
        },
    ),
    (
        "claim",
        {
            "id": "it-failed",
            "kind": "thesis",
            "statement": "It failed.",
            "title_key": "x",
            "status": "disputed",
            "assessment": "So it did.",
            "asserted_document": "memo",
            "asserted_n": 1,
            **OF,
            **UNDATED,
        },
    ),
    ("claim_about", {"claim": "it-failed", "position": 0, "type": "event", "record": "talks"}),
    ("claim_author", {"claim": "it-failed", "position": 0, "actor": "envoy"}),
    (
        "evidence",
        {
            "claim": "it-failed",
            "position": 0,
            "document": "memo",
            "locator": "p. 1",
            "stance": "supports",
            "note": "So.",
        },
    ),
    ("alias", {"space": "record", "id": "talk", "type": "event", "record": "talks"}),
    *(
        ("ledger", {"space": "record", "id": name, "type": type_, "checksum": "0", "changed": 1})
        for name, type_ in {"talks": "event", "reply": "event", "envoy": "actor", "memo": "document"}.items()
    ),
    ("event_term", {"id": 1, "axis": "all", "value": "", "role": "", "records": 2}),
    ("event_posting", {"term": 1, "class": 0, "n": 1, "latest": 713_408}),
]
"""A small data set as the first schema held it, with two of its rows for speed."""


def _migrate_to(folder: Path, revision: str) -> None:
    """Bring the database in a folder to a revision."""
    migrations = folder / revision
    after = f"{int(revision) + 1:04}"
    shutil.copytree(
        MIGRATIONS, migrations, ignore=lambda _, names: [name for name in names if name[0] == "0" and name >= after]
    )
    assert newest_revision(migrations) == revision
    migrate(_url(folder), migrations)


def _at_0001(folder: Path) -> None:
    """A database at the first schema, with rows."""
    _migrate_to(folder, "0001")
    with sqlite3.connect(folder / "timeline.sqlite") as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for table, row in ROWS_OF_0001:
            names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))
    connection.close()


def _plain_rows(folder: Path, tables: set[str]) -> dict[str, list[dict[str, object]]]:
    """The rows of tables, each with the columns that are not null."""
    connection = sqlite3.connect(folder / "timeline.sqlite")
    connection.row_factory = sqlite3.Row
    rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    connection.close()
    return {name: [{key: row[key] for key in row.keys()} for row in own] for name, own in rows.items()}  # noqa: SIM118


def test_a_database_of_the_first_schema_with_rows_keeps_them(tmp_path: Path) -> None:
    _at_0001(tmp_path)
    tables = {name for name, _ in ROWS_OF_0001} - {"event_term", "event_posting"}
    before = _plain_rows(tmp_path, tables)
    assert migrate(_url(tmp_path), MIGRATIONS)
    assert pending_differences(_url(tmp_path)) == []
    after = _plain_rows(tmp_path, tables)
    gone = {"first_day", "title_key", "title_rank", "n", "updated", "derived_format"}
    for name in tables:
        lost = gone - {"n"} if name == "paragraph" else gone
        kept = [{key: value for key, value in row.items() if key not in lost} for row in before[name]]
        assert [{key: row[key] for key in own} for own, row in zip(kept, after[name], strict=True)] == kept
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    left = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'event!_%' ESCAPE '!' AND type = 'table'")
    assert {name for (name,) in left} == {"event_topic", "event_document"}
    connection.close()


def test_records_of_the_revision_before_topics_titles_and_identifiers_keep_their_rows(tmp_path: Path) -> None:
    _at_0001(tmp_path)
    _migrate_to(tmp_path, "0003")
    before = _plain_rows(tmp_path, {"claim", "document", "evidence", "place"})
    _migrate_to(tmp_path, "0004")
    after = _plain_rows(tmp_path, {"claim", "document", "evidence", "place"})
    assert {row.pop("other_titles") for row in after["document"]} == {"[]"}
    assert {row.pop("identifiers") for row in after["place"]} == {"[]"}
    assert after == before
    assert _plain_rows(tmp_path, {"claim_topic"}) == {"claim_topic": []}


def test_what_is_there_before_collections_lie_beside_each_other_is_of_the_one_collection(tmp_path: Path) -> None:
    _at_0001(tmp_path)
    _migrate_to(tmp_path, "0004")
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    connection.execute(
        "INSERT INTO citation (title, owner_type, owner, position) VALUES ('A book', 'event', 'talks', 0)"
    )
    connection.commit()
    connection.close()
    tables = {"collection", "kind", "alias", "citation", "ledger"}
    before = _plain_rows(tmp_path, tables)
    _migrate_to(tmp_path, "0005")
    after = _plain_rows(tmp_path, tables)
    for name in tables - {"collection"}:
        assert {row.pop("collection") for row in after[name]} == {"curated"}
    (collection,) = after["collection"]
    moved = {key: collection.pop(key) for key in ("checksum", "loaded_by", "counts")}
    assert moved == {"checksum": "0123456789abcdef0123456789abcdef", "loaded_by": "load", "counts": "{}"}
    assert after == before


def test_paragraphs_of_the_revision_before_full_text_stay_and_keep_their_claims_and_evidence(tmp_path: Path) -> None:
    _at_0001(tmp_path)
    _migrate_to(tmp_path, "0005")
    tables = {"claim", "document", "evidence", "paragraph"}
    before = _plain_rows(tmp_path, tables)
    assert before["paragraph"]
    assert before["evidence"]
    _migrate_to(tmp_path, "0006")
    after = _plain_rows(tmp_path, tables)
    for row in after["document"]:
        new = [row.pop(name) for name in ("dateline", "source_note", "footnotes", "cross_references")]
        assert new == [None, None, "[]", "[]"]
    for row in after["paragraph"]:
        assert [row.pop(name) for name in ("layout", "page", "footnotes", "mentions")] == [None, None, "[]", "[]"]
    assert after == before
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert "paragraph" in {row[2] for row in connection.execute("PRAGMA foreign_key_list(evidence)")}
    connection.close()


def test_what_is_there_before_who_is_who_stays_with_an_order_of_aliases_and_likely_doubles(tmp_path: Path) -> None:
    _at_0001(tmp_path)
    _migrate_to(tmp_path, "0006")
    with sqlite3.connect(tmp_path / "timeline.sqlite") as connection:
        connection.execute(
            "INSERT INTO alias (collection, space, id, type, record) SELECT collection, space, 'a-talk', type, record "
            "FROM alias"
        )
        pairs = [("envoy", "realm"), ("envoy", "union"), ("realm", "envoy"), ("union", "envoy")]
        connection.executemany("INSERT INTO maybe_same (actor, other) VALUES (?, ?)", pairs)
    connection.close()
    tables = {"alias", "maybe_same", "topic", "collection", "actor"}
    before = _plain_rows(tmp_path, tables)
    assert migrate(_url(tmp_path), MIGRATIONS)
    after = _plain_rows(tmp_path, tables)
    assert {row["id"]: row.pop("position") for row in after["alias"]} == {"a-talk": 0, "talk": 1}
    places = {(row["actor"], row["other"]): row.pop("position") for row in after["maybe_same"]}
    assert places == dict(zip(pairs, (0, 1, 0, 0), strict=True))
    assert {row.pop("note") for row in after["topic"]} == {None}
    assert [row.pop("licence_spdx") for row in after["collection"]] == ["CC0-1.0"]
    assert [row.pop("software") for row in after["collection"]] == [None]
    assert after == before
    made = {"identity", "judgement", "decision", "office_day"}
    assert not any(_plain_rows(tmp_path, made).values())


def test_of_what_is_there_before_it_is_known_which_software_wrote_it_none_counts_as_written_by_this(
    tmp_path: Path,
) -> None:
    _at_0001(tmp_path)
    _migrate_to(tmp_path, "0007")
    before = _plain_rows(tmp_path, {"collection", "event", "document"})
    assert migrate(_url(tmp_path), MIGRATIONS)
    after = _plain_rows(tmp_path, {"collection", "event", "document"})
    assert [row.pop("software") for row in after["collection"]] == [None]
    assert after == before
    with reading(tmp_path) as connection:
        assert ServedRecords.of(connection).is_empty


def test_the_places_of_titles_stay_in_the_revision_that_gives_them_room(tmp_path: Path) -> None:
    _migrate_to(tmp_path, "0008")
    with sqlite3.connect(tmp_path / "timeline.sqlite") as connection:
        connection.execute(
            "INSERT INTO record (n, type, key, title_key, title_rank, has_certain) VALUES (7, 1, 'a', 'a', 3, 0)"
        )
    connection.close()
    before = _plain_rows(tmp_path, {"record"})
    assert migrate(_url(tmp_path), MIGRATIONS)
    assert _plain_rows(tmp_path, {"record"}) == before


def test_after_the_migration_the_catalogue_is_derived_anew_and_lists_answer(tmp_path: Path) -> None:
    _at_0001(tmp_path)
    url = _url(tmp_path)
    migrate(url, MIGRATIONS)
    assert derive_anew(url, search_folder(url))
    assert not derive_anew(url, search_folder(url))
    with open_catalogue(tmp_path) as catalogue:

        def listed(*types: RecordType, sort: Sort = Sort.DATE, **conditions: object) -> list[str]:
            query = RecordQuery(types, **conditions)  # type: ignore[arg-type]
            page = read_page(catalogue, query, PageRequest(sort, 50))
            assert page.total == len(page.rows)
            return keys_of(catalogue, page)

        def searched(text: str) -> list[str]:
            query = RecordQuery(tuple(RecordType))
            pages = WordPages(catalogue, WordQuery.of(catalogue, query, parse(text)))
            return keys_of(catalogue, pages.read(PageRequest(Sort.RELEVANCE, 50)))

        event_, actor_ = RecordType.EVENT, RecordType.ACTOR
        assert listed(event_) == ["talks", "reply"]
        assert listed(event_, sort=Sort.DATE_REVERSED) == ["reply", "talks"]
        assert listed(event_, sort=Sort.TITLE) == ["reply", "talks"]
        assert listed(actor_, sort=Sort.TITLE) == ["envoy", "realm", "union"]
        assert listed(event_, RecordType.DOCUMENT, actor_) == ["talks", "reply", "memo", "envoy", "realm", "union"]
        assert listed(event_, groups=((TermKey("part_of", "talks"),),)) == ["reply"]
        assert listed(event_, dates=DateFilter(date("1956").outer)) == ["talks"]
        assert listed(event_, cast=Cast(((ActorInRole("realm"),),), scope=ActorScope.REPRESENTATIVES)) == ["reply"]
        assert listed(RecordType.CLAIM, groups=((TermKey("stance", "supports"),),)) == ["it-failed"]
        day = date("1954-03-31").outer.first
        assert day is not None
        assert len(listed(RecordType.TENURE, RecordType.MEMBERSHIP, on=DayFilter(day))) == 2
        assert listed(RecordType.PLACE, RecordType.TOPIC) == ["berlin", "peace"]
        assert catalogue.current_id(event_, "talk") == "talks"
        assert searched("secret") == ["memo/000001"]
        in_context = ["it-failed", "memo", "reply"]
        assert sorted(searched("envoy")) == sorted(["envoy", *in_context, *listed(RecordType.TENURE)])
        facet = count_facet(catalogue, RecordQuery((event_,)), None, "kind")
        assert [(count.value, count.records) for count in facet.counts] == [("note", 2)]
        assert catalogue.release.number == 1


def test_after_the_migration_another_data_set_can_be_loaded(tmp_path: Path) -> None:
    _at_0001(tmp_path)
    migrate(_url(tmp_path), MIGRATIONS)
    assert load(_url(tmp_path), data_set([event("talks", "1955")])).number == 2
    with open_catalogue(tmp_path) as catalogue:
        page = read_page(catalogue, RecordQuery((RecordType.EVENT,)), PageRequest(Sort.DATE, 50))
        assert keys_of(catalogue, page) == ["talks"]
        assert catalogue.was_removed(RecordType.ACTOR, "envoy")
