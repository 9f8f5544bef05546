"""All tables, as SQLAlchemy knows them: importing this module defines them."""

from sqlmodel import SQLModel

from app.catalogue import tables as catalogue
from app.store import tables

metadata = SQLModel.metadata
MODULES = (catalogue, tables)
