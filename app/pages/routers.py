"""All pages, for main.py to join."""

from app.pages import discovery, docs, explaining, home, lists, records, searching

ROUTERS = (
    home.router,
    lists.router,
    records.router,
    searching.router,
    explaining.router,
    discovery.router,
    docs.router,
)
