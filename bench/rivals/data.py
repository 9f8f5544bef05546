"""What the rivals read: the corpus with indexes and full-text search, and the queries of Datasette."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

from bench.cache import CACHE, corpus_folder, made

FILE = "corpus.sqlite"
METADATA = "metadata.json"

INDEXES = """
CREATE INDEX event_day ON event(day_start);
CREATE INDEX event_actor_actor ON event_actor(actor_id);
CREATE INDEX event_document_document ON event_document(document_id);
CREATE VIRTUAL TABLE event_fts USING fts5(
  title, summary, content='event', content_rowid='id', tokenize='unicode61');
INSERT INTO event_fts(event_fts) VALUES('rebuild');
ANALYZE;
"""
_ACTORS = """(SELECT json_group_array(json_object('uid', actor.uid, 'name', actor.name, 'role', link.role))
  FROM event_actor link JOIN actor ON actor.id = link.actor_id WHERE link.event_id = event.id) AS actors"""
_DOCUMENTS = """(SELECT json_group_array(json_object('uid', document.uid, 'title', document.title,
    'date', document.date))
  FROM event_document link JOIN document ON document.id = link.document_id WHERE link.event_id = event.id)
  AS documents"""
_COLUMNS = f"""event.id, event.uid, event.title, event.summary, event.kind, event.date_start, event.date_end,
  event.place, event.lat, event.lon, {_ACTORS}"""

QUERIES = {
    "Q1": f"""SELECT {_COLUMNS} FROM event_actor found JOIN event ON event.id = found.event_id
  WHERE found.actor_id = :actor AND event.day_start <= :to AND event.day_end >= :from
  ORDER BY event.day_start, event.id LIMIT 50""",
    "Q2": f"SELECT {_COLUMNS}, {_DOCUMENTS} FROM event WHERE event.id = :event",
    "Q3": f"""SELECT {_COLUMNS} FROM
  (SELECT rowid, rank FROM event_fts WHERE event_fts MATCH :q ORDER BY rank LIMIT 20) found
  JOIN event ON event.id = found.rowid ORDER BY found.rank""",
}
"""The canned queries, one statement each. Lists within a row are JSON."""

MATCHES = "SELECT count(*) FROM event_fts WHERE event_fts MATCH ?"


def indexed_folder(events: int) -> Path:
    """A folder with the corpus of that many events as the rivals read it, and the metadata of Datasette."""

    def make(folder: Path) -> None:
        write(corpus_folder(events) / "corpus.sqlite", folder)

    return made(CACHE / f"indexed-{events}", make)


def write(corpus: Path, folder: Path) -> None:
    """Copy a corpus into a folder, add indexes and full-text search, and write the metadata of Datasette."""
    shutil.copyfile(corpus, folder / FILE)
    db = sqlite3.connect(folder / FILE)
    db.executescript(INDEXES)
    db.close()
    queries = {name: {"sql": sql} for name, sql in QUERIES.items()}
    metadata = {"databases": {Path(FILE).stem: {"queries": queries}}}
    (folder / METADATA).write_text(json.dumps(metadata, indent=1), encoding="utf-8")
