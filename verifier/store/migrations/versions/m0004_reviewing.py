"""What people do to a dossier: who holds it, and a history with what each act changed."""

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

_ACTS = (
    "created", "submitted", "verified", "file_added", "file_removed", "page_changed", "claimed", "released", "decided",
)  # fmt: skip


def upgrade() -> None:
    """Go forward."""
    op.add_column("dossiers", sa.Column("held_by", sa.String(length=255), nullable=True))
    op.add_column("dossiers", sa.Column("held_since", Moment(), nullable=True))
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("act", sa.Enum(*_ACTS, name="act", native_enum=False, length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_history_dossier_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index("ix_history_dossier_id_id", "history", ["dossier_id", "id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_history_dossier_id_id", table_name="history")
    op.drop_table("history")
    op.drop_column("dossiers", "held_since")
    op.drop_column("dossiers", "held_by")
