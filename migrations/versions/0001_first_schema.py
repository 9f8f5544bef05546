"""Plain tables and tables for speed

Revision: 0001
Previous: none
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("space", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("space", "id", name=op.f("pk_alias")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alias_record"), ["record"], unique=False)

    op.create_table(
        "citation",
        sa.Column("owner_type", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("owner_type", "owner", "position", name=op.f("pk_citation")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "collection",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("licence_name", sa.String(), nullable=False),
        sa.Column("licence_url", sa.String(), nullable=True),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("cite_as", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sqlite_strict=True,
    )
    op.create_table(
        "document_json",
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("paragraphs", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.Column("claims", sa.LargeBinary(), nullable=False),
        sa.Column("citation", sa.LargeBinary(), nullable=False),
        sa.Column("citations", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_document_json")),
        sqlite_strict=True,
    )
    op.create_table(
        "document_length",
        sa.Column("class", sa.Integer(), nullable=False),
        sa.Column("longest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("class", name=op.f("pk_document_length")),
        sqlite_strict=True,
    )
    op.create_table(
        "document_own_term",
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("axis", sa.String(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", "axis", "term", name=op.f("pk_document_own_term")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "document_posting",
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("class", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("term", "class", "n", name=op.f("pk_document_posting")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "document_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("axis", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_term")),
        sa.UniqueConstraint("axis", "value", "role", name=op.f("uq_document_term_axis_value_role")),
        sqlite_strict=True,
    )
    op.create_table(
        "event_json",
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("documents", sa.LargeBinary(), nullable=False),
        sa.Column("citations", sa.LargeBinary(), nullable=False),
        sa.Column("claims", sa.LargeBinary(), nullable=False),
        sa.Column("exchange", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_event_json")),
        sqlite_strict=True,
    )
    op.create_table(
        "event_length",
        sa.Column("class", sa.Integer(), nullable=False),
        sa.Column("longest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("class", name=op.f("pk_event_length")),
        sqlite_strict=True,
    )
    op.create_table(
        "event_own_term",
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("axis", sa.String(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", "axis", "term", name=op.f("pk_event_own_term")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_posting",
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("class", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("term", "class", "n", name=op.f("pk_event_posting")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("axis", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_term")),
        sa.UniqueConstraint("axis", "value", "role", name=op.f("uq_event_term_axis_value_role")),
        sqlite_strict=True,
    )
    op.create_table(
        "kind",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("type", "slug", name=op.f("pk_kind")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paragraph_json",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("document", "n", name=op.f("pk_paragraph_json")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "record_json",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=True),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("rest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("type", "id", name=op.f("pk_record_json")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("record_json", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_json_type_updated"), ["type", "updated"], unique=False)

    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.String(), nullable=False),
        sa.Column("loaded_by", sa.String(), nullable=False),
        sa.Column("derived_format", sa.Integer(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release")),
        sqlite_strict=True,
    )
    op.create_table(
        "actor",
        sa.Column("edtf", sa.String(), nullable=True),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("earliest", sa.BigInteger(), nullable=True),
        sa.Column("latest", sa.BigInteger(), nullable=True),
        sa.Column("certain_from", sa.BigInteger(), nullable=True),
        sa.Column("certain_to", sa.BigInteger(), nullable=True),
        sa.Column("has_certain", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("verification", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_actor_collection")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actor_first_day_id"), ["first_day", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_actor_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_actor_title_key_id"), ["title_key", "id"], unique=False)

    op.create_table(
        "ledger",
        sa.Column("space", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=True),
        sa.Column("alias_of", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["changed"], ["release.number"], name=op.f("fk_ledger_changed")),
        sa.ForeignKeyConstraint(["removed"], ["release.number"], name=op.f("fk_ledger_removed")),
        sa.PrimaryKeyConstraint("space", "id", name=op.f("pk_ledger")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("historical_name", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name=op.f("ck_place_lat")),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name=op.f("ck_place_lon")),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_place_collection")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_title_key_id"), ["title_key", "id"], unique=False)

    op.create_table(
        "topic",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_topic_collection")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_title_key_id"), ["title_key", "id"], unique=False)

    op.create_table(
        "actor_identifier",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name=op.f("fk_actor_identifier_actor")),
        sa.PrimaryKeyConstraint("actor", "position", name=op.f("pk_actor_identifier")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "actor_name",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("script", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name=op.f("fk_actor_name_actor")),
        sa.PrimaryKeyConstraint("actor", "position", name=op.f("pk_actor_name")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "document",
        sa.Column("edtf", sa.String(), nullable=True),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("earliest", sa.BigInteger(), nullable=True),
        sa.Column("latest", sa.BigInteger(), nullable=True),
        sa.Column("certain_from", sa.BigInteger(), nullable=True),
        sa.Column("certain_to", sa.BigInteger(), nullable=True),
        sa.Column("has_certain", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("title_rank", sa.Integer(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("key_phrases", sa.String(), nullable=False),
        sa.Column("repository", sa.String(), nullable=True),
        sa.Column("signature", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("published_in", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("frus", sa.String(), nullable=True),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_document_collection")),
        sa.ForeignKeyConstraint(["place"], ["place.id"], name=op.f("fk_document_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("n", name=op.f("uq_document_n")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_title_key_id"), ["title_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_title_rank"), ["title_rank"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_updated"), ["updated"], unique=False)

    op.create_table(
        "event",
        sa.Column("edtf", sa.String(), nullable=True),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("earliest", sa.BigInteger(), nullable=True),
        sa.Column("latest", sa.BigInteger(), nullable=True),
        sa.Column("certain_from", sa.BigInteger(), nullable=True),
        sa.Column("certain_to", sa.BigInteger(), nullable=True),
        sa.Column("has_certain", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("title_rank", sa.Integer(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("part_of", sa.String(), nullable=True),
        sa.Column("confidence", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_event_collection")),
        sa.ForeignKeyConstraint(["part_of"], ["event.id"], name=op.f("fk_event_part_of")),
        sa.ForeignKeyConstraint(["place"], ["place.id"], name=op.f("fk_event_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("n", name=op.f("uq_event_n")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_part_of"), ["part_of"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_title_key_id"), ["title_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_title_rank"), ["title_rank"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_updated"), ["updated"], unique=False)

    op.create_table(
        "maybe_same",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name=op.f("fk_maybe_same_actor")),
        sa.ForeignKeyConstraint(["other"], ["actor.id"], name=op.f("fk_maybe_same_other")),
        sa.PrimaryKeyConstraint("actor", "other", name=op.f("pk_maybe_same")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "membership",
        sa.Column("edtf", sa.String(), nullable=True),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("earliest", sa.BigInteger(), nullable=True),
        sa.Column("latest", sa.BigInteger(), nullable=True),
        sa.Column("certain_from", sa.BigInteger(), nullable=True),
        sa.Column("certain_to", sa.BigInteger(), nullable=True),
        sa.Column("has_certain", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_membership_collection")),
        sa.ForeignKeyConstraint(["group"], ["actor.id"], name=op.f("fk_membership_group")),
        sa.ForeignKeyConstraint(["member"], ["actor.id"], name=op.f("fk_membership_member")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_membership")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_first_day_member"), ["first_day", "member"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_group"), ["group"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_member"), ["member"], unique=False)

    op.create_table(
        "tenure",
        sa.Column("edtf", sa.String(), nullable=True),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("earliest", sa.BigInteger(), nullable=True),
        sa.Column("latest", sa.BigInteger(), nullable=True),
        sa.Column("certain_from", sa.BigInteger(), nullable=True),
        sa.Column("certain_to", sa.BigInteger(), nullable=True),
        sa.Column("has_certain", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("represents", sa.Boolean(), nullable=False),
        sa.Column("sole", sa.Boolean(), nullable=False),
        sa.Column("jointly", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_tenure_collection")),
        sa.ForeignKeyConstraint(["holder"], ["actor.id"], name=op.f("fk_tenure_holder")),
        sa.ForeignKeyConstraint(["of"], ["actor.id"], name=op.f("fk_tenure_of")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tenure")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("tenure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tenure_first_day_holder"), ["first_day", "holder"], unique=False)
        batch_op.create_index(batch_op.f("ix_tenure_holder"), ["holder"], unique=False)
        batch_op.create_index(batch_op.f("ix_tenure_of"), ["of"], unique=False)

    op.create_table(
        "document_actor",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name=op.f("fk_document_actor_actor")),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_document_actor_collection")),
        sa.ForeignKeyConstraint(["document"], ["document.id"], name=op.f("fk_document_actor_document")),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_document_actor")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("document_actor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_actor_actor"), ["actor"], unique=False)

    op.create_table(
        "document_topic",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["document.id"], name=op.f("fk_document_topic_document")),
        sa.ForeignKeyConstraint(["topic"], ["topic.id"], name=op.f("fk_document_topic_topic")),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_document_topic")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_document",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("locator", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["document"], ["document.id"], name=op.f("fk_event_document_document")),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_event_document_event")),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_event_document")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("event_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_document_document"), ["document"], unique=False)

    op.create_table(
        "event_topic",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_event_topic_event")),
        sa.ForeignKeyConstraint(["topic"], ["topic.id"], name=op.f("fk_event_topic_topic")),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_event_topic")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paragraph",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("key_phrases", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["document.id"], name=op.f("fk_paragraph_document")),
        sa.PrimaryKeyConstraint("document", "n", name=op.f("pk_paragraph")),
        sqlite_strict=True,
    )
    op.create_table(
        "participation",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name=op.f("fk_participation_actor")),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_participation_collection")),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_participation_event")),
        sa.ForeignKeyConstraint(["on_behalf_of"], ["actor.id"], name=op.f("fk_participation_on_behalf_of")),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_participation")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participation_actor"), ["actor"], unique=False)

    op.create_table(
        "response",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("responds_to", sa.String(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_response_event")),
        sa.ForeignKeyConstraint(["responds_to"], ["event.id"], name=op.f("fk_response_responds_to")),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_response")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_responds_to"), ["responds_to"], unique=False)

    op.create_table(
        "claim",
        sa.Column("edtf", sa.String(), nullable=True),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("earliest", sa.BigInteger(), nullable=True),
        sa.Column("latest", sa.BigInteger(), nullable=True),
        sa.Column("certain_from", sa.BigInteger(), nullable=True),
        sa.Column("certain_to", sa.BigInteger(), nullable=True),
        sa.Column("has_certain", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("assessment", sa.String(), nullable=False),
        sa.Column("asserted_document", sa.String(), nullable=False),
        sa.Column("asserted_n", sa.Integer(), nullable=True),
        sa.Column("asserted_locator", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.CheckConstraint("(asserted_n IS NULL) <> (asserted_locator IS NULL)", name=op.f("ck_claim_asserted_where")),
        sa.ForeignKeyConstraint(
            ["asserted_document", "asserted_n"],
            ["paragraph.document", "paragraph.n"],
            name=op.f("fk_claim_asserted_document_asserted_n"),
        ),
        sa.ForeignKeyConstraint(["asserted_document"], ["document.id"], name=op.f("fk_claim_asserted_document")),
        sa.ForeignKeyConstraint(["collection"], ["collection.id"], name=op.f("fk_claim_collection")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_asserted_document"), ["asserted_document"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_first_day_id"), ["first_day", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_title_key_id"), ["title_key", "id"], unique=False)

    op.create_table(
        "claim_about",
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_claim_about_claim")),
        sa.PrimaryKeyConstraint("claim", "position", name=op.f("pk_claim_about")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("claim_about", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_about_record"), ["record"], unique=False)

    op.create_table(
        "claim_author",
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"], name=op.f("fk_claim_author_actor")),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_claim_author_claim")),
        sa.PrimaryKeyConstraint("claim", "position", name=op.f("pk_claim_author")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("claim_author", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_author_actor"), ["actor"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("(n IS NULL) <> (locator IS NULL)", name=op.f("ck_evidence_where")),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_evidence_claim")),
        sa.ForeignKeyConstraint(
            ["document", "n"], ["paragraph.document", "paragraph.n"], name=op.f("fk_evidence_document_n")
        ),
        sa.ForeignKeyConstraint(["document"], ["document.id"], name=op.f("fk_evidence_document")),
        sa.PrimaryKeyConstraint("claim", "position", name=op.f("pk_evidence")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_document"), ["document"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_document"))

    op.drop_table("evidence")
    with op.batch_alter_table("claim_author", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_author_actor"))

    op.drop_table("claim_author")
    with op.batch_alter_table("claim_about", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_about_record"))

    op.drop_table("claim_about")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_title_key_id"))
        batch_op.drop_index(batch_op.f("ix_claim_status"))
        batch_op.drop_index(batch_op.f("ix_claim_kind"))
        batch_op.drop_index(batch_op.f("ix_claim_first_day_id"))
        batch_op.drop_index(batch_op.f("ix_claim_asserted_document"))

    op.drop_table("claim")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_responds_to"))

    op.drop_table("response")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_actor"))

    op.drop_table("participation")
    op.drop_table("paragraph")
    op.drop_table("event_topic")
    with op.batch_alter_table("event_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_document_document"))

    op.drop_table("event_document")
    op.drop_table("document_topic")
    with op.batch_alter_table("document_actor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_actor_actor"))

    op.drop_table("document_actor")
    with op.batch_alter_table("tenure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tenure_of"))
        batch_op.drop_index(batch_op.f("ix_tenure_holder"))
        batch_op.drop_index(batch_op.f("ix_tenure_first_day_holder"))

    op.drop_table("tenure")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_member"))
        batch_op.drop_index(batch_op.f("ix_membership_group"))
        batch_op.drop_index(batch_op.f("ix_membership_first_day_member"))

    op.drop_table("membership")
    op.drop_table("maybe_same")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_updated"))
        batch_op.drop_index(batch_op.f("ix_event_title_rank"))
        batch_op.drop_index(batch_op.f("ix_event_title_key_id"))
        batch_op.drop_index(batch_op.f("ix_event_part_of"))

    op.drop_table("event")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_updated"))
        batch_op.drop_index(batch_op.f("ix_document_title_rank"))
        batch_op.drop_index(batch_op.f("ix_document_title_key_id"))

    op.drop_table("document")
    op.drop_table("actor_name")
    op.drop_table("actor_identifier")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_title_key_id"))

    op.drop_table("topic")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_title_key_id"))

    op.drop_table("place")
    op.drop_table("ledger")
    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actor_title_key_id"))
        batch_op.drop_index(batch_op.f("ix_actor_kind"))
        batch_op.drop_index(batch_op.f("ix_actor_first_day_id"))

    op.drop_table("actor")
    op.drop_table("release")
    with op.batch_alter_table("record_json", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_json_type_updated"))

    op.drop_table("record_json")
    op.drop_table("paragraph_json")
    op.drop_table("kind")
    op.drop_table("event_term")
    op.drop_table("event_posting")
    op.drop_table("event_own_term")
    op.drop_table("event_length")
    op.drop_table("event_json")
    op.drop_table("document_term")
    op.drop_table("document_posting")
    op.drop_table("document_own_term")
    op.drop_table("document_length")
    op.drop_table("document_json")
    op.drop_table("collection")
    op.drop_table("citation")
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alias_record"))

    op.drop_table("alias")
