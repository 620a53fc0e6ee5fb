"""Trials: what another edition of a ruleset would make of dossiers that were verified already.

Each dossier is a task of its own, behind everything else; nothing is read again and no run is written. A change is
`{"rule", "title", "before", "after", "cause"}`: the outcome in the dossier's last run, the one by the tried edition,
None where there is no such rule, and whether it is the `ruleset` that makes the difference or the `program`, which was
updated since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.store import audit
from verifier.store.clock import now
from verifier.store.tables import (
    Dossier,
    DossierState,
    Json,
    Priority,
    RulesetEdition,
    Run,
    TaskKind,
    Trial,
    TrialDossier,
    TrialState,
    new_id,
)
from verifier.store.tasks import Work, enqueue

MOST_DOSSIERS = 500


@dataclass(frozen=True, slots=True)
class Result:
    """A trial with its dossiers, the latest first, and what applicants and references they are known by."""

    trial: Trial
    rows: Sequence[tuple[TrialDossier, Dossier]]

    @property
    def is_complete(self) -> bool:
        """Whether every dossier was tried, or could not be."""
        return all(row.state is not TrialState.PENDING for row, _ in self.rows)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One dossier of a trial, for the worker that does it."""

    row: TrialDossier
    edition: RulesetEdition
    dossier: Dossier


def begin(
    session: Session, edition: RulesetEdition, dossiers: Sequence[str] | None, *, latest: int, actor: str
) -> Trial:
    """Queue the trial of an edition on these dossiers, or on the `latest` ones that were verified.

    Raises NotFoundError for one that is not there, ConflictError for one without a present result, or where there are
    none.
    """
    found = _chosen(session, edition.organisation_id, dossiers, latest)
    trial = Trial(
        id=new_id(),
        organisation_id=edition.organisation_id,
        edition_id=edition.id,
        created_by=actor,
        created_at=now(session),
    )
    session.add(trial)
    session.flush()
    session.add_all(TrialDossier(trial_id=trial.id, dossier_id=dossier.id, run=run) for dossier, run in found)
    session.flush()
    works = [
        Work(
            TaskKind.TRY,
            f"try:{trial.id}:{dossier.id}",
            {"trial": trial.id, "dossier": dossier.id},
            priority=Priority.BATCH,
        )
        for dossier, _ in found
    ]
    enqueue(session, works)
    audit.record(
        session,
        "ruleset.try",
        trial.id,
        actor=actor,
        organisation_id=edition.organisation_id,
        details={"edition": edition.id, "dossiers": len(found)},
    )
    return trial


def _chosen(
    session: Session, organisation_id: str, dossiers: Sequence[str] | None, latest: int
) -> list[tuple[Dossier, int]]:
    """The dossiers, each with the number of its last run."""
    query = (
        select(Dossier, func.max(Run.number))
        .join(Run, Run.dossier_id == Dossier.id)
        .where(Dossier.organisation_id == organisation_id, Dossier.state == DossierState.DONE)
        .group_by(Dossier.id)
        .order_by(Dossier.finished_at.desc(), Dossier.id)
    )
    if dossiers is None:
        found = session.execute(query.limit(latest)).all()
        if not found:
            raise ConflictError("nothing-to-try", "还没有已完成核验的申报材料，无法试用。", "请在核验完成后再试。")
    else:
        found = session.execute(query.where(Dossier.id.in_(dossiers))).all()
        own = select(Dossier.id).where(Dossier.organisation_id == organisation_id, Dossier.id.in_(dossiers))
        if set(session.scalars(own)) != set(dossiers):
            raise NotFoundError("dossier-not-found", "没有这份材料。", "请核对编号。")
        if len(found) != len(set(dossiers)):
            raise ConflictError("nothing-to-try", "所选的申报材料中有尚未完成核验的。", "请在核验完成后再试。")
    return [(dossier, run) for dossier, run in found]


def get(session: Session, edition: RulesetEdition, trial_id: str) -> Trial:
    """A trial of an edition. Raises NotFoundError."""
    trial = session.get(Trial, trial_id)
    if trial is None or trial.edition_id != edition.id:
        raise NotFoundError("trial-not-found", "没有这次试用。", "请核对编号。")
    return trial


def listed(
    session: Session, edition: RulesetEdition, *, behind: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[Trial]:
    """The trials of an edition, the latest first."""
    query = select(Trial).where(Trial.edition_id == edition.id)
    if behind is not None:
        query = query.where(tuple_(Trial.created_at, Trial.id) < tuple_(*behind))
    return session.scalars(query.order_by(Trial.created_at.desc(), Trial.id.desc()).limit(limit)).all()


def result(session: Session, trial: Trial) -> Result:
    """What came of a trial so far; dossiers that were deleted since are no longer part of it."""
    query = (
        select(TrialDossier, Dossier)
        .join(Dossier, Dossier.id == TrialDossier.dossier_id)
        .where(TrialDossier.trial_id == trial.id)
        .order_by(Dossier.finished_at.desc(), Dossier.id)
    )
    return Result(trial, [(row, dossier) for row, dossier in session.execute(query)])


def seen(session: Session, trial: Trial, *, actor: str) -> None:
    """Note that somebody looked at the complete result; the first time counts."""
    locked = session.get(Trial, trial.id, with_for_update=True, populate_existing=True)
    if locked is None or locked.seen_at is not None:
        return
    locked.seen_by, locked.seen_at = actor, now(session)
    audit.record(session, "ruleset.trial.view", trial.id, actor=actor, organisation_id=trial.organisation_id)


def attempt(session: Session, trial_id: str, dossier_id: str) -> Attempt | None:
    """What is to be tried; None where the dossier was deleted."""
    row = session.get(TrialDossier, (trial_id, dossier_id))
    trial, dossier = session.get(Trial, trial_id), session.get(Dossier, dossier_id)
    if row is None or trial is None or dossier is None:
        return None
    edition = session.get(RulesetEdition, trial.edition_id)
    assert edition is not None
    return Attempt(row, edition, dossier)


def tried(session: Session, trial_id: str, dossier_id: str, changes: list[Json], *, checks: int) -> None:
    """A dossier was tried: what would change, of so many checks."""
    row = session.get(TrialDossier, (trial_id, dossier_id))
    if row is not None:
        row.state, row.changes, row.checks = TrialState.DONE, changes, checks


def failed(session: Session, trial_id: str, dossier_id: str, reason: str) -> None:
    """A dossier could not be tried, and why (Chinese)."""
    row = session.get(TrialDossier, (trial_id, dossier_id))
    if row is not None:
        row.state, row.reason = TrialState.FAILED, reason
