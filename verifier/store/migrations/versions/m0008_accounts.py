"""Initial passwords end; log-ins say where they were opened."""

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("users", sa.Column("initial_until", Moment(), nullable=True))
    op.add_column("sessions", sa.Column("address", sa.String(length=255), nullable=True))
    op.add_column("sessions", sa.Column("browser", sa.String(length=255), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("sessions", "browser")
    op.drop_column("sessions", "address")
    op.drop_column("users", "initial_until")
