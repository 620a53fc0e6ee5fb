from io import BytesIO

import openpyxl
import pytest

from tests.verifier.reporting.dossier import CHECKED_ON, Sample, empty_dossier, make_report
from tests.verifier.reporting.hostile import BIDI, hostile_report
from verifier.models import Report
from verifier.reporting.context import ReportContext
from verifier.reporting.xlsx_rendering import render_xlsx

SHEETS = ["核验项目", "材料清单", "识读的内容", "填报数据佐证", "读取中的问题", "报告概况"]


def written(report: Report, context: ReportContext) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render_xlsx(report, context, checked_on=CHECKED_ON)))


@pytest.fixture(scope="module")
def book(sample: Sample) -> openpyxl.Workbook:
    return written(sample.report, sample.context)


def rows_of(book: openpyxl.Workbook, name: str) -> list[dict[str, object]]:
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_a_row_for_each_check_in_the_order_of_the_report(book: openpyxl.Workbook, sample: Sample) -> None:
    assert book.sheetnames == SHEETS
    assert book.active is book["核验项目"]
    rows = rows_of(book, "核验项目")
    assert [row["编号"] for row in rows] == [check.rule for check in sample.report.checks]
    assert [row["说明"] for row in rows] == [check.finding.message for check in sample.report.checks]
    (assets,) = [row for row in rows if row["编号"] == "x07-total-assets"]
    assert assets["结论"] == "不一致"
    assert assets["条款"] == "第七条（二）"
    assert assets["填报"] == "上年末总资产：5,123,400.00 元（512.34 万元）（原文：512.34 万元）"
    assert assets["材料所载"] == "资产总计（期末）：5,213,400.00 元（521.34 万元）（原文：5,213,400.00）"
    assert assets["依据所在文件和页"] == "申报材料.pdf 第2、6页"
    assert assets["结论把握"] == 0.97
    assert "90,000.00" in str(assets["核对过程"])


def test_outcomes_are_told_by_colour_too(book: openpyxl.Workbook) -> None:
    colours: dict[object, set[object]] = {}
    for row in book["核验项目"].iter_rows(min_row=2):
        colours.setdefault(row[3].value, set()).add(row[3].fill.start_color.rgb)
    assert len(colours) == 5
    assert all(len(each) == 1 for each in colours.values())
    assert len(set.union(*colours.values())) == 5


def test_materials_fields_coverage_and_problems_have_their_sheets(book: openpyxl.Workbook, sample: Sample) -> None:
    licence = next(row for row in rows_of(book, "材料清单") if row["材料种类"] == "营业执照")
    assert (licence["状态"], licence["份数"], licence["所在文件和页"]) == ("已提交", 1, "申报材料.pdf 第4页")
    fields = rows_of(book, "识读的内容")
    assert len(fields) == len(sample.report.dossier.fields)
    code = next(row for row in fields if row["项目"] == "统一社会信用代码")
    assert (code["内容"], code["说明"]) == ("91411002MA3X4Y5Z6K", "校验位正确")
    headcount = next(row for row in rows_of(book, "填报数据佐证") if row["填报项目"] == "从业人数")
    assert (headcount["申请表"], headcount["申报系统"], headcount["佐证"]) == ("12 人", "12 人", "有不一致")
    assert [row["代码"] for row in rows_of(book, "读取中的问题")] == ["encrypted-pdf", "page-unreadable"]
    about = {str(row["项目"]): row["内容"] for row in rows_of(book, "报告概况")}
    assert about["申请单位"] == sample.report.applicant
    assert about["不一致"] == 3


def test_hostile_text_gives_no_formula_and_nothing_hidden(sample: Sample) -> None:
    book = written(hostile_report(), sample.context)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert len(texts) > 300
    assert not [text for text in texts if text[0] in "=+-@\t\r\n\0＝＋－＠"]
    assert BIDI not in texts
    assert "营业执照⟦U+202E⟧gpj.exe" in texts


def test_an_empty_report_opens_too(sample: Sample) -> None:
    book = written(make_report(empty_dossier(), (), applicant=None), sample.context)
    assert rows_of(book, "核验项目") == []
