"""All pages, for main.py to join."""

from app.pages import discovery, docs, explaining, home, lists, records

ROUTERS = (
    home.router,
    lists.router,
    records.router,
    explaining.router,
    discovery.router,
    docs.router,
)
