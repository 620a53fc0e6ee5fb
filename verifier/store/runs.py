"""Runs of the verification, and what reviewers say of their findings."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.models import Change, Changes, Outcome
from verifier.store import audit, claims, history
from verifier.store.clock import now
from verifier.store.tables import Act, Decision, Dossier, Run, RunCheck, RunReport, Verdict

NOTHING_TO_SEE = ("pass", "not_applicable")


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision, and whether it still `holds`: the check has the inputs that it was made on."""

    decision: Decision
    holds: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """The run that another one is compared with: its number, checks and the blob of its `report.json`.

    Its number is 0 where there is none.
    """

    number: int = 0
    checks: Sequence[RunCheck] = ()
    report: str | None = None


def latest(session: Session, dossier: Dossier) -> Run | None:
    """The last run of a dossier."""
    query = select(Run).where(Run.dossier_id == dossier.id).order_by(Run.number.desc()).limit(1)
    return session.scalar(query)


def get(session: Session, dossier: Dossier, number: int) -> Run:
    """One run, by number. Raises NotFoundError."""
    run = session.scalar(select(Run).where(Run.dossier_id == dossier.id, Run.number == number))
    if run is None:
        raise NotFoundError("run-not-found", "没有这次核验。", "请核对序号。")
    return run


def with_id(session: Session, run_id: str) -> Run:
    """The run of another row that names it."""
    return session.get_one(Run, run_id)


def listed(session: Session, dossier: Dossier, *, behind: int = 0, limit: int | None = None) -> Sequence[Run]:
    """The runs of a dossier, the first one first; those `behind` a number."""
    query = select(Run).where(Run.dossier_id == dossier.id, Run.number > behind)
    return session.scalars(query.order_by(Run.number).limit(limit)).all()


def report(session: Session, run: Run, name: str) -> str | None:
    """The blob of a run's report in a format; None where it was not written in that one."""
    return session.scalar(select(RunReport.sha256).where(RunReport.run_id == run.id, RunReport.format == name))


def reports(session: Session, run: Run) -> dict[str, str]:
    """The reports of a run: their blobs by format."""
    found = session.scalars(select(RunReport).where(RunReport.run_id == run.id))
    return {report.format: report.sha256 for report in found}


def checks(session: Session, run: Run, *, behind: int = -1, limit: int | None = None) -> Sequence[RunCheck]:
    """The checks of a run, in the ruleset's order; those `behind` a position, which counts from 0."""
    query = select(RunCheck).where(RunCheck.run_id == run.id, RunCheck.position > behind)
    return session.scalars(query.order_by(RunCheck.position).limit(limit)).all()


def is_finding(check: RunCheck) -> bool:
    """Whether a reviewer has to look at it."""
    return check.outcome not in NOTHING_TO_SEE


def before(session: Session, dossier: Dossier, revision: int) -> Earlier:
    """The last run of an earlier hand-in than this one."""
    query = select(Run).where(Run.dossier_id == dossier.id, Run.revision < revision)
    run = session.scalar(query.order_by(Run.number.desc()).limit(1))
    return Earlier() if run is None else Earlier(run.number, checks(session, run), report(session, run, "json"))


def changes(earlier: Earlier, after: Sequence[RunCheck], *, out_of_sight: Collection[str] = ()) -> Changes:
    """Findings as against an earlier run, in the ruleset's order.

    `out_of_sight` are rules whose earlier findings cannot be looked at now (`verifier.inputs`): they are not closed.
    """
    was = {check.rule: check for check in earlier.checks}
    present = {check.rule: check for check in after}
    found = {check.rule for check in earlier.checks if is_finding(check)}
    standing = [check for check in after if check.rule in found and (is_finding(check) or check.rule in out_of_sight)]
    closed = found - {check.rule for check in standing}
    changed = [check for check in standing if not is_finding(check) or was[check.rule].inputs != check.inputs]

    def of(kind: Iterable[RunCheck]) -> tuple[Change, ...]:
        return tuple(
            Change(check.rule, check.title, _outcome(was.get(check.rule)), _outcome(present.get(check.rule)))
            for check in kind
        )

    return Changes(
        since=earlier.number,
        closed=of(check for check in earlier.checks if check.rule in closed),
        new=of(check for check in after if is_finding(check) and check.rule not in found),
        changed=of(changed),
        unchanged=of(check for check in standing if check not in changed),
    )


def _outcome(check: RunCheck | None) -> Outcome | None:
    return None if check is None else Outcome(check.outcome)


def decide(session: Session, dossier: Dossier, rule: str, verdict: Verdict, reason: str, *, actor: str) -> Decision:
    """A reviewer's word on a check of the last run; the one before it is kept as superseded.

    Raises NotFoundError for a rule that the run does not have, ConflictError where there is no run yet or another one
    holds the dossier.
    """
    run = latest(session, dossier)
    if run is None:
        raise ConflictError("no-report", "这份材料还没有核验结果。", "请在核验结束后再作决定。")
    check = session.get(RunCheck, (run.id, rule))
    if check is None:
        raise NotFoundError("check-not-found", "没有这个核验项目。", "请对照报告核对项目编号。")
    claims.take_up(session, dossier, actor)
    moment = now(session)
    before = session.scalar(
        select(Decision).where(
            Decision.dossier_id == dossier.id, Decision.rule == rule, Decision.superseded_at.is_(None)
        )
    )
    if before is not None:
        before.superseded_at = moment
    decision = Decision(
        dossier_id=dossier.id,
        rule=rule,
        verdict=verdict,
        reason=reason,
        inputs=check.inputs,
        decided_by=actor,
        decided_at=moment,
    )
    session.add(decision)
    dossier.version += 1
    dossier.updated_at = moment
    session.flush()
    history.record(
        session,
        dossier,
        Act.DECIDED,
        actor=actor,
        subject=rule,
        before=None if before is None else {"verdict": before.verdict.value, "reason": before.reason},
        after={"verdict": verdict.value},
        reason=reason,
    )
    audit.record(
        session,
        "decision",
        decision.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"dossier": dossier.id, "rule": rule, "verdict": verdict.value, "run": run.number},
    )
    return decision


def decisions(session: Session, dossier: Dossier) -> dict[str, Standing]:
    """The word that stands on each check, by rule. One that does not hold any more is to be asked for again."""
    run = latest(session, dossier)
    inputs = {check.rule: check.inputs for check in checks(session, run)} if run is not None else {}
    standing = session.scalars(
        select(Decision).where(Decision.dossier_id == dossier.id, Decision.superseded_at.is_(None))
    )
    return {one.rule: Standing(one, inputs.get(one.rule) == one.inputs) for one in standing}


def decision_history(
    session: Session,
    dossier: Dossier,
    rule: str,
    *,
    behind: tuple[datetime, str] | None = None,
    limit: int | None = None,
) -> Sequence[Decision]:
    """All that was ever said of a check, the last one first; `behind` moment and id of the last one shown before."""
    query = select(Decision).where(Decision.dossier_id == dossier.id, Decision.rule == rule)
    if behind is not None:
        query = query.where(tuple_(Decision.decided_at, Decision.id) < tuple_(*behind))
    return session.scalars(query.order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(limit)).all()
