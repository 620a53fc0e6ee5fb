"""Whatever a check does, its rule ends in a finding, and never in an unfounded pass."""

import logging
from collections.abc import Callable

import pytest

from extractors.models import Evidence
from tests.verifier.dossiers import build_dossier
from verifier.checks import CHECKS
from verifier.checks.kinds import CheckKind, Parameters
from verifier.engine import run_checks
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.ruleset import Rule, Ruleset, load_ruleset

PLACE = Evidence("a.pdf", 1, ((0, 0), (1, 0), (1, 1), (0, 1)), "文字", 0.9)


class _Nothing(Parameters):
    pass


def crash(_dossier: Dossier, _parameters: _Nothing) -> Finding:
    raise KeyError("total_assets")


def pass_without_evidence(_dossier: Dossier, _parameters: _Nothing) -> Finding:
    return Finding(Outcome.PASS, "一致。", (Value("application_form.headcount", 12, "12"),))


def pass_with_evidence(_dossier: Dossier, _parameters: _Nothing) -> Finding:
    return Finding(Outcome.PASS, "一致。", (), (Value("audit_report.year", 2025, "2025", (PLACE,)),))


def rules(monkeypatch: pytest.MonkeyPatch, *checks: Callable[[Dossier, _Nothing], Finding]) -> Ruleset:
    """A ruleset of these checks under the names that they would have as files of their own."""
    known = {**CHECKS, **{check.__name__: CheckKind(_Nothing, check) for check in checks}}
    monkeypatch.setattr("verifier.ruleset.CHECKS", known)
    return load_ruleset().model_copy(
        update={
            "rules": tuple(
                Rule(id=check.__name__, clause="附件3", title="试", check=check.__name__) for check in checks
            )
        }
    )


def test_a_crashing_check_goes_to_a_person_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        crashed, passed = run_checks(build_dossier([]), rules(monkeypatch, crash, pass_with_evidence))
    assert crashed.finding.outcome is Outcome.REVIEW
    assert "KeyError" in crashed.finding.message
    assert "total_assets" not in crashed.finding.message
    assert passed.finding.outcome is Outcome.PASS


def test_a_pass_without_evidence_goes_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    (check,) = run_checks(build_dossier([]), rules(monkeypatch, pass_without_evidence))
    assert check.finding.outcome is Outcome.REVIEW
    assert "没有可供查看的依据" in check.finding.message


def test_every_rule_ends_in_one_finding_in_the_order_of_the_ruleset() -> None:
    ruleset = load_ruleset()
    checks = run_checks(build_dossier([]), ruleset)
    assert [check.rule for check in checks] == [rule.id for rule in ruleset.rules]
    assert [check.clause for check in checks] == [rule.clause for rule in ruleset.rules]
