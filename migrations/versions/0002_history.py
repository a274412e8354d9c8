"""The history"""

import sqlalchemy as sa
from alembic import op

from marketplace.kit.db import append_only
from marketplace.kit.moment import Moment

revision = "0002_history"
down_revision = "0001_kit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "steps_taken",
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("request_key", sa.String(length=80), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps_taken")),
        sa.UniqueConstraint("request_key", name=op.f("uq_steps_taken_request_key")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "seq", name=op.f("uq_steps_taken_subject_kind_subject_id_seq")
        ),
    )
    with op.batch_alter_table("steps_taken", schema=None) as batch_op:
        batch_op.create_index("ix_steps_taken_organisation_id_at", ["organisation_id", "at"], unique=False)

    append_only(op.get_bind(), "steps_taken")


def downgrade() -> None:
    with op.batch_alter_table("steps_taken", schema=None) as batch_op:
        batch_op.drop_index("ix_steps_taken_organisation_id_at")

    op.drop_table("steps_taken")
