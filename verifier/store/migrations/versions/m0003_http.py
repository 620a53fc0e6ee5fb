"""What the HTTP side counts and keeps: tries to log in, answers that end with their dossier, comparisons."""

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COUNTED_NOW = ("failed_logins", "failed_since", "locked_until")
_DOSSIERS = sa.table("dossiers", sa.column("id", sa.String))
_KEYS = sa.table("idempotency_keys", sa.column("answer", sa.JSON), sa.column("dossier_id", sa.String))


def upgrade() -> None:
    """Go forward. All answers that are kept so far are dossiers; those of deleted ones should not be there."""
    op.create_table(
        "login_attempts",
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_login_attempts")),
    )
    op.create_index(op.f("ix_login_attempts_last_at"), "login_attempts", ["last_at"], unique=False)
    for name in _COUNTED_NOW:
        op.drop_column("users", name)
    with op.batch_alter_table("idempotency_keys") as table:
        table.add_column(sa.Column("dossier_id", sa.String(length=255), nullable=True))
        table.create_foreign_key(
            op.f("fk_idempotency_keys_dossier_id"), "dossiers", ["dossier_id"], ["id"], ondelete="CASCADE"
        )
        table.create_index(op.f("ix_idempotency_keys_dossier_id"), ["dossier_id"], unique=False)
    answered = _KEYS.c.answer["id"].as_string()
    op.execute(_KEYS.delete().where(answered.not_in(sa.select(_DOSSIERS.c.id))))
    op.execute(_KEYS.update().values(dossier_id=answered))

    _make_comparisons()


def _make_comparisons() -> None:
    op.create_table(
        "comparisons",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("organisation_id", sa.String(length=255), nullable=False),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "done", "failed", name="comparisonstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_by", sa.String(length=255), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_comparisons_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparisons")),
    )
    op.create_index(op.f("ix_comparisons_organisation_id"), "comparisons", ["organisation_id"], unique=False)
    op.create_table(
        "compared_dossiers",
        sa.Column("comparison_id", sa.String(length=255), nullable=False),
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_id"], ["comparisons.id"], name=op.f("fk_compared_dossiers_comparison_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_compared_dossiers_dossier_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comparison_id", "dossier_id", name=op.f("pk_compared_dossiers")),
        sa.UniqueConstraint("comparison_id", "position", name=op.f("uq_compared_dossiers_comparison_id_position")),
    )
    op.create_index(op.f("ix_compared_dossiers_dossier_id"), "compared_dossiers", ["dossier_id"], unique=False)
    op.create_table(
        "comparison_reports",
        sa.Column("comparison_id", sa.String(length=255), nullable=False),
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("format", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_id", "dossier_id"],
            ["compared_dossiers.comparison_id", "compared_dossiers.dossier_id"],
            name=op.f("fk_comparison_reports_comparison_id_dossier_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comparison_id", "dossier_id", "format", name=op.f("pk_comparison_reports")),
    )
    op.create_index(op.f("ix_comparison_reports_sha256"), "comparison_reports", ["sha256"], unique=False)


def downgrade() -> None:
    """Go back."""
    for name in ("comparison_reports", "compared_dossiers", "comparisons"):
        op.drop_table(name)
    with op.batch_alter_table("idempotency_keys") as table:
        table.drop_index(op.f("ix_idempotency_keys_dossier_id"))
        table.drop_constraint(op.f("fk_idempotency_keys_dossier_id"), type_="foreignkey")
        table.drop_column("dossier_id")
    op.add_column("users", sa.Column("failed_logins", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("users", sa.Column("failed_since", Moment(), nullable=True))
    op.add_column("users", sa.Column("locked_until", Moment(), nullable=True))
    op.drop_index(op.f("ix_login_attempts_last_at"), table_name="login_attempts")
    op.drop_table("login_attempts")
