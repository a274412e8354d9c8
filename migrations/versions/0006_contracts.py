"""Deals and documents"""

import sqlalchemy as sa
from alembic import op

from marketplace.kit.moment import Moment

revision = "0006_contracts"
down_revision = "0005_listings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deals",
        sa.Column(
            "channel",
            sa.Enum("statutory", "platform", name="channel", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "accepted",
                "signing",
                "countersigning",
                "notice received",
                "payment reported",
                "effective",
                "completed",
                "exited",
                "terminated",
                "lapsed",
                "withdrawn",
                "declined",
                name="dealstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("listing_version_id", sa.Integer(), nullable=False),
        sa.Column("licensor_id", sa.Integer(), nullable=False),
        sa.Column("licensee_id", sa.Integer(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("terms_hash", sa.String(length=64), nullable=False),
        sa.Column("verification_id", sa.String(length=26), nullable=False),
        sa.Column("accepted_at", Moment(), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("sign_by", sa.Date(), nullable=True),
        sa.Column("hold_until", sa.Date(), nullable=True),
        sa.Column("notice_received_at", Moment(), nullable=True),
        sa.Column("notice", sa.JSON(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), nullable=True),
        sa.Column("voucher_file", sa.String(length=64), nullable=True),
        sa.Column("voucher_name", sa.String(length=255), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("effective_at", Moment(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("to_be_confirmed", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["users.id"], name=op.f("fk_deals_accepted_by_id_users")),
        sa.ForeignKeyConstraint(["licensee_id"], ["organisations.id"], name=op.f("fk_deals_licensee_id_organisations")),
        sa.ForeignKeyConstraint(["licensor_id"], ["organisations.id"], name=op.f("fk_deals_licensor_id_organisations")),
        sa.ForeignKeyConstraint(["listing_id"], ["listings.id"], name=op.f("fk_deals_listing_id_listings")),
        sa.ForeignKeyConstraint(
            ["listing_version_id"], ["listing_versions.id"], name=op.f("fk_deals_listing_version_id_listing_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deals")),
        sa.UniqueConstraint("verification_id", name=op.f("uq_deals_verification_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deals", schema=None) as batch_op:
        batch_op.create_index("ix_deals_licensee_id_state", ["licensee_id", "state"], unique=False)
        batch_op.create_index("ix_deals_licensor_id_state", ["licensor_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_deals_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(
            "uq_deals_held",
            ["licensee_id"],
            unique=True,
            sqlite_where=sa.text("running AND hold_until IS NOT NULL"),
            postgresql_where=sa.text("running AND hold_until IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_deals_running",
            ["listing_id", "licensee_id"],
            unique=True,
            sqlite_where=sa.text("running"),
            postgresql_where=sa.text("running"),
        )

    op.create_table(
        "deal_patents",
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_deal_patents_deal_id_deals")),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_deal_patents_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_patents")),
        sa.UniqueConstraint("deal_id", "patent_id", name=op.f("uq_deal_patents_deal_id_patent_id")),
    )
    with op.batch_alter_table("deal_patents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_patents_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "contract",
                "confirmation",
                "notice",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("unsigned_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_documents_deal_id_deals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("deal_id", "kind", "language", name=op.f("uq_documents_deal_id_kind_language")),
        sa.UniqueConstraint("public_id", name=op.f("uq_documents_public_id")),
    )
    op.create_table(
        "document_revisions",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_revisions_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_revisions")),
    )
    with op.batch_alter_table("document_revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_revisions_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_revisions_sha256"), ["sha256"], unique=False)

    op.create_table(
        "signatures",
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "holder",
                "licensor",
                "licensee",
                "applicant",
                "office",
                "clock",
                "platform",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("signer_name", sa.String(length=60), nullable=False),
        sa.Column("mandate", sa.String(length=60), nullable=False),
        sa.Column("certificate_serial", sa.String(length=64), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_signatures_deal_id_deals")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_signatures_document_id_documents")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_signatures_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_signatures_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("document_id", "party", name=op.f("uq_signatures_document_id_party")),
    )
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signatures_deal_id"), ["deal_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signatures_deal_id"))

    op.drop_table("signatures")
    with op.batch_alter_table("document_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_revisions_sha256"))
        batch_op.drop_index(batch_op.f("ix_document_revisions_document_id"))

    op.drop_table("document_revisions")
    op.drop_table("documents")
    with op.batch_alter_table("deal_patents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_patents_patent_id"))

    op.drop_table("deal_patents")
    with op.batch_alter_table("deals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_deals_held",
            sqlite_where=sa.text("running AND hold_until IS NOT NULL"),
            postgresql_where=sa.text("running AND hold_until IS NOT NULL"),
        )
        batch_op.drop_index("uq_deals_running", sqlite_where=sa.text("running"), postgresql_where=sa.text("running"))
        batch_op.drop_index(batch_op.f("ix_deals_listing_id"))
        batch_op.drop_index("ix_deals_licensor_id_state")
        batch_op.drop_index("ix_deals_licensee_id_state")

    op.drop_table("deals")
