"""Claims: from a filter to the clauses of their list."""

from app.store.records import CLAIMS, Clause, dated, in_groups, linked, updated
from app.timeline.filters import ClaimFilter

ABOUT = "SELECT claim FROM claim_about WHERE record{values}"
EVIDENCED = "SELECT claim FROM evidence WHERE document{values}"
ASSERTED = "SELECT id FROM claim WHERE asserted_document{values}"


def clauses(asked: ClaimFilter) -> list[Clause]:
    """What `asked` means of a claim. A document is linked with it by being where it is asserted, about or evidenced."""
    return [
        *dated(asked.dates),
        *in_groups("r.kind", asked.kinds, "kind"),
        *in_groups("r.status", asked.statuses, "status"),
        *linked(asked.stances, "stance", "SELECT claim FROM evidence WHERE stance{values}"),
        *linked(asked.subjects, "about", ABOUT),
        *linked(asked.authors, "author", "SELECT claim FROM claim_author WHERE actor{values}"),
        *in_groups("r.asserted_document", asked.asserted_in, "asserted"),
        *linked(asked.documents, "document", f"{ASSERTED} UNION ALL {ABOUT} UNION ALL {EVIDENCED}"),
        *linked(asked.events, "event", ABOUT),
        *in_groups("r.collection", asked.collections, "collection"),
        *updated(CLAIMS, asked.updated_since),
    ]
