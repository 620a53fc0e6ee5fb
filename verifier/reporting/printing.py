"""A report is put into the words and the order in which it is printed (`PrintedReport`).

On paper nothing unfolds and nothing can be clicked: long lists are cut, and the number of what is left out is told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from verifier.models import Check, Outcome, Report, Review
from verifier.reporting.context import PagePictures, ReportContext
from verifier.reporting.coverage import declared_coverage
from verifier.reporting.drawing import Drawing, draw_figures
from verifier.reporting.figures import Figure, close_up
from verifier.reporting.labels import (
    FieldLabel,
    confidence_label,
    outcome_meaning,
    outcome_word,
    seal_words,
    status_word,
    support_word,
)
from verifier.reporting.overview import (
    SEVERITY,
    ChecklistKind,
    ChecklistRow,
    SealRow,
    checklist_rows,
    page_runs,
    seal_rows,
    warnings,
)
from verifier.reporting.printed import (
    ChecklistLine,
    CoverageLine,
    OutcomeCount,
    Picture,
    PrintedFinding,
    PrintedReport,
    PrintedSeal,
    PrintedSide,
    PrintedValue,
    ProblemLine,
    SettledCheck,
)
from verifier.reporting.reviews import conclusion_facts, decision_words
from verifier.reporting.rounds import change_groups
from verifier.reporting.sheets import Background, FilePages, Sheet, ShownValue, Side, evidence_places, evidence_sheet
from verifier.reporting.wording import percent_words, short_names, value_words

UNNAMED = "未能识别申请单位名称"
NO_CHECKS, NO_FINDINGS = "没有执行核验项目。", "没有发现不一致、缺失或待人工核实的事项。"
CLOSING = "本报告由程序生成，供审核人员参考；各项结论以方框所示的原件内容为准。"
_FINDING_WIDTH, _SEAL_WIDTH = 900, 200  # pixels: 80 mm at 280 dpi
_MOST_VALUES, _MOST_FIGURES = 30, 6  # in a column of a finding
_MOST_SINGLE_VALUES = 5  # more than these are printed as a list


def printed_report(
    report: Report, pictures: PagePictures, context: ReportContext, *, checked_on: date
) -> PrintedReport:
    """The report in print; `checked_on` is the day of the run."""
    dossier = report.dossier
    names = short_names(file.name for file in dossier.files)
    lines = {(page.file, page.number): page.lines for page in dossier.pages}
    background = Background.of(context, dossier, lines)
    findings = [
        evidence_sheet(check, background)
        for outcome in SEVERITY
        for check in report.checks
        if check.is_finding and check.finding.outcome is outcome
    ]
    seals = seal_rows(report)
    drawings = draw_figures(_widths(findings, seals), pictures, dossier.pages)
    printer = _Printer(context, names, drawings, report.review)
    return PrintedReport(
        applicant=report.applicant or UNNAMED,
        facts=report_facts(report, checked_on),
        conclusion=conclusion_facts(report.review),
        counts=tuple(
            OutcomeCount(outcome, outcome_word(outcome), report.summary[outcome], outcome_meaning(outcome))
            for outcome in SEVERITY
        ),
        warnings=warnings(report, page_runs(dossier)),
        changes=change_groups(report.changes),
        checklist=tuple(printer.checklist_line(row) for row in checklist_rows(report, context)),
        findings=tuple(printer.finding(sheet) for sheet in findings),
        no_findings=NO_FINDINGS if report.checks else NO_CHECKS,
        passed=printer.settled(report.checks, Outcome.PASS),
        not_applicable=printer.settled(report.checks, Outcome.NOT_APPLICABLE),
        has_portal=bool(dossier.declared),
        coverage=_coverage(report),
        seals=tuple(printer.seal(row) for row in seals),
        problems=tuple(
            ProblemLine(problem.file, "整个文件" if problem.page is None else f"第{problem.page}页", problem.message)
            for problem in dossier.problems
        ),
        engine=f"识读引擎 {report.engine.name} {report.engine.version}；共识读 {len(dossier.pages)} 页，"
        f"用时 {value_words(round(report.seconds, 1))} 秒。",
    )


def confidence_words(confidence: float) -> str:
    """`高 97%`."""
    return f"{confidence_label(confidence).word} {percent_words(confidence)}"


def places_words(places: Iterable[FilePages], names: Mapping[str, str]) -> str:
    """`申报材料.pdf 第3–4页；租赁合同.jpg 第1页`; `names` are short names by file."""
    return "；".join(f"{names.get(place.file, place.file)} {place.pages}" for place in places)


def label_words(label: FieldLabel, kind: str = "") -> str:
    """`负债合计（审计报告，第2份）`, with the entry of a list: `姓名 第3行（人员名单）`."""
    name = f"{label.name} {label.entry}".rstrip()
    origin = "，".join(part for part in (kind, f"第{label.document}份" if label.document > 1 else "") if part)
    return f"{name}（{origin}）" if origin else name


def shown_words(value: ShownValue) -> str:
    """The value, or that there is none: looked for and not found, or seen and not legible."""
    return value.words or ("没有找到" if value.confidence == 0 else "没有读出可用的值")


def _widths(findings: Iterable[Sheet], seals: Iterable[SealRow]) -> dict[Figure, int]:
    shown = [numbered.figure for sheet in findings for side in sheet.sides for numbered in side.figures[:_MOST_FIGURES]]
    return {
        **dict.fromkeys((close_up(row.seal.evidence) for row in seals), _SEAL_WIDTH),
        **dict.fromkeys(shown, _FINDING_WIDTH),
    }


def report_facts(report: Report, checked_on: date) -> tuple[tuple[str, str], ...]:
    """What the report is about: name and content of each fact."""
    dossier = report.dossier
    unopened = sum(page is None for _, page in dossier.unread)
    files = f"{len(dossier.files)} 个文件，共 {sum(file.pages for file in dossier.files)} 页"
    return (
        ("申请单位", report.applicant or UNNAMED),
        ("档案编号", dossier.id),
        ("提交日期", f"{value_words(dossier.submitted_on)}（{dossier.submitted_from}）"),
        ("核验日期", value_words(checked_on)),
        ("申报材料", f"{files}；另有 {unopened} 个文件未能打开" if unopened else files),
        ("核验依据", f"{report.ruleset_name}（规则版本 {report.ruleset_version}）"),
        ("识读引擎", f"{report.engine.name} {report.engine.version}"),
    )


def _coverage(report: Report) -> tuple[CoverageLine, ...]:
    return tuple(
        CoverageLine(
            name=label_words(row.label),
            form=row.on_form or "—",
            portal=row.in_portal or "—",
            support=row.support.value,
            word=support_word(row.support),
            checks="、".join(check.title for check in row.checks) or "—",
        )
        for row in declared_coverage(report.dossier, report.checks)
    )


@dataclass(frozen=True, slots=True)
class _Printer:
    """What the parts of a report are worded with."""

    context: ReportContext
    names: Mapping[str, str]
    drawings: Mapping[Figure, Drawing]
    review: Review | None

    def checklist_line(self, row: ChecklistRow) -> ChecklistLine:
        return ChecklistLine(
            row.item.code,
            row.item.title,
            tuple(self._kind_places(kind) for kind in row.kinds),
            row.outcome,
            outcome_word(row.outcome),
            tuple(f"{outcome_word(check.finding.outcome)}：{check.title}" for check in row.checks),
        )

    def _kind_places(self, kind: ChecklistKind) -> str:
        if kind.material is None or not kind.documents:
            return f"{kind.name}：未见"
        places = "；".join(places_words(document, self.names) for document in kind.documents)
        lacking = [part for document in kind.material.documents for part in document.incomplete]
        return f"{kind.name}：{places}" + (
            f"（{status_word(kind.material.status)}：{'、'.join(lacking)}）" if lacking else ""
        )

    def finding(self, sheet: Sheet) -> PrintedFinding:
        finding = sheet.check.finding
        is_sure = bool(sheet.places) and finding.outcome is not Outcome.REVIEW
        return PrintedFinding(
            outcome=finding.outcome,
            word=outcome_word(finding.outcome),
            rule=sheet.check.rule,
            title=sheet.check.title,
            message=finding.message,
            decision=decision_words(self.review, sheet.check.rule),
            sides=tuple(self._side(side) for side in sheet.sides),
            explanation=finding.explanation,
            clause=sheet.check.clause,
            clause_text=sheet.clause_text,
            confidence=confidence_words(finding.confidence) if is_sure else "",
        )

    def _side(self, side: Side) -> PrintedSide:
        figures = side.figures
        numbers = {numbered.number for numbered in figures[:_MOST_FIGURES]}
        values = [self._value(value, numbers) for block in side.blocks for value in block.values]
        remarks = []
        if not values:
            remarks.append("材料中没有找到可对照的内容。")
        if len(values) > _MOST_VALUES:
            remarks.append(f"另有 {len(values) - _MOST_VALUES} 项，见网页版报告。")
        left_out = len(figures[_MOST_FIGURES:]) + side.omitted
        if left_out:
            remarks.append(
                f"另有 {left_out} 处未附图，见上列页码。"
                if len(values) <= _MOST_VALUES
                else f"另有 {left_out} 处未附图，见网页版报告。"
            )
        shown = [value for block in side.blocks for value in block.values]
        return PrintedSide(
            side.heading,
            len(values) > _MOST_SINGLE_VALUES,
            "；".join(dict.fromkeys(value.origin or places_words(value.places, self.names) for value in shown)),
            tuple(values[:_MOST_VALUES]),
            tuple(
                Picture(self.drawings[numbered.figure], self._caption(numbered.number, numbered.figure))
                for numbered in figures[:_MOST_FIGURES]
            ),
            tuple(remarks),
        )

    def _caption(self, number: int, figure: Figure) -> str:
        unplaced = "" if figure.polygons else "（未能定位到页内具体位置）"
        return f"图{number}　{self.names.get(figure.file, figure.file)} 第{figure.page}页{unplaced}"

    def _value(self, value: ShownValue, numbers: Collection[int]) -> PrintedValue:
        places = places_words(value.places, self.names)
        figures = "、".join(f"图{number}" for number in value.figures if number in numbers)
        confidence = confidence_words(value.confidence) if value.confidence is not None and value.words else ""
        sure = f"识读把握 {confidence}" if confidence else ""
        source = "，".join(part for part in (value.origin or places, figures, sure) if part)
        name, brief = label_words(value.label, value.kind), label_words(value.label)
        return PrintedValue(name, brief, shown_words(value), value.raw, source, confidence)

    def settled(self, checks: Sequence[Check], outcome: Outcome) -> tuple[SettledCheck, ...]:
        return tuple(
            SettledCheck(
                check.title,
                check.clause,
                check.finding.message,
                decision_words(self.review, check.rule),
                places_words(
                    evidence_places(
                        place for value in (*check.finding.declared, *check.finding.found) for place in value.evidence
                    ),
                    self.names,
                ),
            )
            for check in checks
            if check.finding.outcome is outcome
        )

    def seal(self, row: SealRow) -> PrintedSeal:
        place = row.seal.evidence
        kind = self.context.kind_names.get(row.document.kind, row.document.kind)
        details = [
            f"{seal_words(row.seal)}，{kind}",
            places_words(evidence_places([place]), self.names),
            f"有印章的把握 {confidence_words(row.seal.presence)}",
        ]
        if row.seal.text:
            details.append(f"文字识读把握 {confidence_words(place.confidence)}")
        return PrintedSeal(Picture(self.drawings[close_up(place)], ""), row.seal.text or "文字无法辨认", tuple(details))
