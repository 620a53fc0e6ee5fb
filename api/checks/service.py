"""What was found of a dossier, and what reviewers say of it."""

import json
from typing import Any

from sqlalchemy.orm import Session

from api.authentication import Caller
from api.checks.schemas import CheckView, DecisionRequest, RunView
from api.conditions import require_match, tag_of
from api.context import Service
from api.paging import Paged, paged, read_number
from api.problems import ProblemError
from verifier.store import dossiers, runs
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
    return paged(rows, limit, lambda row: CheckView.of(row, standing.get(row.rule)), lambda row: (row.position,))


def get_check(service: Service, caller: Caller, dossier_id: str, rule: str) -> CheckView:
    """One check of the last run."""
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        return _check(session, dossier, rule)


def decide(
    service: Service, caller: Caller, dossier_id: str, rule: str, said: DecisionRequest, *, if_match: str | None
) -> CheckView:
    """Note what a reviewer says of a check."""
    with service.store.write() as session:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
        require_match(if_match, tag_of(_check(session, dossier, rule)))
        runs.decide(session, dossier, rule, said.verdict, said.reason, actor=caller.actor)
        return _check(session, dossier, rule)


def last_run(session: Session, dossier: Dossier) -> Run:
    """The last run. Raises ProblemError `no-report` where there is none yet."""
    run = runs.latest(session, dossier)
    if run is None:
        raise ProblemError("no-report")
    return run


def known_rule(session: Session, dossier: Dossier, rule: str) -> None:
    """Raise ProblemError `check-not-found` for a rule that the last run does not have."""
    if session.get(RunCheck, (last_run(session, dossier).id, rule)) is None:
        raise ProblemError("check-not-found")


def read_report(service: Service, session: Session, dossier: Dossier) -> dict[str, Any]:
    """The report of the last run. Raises ProblemError `no-report`."""
    sha256 = runs.report(session, last_run(session, dossier), "json")
    assert sha256 is not None  # every run has this one
    with service.store.blobs.open(sha256) as stream:
        report: dict[str, Any] = json.load(stream)
    return report


def _check(session: Session, dossier: Dossier, rule: str) -> CheckView:
    run = last_run(session, dossier)
    check = session.get(RunCheck, (run.id, rule))
    if check is None:
        raise ProblemError("check-not-found")
    return CheckView.of(check, runs.decisions(session, dossier).get(rule))
