"""What became of the findings of the verification before stands in every format, by titles."""

import json
from dataclasses import replace
from io import BytesIO

import docx
import openpyxl
import pytest
from pypdfium2 import PdfDocument

from tests.verifier.reporting.dossier import CHECKED_ON, Sample
from tests.verifier.reporting.reader import Reader
from tests.verifier.reporting.test_json_rendering import rendered
from verifier.models import Change, Changes, Outcome, Report
from verifier.reporting.formats import render
from verifier.reporting.rounds import HEADING, change_groups

CHANGES = Changes(
    since=2,
    closed=(
        Change("x11", "租赁面积一致", Outcome.MISSING, Outcome.PASS),
        Change("z99", "旧规则一项", Outcome.REVIEW, None),
    ),
    new=(Change("x01-applicant-name", "申请单位名称一致", Outcome.PASS, Outcome.DISCREPANCY),),
    changed=(Change("x07", "=上年末总资产", Outcome.MISSING, Outcome.REVIEW),),
    unchanged=(),
)
WORDS = [
    "租赁面积一致（缺失 → 一致（通过））", "旧规则一项（待人工核实 → 现行规则不再核验）",
    "申请单位名称一致（一致（通过） → 不一致）", "=上年末总资产（缺失 → 待人工核实）",
]  # fmt: skip


@pytest.fixture(scope="module")
def second(sample: Sample) -> Report:
    """The report of a second verification."""
    return replace(sample.report, changes=CHANGES)


def content(sample: Sample, report: Report, name: str) -> bytes:
    return render(name, report, sample.pictures, sample.context, checked_on=CHECKED_ON)


def test_groups_in_order_with_titles_and_outcomes() -> None:
    assert [(group.word, len(group.checks)) for group in change_groups(CHANGES)] == [
        ("已解决", 2), ("新出现", 1), ("有变化", 1), ("仍存在", 0),
    ]  # fmt: skip
    assert [check.words for group in change_groups(CHANGES) for check in group.checks] == WORDS
    still = replace(CHANGES, unchanged=(Change("a", "甲", Outcome.MISSING, Outcome.MISSING),))
    assert change_groups(still)[-1].checks[0].words == "甲（缺失）"
    assert change_groups(None) == ()


def test_what_is_out_of_sight_is_told_so() -> None:
    hidden = Changes(2, (), (), (Change("a", "甲", Outcome.DISCREPANCY, Outcome.PASS),), ())
    words = [check.words for group in change_groups(hidden) for check in group.checks]
    assert words == ["甲（不一致 → 一致（通过），上次所据的页面这次没有读到）"]


def test_json_names_rules_titles_and_outcomes(second: Report) -> None:
    changes = rendered(second)["changes"]
    assert changes["since"] == 2
    assert changes["closed"][1] == {"rule": "z99", "title": "旧规则一项", "before": "review", "outcome": None}
    assert [len(changes[kind]) for kind in ("closed", "new", "changed", "unchanged")] == [2, 1, 1, 0]


def test_the_page_leads_to_what_it_has(sample: Sample, second: Report) -> None:
    page = Reader(content(sample, second, "html").decode())
    section = page.section("changes")
    assert HEADING in page.words(section)
    assert all(words.replace(" ", "") in page.words(section).replace(" ", "") for words in WORDS)
    links = [link.get("href") for link in page.all(".//a", section)]
    assert links == ["#x11", "#x01-applicant-name", "#x07"]


def test_paper_and_tables_have_it(sample: Sample, second: Report) -> None:
    pdf = PdfDocument(content(sample, second, "pdf"))
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    written = docx.Document(BytesIO(content(sample, second, "docx")))
    cells = "".join(cell.text for table in written.tables for row in table.rows for cell in row.cells)
    assert f"二、{HEADING}" in [paragraph.text for paragraph in written.paragraphs]
    assert HEADING in text
    for words in WORDS:
        assert words.replace(" ", "") in "".join(text.split())
        assert words in cells
    rows = openpyxl.load_workbook(BytesIO(content(sample, second, "xlsx")))[HEADING].iter_rows(values_only=True)
    assert list(rows) == [
        ("变化", "核验项目", "上次结论", "本次结论"),
        ("已解决", "租赁面积一致", "缺失", "一致（通过）"),
        ("已解决", "旧规则一项", "待人工核实", "未核验"),
        ("新出现", "申请单位名称一致", "一致（通过）", "不一致"),
        ("有变化", "'=上年末总资产", "缺失", "待人工核实"),
    ]


@pytest.mark.parametrize("name", ["json", "html", "docx", "xlsx"])
def test_a_first_verification_has_no_such_section(sample: Sample, name: str) -> None:
    made = content(sample, sample.report, name)
    if name == "docx":
        text = "".join(paragraph.text for paragraph in docx.Document(BytesIO(made)).paragraphs)
    elif name == "xlsx":
        text = "".join(openpyxl.load_workbook(BytesIO(made)).sheetnames)
    else:
        text = made.decode()
    assert HEADING not in text
    if name == "json":
        assert "changes" not in json.loads(text)
