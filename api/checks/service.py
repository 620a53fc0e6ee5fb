"""What was found of a dossier, and what reviewers say of it."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from api.actors import named
from api.authentication import Caller
from api.checks.schemas import CheckDetail, CheckView, DecisionRequest, PastDecision, RunView
from api.conditions import require_match, tag_of
from api.context import Service
from api.paging import Paged, paged, read_cursor, read_number
from api.problems import ProblemError
from verifier.store import audit, claims, dossiers, runs
from verifier.store.runs import Standing
from verifier.store.tables import Dossier, Run, RunCheck


def list_runs(service: Service, caller: Caller, dossier_id: str, *, cursor: str | None, limit: int) -> Paged[RunView]:
    """The verifications of a dossier, the first one first."""
    behind = read_number(cursor) or 0
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        rows = runs.listed(session, dossier, behind=behind, limit=limit + 1)
    return paged(rows, limit, RunView.model_validate, lambda row: (row.number,))


def list_checks(
    service: Service, caller: Caller, dossier_id: str, *, cursor: str | None, limit: int
) -> Paged[CheckView]:
    """The checks of the last run, in the ruleset's order."""
    behind = read_number(cursor)
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        standing = runs.decisions(session, dossier)
        run = last_run(session, dossier)
        rows = runs.checks(session, run, behind=-1 if behind is None else behind, limit=limit + 1)
        names = named(session, [one.decision.decided_by for one in standing.values()])
    return paged(rows, limit, lambda row: CheckView.of(row, standing.get(row.rule), names), lambda row: (row.position,))


def get_check(service: Service, caller: Caller, dossier_id: str, rule: str) -> CheckDetail:
    """One check of the last run with its values; that they are looked at goes into the audit log."""
    with service.store.write() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        found = _check(service, session, dossier, rule)
        audit.record(
            session,
            "check.view",
            dossier.id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"rule": rule},
        )
        return found


def list_decisions(
    service: Service, caller: Caller, dossier_id: str, rule: str, *, cursor: str | None, limit: int
) -> Paged[PastDecision]:
    """All that was ever said of a check, the last one first."""
    behind = read_cursor(cursor)
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        known_check(session, dossier, rule)
        standing = runs.decisions(session, dossier).get(rule)
        rows = runs.decision_history(session, dossier, rule, behind=behind, limit=limit + 1)
        names = named(session, [row.decided_by for row in rows])
    holding = standing.decision.id if standing is not None and standing.holds else None
    return paged(
        rows,
        limit,
        lambda row: PastDecision.of(row, names, holds=row.id == holding),
        lambda row: (row.decided_at, row.id),
    )


def decide(
    service: Service, caller: Caller, dossier_id: str, rule: str, said: DecisionRequest, *, if_match: str | None
) -> CheckDetail:
    """Note what a reviewer says of a check. A person must say what they saw of it, a program may.

    Raises ProblemError `precondition-required`, `precondition-failed`.
    """
    with service.store.write() as session:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
        claims.require(session, dossier, caller.actor)
        if if_match is not None:
            standing = runs.decisions(session, dossier).get(rule)
            seen = seen_tag(known_check(session, dossier, rule), standing)
            require_match(if_match, seen, tag_of(_check(service, session, dossier, rule)))
        elif caller.is_person:
            raise ProblemError("precondition-required")
        runs.decide(session, dossier, rule, said.verdict, said.reason, actor=caller.actor)
        return _check(service, session, dossier, rule)


def seen_tag(check: RunCheck, standing: Standing | None) -> str:
    """What a decision on a check is made on, as an ETag: its inputs, how it ended, and the decision before."""
    before = None if standing is None else standing.decision.id
    return tag_of(f"{check.inputs} {check.outcome} {before}")


def last_run(session: Session, dossier: Dossier) -> Run:
    """The last run. Raises ProblemError `no-report` where there is none yet."""
    run = runs.latest(session, dossier)
    if run is None:
        raise ProblemError("no-report")
    return run


def known_check(session: Session, dossier: Dossier, rule: str) -> RunCheck:
    """A check of the last run. Raises ProblemError `check-not-found`."""
    check = session.get(RunCheck, (last_run(session, dossier).id, rule))
    if check is None:
        raise ProblemError("check-not-found")
    return check


def read_report(service: Service, session: Session, dossier: Dossier) -> dict[str, Any]:
    """The report of the last run. Raises ProblemError `no-report`."""
    sha256 = runs.report(session, last_run(session, dossier), "json")
    assert sha256 is not None  # every run has this one
    with service.store.blobs.open(sha256) as stream:
        report: dict[str, Any] = json.load(stream)
    return report


def _check(service: Service, session: Session, dossier: Dossier, rule: str) -> CheckDetail:
    check = known_check(session, dossier, rule)
    standing = runs.decisions(session, dossier).get(rule)
    names = named(session, [standing.decision.decided_by] if standing is not None else [])
    report = read_report(service, session, dossier)
    reported = next(one for one in report["checks"] if one["rule"] == rule)
    verified = {(file["name"], file["sha256"]) for file in report["dossier"]["files"]}
    pages = (view.page for view in dossiers.pages(session, dossier))
    numbers = {(page.file, page.file_page): page.number for page in pages if (page.file, page.sha256) in verified}
    return CheckDetail.of(
        check,
        standing,
        names,
        confidence=reported["confidence"],
        declared=[_value(value, numbers) for value in reported["declared"]],
        found=[_value(value, numbers) for value in reported["found"]],
        explanation=reported["explanation"],
    )


def _value(value: Mapping[str, Any], numbers: Mapping[tuple[str, int], int]) -> dict[str, Any]:
    """A value of the report, whose places name the page by its number in the dossier, too; null if it is no more."""
    evidence = [{**place, "number": numbers.get((place["file"], place["page"]))} for place in value["evidence"]]
    return {**value, "evidence": evidence}
