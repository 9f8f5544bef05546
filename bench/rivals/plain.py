"""The same questions as most people would write it: FastAPI and SQLModel over the tables of the corpus.

CORPUS=corpus.sqlite uvicorn bench.rivals.plain:app
"""

import os
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import text
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class EventActor(SQLModel, table=True):
    __tablename__ = "event_actor"
    event_id: int = Field(primary_key=True, foreign_key="event.id")
    actor_id: int = Field(primary_key=True, foreign_key="actor.id")
    role: str
    actor: "Actor" = Relationship()


class EventDocument(SQLModel, table=True):
    __tablename__ = "event_document"
    event_id: int = Field(primary_key=True, foreign_key="event.id")
    document_id: int = Field(primary_key=True, foreign_key="document.id")


class ActorRead(SQLModel):
    uid: str
    name: str


class Actor(ActorRead, table=True):
    id: int = Field(primary_key=True)


class ParticipationRead(SQLModel):
    role: str
    actor: ActorRead


class DocumentRead(SQLModel):
    uid: str
    title: str
    date: str


class Document(DocumentRead, table=True):
    id: int = Field(primary_key=True)


class EventBase(SQLModel):
    uid: str
    title: str
    summary: str
    kind: str
    date_start: str
    date_end: str
    place: str | None
    lat: float | None
    lon: float | None


class Event(EventBase, table=True):
    id: int = Field(primary_key=True)
    day_start: int
    day_end: int
    actors: list[EventActor] = Relationship()
    documents: list[Document] = Relationship(link_model=EventDocument)


class EventRead(EventBase):
    actors: list[ParticipationRead]


class EventDetail(EventRead):
    documents: list[DocumentRead]


app = FastAPI()
# With the usual 15 connections the threads of 64 requests wait for each other for ever.
engine = create_engine(f"sqlite:///file:{os.environ['CORPUS']}?mode=ro&uri=true", pool_size=100)
with_actors = selectinload(Event.actors).selectinload(EventActor.actor)


def session() -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


Db = Annotated[Session, Depends(session)]


@app.get("/events", response_model=list[EventRead])
def list_events(db: Db, actor: int, date_from: date, date_to: date, limit: int = 50):
    query = select(Event).join(EventActor).where(EventActor.actor_id == actor)
    query = query.where(Event.day_start <= date_to.toordinal(), Event.day_end >= date_from.toordinal())
    return db.exec(query.order_by(Event.day_start, Event.id).limit(limit).options(with_actors)).all()


@app.get("/events/{number}", response_model=EventDetail)
def read_event(db: Db, number: int):
    event = db.get(Event, number, options=[with_actors, selectinload(Event.documents)])
    if event is None:
        raise HTTPException(404)
    return event


@app.get("/search", response_model=list[EventRead])
def search(db: Db, q: str, limit: int = 20):
    matches = text("SELECT rowid FROM event_fts WHERE event_fts MATCH :q ORDER BY rank LIMIT :limit")
    numbers = [row.rowid for row in db.connection().execute(matches, {"q": q, "limit": limit})]
    found = {event.id: event for event in db.exec(select(Event).where(Event.id.in_(numbers)).options(with_actors))}
    return [found[number] for number in numbers]
