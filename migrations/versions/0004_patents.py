"""Patents"""

import sqlalchemy as sa
from alembic import op

from marketplace.kit.moment import Moment

revision = "0004_patents"
down_revision = "0003_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patents",
        sa.Column("number", sa.String(length=14), nullable=False),
        sa.Column("publication_number", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invention",
                "utility_model",
                "design",
                name="patentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("plain", sa.String(length=400), nullable=False),
        sa.Column("main_ipc", sa.String(length=20), nullable=False),
        sa.Column("ipc_all", sa.Text(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("inventors", sa.Text(), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=40), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("annuity_paid_year", sa.Integer(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["organisations.id"], name=op.f("fk_patents_holder_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patents")),
        sa.UniqueConstraint("number", name=op.f("uq_patents_number")),
    )
    with op.batch_alter_table("patents", schema=None) as batch_op:
        batch_op.create_index("ix_patents_holder_id_number", ["holder_id", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_patents_publication_number"), ["publication_number"], unique=False)

    op.create_table(
        "encumbrances",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pledge",
                "preservation",
                "exclusive_licence",
                "sole_licence",
                name="encumbrancekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("party", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_file", sa.String(length=64), nullable=True),
        sa.Column("consent_name", sa.String(length=255), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_encumbrances_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encumbrances")),
    )
    with op.batch_alter_table("encumbrances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_encumbrances_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "evaluation_reports",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column(
            "conclusion",
            sa.Enum(
                "positive",
                "partly_negative",
                "negative",
                name="reportconclusion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("file", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_evaluation_reports_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_reports")),
        sa.UniqueConstraint("patent_id", name=op.f("uq_evaluation_reports_patent_id")),
    )
    op.create_table(
        "patent_changes",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=400), nullable=False),
        sa.Column("after", sa.String(length=400), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_changes_patent_id_patents")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_patent_changes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_changes")),
    )
    with op.batch_alter_table("patent_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_changes_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "patent_events",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "granted",
                "transferred",
                "name_changed",
                "terminated_unpaid",
                "expired",
                "abandoned",
                "invalidated_whole",
                "invalidated_part",
                "restored",
                "suspended",
                "suspension_lifted",
                "licence_recorded",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_events_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_events")),
        sa.UniqueConstraint(
            "patent_id", "kind", "happened_on", name=op.f("uq_patent_events_patent_id_kind_happened_on")
        ),
    )
    op.create_table(
        "patent_imports",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("total_rows", sa.Integer(), nullable=False),
        sa.Column("good_rows", sa.Integer(), nullable=False),
        sa.Column("known_rows", sa.Integer(), nullable=False),
        sa.Column("bad_rows", sa.Integer(), nullable=False),
        sa.Column("other_rows", sa.Integer(), nullable=False),
        sa.Column("done_rows", sa.Integer(), nullable=False),
        sa.Column("new_rows", sa.Integer(), nullable=False),
        sa.Column("changed_rows", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "checking",
                "previewed",
                "loading",
                "done",
                "failed",
                name="importstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("failure_zh", sa.String(length=400), nullable=False),
        sa.Column("failure_en", sa.String(length=400), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_patent_imports_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_patent_imports_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_imports")),
    )
    with op.batch_alter_table("patent_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_imports_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "patent_owners",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("share_ppm", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_patent_owners_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_owners_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_owners")),
        sa.UniqueConstraint("patent_id", "position", name=op.f("uq_patent_owners_patent_id_position")),
    )
    op.create_table(
        "patent_import_remarks",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "wrong", "not_yours", "known", name="remarkkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("zh", sa.String(length=400), nullable=False),
        sa.Column("en", sa.String(length=400), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["patent_imports.id"], name=op.f("fk_patent_import_remarks_import_id_patent_imports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_import_remarks")),
    )
    with op.batch_alter_table("patent_import_remarks", schema=None) as batch_op:
        batch_op.create_index("ix_patent_import_remarks_import_id_kind", ["import_id", "kind"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("patent_import_remarks", schema=None) as batch_op:
        batch_op.drop_index("ix_patent_import_remarks_import_id_kind")

    op.drop_table("patent_import_remarks")
    op.drop_table("patent_owners")
    with op.batch_alter_table("patent_imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_imports_organisation_id"))

    op.drop_table("patent_imports")
    op.drop_table("patent_events")
    with op.batch_alter_table("patent_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_changes_patent_id"))

    op.drop_table("patent_changes")
    op.drop_table("evaluation_reports")
    with op.batch_alter_table("encumbrances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_encumbrances_patent_id"))

    op.drop_table("encumbrances")
    with op.batch_alter_table("patents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patents_publication_number"))
        batch_op.drop_index("ix_patents_holder_id_number")

    op.drop_table("patents")
