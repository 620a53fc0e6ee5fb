"""What was found: runs, their checks, and what reviewers say of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.models import Recommendation, Verdict
from verifier.store.tables.base import Json, Table, new_id


class Run(Table):
    """One verification of a dossier; never changed once written.

    `inputs` is a digest of the pages, overrides, declared figures and the ruleset. `ruleset_digest` is the SHA-256 of
    the ruleset's text; runs from before rulesets were stored have none. `summary` holds the counts by
    outcome, `changes` what was closed, is new or unchanged since the run before.
    """

    __tablename__ = "runs"
    __table_args__ = (UniqueConstraint("dossier_id", "number"), UniqueConstraint("dossier_id", "revision"))

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    number: Mapped[int]
    revision: Mapped[int]
    inputs: Mapped[str]
    ruleset: Mapped[str]
    ruleset_version: Mapped[str]
    ruleset_digest: Mapped[str | None]
    engine: Mapped[str]
    engine_version: Mapped[str] = mapped_column(Text)
    applicant: Mapped[str | None]
    summary: Mapped[Json]
    changes: Mapped[Json]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]


class RunReport(Table):
    """The report of a run in one format, as a blob."""

    __tablename__ = "run_reports"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)


class RunCheck(Table):
    """One check of a run. `inputs` is a digest of its values, their boxes and the ruleset's version."""

    __tablename__ = "run_checks"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str]
    message: Mapped[str] = mapped_column(Text)
    inputs: Mapped[str]


class Decision(Table):
    """What a reviewer said of a check, on the inputs that it had then. The one that is not superseded holds."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_dossier_id_rule", "dossier_id", "rule"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    rule: Mapped[str]
    verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(Text)
    inputs: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Conclusion(Table):
    """What the review of a run ended in, signed by a person. It seals the dossier until an administrator lifts it.

    `signed_name` is what people called the signer then. There is one at most that is not lifted.
    """

    __tablename__ = "conclusions"
    __table_args__ = (Index("ix_conclusions_dossier_id", "dossier_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    verdict: Mapped[Recommendation]
    opinion: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[str]
    signed_name: Mapped[str]
    signed_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str | None] = mapped_column(Text)


class SealedReport(Table):
    """The report with decisions and conclusion in one format, as a blob."""

    __tablename__ = "sealed_reports"

    conclusion_id: Mapped[str] = mapped_column(ForeignKey("conclusions.id", ondelete="CASCADE"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
