"""What people do to a dossier: claims, corrections, boxes read again, notes, and a history of all that."""

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ACTS = (
    "created", "submitted", "verified", "file_added", "file_removed", "page_changed", "claimed", "released", "decided",
    "corrected", "correction_withdrawn", "noted",
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
    op.create_table(
        "field_corrections",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("pending", "applied", "reopened", name="correctionstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("made_by", sa.String(length=255), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_field_corrections_dossier_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_corrections")),
    )
    op.create_index("ix_field_corrections_dossier_id", "field_corrections", ["dossier_id"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("rule", sa.String(length=255), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=255), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_notes_dossier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_listing", "notes", ["dossier_id", "written_at", "id"], unique=False)
    op.create_table(
        "rereads",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("reading", sa.String(length=255), nullable=False),
        sa.Column("polygon", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "done", "failed", name="rereadstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_rereads_dossier_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rereads")),
    )
    op.create_index("ix_rereads_dossier_id", "rereads", ["dossier_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_rereads_dossier_id", table_name="rereads")
    op.drop_table("rereads")
    op.drop_index("ix_notes_listing", table_name="notes")
    op.drop_table("notes")
    op.drop_index("ix_field_corrections_dossier_id", table_name="field_corrections")
    op.drop_table("field_corrections")
    op.drop_index("ix_history_dossier_id_id", table_name="history")
    op.drop_table("history")
    op.drop_column("dossiers", "held_since")
    op.drop_column("dossiers", "held_by")
