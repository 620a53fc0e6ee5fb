"""A sealed report carries in every format who decided what, when and why, and the signed conclusion."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import openpyxl
import pytest
from pypdfium2 import PdfDocument

from tests.verifier.reporting.dossier import CHECKED_ON, Sample
from tests.verifier.reporting.reader import Reader
from tests.verifier.reporting.test_json_rendering import rendered
from verifier.models import Decided, Recommendation, Report, Review, Verdict
from verifier.reporting.formats import render
from verifier.reporting.reviews import DECISION, HEADING, SIGNATURE, conclusion_facts, decision_words
from verifier.reporting.wording import moment_words

AT = datetime(2026, 3, 20, 6, 5, tzinfo=UTC)
FOUND, PASSED = "x01-applicant-name", "x04-registration-date"
REVIEW = Review(
    verdict=Recommendation.NOT_RECOMMENDED,
    opinion="=资产总额与审计报告不符。",
    signed_by="张工",
    signed_at=AT,
    decisions={
        FOUND: Decided(Verdict.DISMISSED, "<b>简称</b>，属同一单位", "李工", AT),
        PASSED: Decided(Verdict.CONFIRMED, "已核对原件", "张工", AT),
    },
)
DISMISSED = f"排除：<b>简称</b>，属同一单位（李工，{moment_words(AT)}）"
CONFIRMED = f"确认：已核对原件（张工，{moment_words(AT)}）"


@pytest.fixture(scope="module")
def sealed(sample: Sample) -> Report:
    return replace(sample.report, review=REVIEW)


def content(sample: Sample, report: Report, name: str) -> bytes:
    return render(name, report, sample.pictures, sample.context, checked_on=CHECKED_ON)


def test_words() -> None:
    assert decision_words(REVIEW, FOUND) == DISMISSED
    assert decision_words(REVIEW, "x99") == decision_words(None, FOUND) == ""
    assert dict(conclusion_facts(REVIEW))["结论"] == "建议不予认定"
    assert conclusion_facts(None) == ()


def test_json_has_them_beside_their_checks(sealed: Report) -> None:
    report = rendered(sealed)
    assert report["conclusion"] == {
        "verdict": "not_recommended", "opinion": "=资产总额与审计报告不符。", "signed_by": "张工",
        "signed_at": "2026-03-20T06:05:00+00:00",
    }  # fmt: skip
    decided = {check["rule"]: check["decision"]["verdict"] for check in report["checks"] if "decision" in check}
    assert decided == {FOUND: "dismissed", PASSED: "confirmed"}


def test_the_page_shows_them_as_text(sample: Sample, sealed: Report) -> None:
    page = Reader(content(sample, sealed, "html").decode())
    conclusion = page.words(page.section("conclusion"))
    for words in (HEADING, "建议不予认定", "张工", moment_words(AT), "审核人（签字）"):
        assert words in conclusion
    assert DISMISSED in page.words(page.section(FOUND))
    assert not page.all(".//b[text()='简称']")
    assert CONFIRMED in page.words(page.section(PASSED))


def test_paper_has_them_with_a_line_for_the_signature(sample: Sample, sealed: Report) -> None:
    pdf = "".join(
        "".join(page.get_textpage().get_text_bounded().split()) for page in PdfDocument(content(sample, sealed, "pdf"))
    )
    written = docx.Document(BytesIO(content(sample, sealed, "docx")))
    text = "\n".join(paragraph.text for paragraph in written.paragraphs)
    cells = [[cell.text for cell in row.cells] for table in written.tables for row in table.rows]
    assert f"一、{HEADING}" in text
    assert SIGNATURE in text
    assert f"{DECISION}：{DISMISSED}" in text
    assert CONFIRMED in text
    assert ["结论", "建议不予认定"] in cells
    for words in (HEADING, "建议不予认定", DISMISSED, CONFIRMED, "审核人（签字）"):
        assert "".join(words.split()) in pdf


def test_the_table_has_a_row_a_check_with_its_decision_and_no_formula(sample: Sample, sealed: Report) -> None:
    book = openpyxl.load_workbook(BytesIO(content(sample, sealed, "xlsx")))
    head, *rows = book["核验项目"].iter_rows(values_only=True)
    assert head[-4:] == ("审核决定", "理由", "审核人", "决定时间")
    decided = {row[0]: row[-4:] for row in rows if row[-4]}
    assert decided[FOUND] == ("排除", "<b>简称</b>，属同一单位", "李工", moment_words(AT))
    assert set(decided) == {FOUND, PASSED}
    about = list(book["报告概况"].iter_rows(values_only=True))
    assert ("审核意见", "'=资产总额与审计报告不符。") in about


@pytest.mark.parametrize("name", ["html", "docx", "xlsx"])
def test_a_report_that_nobody_concluded_has_none_of_it(sample: Sample, name: str) -> None:
    made = content(sample, sample.report, name)
    text = made.decode() if name == "html" else ""
    if name == "docx":
        text = "".join(paragraph.text for paragraph in docx.Document(BytesIO(made)).paragraphs)
    if name == "xlsx":
        text = str(list(openpyxl.load_workbook(BytesIO(made))["核验项目"].iter_rows(values_only=True)))
    assert HEADING not in text
    assert DECISION not in text
