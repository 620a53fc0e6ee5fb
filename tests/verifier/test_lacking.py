"""A pass does not stand while a paper that would have its say may be on a page that was not read."""

import pytest

from tests.verifier.dossiers import Described, build_dossier
from verifier.engine import run_checks
from verifier.models import Finding, Outcome
from verifier.ruleset import load_ruleset

FORM: Described = {"application_form": {"headcount": 23}}
LIST: Described = {"staff_list": {"count": 23}}
ROSTER: Described = {"staff_roster": {"count": 23}}
UNKNOWN: Described = {"unknown": {"_candidates": ["staff_roster"]}}
LICENCE: Described = {"business_licence": {"credit_code": "91411000MA3X1234X5"}}


def found(rule: str, *documents: Described, unread: int = 0) -> Finding:
    checks = run_checks(build_dossier(documents, unread=unread), load_ruleset())
    return next(check.finding for check in checks if check.rule == rule)


def test_form_and_list_agree_and_the_roster_may_be_on_a_page_that_was_not_read() -> None:
    finding = found("x11-headcount", FORM, LIST, unread=1)
    assert finding.outcome is Outcome.REVIEW
    assert finding.message == (
        "2处一致。但未见《主要管理人员和专业技术人员名单、职称及从业经验》，unread.pdf第1页未能读取或识别，可能是该材料，请人工核对。"
    )
    assert finding.found  # what agreed is shown


def test_the_roster_may_be_a_page_that_was_not_recognised() -> None:
    finding = found("x11-headcount", FORM, LIST, UNKNOWN)
    assert finding.outcome is Outcome.REVIEW
    assert "03-unknown.pdf" in finding.message


@pytest.mark.parametrize(
    ("documents", "unread"),
    [((FORM, LIST), 0), ((FORM, LIST, ROSTER), 1)],
    ids=["all was read, and the roster is lacking for certain", "the roster is at hand"],
)
def test_else_the_pass_stands(documents: tuple[Described, ...], unread: int) -> None:
    assert found("x11-headcount", *documents, unread=unread).outcome is Outcome.PASS


def test_a_difference_stays_one() -> None:
    other: Described = {"staff_list": {"count": 21}}
    assert found("x11-headcount", FORM, other, unread=1).outcome is Outcome.DISCREPANCY


def test_of_licence_and_certificate_one_will_do() -> None:
    """A company has no institution's certificate: that none is there holds nothing back."""
    printout: Described = {"credit_china_report": {"credit_code": "91411000MA3X1234X5"}}
    printouts = [
        {kind: {"credit_code": "91411000MA3X1234X5"}} for kind in ("gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")
    ]
    assert found("x02-credit-code", LICENCE, printout, *printouts, unread=1).outcome is Outcome.PASS
