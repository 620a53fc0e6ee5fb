"""What dossiers have in common: comparisons, and what each says of each of its dossiers."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Json, Table, new_id


class ComparisonState(StrEnum):
    """Where a comparison stands."""

    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"


class Comparison(Table):
    """Dossiers that are compared with one another; never changed once done. `reason`, in Chinese, why it failed.

    What it finds of one dossier shows places in others: it goes as a whole once one of them is deleted.
    """

    __tablename__ = "comparisons"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    formats: Mapped[list[str]]
    state: Mapped[ComparisonState] = mapped_column(default=ComparisonState.QUEUED)
    reason: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ComparedDossier(Table):
    """A dossier of a comparison, by the run that is compared, and under the name that the others know it by.

    `summary` holds the counts by outcome with what was found, `checks` the checks that look at the others.
    """

    __tablename__ = "compared_dossiers"
    __table_args__ = (UniqueConstraint("comparison_id", "position"),)

    comparison_id: Mapped[str] = mapped_column(ForeignKey("comparisons.id", ondelete="CASCADE"), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]
    run: Mapped[int]
    name: Mapped[str]
    summary: Mapped[Json]
    checks: Mapped[list[Json]]


class ComparisonReport(Table):
    """The report of a dossier with what the comparison found, in one format, as a blob."""

    __tablename__ = "comparison_reports"
    __table_args__ = (
        ForeignKeyConstraint(
            ["comparison_id", "dossier_id"],
            ["compared_dossiers.comparison_id", "compared_dossiers.dossier_id"],
            ondelete="CASCADE",
        ),
    )

    comparison_id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
