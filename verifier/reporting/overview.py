"""What a reader wants to know of the dossier as a whole: the list of materials, the pages, what was not read."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from extractors.models import Document, Seal
from verifier.models import Check, Dossier, Material, Outcome, Report
from verifier.reporting.context import ChecklistItem, ReportContext
from verifier.reporting.sheets import FilePages, document_places
from verifier.reporting.wording import page_words

# The order in which findings are read, and in which one check's outcome outweighs another's for an item of the list.
SEVERITY = (Outcome.DISCREPANCY, Outcome.MISSING, Outcome.REVIEW, Outcome.PASS, Outcome.NOT_APPLICABLE)
UNKNOWN, BLANK = "unknown", "blank"
_WHOLE_FILE, _STRAY = "整个文件", "没有归入任何材料"


@dataclass(frozen=True, slots=True)
class ChecklistKind:
    """A kind of material that may stand for an item; `documents` have one entry for each document."""

    name: str
    material: Material | None
    documents: tuple[tuple[FilePages, ...], ...]


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """An item of the list of materials. `outcome` is None where no check of the report decides it."""

    item: ChecklistItem
    outcome: Outcome | None
    kinds: tuple[ChecklistKind, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class PageRun:
    """Neighbouring pages of one document; `document` is None for pages that belong to none, with the reason."""

    file: str
    pages: str
    document: Document | None
    reason: str


@dataclass(frozen=True, slots=True)
class SealRow:
    """A seal and the document that bears it."""

    document: Document
    seal: Seal


def checklist_rows(report: Report, context: ReportContext) -> tuple[ChecklistRow, ...]:
    """Items of the regulation's list in its order."""
    checks = {check.rule: check for check in report.checks}
    materials = {material.kind: material for material in report.materials}
    return tuple(
        _checklist_row(item, [checks[rule] for rule in item.rules if rule in checks], materials, context)
        for item in context.checklist
    )


def _checklist_row(
    item: ChecklistItem, checks: list[Check], materials: dict[str, Material], context: ReportContext
) -> ChecklistRow:
    outcomes = {check.finding.outcome for check in checks}
    # A rule of the item that was not applied leaves the item open: nothing passes by default.
    complete = len(checks) == len(item.rules)
    worst = next((outcome for outcome in SEVERITY if outcome in outcomes), None)
    settled = worst in (Outcome.PASS, Outcome.NOT_APPLICABLE)
    return ChecklistRow(
        item,
        None if settled and not complete else worst,
        tuple(_checklist_kind(kind, materials.get(kind), context) for kind in item.kinds),
        tuple(check for check in checks if check.is_finding),
    )


def _checklist_kind(kind: str, material: Material | None, context: ReportContext) -> ChecklistKind:
    documents = material.documents if material else ()
    return ChecklistKind(
        context.kind_names.get(kind, kind), material, tuple(document_places(document) for document in documents)
    )


def page_runs(dossier: Dossier) -> tuple[PageRun, ...]:
    """Every page of every file, neighbours of one document together; at the end the files that could not be opened."""
    owners = {place: document for document in dossier.documents for place in document.pages}
    counts = {file.name: file.pages for file in dossier.files}
    files = {**counts, **{file: 0 for file, page in dossier.unread if page is None}}
    return tuple(run for file, count in files.items() for run in _file_runs(dossier, file, count, owners))


def _file_runs(
    dossier: Dossier, file: str, page_count: int, owners: dict[tuple[str, int], Document]
) -> Iterator[PageRun]:
    problems = {problem.page: problem.message for problem in dossier.problems if problem.file == file}
    if None in problems:
        yield PageRun(file, _WHOLE_FILE, None, problems[None])
    numbers = {page for name, page in owners if name == file} | set(range(1, page_count + 1))

    def owner(page: int) -> tuple[int, str]:
        document = owners.get((file, page))
        return id(document), problems.get(page, "" if document else _STRAY)

    for (_, reason), run in groupby(sorted(numbers), key=owner):
        pages = list(run)
        yield PageRun(file, page_words(pages), owners.get((file, pages[0])), reason)


def seal_rows(report: Report) -> tuple[SealRow, ...]:
    """All seals, in the order of materials."""
    return tuple(
        SealRow(document, seal)
        for material in report.materials
        for document in material.documents
        for seal in document.seals
    )


def pages_of_kind(dossier: Dossier, kind: str) -> tuple[tuple[str, int], ...]:
    """File and number of all pages of a kind."""
    return tuple(place for document in dossier.of_kind(kind) for place in document.pages)


def warnings(report: Report, runs: tuple[PageRun, ...]) -> tuple[str, ...]:
    """Why the report cannot be the whole truth, a sentence each; empty where everything was read and checked."""
    unknown = len(pages_of_kind(report.dossier, UNKNOWN))
    unread = set(report.dossier.unread)
    notes = sum((problem.file, problem.page) not in unread for problem in report.dossier.problems)
    sentences = []
    if not report.checks:
        sentences.append("没有执行任何核验项目，本报告不能作为核验依据。")
    if not report.dossier.pages:
        sentences.append("没有读到任何页面，以下结果只说明材料未能读取，不说明材料本身有无问题。")
    if unread:
        sentences.append(f"有 {len(unread)} 处文件或页面未能读取，所载内容未经核验，请先看“读取中的问题”。")
    if notes:
        sentences.append(f"有 {notes} 处已经读取，但有情况需要留意，请看“读取中的问题”。")
    reopened = sum(not one.holds for one in report.dossier.corrections)
    if reopened:
        sentences.append(f"有 {reopened} 处人工更正没有采用：识读的内容已与更正时不同，请看“人工更正”，重新确认。")
    if unknown:
        sentences.append(f"有 {unknown} 页未能识别属于哪种材料，报为“缺失”的材料可能在其中。")
    if any(run.reason == _STRAY for run in runs):
        sentences.append("有页面没有归入任何材料，请看“全部页面”。")
    return tuple(sentences)
