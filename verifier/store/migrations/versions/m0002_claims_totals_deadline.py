"""Claims on readings, totals that outlive what they count, deadlines of dossiers; somebody sweeps the blobs."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LOCKS = sa.table("locks", sa.column("name", sa.String), sa.column("held_until", Moment()))
_TOTALS = sa.table("totals", sa.column("name", sa.String), sa.column("amount", sa.Double))
_READINGS = sa.table("readings", sa.column("seconds", sa.Double))


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "reading_claims",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_reading_claims_task_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="pk_reading_claims"),
    )
    op.create_index("ix_reading_claims_task_id", "reading_claims", ["task_id"], unique=False)
    op.create_table(
        "totals",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_totals"),
    )
    pages, seconds = (
        op.get_bind()
        .execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(_READINGS.c.seconds), 0.0)).select_from(_READINGS)
        )
        .one()
    )
    op.bulk_insert(_TOTALS, [{"name": "pages_read", "amount": pages}, {"name": "ocr_seconds", "amount": seconds}])
    op.add_column("dossiers", sa.Column("deadline", Moment(), nullable=True))
    op.bulk_insert(_LOCKS, [{"name": "blobs", "held_until": datetime(2000, 1, 1, tzinfo=UTC)}])


def downgrade() -> None:
    """Go back."""
    op.execute(_LOCKS.delete().where(_LOCKS.c.name == "blobs"))
    op.drop_column("dossiers", "deadline")
    op.drop_table("totals")
    op.drop_index("ix_reading_claims_task_id", table_name="reading_claims")
    op.drop_table("reading_claims")
