"""The rules of an organisation: every edition that it ever had, which one was current when, and what was tried."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Json, Table, new_id


class TrialState(StrEnum):
    """Where the trial of one dossier stands; `failed`: `reason` says why."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class RulesetEdition(Table):
    """One edition of a ruleset, never changed once written.

    `ruleset` and `version` are what its text says of itself, `digest` the SHA-256 of that text. `packaged`: it came
    with the program, not by an upload. `effective_from` and `effective_until` are the regulation's own days.
    """

    __tablename__ = "ruleset_editions"
    __table_args__ = (UniqueConstraint("organisation_id", "ruleset", "version", "digest"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    ruleset: Mapped[str]
    version: Mapped[str]
    digest: Mapped[str]
    name: Mapped[str] = mapped_column(Text)
    rules: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    packaged: Mapped[bool]
    effective_from: Mapped[date | None]
    effective_until: Mapped[date | None]
    added_by: Mapped[str]
    added_at: Mapped[datetime]


class RulesetTerm(Table):
    """A time in which an edition was current: new dossiers were checked by it. The one without an end is current now.

    It was made so after a `trial_id`, or without one for a `reason`; the first one of all has neither.
    """

    __tablename__ = "ruleset_terms"
    __table_args__ = (Index("ix_ruleset_terms_organisation_id_until", "organisation_id", "until"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    edition_id: Mapped[str] = mapped_column(ForeignKey("ruleset_editions.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    set_by: Mapped[str]
    reason: Mapped[str | None] = mapped_column(Text)
    trial_id: Mapped[str | None] = mapped_column(ForeignKey("ruleset_trials.id"))


class Trial(Table):
    """An edition tried on stored dossiers. `seen_at`: when somebody first looked at the complete result."""

    __tablename__ = "ruleset_trials"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    edition_id: Mapped[str] = mapped_column(ForeignKey("ruleset_editions.id"), index=True)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    seen_by: Mapped[str | None]
    seen_at: Mapped[datetime | None]


class TrialDossier(Table):
    """What a trial makes of one dossier: the rules whose outcome is another one than in its run number `run`.

    A change is `{"rule", "title", "before", "after", "cause"}`; see `verifier.store.trials`.
    """

    __tablename__ = "ruleset_trial_dossiers"

    trial_id: Mapped[str] = mapped_column(ForeignKey("ruleset_trials.id", ondelete="CASCADE"), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True, index=True)
    run: Mapped[int]
    state: Mapped[TrialState] = mapped_column(default=TrialState.PENDING)
    checks: Mapped[int] = mapped_column(default=0)
    changes: Mapped[list[Json]] = mapped_column(default=list)
    reason: Mapped[str | None] = mapped_column(Text)
