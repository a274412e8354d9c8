"""Listings"""

import sqlalchemy as sa
from alembic import op

from marketplace.kit.moment import Moment

revision = "0005_listings"
down_revision = "0004_patents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listings",
        sa.Column(
            "channel",
            sa.Enum("statutory", "platform", name="channel", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "city check",
                "province check",
                "returned",
                "published",
                "paused",
                "closed",
                "submitted",
                "correction",
                "not announced",
                "in force",
                "withdrawal pending",
                "withdrawn",
                "expired",
                "ended by office",
                "discarded",
                name="listingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("fee_plan", sa.JSON(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("small_only", sa.Boolean(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("slots_left", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=60), nullable=False),
        sa.Column("contact_phone", sa.String(length=30), nullable=False),
        sa.Column("contact_email", sa.String(length=120), nullable=False),
        sa.Column("fee_basis_note", sa.Text(), nullable=False),
        sa.Column("other_matters", sa.Text(), nullable=False),
        sa.Column("over_cap_reason", sa.String(length=400), nullable=False),
        sa.Column("needs_office_check", sa.Boolean(), nullable=False),
        sa.Column("commitment", sa.Boolean(), nullable=False),
        sa.Column("declaration_no", sa.String(length=60), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("announcement_file", sa.String(length=64), nullable=True),
        sa.Column("announcement_name", sa.String(length=255), nullable=False),
        sa.Column("declaration_file", sa.String(length=64), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("suspended_because", sa.String(length=60), nullable=False),
        sa.Column("checked_at", Moment(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_listings_created_by_id_users")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisations.id"], name=op.f("fk_listings_holder_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.create_index("ix_listings_holder_id_state", ["holder_id", "state"], unique=False)

    op.create_table(
        "listing_consents",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("patent_number", sa.String(length=14), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_listing_consents_listing_id_listings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_consents")),
    )
    with op.batch_alter_table("listing_consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_consents_listing_id"), ["listing_id"], unique=False)

    op.create_table(
        "listing_patents",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("statutory", "platform", name="channel", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_listing_patents_listing_id_listings")),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_listing_patents_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_patents")),
        sa.UniqueConstraint("listing_id", "patent_id", name=op.f("uq_listing_patents_listing_id_patent_id")),
    )
    with op.batch_alter_table("listing_patents", schema=None) as batch_op:
        batch_op.create_index(
            "uq_listing_patents_live",
            ["patent_id", "channel"],
            unique=True,
            sqlite_where=sa.text("live"),
            postgresql_where=sa.text("live"),
        )

    op.create_table(
        "listing_versions",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("terms_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_listing_versions_listing_id_listings")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_listing_versions_published_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_versions")),
        sa.UniqueConstraint("listing_id", "number", name=op.f("uq_listing_versions_listing_id_number")),
    )


def downgrade() -> None:
    op.drop_table("listing_versions")
    with op.batch_alter_table("listing_patents", schema=None) as batch_op:
        batch_op.drop_index("uq_listing_patents_live", sqlite_where=sa.text("live"), postgresql_where=sa.text("live"))

    op.drop_table("listing_patents")
    with op.batch_alter_table("listing_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_consents_listing_id"))

    op.drop_table("listing_consents")
    with op.batch_alter_table("listings", schema=None) as batch_op:
        batch_op.drop_index("ix_listings_holder_id_state")

    op.drop_table("listings")
