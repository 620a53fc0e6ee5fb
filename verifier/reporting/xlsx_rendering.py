"""A report as tables: `report.xlsx`, one row a check."""

from collections.abc import Iterable
from datetime import date

from extractors.models import Evidence
from verifier.models import Changes, Check, Decided, Outcome, Report, Value
from verifier.reporting.context import ReportContext
from verifier.reporting.coverage import declared_coverage
from verifier.reporting.labels import (
    change_word,
    confirmation_word,
    field_label,
    outcome_word,
    status_word,
    support_word,
    verdict_word,
)
from verifier.reporting.overview import checklist_rows
from verifier.reporting.printing import confidence_words, label_words, places_words, report_facts
from verifier.reporting.reviews import conclusion_facts
from verifier.reporting.rounds import HEADING as CHANGES
from verifier.reporting.sheets import document_places, evidence_places
from verifier.reporting.spreadsheets import Entry, Share, Table, Verdict, workbook_of
from verifier.reporting.wording import moment_words, value_words


def render_xlsx(report: Report, context: ReportContext, *, checked_on: date) -> bytes:
    """Content of `report.xlsx`: checks, list of materials, fields, declared figures, problems, and what it is about."""
    changes = () if report.changes is None else (_changes(report.changes),)
    tables = (
        _checks(report),
        *changes,
        _materials(report, context),
        _fields(report, context),
        _coverage(report),
        _problems(report),
        _about(report, checked_on),
    )
    return workbook_of(tables, f"申报材料核验报告　{report.applicant or ''}", checked_on)


def _checks(report: Report) -> Table:
    head = ["编号", "条款", "核验项目", "结论", "说明", "填报", "材料所载", "依据所在文件和页", "结论把握", "核对过程"]
    widths = [20, 16, 28, 14, 48, 34, 34, 36, 10, 44]
    rows = [_check_row(check) for check in report.checks]
    if report.review is not None:
        head += ["审核决定", "理由", "审核人", "决定时间"]
        widths += [10, 40, 14, 20]
        rows = [
            (*row, *_decision(report.review.decisions.get(check.rule)))
            for row, check in zip(rows, report.checks, strict=True)
        ]
    return Table("核验项目", [head], widths, rows, fixed=4)


def _decision(decided: Decided | None) -> tuple[Entry, ...]:
    if decided is None:
        return ("", "", "", "")
    return (verdict_word(decided.verdict), decided.reason, decided.decided_by, moment_words(decided.decided_at))


def _check_row(check: Check) -> tuple[Entry, ...]:
    finding = check.finding
    evidence = [place for value in (*finding.declared, *finding.found) for place in value.evidence]
    return (
        check.rule,
        check.clause,
        check.title,
        Verdict(outcome_word(finding.outcome), finding.outcome),
        finding.message,
        _values(finding.declared),
        _values(finding.found),
        _places(evidence),
        Share(finding.confidence) if evidence else None,
        "\n".join(finding.explanation),
    )


def _values(values: Iterable[Value]) -> str:
    """A value a line, with its name and, where it differs, as written."""
    return "\n".join(_value_line(value) for value in values)


def _value_line(value: Value) -> str:
    label = field_label(value.field)
    words = value_words(value.value, label.unit)
    raw = f"（原文：{value.raw}）" if value.raw and value.raw != words else ""
    return f"{label_words(label)}：{words or '没有读出可用的值'}{raw}"


def _places(evidence: Iterable[Evidence]) -> str:
    return "\n".join(places_words([place], {}) for place in evidence_places(evidence))


def _changes(changes: Changes) -> Table:
    rows: list[tuple[Entry, ...]] = [
        (change_word(kind), change.title, _verdict(change.before), _verdict(change.now))
        for kind, found in changes.kinds.items()
        for change in found
    ]
    return Table(CHANGES, [("变化", "核验项目", "上次结论", "本次结论")], (12, 60, 16, 16), rows, fixed=2)


def _verdict(outcome: Outcome | None) -> Entry:
    return "未核验" if outcome is None else Verdict(outcome_word(outcome), outcome)


def _materials(report: Report, context: ReportContext) -> Table:
    rows: list[tuple[Entry, ...]] = []
    for row in checklist_rows(report, context):
        verdict = Verdict(outcome_word(row.outcome), row.outcome) if row.outcome else outcome_word(None)
        for kind in row.kinds:
            documents = kind.material.documents if kind.material else ()
            status = status_word(kind.material.status) if kind.material else "未见"
            lacking = "、".join(part for document in documents for part in document.incomplete)
            places = "\n".join(places_words(document_places(document), {}) for document in documents)
            rows.append((row.item.code, row.item.title, kind.name, status, len(documents), places, lacking, verdict))
    head = ("条款", "应提交的材料", "材料种类", "状态", "份数", "所在文件和页", "缺少的部分", "结论")
    return Table("材料清单", [head], (16, 30, 32, 10, 7, 50, 24, 13), rows, fixed=2)


def _fields(report: Report, context: ReportContext) -> Table:
    rows: list[tuple[Entry, ...]] = []
    for path, field in report.dossier.fields.items():
        label = field_label(path)
        remarks = [field.note] if field.note else []
        if field.alternatives:
            remarks.append(f"另有读法：{'、'.join(value_words(value, label.unit) for value in field.alternatives)}")
        remarks += [confirmation_word(code) for code in field.confirmed_by]
        rows.append(
            (
                context.kind_names.get(label.kind, label.kind),
                label.document,
                label.entry,
                label.name,
                value_words(field.value, label.unit) or "没有读出可用的值",
                field.raw,
                _places(field.evidence),
                Share(field.confidence),
                confidence_words(field.confidence).partition(" ")[0],
                "\n".join(remarks),
            )
        )
    head = ("材料种类", "第几份", "行", "项目", "内容", "原文", "所在文件和页", "识读把握", "把握", "说明")
    return Table("识读的内容", [head], (32, 8, 12, 22, 34, 34, 36, 10, 7, 30), rows, fixed=4)


def _coverage(report: Report) -> Table:
    rows: list[tuple[Entry, ...]] = [
        (
            label_words(row.label),
            row.on_form,
            row.in_portal,
            support_word(row.support),
            _values(row.found),
            _places(place for value in row.found for place in value.evidence),
            "、".join(check.title for check in row.checks),
        )
        for row in declared_coverage(report.dossier, report.checks)
    ]
    head = ("填报项目", "申请表", "申报系统", "佐证", "材料所载", "所在文件和页", "相关核验")
    return Table("填报数据佐证", [head], (28, 28, 28, 12, 40, 36, 40), rows, fixed=1)


def _problems(report: Report) -> Table:
    rows: list[tuple[Entry, ...]] = [
        (problem.file, "整个文件" if problem.page is None else f"第{problem.page}页", problem.message, problem.code)
        for problem in report.dossier.problems
    ]
    return Table("读取中的问题", [("文件", "页", "原因和处理办法", "代码")], (44, 10, 70, 24), rows)


def _about(report: Report, checked_on: date) -> Table:
    rows: list[tuple[Entry, ...]] = [*conclusion_facts(report.review), *report_facts(report, checked_on)]
    rows += [(f"{outcome_word(outcome)}", count) for outcome, count in report.summary.items()]
    rows += [
        (f"文件{number}", f"{file.name}（{file.pages}页，SHA-256 {file.sha256}）")
        for number, file in enumerate(report.dossier.files, 1)
    ]
    return Table("报告概况", [("项目", "内容")], (18, 100), rows)
