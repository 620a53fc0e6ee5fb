"""A report for the files of an office: `report.docx`, in official form and shorter than the PDF."""

from collections.abc import Iterator
from datetime import date

from verifier.models import Report
from verifier.reporting.context import PagePictures, ReportContext
from verifier.reporting.numerals import chinese_number
from verifier.reporting.official_document import OfficialDocument
from verifier.reporting.printed import PrintedFinding, PrintedReport, PrintedSide
from verifier.reporting.printing import CLOSING, printed_report
from verifier.reporting.reviews import DECISION, SIGNATURE
from verifier.reporting.reviews import HEADING as CONCLUSION
from verifier.reporting.rounds import HEADING as CHANGES

_TITLE = "申报材料核验报告"
_CONFIRMED = "confirmed"


def render_docx(report: Report, pictures: PagePictures, context: ReportContext, *, checked_on: date) -> bytes:
    """Content of `report.docx`: findings with pictures of their evidence; what passed is named only."""
    printed = printed_report(report, pictures, context, checked_on=checked_on)
    document = OfficialDocument(f"{_TITLE}　{printed.applicant}", checked_on)
    document.title(_TITLE)
    document.gap()
    document.table((), printed.facts, (32, 124))
    parts = [_summary, _checklist, _findings, _settled, _coverage, _problems]
    if printed.changes:
        parts.insert(1, _changes)
    if printed.conclusion:
        parts.insert(0, _conclusion)
    for number, part in enumerate(parts, 1):
        part(document, printed, chinese_number(number))
    document.gap()
    document.note(printed.engine)
    document.note(CLOSING)
    return document.content()


def _conclusion(document: OfficialDocument, printed: PrintedReport, number: str) -> None:
    document.heading(f"{number}、{CONCLUSION}")
    document.table((), printed.conclusion, (32, 124))
    document.paragraph(SIGNATURE)


def _summary(document: OfficialDocument, printed: PrintedReport, number: str) -> None:
    document.heading(f"{number}、结果汇总")
    counts = "，".join(f"{count.word}{count.count}项" for count in printed.counts)
    document.paragraph(f"共核验{sum(count.count for count in printed.counts)}项：{counts}。")
    for sentence in printed.warnings:
        document.paragraph(sentence)


def _changes(document: OfficialDocument, printed: PrintedReport, number: str) -> None:
    document.heading(f"{number}、{CHANGES}")
    rows = [
        (f"{group.word}\n{len(group.checks)}项", "\n".join(check.words for check in group.checks) or "—")
        for group in printed.changes
    ]
    document.table((), rows, (30, 126))


def _checklist(document: OfficialDocument, printed: PrintedReport, number: str) -> None:
    document.heading(f"{number}、申报材料清单")
    rows = [
        (item.code, item.title, "\n".join(item.places), "\n".join((item.word, *item.reasons)))
        for item in printed.checklist
    ]
    document.table(("条款", "应提交的材料", "所在位置", "结论"), rows, (30, 36, 55, 35))


def _findings(document: OfficialDocument, printed: PrintedReport, number: str) -> None:
    document.heading(f"{number}、需要处理的事项")
    if not printed.findings:
        document.paragraph(printed.no_findings)
    for place, finding in enumerate(printed.findings, 1):
        document.heading(f"（{chinese_number(place)}）{finding.title}〔{finding.word}〕", level=2)
        document.paragraph(finding.message)
        if finding.decision:
            document.paragraph(f"{DECISION}：{finding.decision}", bold=True)
        _evidence(document, finding)


def _evidence(document: OfficialDocument, finding: PrintedFinding) -> None:
    if finding.explanation:
        document.paragraph(f"核对过程：{'；'.join(finding.explanation)}。")
    if finding.clause:
        document.paragraph(f"依据：{finding.clause}。{finding.clause_text.rstrip('；。')}。")
    rows = [(side.heading, row) for side in finding.sides for row in _rows(side)]
    if rows:
        document.table(
            ("来源", "项目", "内容", "位置和识读把握"),
            [(heading, name, words, source) for heading, (name, words, source) in rows],
            (20, 44, 46, 46),
        )
    columns = [(side.heading, side.pictures) for side in finding.sides if side.pictures]
    if columns:
        document.pictures(columns)
    if finding.confidence:
        document.note(f"结论把握 {finding.confidence}；核验项目编号 {finding.rule}")


def _rows(side: PrintedSide) -> Iterator[tuple[str, str, str]]:
    if side.is_list:
        yield "共" + str(len(side.values)) + "项", "、".join(value.words for value in side.values), side.places
    else:
        for value in side.values:
            yield value.name, f"{value.words}\n原文：{value.raw}" if value.raw else value.words, value.source
    for remark in side.remarks:
        yield "", remark, ""


def _settled(document: OfficialDocument, printed: PrintedReport, number: str) -> None:
    document.heading(f"{number}、一致和不适用的核验")
    for word, checks in (("一致（通过）", printed.passed), ("不适用", printed.not_applicable)):
        titles = f"：{'；'.join(check.title for check in checks)}。" if checks else "。"
        document.paragraph(f"{word}{len(checks)}项{titles}")
        for check in checks:
            if check.decision:
                document.paragraph(f"{check.title}，{DECISION}：{check.decision}", bold=True)


def _coverage(document: OfficialDocument, printed: PrintedReport, number: str) -> None:
    document.heading(f"{number}、填报数据的佐证情况")
    confirmed = [row for row in printed.coverage if row.support == _CONFIRMED]
    others = [row for row in printed.coverage if row.support != _CONFIRMED]
    document.paragraph(
        f"共填报{len(printed.coverage)}个数字，其中{len(confirmed)}个有其他材料佐证，其余{len(others)}个如下表。"
        "没有佐证不等于有误，只说明没有其他材料可以证实。"
    )
    if others:
        rows = [(row.name, row.form, row.portal, row.word, row.checks) for row in others]
        document.table(("填报项目", "申请表", "申报系统", "佐证", "相关核验"), rows, (36, 38, 24, 20, 38))


def _problems(document: OfficialDocument, printed: PrintedReport, number: str) -> None:
    document.heading(f"{number}、读取中的问题")
    if printed.problems:
        rows = [(problem.file, problem.page, problem.message) for problem in printed.problems]
        document.table(("文件", "页", "原因和处理办法"), rows, (50, 24, 82))
    else:
        document.paragraph("所有文件和页面都已读取。")
