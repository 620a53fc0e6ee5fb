"""What the review of a dossier ends in: signed by a person, it seals the dossier and its report.

From the signature on nothing may be changed (`dossiers.locked`), until an administrator lifts the seal. A worker then
makes the report again, with the decisions and the conclusion in it (`sealing`).
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.store import audit, claims, history, runs
from verifier.store.clock import now
from verifier.store.tables import (
    Act,
    Conclusion,
    Dossier,
    DossierState,
    Json,
    Recommendation,
    RunCheck,
    SealedReport,
    TaskKind,
    User,
    new_id,
)
from verifier.store.tasks import Work, enqueue
from verifier.wording import some_of

_TITLE_LETTERS = 40


def open_findings(session: Session, dossier: Dossier) -> list[RunCheck]:
    """The findings of the last run on which no decision holds, in the ruleset's order."""
    run = runs.latest(session, dossier)
    if run is None:
        return []
    settled = {rule for rule, standing in runs.decisions(session, dossier).items() if standing.holds}
    return [check for check in runs.checks(session, run) if runs.is_finding(check) and check.rule not in settled]


def conclude(session: Session, dossier: Dossier, verdict: Recommendation, opinion: str, *, signer: User) -> Conclusion:
    """Sign the conclusion and seal the dossier, which its holder lets go of.

    Raises ConflictError for a dossier that has no report of its present state, whose findings are not all decided on,
    or that another one holds.
    """
    actor = f"user:{signer.id}"
    claims.require(session, dossier, actor)
    run = runs.latest(session, dossier)
    if run is None or dossier.state is not DossierState.DONE:
        raise ConflictError("not-verified", "这份材料在改动之后还没有核验结果。", "请提交核验，待核验结束后再作结论。")
    undecided = [check.title[:_TITLE_LETTERS] for check in open_findings(session, dossier)]
    if undecided:
        raise ConflictError(
            "findings-open", f"还有{len(undecided)}项没有有效的决定：{some_of(undecided)}。", "请逐项决定后再作结论。"
        )
    moment = now(session)
    conclusion = Conclusion(
        id=new_id(),
        dossier_id=dossier.id,
        run_id=run.id,
        verdict=verdict,
        opinion=opinion,
        signed_by=actor,
        signed_name=signer.shown_name,
        signed_at=moment,
    )
    session.add(conclusion)
    claims.release(session, dossier, actor=actor)
    _mark(session, dossier, sealed=True)
    work = Work(
        TaskKind.SEAL,
        f"seal:{conclusion.id}",
        {"conclusion": conclusion.id},
        dossier_id=dossier.id,
        revision=dossier.revision,
    )
    enqueue(session, [work])
    history.record(
        session, dossier, Act.CONCLUDED, actor=actor, subject=str(run.number), after={"verdict": verdict.value},
        reason=opinion,
    )  # fmt: skip
    details = {"run": run.number, "verdict": verdict.value}
    note(session, dossier, conclusion, "sign", actor=actor, details=details)
    return conclusion


def decided(session: Session, dossier: Dossier) -> str:
    """The SHA-256 of all decisions that hold: which one stands on which check."""
    holding = {rule: one.decision.id for rule, one in runs.decisions(session, dossier).items() if one.holds}
    return hashlib.sha256(json.dumps(sorted(holding.items())).encode()).hexdigest()


def listed(
    session: Session, dossier: Dossier, *, behind: tuple[datetime, str] | None = None, limit: int | None = None
) -> Sequence[Conclusion]:
    """All conclusions, the last one first; those before it were lifted, and it may have been.

    `behind` are moment and id of the last one shown before.
    """
    query = select(Conclusion).where(Conclusion.dossier_id == dossier.id)
    if behind is not None:
        query = query.where(tuple_(Conclusion.signed_at, Conclusion.id) < tuple_(*behind))
    return session.scalars(query.order_by(Conclusion.signed_at.desc(), Conclusion.id.desc()).limit(limit)).all()


def latest(session: Session, dossier: Dossier) -> Conclusion | None:
    """The last conclusion, lifted or not."""
    return next(iter(listed(session, dossier, limit=1)), None)


def get(session: Session, dossier: Dossier, conclusion_id: str) -> Conclusion:
    """A conclusion of the dossier, lifted or not. Raises NotFoundError."""
    conclusion = session.get(Conclusion, conclusion_id)
    if conclusion is None or conclusion.dossier_id != dossier.id:
        raise NotFoundError("conclusion-not-found", "这份材料没有这一审核结论。", "请核对结论的编号。")
    return conclusion


def standing(session: Session, dossier: Dossier) -> Conclusion | None:
    """The conclusion that holds; None where there is none, or it was lifted."""
    query = select(Conclusion).where(Conclusion.dossier_id == dossier.id, Conclusion.lifted_at.is_(None))
    return session.scalar(query)


def reports(session: Session, conclusion: Conclusion) -> dict[str, str]:
    """The sealed reports: their blobs by format; none until they are made."""
    found = session.scalars(select(SealedReport).where(SealedReport.conclusion_id == conclusion.id))
    return {report.format: report.sha256 for report in found}


def lift(session: Session, dossier: Dossier, reason: str, *, actor: str) -> Conclusion:
    """Take the seal off: the dossier may be changed again. Raises NotFoundError where there is no seal."""
    conclusion = standing(session, dossier)
    if conclusion is None:
        raise NotFoundError("conclusion-not-found", "这份材料没有签署的审核结论。", "请先查询审核结论。")
    conclusion.lifted_by, conclusion.lifted_at, conclusion.lift_reason = actor, now(session), reason
    _mark(session, dossier, sealed=False)
    history.record(
        session, dossier, Act.LIFTED, actor=actor, before={"verdict": conclusion.verdict.value}, reason=reason
    )
    note(session, dossier, conclusion, "lift", actor=actor, details={})
    return conclusion


def _mark(session: Session, dossier: Dossier, *, sealed: bool) -> None:
    moment = now(session)
    dossier.sealed_at = moment if sealed else None
    dossier.version += 1
    dossier.updated_at = moment


def note(session: Session, dossier: Dossier, conclusion: Conclusion, action: str, *, actor: str, details: Json) -> None:
    """Note an act on a conclusion in the audit log."""
    audit.record(
        session,
        f"conclusion.{action}",
        conclusion.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"dossier": dossier.id, **details},
    )
