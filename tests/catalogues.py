"""The catalogue of a database, for tests that need no search index."""

from app.catalogue.catalogue import Catalogue
from app.catalogue.words.folders import Indexes, NoIndex
from app.database.engine import Reader, ReleaseHead


def catalogue_of(reader: Reader, release: ReleaseHead) -> Catalogue:
    """The catalogue of a release that a reader is in."""

    def no_indexes(_release: ReleaseHead) -> Indexes:
        raise NoIndex

    return Catalogue(reader, release, no_indexes)
