"""Comparisons between dossiers of one organisation, as its callers see them and as the worker ends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.store import audit, idempotency, runs
from verifier.store.clock import now
from verifier.store.tables import (
    ComparedDossier,
    Comparison,
    ComparisonReport,
    ComparisonState,
    Dossier,
    DossierState,
    Json,
    Priority,
    Run,
    TaskKind,
    new_id,
)
from verifier.store.tasks import Work, enqueue


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found of one dossier: counts by outcome, the checks between dossiers, reports by format."""

    summary: Json
    checks: list[Json]
    reports: Mapping[str, str]


def create(
    session: Session, organisation_id: str, compared: Sequence[Dossier], formats: Sequence[str], *, actor: str
) -> Comparison:
    """Have dossiers of an organisation compared, as their last runs found them.

    Raises ConflictError for one that is not done, or that was verified by other rules than the first.
    """
    last = [_run_of(session, dossier) for dossier in compared]
    if len({(run.ruleset, run.ruleset_version) for run in last}) > 1:
        raise ConflictError(
            "rulesets-differ", "这些材料所用的规则集或其版本不同，无法比较。", "请按同一规则集重新核验后再比较。"
        )
    comparison = Comparison(
        id=new_id(),
        organisation_id=organisation_id,
        formats=list(formats),
        created_by=actor,
        created_at=now(session),
    )
    session.add(comparison)
    session.flush()
    session.add_all(
        ComparedDossier(
            comparison_id=comparison.id,
            dossier_id=dossier.id,
            position=place,
            run=run.number,
            name=name,
            summary=run.summary,
            checks=[],
        )
        for place, (dossier, run, name) in enumerate(zip(compared, last, _names(compared), strict=True))
    )
    work = Work(TaskKind.COMPARE, f"compare:{comparison.id}", {"comparison": comparison.id}, priority=Priority.BATCH)
    enqueue(session, [work])
    audit.record(
        session,
        "comparison.create",
        comparison.id,
        actor=actor,
        organisation_id=organisation_id,
        details={"dossiers": [dossier.id for dossier in compared]},
    )
    return comparison


def _run_of(session: Session, dossier: Dossier) -> Run:
    run = runs.latest(session, dossier) if dossier.state is DossierState.DONE else None
    if run is None:
        raise ConflictError("no-report", f"材料{dossier.id}尚未核验完毕。", "请在核验结束后再比较。")
    return run


def _names(compared: Sequence[Dossier]) -> list[str]:
    """What each dossier is called among the others: the number that it was handed in under, if that is its own."""
    references = [dossier.reference for dossier in compared]
    return [
        dossier.reference if dossier.reference and references.count(dossier.reference) == 1 else dossier.id
        for dossier in compared
    ]


def get(session: Session, organisation_id: str, comparison_id: str) -> Comparison:
    """The comparison. Raises NotFoundError."""
    query = select(Comparison).where(Comparison.id == comparison_id, Comparison.organisation_id == organisation_id)
    found = session.scalar(query)
    if found is None:
        raise NotFoundError("comparison-not-found", "没有这次比较。", "请核对编号。")
    return found


def of_task(session: Session, comparison_id: str) -> Comparison | None:
    """The comparison that a worker is to make, locked; None where it was deleted or is over."""
    found = session.get(Comparison, comparison_id, with_for_update=True)
    return found if found is not None and found.state is ComparisonState.QUEUED else None


def members(session: Session, comparison: Comparison) -> Sequence[ComparedDossier]:
    """Its dossiers, in the order in which they were named."""
    query = select(ComparedDossier).where(ComparedDossier.comparison_id == comparison.id)
    return session.scalars(query.order_by(ComparedDossier.position)).all()


def reports(session: Session, comparison: Comparison) -> dict[str, dict[str, str]]:
    """The reports that it made: blobs by format, by dossier."""
    found: dict[str, dict[str, str]] = {}
    for row in session.scalars(select(ComparisonReport).where(ComparisonReport.comparison_id == comparison.id)):
        found.setdefault(row.dossier_id, {})[row.format] = row.sha256
    return found


def done(session: Session, comparison: Comparison, results: Mapping[str, Compared]) -> None:
    """The comparison is made: note what it found, by dossier."""
    for member in members(session, comparison):
        result = results[member.dossier_id]
        member.summary, member.checks = result.summary, result.checks
        session.add_all(
            ComparisonReport(comparison_id=comparison.id, dossier_id=member.dossier_id, format=name, sha256=blob)
            for name, blob in result.reports.items()
        )
    comparison.state, comparison.ended_at = ComparisonState.DONE, now(session)


def failed(session: Session, comparison_id: str, reason: str) -> None:
    """The comparison cannot be made, and why (Chinese)."""
    comparison = of_task(session, comparison_id)
    if comparison is not None:
        comparison.state, comparison.reason, comparison.ended_at = ComparisonState.FAILED, reason, now(session)


def forget_of(session: Session, dossier_id: str) -> list[str]:
    """Delete the comparisons of a dossier that is being deleted; the blobs that they leave."""
    of_one = select(ComparedDossier.comparison_id).where(ComparedDossier.dossier_id == dossier_id)
    ids = session.scalars(of_one).all()
    blobs = session.scalars(select(ComparisonReport.sha256).where(ComparisonReport.comparison_id.in_(ids))).all()
    session.execute(delete(Comparison).where(Comparison.id.in_(ids)))
    idempotency.forget_answers(session, ids)
    return list(blobs)
