"""Commands that bring the database and the search index up to date: `migrate` and `index`."""

from app.cli import steps
from app.cli.steps import out
from app.settings import read


def migrate() -> None:
    """Bring the database to the newest schema; make it if there is none."""
    settings = read()
    with steps.turn(settings, "timeline migrate"):
        changed = steps.migrate(settings)
        steps.derive(settings)
    out.print(f"{settings.database_name} {'is now' if changed else 'was already'} at the newest schema.")


def index() -> None:
    """Build the search index of the current release on this machine, if it is missing."""
    settings = read()
    with steps.reading(settings):
        pass
    steps.derive(settings)
