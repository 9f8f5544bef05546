"""Words that begin with the same letters."""

import re

from tantivy import Query, Schema

from app.catalogue.words.text import MOST_BYTES

LONGEST_WORD = MOST_BYTES * 2
"""Bytes of a folded word of an index at most: folding may lengthen a word a little."""


def begins_with(schema: Schema, field: str, prefix: str) -> Query:
    """A query for the words of a field that begin with a folded prefix."""
    if len(prefix.encode()) > LONGEST_WORD:  # the engine refuses patterns of a thousand bytes
        return Query.empty_query()
    return Query.regex_query(schema, field, re.escape(prefix) + ".*")
