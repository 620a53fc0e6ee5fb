"""Digests of what a check looks at: a decision stays while they do; and findings whose pages are out of sight."""

from dataclasses import replace

import pytest

from extractors.models import Evidence, Page, Problem
from tests.verifier.reporting.dossier import empty_dossier, make_report
from verifier.inputs import check_inputs, out_of_sight
from verifier.models import Check, DossierFile, Finding, Outcome, Report, Value

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


def report(read: dict[str, list[int]], *checks: Check, **files: str) -> Report:
    """Of files of four pages, by the names of their checksums, of which these pages were `read`."""
    dossier = replace(
        empty_dossier(),
        files=tuple(DossierFile(f"{name}.pdf", checksum, 4) for name, checksum in files.items()),
        pages=tuple(Page(f"{name}.pdf", number, 1, 1, ()) for name, numbers in read.items() for number in numbers),
    )
    return make_report(dossier, checks)


ALL = [1, 2, 3, 4]
PASSED = replace(CHECK, rule="x02", finding=replace(CHECK.finding, outcome=Outcome.PASS))
PLACELESS = Check("m01", "第七条", "材料", Finding(Outcome.MISSING, "未见审计报告。"))
BEFORE = report({"a": ALL}, CHECK, PASSED, PLACELESS, a="old")


@pytest.mark.parametrize(
    ("now", "hidden"),
    [
        (report({"a": [1, 2, 4]}, a="old"), {"x01"}),  # the page was given up
        (report({"a": [1, 2]}, a="new"), {"x01"}),  # another file of the name, in part unread
        (report({"b": [1, 2, 3]}, b="old"), set()),  # read, under another name
        (report({"a": ALL}, a="old"), set()),
        (report({"a": ALL}, a="new"), set()),  # replaced, and all of it was read
    ],
)
def test_what_a_page_showed_is_out_of_sight_while_it_is_not_read_and_something_is_unread(
    now: Report, hidden: set[str]
) -> None:
    assert out_of_sight(BEFORE, now) == hidden


def test_a_file_that_cannot_be_opened_may_hold_the_page() -> None:
    now = report({"b": ALL}, b="new")
    locked = replace(now.dossier, problems=(Problem("a.pdf", None, "encrypted-pdf", "文件加了密码。"),))
    assert out_of_sight(BEFORE, replace(now, dossier=locked)) == {"x01"}


def test_one_of_several_pages_that_is_not_read_is_enough() -> None:
    elsewhere = replace(VALUE, evidence=(replace(PLACE, page=1),))
    both = replace(CHECK, finding=replace(CHECK.finding, declared=(elsewhere,)))
    assert out_of_sight(report({"a": ALL}, both, a="old"), report({"a": [2, 3]}, a="old")) == {"x01"}
