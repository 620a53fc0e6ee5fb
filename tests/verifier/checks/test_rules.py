"""Every rule of the ruleset against its cases, and that every rule has them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.verifier.checks.cases import Case, all_cases
from tests.verifier.dossiers import build_dossier
from verifier.engine import run_checks
from verifier.models import Dossier, Finding, Outcome
from verifier.ruleset import load_ruleset

RULESET = load_ruleset()
CATALOGUE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "catalogue.yaml").read_text(encoding="utf-8"))
RULES = [rule.id for rule in RULESET.rules]
CATEGORIES = {
    "pass": "pass",
    "not_applicable": "pass",
    "discrepancy": "fail",
    "missing": "fail",
    "review": "review",
}
CRASHED = "核验程序出错"


def each(cases: Iterable[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", list(cases), ids=lambda case: f"{case.rule}-{case.name}")


def find(dossier: Dossier, rule_id: str) -> Finding:
    rules = tuple(rule for rule in RULESET.rules if rule.id == rule_id)
    (check,) = run_checks(dossier, RULESET.model_copy(update={"rules": rules}))
    return check.finding


@each(all_cases())
def test_outcome(case: Case) -> None:
    finding = find(case.dossier, case.rule)
    told = "\n".join((finding.message, *finding.explanation))
    assert CRASHED not in told
    assert finding.outcome == case.outcome, told
    for words in case.says:
        assert words in told
    for words in case.unsaid:
        assert words not in told


def test_the_ruleset_has_the_rules_of_the_catalogue_in_order() -> None:
    assert [rule.id for rule in RULESET.rules] == CATALOGUE["rules"]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_proven_three_ways(rule: str) -> None:
    proven = {CATEGORIES[case.outcome] for case in all_cases() if case.rule == rule}
    excused = set(CATALOGUE["without"].get(rule, {}))
    assert proven | excused == {"pass", "fail", "review"}
    assert not proven & excused, "a case shows what is excused"
    assert all(CATALOGUE["without"].get(rule, {}).values())


def test_cases_are_of_known_rules_and_harmless_ones_raise_no_alarm() -> None:
    assert {case.rule for case in all_cases()} == set(RULES)
    assert {CATEGORIES[case.outcome] for case in all_cases() if case.harmless} == {"pass"}
    names = [(case.rule, case.name) for case in all_cases()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("rule", RULES)
def test_an_empty_dossier_passes_nothing(rule: str) -> None:
    finding = find(build_dossier([]), rule)
    assert finding.outcome is not Outcome.PASS
    assert CRASHED not in finding.message


@pytest.mark.parametrize(
    "case", [case for case in all_cases() if case.outcome == "pass"], ids=lambda case: f"{case.rule}-{case.name}"
)
def test_what_passes_shows_where(case: Case) -> None:
    finding = find(case.dossier, case.rule)
    places = [place for value in (*finding.declared, *finding.found) for place in value.evidence]
    pages = {(page.file, page.number) for page in case.dossier.pages}
    assert places
    assert all((place.file, place.page) in pages for place in places)


@each(
    case
    for case in all_cases()
    if case.rule in ("s03-declaration-seal", "s04-declaration-signature") and case.outcome != "pass"
)
def test_a_stamp_or_signature_in_doubt_shows_its_page(case: Case) -> None:
    """A person looks there; and while that page cannot be read, nobody may call the finding closed."""
    finding = find(case.dossier, case.rule)
    shown = {(place.file, place.page) for value in finding.found for place in value.evidence}
    assert shown or not case.dossier.of_kind("declaration")


@each(all_cases())
def test_pages_that_could_not_be_read_turn_nothing_into_a_pass(case: Case) -> None:
    """What is on an unread page may take a pass away, never make one."""
    whole = find(case.dossier, case.rule).outcome
    more = build_dossier(case.documents, **{**case.settings, "unread": 2})
    torn = find(more, case.rule).outcome
    assert torn is not Outcome.PASS or whole is Outcome.PASS
    assert torn is not Outcome.MISSING or whole is Outcome.MISSING


@pytest.mark.parametrize(
    "case",
    [case for case in all_cases() if case.rule in CATALOGUE["by_day"]],
    ids=lambda case: f"{case.rule}-{case.name}",
)
def test_nothing_passes_or_alarms_by_a_day_that_is_not_known(case: Case) -> None:
    outcome = find(build_dossier(case.documents, **{**case.settings, "day_known": False}), case.rule).outcome
    assert outcome not in (Outcome.PASS, Outcome.DISCREPANCY)


@each(all_cases())
def test_no_value_hardly_read_carries_an_alarm_or_alone_a_pass(case: Case) -> None:
    outcome = find(_hardly_read(case.dossier), case.rule).outcome
    assert outcome is not Outcome.DISCREPANCY
    assert outcome is not Outcome.PASS or case.rule not in CATALOGUE["by_one_reading"]


def _hardly_read(dossier: Dossier) -> Dossier:
    documents = tuple(
        replace(
            document,
            fields=tuple(replace(field, confidence=0.4) for field in document.fields),
            seals=tuple(
                replace(seal, evidence=replace(seal.evidence, confidence=0.4), character_confidences=())
                for seal in document.seals
            ),
        )
        for document in dossier.documents
    )
    return replace(dossier, documents=documents)
