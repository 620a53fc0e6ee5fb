"""补正通知书: the draft of a letter that tells an applicant once and in full what has to be supplied or put right.

It is a draft: the number, the deadline and whom to ask are left blank, and a person signs it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from extractors.errors import DossierError
from verifier.models import Check, Outcome, Report
from verifier.reporting.context import ChecklistItem, ReportContext
from verifier.reporting.coverage import FORM
from verifier.reporting.labels import field_label
from verifier.reporting.numerals import chinese_number
from verifier.reporting.official_document import OfficialDocument
from verifier.reporting.printed import UNNAMED, places_words
from verifier.reporting.sheets import evidence_places
from verifier.reporting.wording import short_names, value_words

TITLE = "申报材料补正通知书"
_BLANK = "＿＿＿＿"
_DAY = f"{_BLANK}年＿＿月＿＿日"
_BUREAU = "＿＿＿＿＿＿＿＿（发文机关）"
_OTHERS = "其他事项"
_ASKED = {
    Outcome.MISSING: "请补齐后提交。",
    Outcome.DISCREPANCY: "请核对后更正，或者书面说明情况并附证明材料。",
    Outcome.REVIEW: "请书面说明情况，或者重新提交清晰、完整的材料。",
}


class LetterError(DossierError):
    """A letter that would say nothing."""


def told_by_default(report: Report) -> tuple[Check, ...]:
    """Discrepancies and missing things, but none that shows papers of another applicant: those are not disclosed."""
    own = {file.name for file in report.dossier.files}
    return tuple(
        check
        for check in report.checks
        if check.finding.outcome in (Outcome.MISSING, Outcome.DISCREPANCY)
        and all(place.file in own for value in check.finding.found for place in value.evidence)
    )


def render_letter(
    report: Report, context: ReportContext, *, written_on: date, rules: Collection[str] | None = None
) -> bytes:
    """Content of the letter (DOCX) about the findings of these rules, by default `told_by_default`.

    Files and pages that could not be read are asked for again in any case. Raises LetterError where there is nothing
    to tell, ValueError for a rule that the report has no finding of.
    """
    chosen = told_by_default(report) if rules is None else _chosen(report, rules)
    if not chosen and not report.dossier.unread:
        raise LetterError("nothing-to-supplement", "没有需要补正的事项。", "请先选定要告知申请单位的事项。")
    applicant = report.applicant or UNNAMED
    document = OfficialDocument(f"{TITLE}　{applicant}", written_on)
    if context.bureau:
        document.title(context.bureau)
    document.title(TITLE)
    document.right(f"{_BLANK}〔{written_on.year}〕＿＿号", indent=0)
    document.gap()
    document.paragraph(f"{applicant}：", indent=False)
    _opening(document, report)
    _points(document, report, context, chosen)
    _closing(document, context)
    return document.content()


def _chosen(report: Report, rules: Collection[str]) -> tuple[Check, ...]:
    findings = {check.rule: check for check in report.checks if check.is_finding}
    unknown = [rule for rule in rules if rule not in findings]
    if unknown:
        raise ValueError(f"no findings of these rules: {unknown}")
    return tuple(check for rule, check in findings.items() if rule in rules)


def _opening(document: OfficialDocument, report: Report) -> None:
    dossier = report.dossier
    pages = sum(file.pages for file in dossier.files)
    document.paragraph(
        f"你单位{value_words(dossier.submitted_on)}提交的申报材料（共{len(dossier.files)}个文件、{pages}页）收悉。"
        f"经对照{_quoted(report.ruleset_name)}核验，申报材料中有不齐全，或者所载内容与填报数据、规定不一致之处。"
        "现将需要补正的全部内容一次性告知如下："
    )


def _quoted(regulation: str) -> str:
    """《办法》（文号）, whether or not the ruleset writes it with 《》."""
    if "《" in regulation:
        return regulation
    name, bracket, number = regulation.partition("（")
    return f"《{name}》{bracket}{number}"


def _points(document: OfficialDocument, report: Report, context: ReportContext, checks: Iterable[Check]) -> None:
    names = short_names(file.name for file in report.dossier.files)
    groups = _by_material(context, checks)
    for number, (heading, told) in enumerate(groups.items(), 1):
        document.heading(f"{chinese_number(number)}、{heading}")
        for place, check in enumerate(told, 1):
            document.paragraph(f"{place}．{check.title}：{_point(check, names)}")
    unread = set(report.dossier.unread)
    problems = [problem for problem in report.dossier.problems if (problem.file, problem.page) in unread]
    if problems:
        document.heading(f"{chinese_number(len(groups) + 1)}、未能读取的文件和页面")
    for place, problem in enumerate(problems, 1):
        page = f"第{problem.page}页" if problem.page else ""
        document.paragraph(f"{place}．{names.get(problem.file, problem.file)}{page}：{problem.message}")


def _point(check: Check, names: Mapping[str, str]) -> str:
    evidence = [place for value in (*check.finding.declared, *check.finding.found) for place in value.evidence]
    places = places_words(evidence_places(evidence), names)
    sources = [f"依据：{check.clause}" if check.clause else "", f"见：{places}" if places else ""]
    source = "；".join(part for part in sources if part)
    return f"{check.finding.message}{f'{source}。' if source else ''}{_ASKED[check.finding.outcome]}"


def _by_material(context: ReportContext, checks: Iterable[Check]) -> dict[str, list[Check]]:
    """Checks by the item of the list of materials that they are about, in the order of the list; others at the end."""
    headings = [*(f"{item.title}　{item.code}" for item in context.checklist), _OTHERS]
    groups: dict[str, list[Check]] = {heading: [] for heading in headings}
    for check in checks:
        item = _item(check, context.checklist)
        groups[f"{item.title}　{item.code}" if item else _OTHERS].append(check)
    return {heading: told for heading, told in groups.items() if told}


def _item(check: Check, checklist: Iterable[ChecklistItem]) -> ChecklistItem | None:
    """The item whose papers have to be put right: of the rule itself, else of the papers found, else of the form."""
    items = list(checklist)
    found = [field_label(value.field).kind for value in (*check.finding.found, *check.finding.declared)]
    kinds = [*(kind for kind in found if kind != FORM), *found]
    named = [item for item in items if check.rule in item.rules]
    shown = (item for kind in kinds for item in items if kind in item.kinds)
    by_clause = (item for item in items if check.clause and item.code == check.clause)
    return next(iter([*named, *shown, *by_clause]), None)


def _closing(document: OfficialDocument, context: ReportContext) -> None:
    document.paragraph(
        f"请于{_DAY}前，将以上内容一次性补正齐全并提交至我局；补交的材料须加盖单位公章，"
        "对同一事项有不同意见的，可以一并书面说明。"
    )
    document.paragraph(f"联系人：{_BLANK}　　联系电话：{_BLANK}{_BLANK}")
    document.gap()
    document.right(context.bureau or _BUREAU)
    document.right(_DAY)
