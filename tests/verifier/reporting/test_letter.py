"""The letter tells everything once, and nothing of other applicants."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest

from extractors.models import Evidence
from tests.verifier.reporting.dossier import CHECKED_ON, Sample, make_report
from tests.verifier.reporting.hostile import hostile_report
from tests.verifier.reporting.pages import APPLICANT
from verifier.models import Check, Finding, Outcome, Report, Value
from verifier.reporting.context import ReportContext
from verifier.reporting.json_rendering import render_json
from verifier.reporting.letter import LetterError, render_letter
from verifier.reporting.letter_matter import Matter, read_matter

BUREAU = "许昌市工业和信息化局"


def matter_of(report: Report) -> Matter:
    return read_matter(json.loads(render_json(report)), report.ruleset_name)


def lines_of(
    report: Report,
    context: ReportContext,
    *,
    bureau: str = BUREAU,
    rules: tuple[str, ...] | None = None,
    due: date | None = None,
) -> list[str]:
    content = render_letter(
        matter_of(report), replace(context, bureau=bureau), written_on=CHECKED_ON, rules=rules, due=due
    )
    return [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]


def test_all_discrepancies_and_missing_things_are_told_once(sample: Sample) -> None:
    text = "\n".join(lines_of(sample.report, sample.context))
    for check in sample.report.checks:
        told = check.finding.outcome in (Outcome.MISSING, Outcome.DISCREPANCY)
        assert text.count(check.finding.message) == told


def test_it_is_a_letter(sample: Sample) -> None:
    lines = lines_of(sample.report, sample.context)
    assert lines[:2] == [BUREAU, "申报材料补正通知书"]
    assert f"{APPLICANT}：" in lines
    text = "\n".join(lines)
    assert "《许昌市中小企业公共服务示范平台认定管理办法》（许工信〔2020〕154号）" in text
    assert "一次性告知" in text
    assert "请于＿＿＿＿年＿＿月＿＿日前" in text
    assert lines[-2:] == [BUREAU, "＿＿＿＿年＿＿月＿＿日"]
    assert "〔2026〕" in text


def test_the_day_it_is_due_is_named(sample: Sample) -> None:
    text = "\n".join(lines_of(sample.report, sample.context, due=date(2026, 4, 15)))
    assert "请于2026年4月15日前" in text


def test_points_stand_under_their_material_and_article(sample: Sample) -> None:
    lines = lines_of(sample.report, sample.context)
    headings = [line for line in lines if "　第十" in line]
    assert headings[0] == "一、推荐表　第十一条（二）"
    codes = [line.partition("　")[2] for line in headings]
    assert codes == [item.code for item in sample.context.checklist if item.code in codes]  # the regulation's order
    audit = lines.index(next(line for line in headings if line.endswith("第十二条（六）")))
    assert lines[audit + 2].startswith("2．上年末总资产与审计报告一致：申请表填报512.34万元")
    assert "依据：第七条（二）；见：申报材料.pdf 第2、6页。" in lines[audit + 2]


def test_what_could_not_be_read_is_asked_for_again(sample: Sample) -> None:
    text = "\n".join(lines_of(sample.report, sample.context))
    assert "未能读取的文件和页面" in text
    assert "1．资质证书.pdf：文件加了密码" in text
    assert "2．申报材料.pdf第11页：页面图像已损坏" in text


def test_a_reviewer_chooses(sample: Sample) -> None:
    text = "\n".join(lines_of(sample.report, sample.context, rules=("x01-applicant-name",)))
    assert "申请单位名称一致：" in text
    assert "上年末总资产" not in text
    with pytest.raises(ValueError, match="x04"):
        lines_of(sample.report, sample.context, rules=("x04-registration-date",))  # passed: no finding


def test_papers_of_other_applicants_are_not_disclosed_unless_chosen(sample: Sample) -> None:
    other = Evidence("另一公司/名单.pdf", 1, (), "另一公司", 0.9)
    check = Check("b01", "", "名单重合", Finding(Outcome.DISCREPANCY, "与另一公司重合。",
                  found=(Value("client_list.rows[0].name", "甲", "甲", (other,)),)))  # fmt: skip
    report = make_report(sample.report.dossier, (*sample.report.checks, check))
    assert not matter_of(report).points[-1].is_told
    assert "另一公司" not in "\n".join(lines_of(report, sample.context))
    assert "另一公司" in "\n".join(lines_of(report, sample.context, rules=("b01",)))


def test_a_letter_that_would_say_nothing_is_none(sample: Sample) -> None:
    dossier = replace(sample.report.dossier, problems=(), files=())
    passed = [check for check in sample.report.checks if not check.is_finding]
    with pytest.raises(LetterError, match="没有需要补正的事项"):
        lines_of(make_report(dossier, passed), sample.context)


def test_without_a_bureau_its_name_is_left_blank(sample: Sample) -> None:
    lines = lines_of(sample.report, sample.context, bureau="")
    assert lines[0] == "申报材料补正通知书"
    assert "发文机关" in lines[-2]


def test_hostile_text_is_text(sample: Sample) -> None:
    text = "\n".join(lines_of(hostile_report(), sample.context))
    assert "营业执照⟦U+202E⟧gpj.exe" in text
    assert "\u202e" not in text
