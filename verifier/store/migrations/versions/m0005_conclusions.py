"""What the review of a dossier ends in: the signed conclusion, the sealed reports, and the seal itself."""

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_VERDICTS = ("recommended", "not_recommended", "returned")


def upgrade() -> None:
    """Go forward."""
    op.add_column("dossiers", sa.Column("sealed_at", Moment(), nullable=True))
    op.create_table(
        "conclusions",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("run_id", sa.String(length=255), nullable=False),
        sa.Column("verdict", sa.Enum(*_VERDICTS, name="recommendation", native_enum=False, length=32), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(length=255), nullable=False),
        sa.Column("signed_name", sa.String(length=255), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("sealed_at", Moment(), nullable=True),
        sa.Column("lifted_by", sa.String(length=255), nullable=True),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_conclusions_dossier_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_conclusions_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusions")),
    )
    op.create_index("ix_conclusions_dossier_id", "conclusions", ["dossier_id"], unique=False)
    op.create_table(
        "sealed_reports",
        sa.Column("conclusion_id", sa.String(length=255), nullable=False),
        sa.Column("format", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["conclusions.id"],
            name=op.f("fk_sealed_reports_conclusion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conclusion_id", "format", name=op.f("pk_sealed_reports")),
    )
    op.create_index(op.f("ix_sealed_reports_sha256"), "sealed_reports", ["sha256"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_sealed_reports_sha256"), table_name="sealed_reports")
    op.drop_table("sealed_reports")
    op.drop_index("ix_conclusions_dossier_id", table_name="conclusions")
    op.drop_table("conclusions")
    op.drop_column("dossiers", "sealed_at")
