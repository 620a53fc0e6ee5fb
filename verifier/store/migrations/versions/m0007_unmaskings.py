"""People see the numbers of people in a dossier whole for a while."""

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "unmaskings",
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_unmaskings_dossier_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dossier_id", "actor", name=op.f("pk_unmaskings")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("unmaskings")
