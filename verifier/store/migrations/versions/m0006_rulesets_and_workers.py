"""Rulesets are stored, tried and made current; workers tell of themselves."""

import sqlalchemy as sa
from alembic import op

from verifier.store.tables.base import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("program", sa.String(length=255), nullable=False),
        sa.Column("engine", sa.String(length=255), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    _create_rulesets()
    _create_trials()
    # no constraint: SQLite would have to make the table anew, and everything of the dossiers would go with the old one
    op.add_column("dossiers", sa.Column("edition_id", sa.String(length=255), nullable=True))
    op.add_column("runs", sa.Column("ruleset_digest", sa.String(length=255), nullable=True))


def _create_rulesets() -> None:
    op.create_table(
        "ruleset_editions",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("organisation_id", sa.String(length=255), nullable=False),
        sa.Column("ruleset", sa.String(length=255), nullable=False),
        sa.Column("version", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("packaged", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_until", sa.Date(), nullable=True),
        sa.Column("added_by", sa.String(length=255), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_ruleset_editions_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruleset_editions")),
        sa.UniqueConstraint(
            "organisation_id",
            "ruleset",
            "version",
            "digest",
            name=op.f("uq_ruleset_editions_organisation_id_ruleset_version_digest"),
        ),
    )


def _create_trials() -> None:
    op.create_table(
        "ruleset_trials",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("organisation_id", sa.String(length=255), nullable=False),
        sa.Column("edition_id", sa.String(length=255), nullable=False),
        sa.Column("created_by", sa.String(length=255), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_by", sa.String(length=255), nullable=True),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_ruleset_trials_organisation_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["ruleset_editions.id"], name=op.f("fk_ruleset_trials_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruleset_trials")),
    )
    op.create_index(op.f("ix_ruleset_trials_edition_id"), "ruleset_trials", ["edition_id"], unique=False)
    op.create_table(
        "ruleset_trial_dossiers",
        sa.Column("trial_id", sa.String(length=255), nullable=False),
        sa.Column("dossier_id", sa.String(length=255), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["ruleset_trials.id"], name=op.f("fk_ruleset_trial_dossiers_trial_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_ruleset_trial_dossiers_dossier_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trial_id", "dossier_id", name=op.f("pk_ruleset_trial_dossiers")),
    )
    op.create_index(
        op.f("ix_ruleset_trial_dossiers_dossier_id"), "ruleset_trial_dossiers", ["dossier_id"], unique=False
    )
    op.create_table(
        "ruleset_terms",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("organisation_id", sa.String(length=255), nullable=False),
        sa.Column("edition_id", sa.String(length=255), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("set_by", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("trial_id", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_ruleset_terms_organisation_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["ruleset_editions.id"], name=op.f("fk_ruleset_terms_edition_id")),
        sa.ForeignKeyConstraint(["trial_id"], ["ruleset_trials.id"], name=op.f("fk_ruleset_terms_trial_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruleset_terms")),
    )
    op.create_index(op.f("ix_ruleset_terms_edition_id"), "ruleset_terms", ["edition_id"], unique=False)
    op.create_index("ix_ruleset_terms_organisation_id_until", "ruleset_terms", ["organisation_id", "until"])


def downgrade() -> None:
    """Go back."""
    op.drop_column("runs", "ruleset_digest")
    op.drop_column("dossiers", "edition_id")
    op.drop_table("ruleset_terms")
    op.drop_table("ruleset_trial_dossiers")
    op.drop_table("ruleset_trials")
    op.drop_table("ruleset_editions")
    op.drop_table("workers")
