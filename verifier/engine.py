"""Apply the rules of a ruleset to a dossier: every rule ends in one finding, whatever happens."""

import logging
from collections.abc import Sequence

from verifier.checks.relaxation import relax
from verifier.lacking import held_back
from verifier.models import Check, Dossier, Finding, Outcome
from verifier.ruleset import Rule, Ruleset

_LOG = logging.getLogger(__name__)


def run_checks(dossier: Dossier, ruleset: Ruleset) -> tuple[Check, ...]:
    """All checks of the ruleset in its order."""
    checks = [Check(rule.id, rule.clause, rule.title, _finding(dossier, rule, ruleset)) for rule in ruleset.rules]
    return held_back(dossier, ruleset.rules, checks)


def compare_dossiers(dossiers: Sequence[Dossier], ruleset: Ruleset) -> list[dict[str, Check]]:
    """Of each dossier of a batch the checks that compare it with the others, by rule."""
    checks: list[dict[str, Check]] = [{} for _ in dossiers]
    for rule in ruleset.rules:
        if rule.kind.between is None:
            continue
        for own, finding in zip(checks, _between(dossiers, rule), strict=True):
            own[rule.id] = Check(rule.id, rule.clause, rule.title, finding)
    return checks


def _between(dossiers: Sequence[Dossier], rule: Rule) -> list[Finding]:
    try:
        findings = rule.kind.run_between(dossiers, rule.parameters)
        return [_with_evidence(rule, finding) for finding in findings]
    except Exception as error:  # noqa: BLE001 -- as in a check of one dossier
        _LOG.exception("check %s failed", rule.id)
        return [_crashed(error)] * len(dossiers)


def _finding(dossier: Dossier, rule: Rule, ruleset: Ruleset) -> Finding:
    """The finding of one rule; a check that crashes, or passes without evidence, goes to a person."""
    try:
        finding = rule.kind.run(dossier, rule.parameters)
        if rule.relaxable and ruleset.relaxation is not None:
            clause = ruleset.clauses[ruleset.relaxation.clause]
            finding = relax(dossier, finding, ruleset.relaxation, clause)
    except Exception as error:  # noqa: BLE001 -- a crashed check must never look like a pass, nor take the other checks with it
        _LOG.exception("check %s failed", rule.id)
        return _crashed(error)
    return _with_evidence(rule, finding)


def _crashed(error: Exception) -> Finding:
    return Finding(Outcome.REVIEW, f"核验程序出错（{type(error).__name__}），本项未能自动核对，请人工核对。")


def _with_evidence(rule: Rule, finding: Finding) -> Finding:
    """The finding; `review` where it is a pass that shows nothing."""
    if finding.outcome is Outcome.PASS and not any(value.evidence for value in (*finding.declared, *finding.found)):
        _LOG.error("check %s passed without evidence", rule.id)
        return Finding(Outcome.REVIEW, f"{finding.message}但没有可供查看的依据，请人工核对。")
    return finding
