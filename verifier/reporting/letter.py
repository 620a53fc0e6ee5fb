"""补正通知书: the draft of a letter that tells an applicant once and in full what has to be supplied or put right.

It is a draft: the number and whom to ask are left blank, the deadline too unless it is given, and a person signs it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from extractors.errors import DossierError
from verifier.models import Outcome
from verifier.reporting.context import ChecklistItem, ReportContext
from verifier.reporting.coverage import FORM
from verifier.reporting.letter_matter import Matter, Point
from verifier.reporting.numerals import chinese_number
from verifier.reporting.official_document import OfficialDocument
from verifier.reporting.printing import UNNAMED, places_words
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


def render_letter(
    matter: Matter,
    context: ReportContext,
    *,
    written_on: date,
    due: date | None = None,
    rules: Collection[str] | None = None,
) -> bytes:
    """Content of the letter (DOCX) about the findings of these rules, by default those that are told (`Point.is_told`).

    Files and pages that could not be read are asked for again in any case. Raises LetterError where there is nothing
    to tell, ValueError for a rule that there is no finding of.
    """
    told = [point for point in matter.points if point.is_told] if rules is None else matter.chosen(rules)
    if not told and not matter.unread:
        raise LetterError("nothing-to-supplement", "没有需要补正的事项。", "请先选定要告知申请单位的事项。")
    applicant = matter.applicant or UNNAMED
    document = OfficialDocument(f"{TITLE}　{applicant}", written_on)
    if context.bureau:
        document.title(context.bureau)
    document.title(TITLE)
    document.right(f"{_BLANK}〔{written_on.year}〕＿＿号", indent=0)
    document.gap()
    document.paragraph(f"{applicant}：", indent=False)
    _opening(document, matter)
    _points(document, matter, context, told)
    _closing(document, context, due)
    return document.content()


def _opening(document: OfficialDocument, matter: Matter) -> None:
    document.paragraph(
        f"你单位{value_words(matter.submitted_on)}提交的申报材料（共{len(matter.files)}个文件、{matter.pages}页）收悉。"
        f"经对照{_quoted(matter.regulation)}核验，申报材料中有不齐全，或者所载内容与填报数据、规定不一致之处。"
        "现将需要补正的全部内容一次性告知如下："
    )


def _quoted(regulation: str) -> str:
    """《办法》（文号）, whether or not the ruleset writes it with 《》."""
    if "《" in regulation:
        return regulation
    name, bracket, number = regulation.partition("（")
    return f"《{name}》{bracket}{number}"


def _points(document: OfficialDocument, matter: Matter, context: ReportContext, told: Sequence[Point]) -> None:
    names = short_names(matter.files)
    groups = _by_material(context, told)
    for number, (heading, points) in enumerate(groups.items(), 1):
        document.heading(f"{chinese_number(number)}、{heading}")
        for place, point in enumerate(points, 1):
            document.paragraph(f"{place}．{point.title}：{_point(point, names)}")
    if matter.unread:
        document.heading(f"{chinese_number(len(groups) + 1)}、未能读取的文件和页面")
    for place, unread in enumerate(matter.unread, 1):
        page = f"第{unread.page}页" if unread.page else ""
        document.paragraph(f"{place}．{names.get(unread.file, unread.file)}{page}：{unread.message}")


def _point(point: Point, names: Mapping[str, str]) -> str:
    places = places_words(point.places, names)
    sources = [f"依据：{point.clause}" if point.clause else "", f"见：{places}" if places else ""]
    source = "；".join(part for part in sources if part)
    return f"{point.message}{f'{source}。' if source else ''}{_ASKED[point.outcome]}"


def _by_material(context: ReportContext, told: Iterable[Point]) -> dict[str, list[Point]]:
    """Findings by the item of the list of materials that they are about, in the list's order; others at the end."""
    headings = [*(f"{item.title}　{item.code}" for item in context.checklist), _OTHERS]
    groups: dict[str, list[Point]] = {heading: [] for heading in headings}
    for point in told:
        item = _item(point, context.checklist)
        groups[f"{item.title}　{item.code}" if item else _OTHERS].append(point)
    return {heading: points for heading, points in groups.items() if points}


def _item(point: Point, checklist: Iterable[ChecklistItem]) -> ChecklistItem | None:
    """The item whose papers have to be put right: of the rule itself, else of the papers found, else of the form."""
    items = list(checklist)
    kinds = [*(kind for kind in point.kinds if kind != FORM), *point.kinds]
    named = [item for item in items if point.rule in item.rules]
    shown = (item for kind in kinds for item in items if kind in item.kinds)
    by_clause = (item for item in items if point.clause and item.code == point.clause)
    return next(iter([*named, *shown, *by_clause]), None)


def _closing(document: OfficialDocument, context: ReportContext, due: date | None) -> None:
    document.paragraph(
        f"请于{value_words(due) or _DAY}前，将以上内容一次性补正齐全并提交至我局；补交的材料须加盖单位公章，"
        "对同一事项有不同意见的，可以一并书面说明。"
    )
    document.paragraph(f"联系人：{_BLANK}　　联系电话：{_BLANK}{_BLANK}")
    document.gap()
    document.right(context.bureau or _BUREAU)
    document.right(_DAY)
