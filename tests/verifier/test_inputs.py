"""Digests of what a check looks at: a decision stays while they do."""

from dataclasses import replace

import pytest

from extractors.models import Evidence
from verifier.inputs import check_inputs
from verifier.models import Check, Finding, Outcome, Value

FILES = {"a.pdf": "1" * 64, "b/a.pdf": "1" * 64, "c.pdf": "2" * 64}
PLACE = Evidence("a.pdf", 3, ((0.1, 0.1), (0.9, 0.1), (0.9, 0.2), (0.1, 0.2)), "86人", 0.98)
VALUE = Value("application_form.headcount", 86, "86人", (PLACE,))
CHECK = Check("x01", "第七条", "从业人数", Finding(Outcome.DISCREPANCY, "不一致", (VALUE,), (VALUE,), 0.98))


def with_value(value: Value) -> Check:
    return replace(CHECK, finding=replace(CHECK.finding, found=(value,)))


@pytest.mark.parametrize(
    ("check", "version"),
    [
        (with_value(replace(VALUE, value=87)), "1"),
        (with_value(replace(VALUE, raw="八十六人")), "1"),
        (with_value(replace(VALUE, evidence=(replace(PLACE, page=4),))), "1"),
        (with_value(replace(VALUE, evidence=(replace(PLACE, file="c.pdf"),))), "1"),
        (with_value(replace(VALUE, evidence=(replace(PLACE, polygon=PLACE.polygon[::-1]),))), "1"),
        (replace(CHECK, finding=replace(CHECK.finding, outcome=Outcome.REVIEW)), "1"),
        (CHECK, "2"),
    ],
)
def test_other_values_places_outcomes_or_rules_are_other_inputs(check: Check, version: str) -> None:
    assert check_inputs(check, version, FILES) != check_inputs(CHECK, "1", FILES)


@pytest.mark.parametrize(
    "check",
    [
        with_value(replace(VALUE, evidence=(replace(PLACE, file="b/a.pdf"),))),
        with_value(replace(VALUE, evidence=(replace(PLACE, confidence=0.5),))),
        replace(CHECK, finding=replace(CHECK.finding, explanation=("另一种说法",))),
    ],
)
def test_the_same_page_under_another_name_is_the_same_input(check: Check) -> None:
    assert check_inputs(check, "1", FILES) == check_inputs(CHECK, "1", FILES)


def test_another_file_of_the_name_that_a_message_tells_is_another_input() -> None:
    absent = replace(CHECK, finding=Finding(Outcome.REVIEW, "c.pdf第1页中未见公益性服务的比例，请人工核对。"))
    before = check_inputs(absent, "1", FILES)
    assert check_inputs(absent, "1", FILES | {"c.pdf": "3" * 64}) != before
    assert check_inputs(absent, "1", FILES | {"d.pdf": "4" * 64}) == before
