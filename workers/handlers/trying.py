"""`try`: what another edition of the rules would make of a dossier, from what was read of it; no run is written."""

from collections.abc import Mapping
from typing import Any

from verifier.errors import ConflictError, DeclaredError, RulesetError
from verifier.models import Check
from verifier.store import dossier_readings, runs, tasks, trials
from verifier.store.rulesets import content_of
from verifier.store.tables import DossierState, RunCheck, Task
from workers.bench import Workbench
from workers.handlers.assembling import verified

_MEANWHILE = ConflictError("trial-overtaken", "这份申报材料在试用期间有改动，未能试用。")
_INCOMPLETE = ConflictError(
    "trial-incomplete", "这份申报材料的识读结果已不完整，未能试用。", "请将它重新提交核验后再试。"
)


def try_ruleset(bench: Workbench, task: Task) -> None:
    """Check one dossier by the tried edition and note which outcomes would be others, or why it could not be tried."""
    trial_id, dossier_id = task.payload["trial"], task.payload["dossier"]
    reason = None
    try:
        changes, checks = _compared(bench, trial_id, dossier_id)
    except (RulesetError, DeclaredError, ConflictError) as error:
        reason = str(error)
    with bench.store.write() as session:
        tasks.finish(session, task)
        if reason is None:
            trials.tried(session, trial_id, dossier_id, changes, checks=checks)
        else:
            trials.failed(session, trial_id, dossier_id, reason)


def _compared(bench: Workbench, trial_id: str, dossier_id: str) -> tuple[list[dict[str, Any]], int]:
    """The changes, and of how many checks; nothing of a dossier that was deleted."""
    with bench.store.read() as session:
        attempt = trials.attempt(session, trial_id, dossier_id)
        if attempt is None:
            return [], 0
        run = runs.latest(session, attempt.dossier)
        if run is None or run.number != attempt.row.run or attempt.dossier.state is not DossierState.DONE:
            raise _MEANWHILE
        before = {check.rule: check for check in runs.checks(session, run)}
        read = dossier_readings.everything_read(session, attempt.dossier)
    if not read.is_complete:
        raise _INCOMPLETE
    own, after = (
        {check.rule: check for check in verified(bench, read, content_of(edition)).checks}
        for edition in (read.edition, attempt.edition)
    )
    return changed(before, own, after), len(after)


def changed(
    before: Mapping[str, RunCheck], own: Mapping[str, Check], after: Mapping[str, Check]
) -> list[dict[str, Any]]:
    """The rules whose outcome is another one: in the order of the tried edition, then those that it has no more.

    `own` are the checks of the dossier's own edition by the program as it is now: where they differ from the run as the
    tried edition does, the program has changed and not the rules.
    """
    changes = []
    for rule in (*after, *(rule for rule in before if rule not in after)):
        was = before[rule].outcome if rule in before else None
        becomes = after[rule].finding.outcome.value if rule in after else None
        if was == becomes:
            continue
        by_program = rule in own and own[rule].finding.outcome.value == becomes
        title = after[rule].title if rule in after else before[rule].title
        changes.append(
            {
                "rule": rule,
                "title": title,
                "before": was,
                "after": becomes,
                "cause": "program" if by_program else "ruleset",
            }
        )
    return changes
