"""Loading rulesets: a word that is not known is an error, not a check that finds nothing."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from extractors.kinds.catalogue import BLANK, UNKNOWN, kinds
from verifier.errors import RulesetError
from verifier.fields import known_fields
from verifier.reporting.labels import field_label
from verifier.ruleset import Ruleset, available, load_ruleset

VALID: dict[str, Any] = {
    "id": "test",
    "version": "1",
    "name": "测试办法",
    "clauses": {"第一条": "文字"},
    "checklist": [{"code": "第一条", "title": "申请报告", "kinds": ["application_form"], "rules": ["m01-form"]}],
    "rules": [
        {"id": "m01-form", "clause": "第一条", "title": "甲", "check": "materials", "with": {"all_of": ["lease"]}},
        {
            "id": "x01-applicant-name",
            "clause": "第一条",
            "title": "乙",
            "check": "agreement",
            "with": {"compare": "name", "evidence": ["lease.lessee", "business_licence.name"]},
        },
        {
            "id": "v09",
            "clause": "第一条",
            "title": "丙",
            "check": "dates_in_order",
            "with": {"fields": ["lease.signed_on"]},
        },
        {"id": "s01", "clause": "第一条", "title": "丁", "check": "sealed", "with": {"kinds": ["declaration"]}},
        {
            "id": "t09",
            "clause": "第一条",
            "title": "戊",
            "check": "threshold",
            "with": {"declared": ["application_form.headcount"], "at_least": 8, "unit": "人", "what": "人数"},
        },
        {
            "id": "m02",
            "clause": "第一条",
            "title": "己",
            "check": "materials",
            "with": {"all_of": ["narrative"], "parts": {"甲": "一|二"}},
        },
    ],
}
BAD: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "bad_rulesets.yaml").read_text(encoding="utf-8"))


def test_a_valid_ruleset_is_accepted() -> None:
    ruleset = Ruleset.model_validate(copy.deepcopy(VALID))
    assert [rule.id for rule in ruleset.rules] == ["m01-form", "x01-applicant-name", "v09", "s01", "t09", "m02"]


@pytest.mark.parametrize("change", BAD, ids=lambda change: f"{change['at'][-1]}-{change['says']}")
def test_an_unknown_word_is_an_error_that_names_it(change: dict[str, Any]) -> None:
    data: Any = copy.deepcopy(VALID)
    *way, last = change["at"]
    place = data
    for step in way:
        place = place[step]
    place[last] = change["value"]
    with pytest.raises(ValidationError) as caught:
        Ruleset.model_validate(data)
    assert change["says"] in str(caught.value)


def test_a_ruleset_that_does_not_exist_is_told_with_those_that_do() -> None:
    with pytest.raises(RulesetError) as caught:
        load_ruleset("atlantis-1")
    assert caught.value.code == "unknown-ruleset"
    assert available()[0] in str(caught.value)


@pytest.mark.parametrize("name", available())
def test_rulesets_of_the_program_load_under_their_own_id(name: str) -> None:
    ruleset = load_ruleset(name)
    assert ruleset.id == name
    listed = [rule for item in ruleset.checklist for rule in item.rules]
    assert listed == [rule.id for rule in ruleset.rules if rule.id in listed]  # in one order, each once
    assert {rule.id for rule in ruleset.rules if rule.check == "materials"} <= set(listed)
    assert {rule.clause for rule in ruleset.rules} <= set(ruleset.clauses)


def test_the_regulation_asks_for_every_kind_of_document() -> None:
    listed = [kind for item in load_ruleset().checklist for kind in item.kinds]
    assert set(listed) == set(kinds()) - {BLANK, UNKNOWN}


def test_every_field_that_a_rule_may_name_has_a_name_for_people() -> None:
    assert set(known_fields()) <= set(kinds())
    for kind, names in known_fields().items():
        for name in names:
            path = f"{kind}.{name}".replace("[]", "[0]")
            assert field_label(path).name != path.partition(".")[2], path
