"""The search index"""

from alembic import op

from marketplace.listings.search import schema

revision = "0007_search_index"
down_revision = "0006_contracts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema.create(op.get_bind())


def downgrade() -> None:
    schema.drop(op.get_bind())
