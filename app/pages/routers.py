"""All pages, for main.py to join."""

from app.pages import discovery, docs, home, lists, records, searching
from app.pages import help as explaining

ROUTERS = (
    home.router,
    lists.router,
    records.router,
    searching.router,
    explaining.router,
    discovery.router,
    docs.router,
)
