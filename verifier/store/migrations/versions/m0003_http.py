"""What the HTTP side counts and keeps: tries to log in, answers that end with their dossier, comparisons."""

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0003"
down_revision = "0004"
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


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("idempotency_keys") as table:
        table.drop_index(op.f("ix_idempotency_keys_dossier_id"))
        table.drop_constraint(op.f("fk_idempotency_keys_dossier_id"), type_="foreignkey")
        table.drop_column("dossier_id")
    op.add_column("users", sa.Column("failed_logins", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("users", sa.Column("failed_since", Moment(), nullable=True))
    op.add_column("users", sa.Column("locked_until", Moment(), nullable=True))
    op.drop_index(op.f("ix_login_attempts_last_at"), table_name="login_attempts")
    op.drop_table("login_attempts")
