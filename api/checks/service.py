"""What was found of a dossier, and what reviewers say of it."""

import json
from typing import Any

from sqlalchemy.orm import Session

from api.authentication import Caller
from api.checks.schemas import CheckView, DecisionRequest, RunView
from api.conditions import require_match, tag_of
from api.context import Service
from api.problems import ProblemError
from verifier.store import dossiers, runs
from verifier.store.tables import Dossier, Run


def list_runs(service: Service, caller: Caller, dossier_id: str) -> list[RunView]:
    """All verifications of a dossier, the first one first."""
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        return [RunView.model_validate(run) for run in runs.listed(session, dossier)]


def list_checks(service: Service, caller: Caller, dossier_id: str) -> list[CheckView]:
    """The checks of the last run, in the ruleset's order."""
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        return _checks(session, dossier)


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
    if not any(check.rule == rule for check in runs.checks(session, last_run(session, dossier))):
        raise ProblemError("check-not-found")


def read_report(service: Service, session: Session, dossier: Dossier) -> dict[str, Any]:
    """The report of the last run. Raises ProblemError `no-report`."""
    sha256 = runs.report(session, last_run(session, dossier), "json")
    assert sha256 is not None  # every run has this one
    with service.store.blobs.open(sha256) as stream:
        report: dict[str, Any] = json.load(stream)
    return report


def _checks(session: Session, dossier: Dossier) -> list[CheckView]:
    standing = runs.decisions(session, dossier)
    found = runs.checks(session, last_run(session, dossier))
    return [CheckView.of(check, standing.get(check.rule)) for check in found]


def _check(session: Session, dossier: Dossier, rule: str) -> CheckView:
    for view in _checks(session, dossier):
        if view.rule == rule:
            return view
    raise ProblemError("check-not-found")
