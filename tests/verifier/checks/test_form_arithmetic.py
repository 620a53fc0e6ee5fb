"""A table that the applicant left blank and one that was not read look the same in the fields; the page tells."""

from dataclasses import replace

import pytest

from tests.extractors.pages import table_page
from tests.verifier.checks.cases import all_cases
from tests.verifier.checks.test_rules import find
from verifier.models import Outcome

HEADINGS = ["主要投资方名称", "性质", "投资比例％"]


@pytest.mark.parametrize(
    ("row", "outcome"), [(["无", "", ""], Outcome.PASS), (["", "自然人", "60"], Outcome.REVIEW), (None, Outcome.REVIEW)]
)
def test_a_table_of_investors_left_blank_passes_and_one_not_read_does_not(
    row: list[str] | None, outcome: Outcome
) -> None:
    (case,) = (case for case in all_cases() if case.name == "no investor was read")
    dossier = case.dossier
    file = dossier.pages[0].file
    rows = [HEADINGS, row, ["上年末总资产 512万元", "", ""]] if row else [["注册资本 300万元", "", ""]]
    dossier = replace(dossier, pages=(table_page([0.1, 0.5, 0.7], rows, file=file),))
    assert find(dossier, "v11-form-arithmetic").outcome is outcome
