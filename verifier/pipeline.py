"""The whole product on one page: files in, report out."""

import tempfile
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from extractors.classification import classify_pages
from extractors.extraction import extract_documents
from extractors.grouping import group_pages
from extractors.intake.sources import Intake, read_intake
from extractors.kinds.catalogue import kinds
from extractors.models import Document, Field, Page, Problem
from extractors.ocr.engine import EngineSettings, engine_version
from extractors.reading.pictures import PagePictures
from extractors.reading.pool import PagePool
from extractors.reading.results import PageResult
from verifier.checks.absence import places_unread
from verifier.checks.subject import applicant_name
from verifier.corrections.application import apply_corrections, kind_of, told
from verifier.engine import run_checks
from verifier.models import Check, Correction, Dossier, DossierFile, EngineInfo, Material, MaterialStatus, Report
from verifier.readings import readings
from verifier.ruleset import Ruleset

_BY_A_PERSON = "人工指定"  # the cue of a page whose kind a person gave
Progress = Callable[[int, int], None]  # pages read, pages in all


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: files, folders or ZIPs of one dossier, and what the portal says of it.

    `corrections` are values that people gave in the place of what was read.
    """

    id: str
    paths: tuple[Path, ...]
    declared: Mapping[str, Field] = field(default_factory=dict)
    submitted_on: date | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Readout:
    """Everything read from the files: pages in order, documents with their fields, and what could not be read."""

    files: tuple[DossierFile, ...]
    pages: tuple[Page, ...]
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def verify_dossier(
    submission: Submission,
    ruleset: Ruleset,
    pool: PagePool,
    *,
    today: date,
    pictures: PagePictures | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read a dossier and check it against a ruleset.

    `today` stands for the day of submission where neither the submission nor the application's cover gives one.
    Upright page pictures are kept in `pictures` for the report. Raises IntakeError where nothing can be read at all.
    """
    started = time.perf_counter()
    readout = read_dossier(submission.paths, pool, pictures=pictures, progress=progress)
    report = report_of(submission, readout, ruleset, engine_of(pool.settings.engine), today=today)
    return replace(report, seconds=time.perf_counter() - started)


def report_of(
    submission: Submission, readout: Readout, ruleset: Ruleset, engine: EngineInfo, *, today: date, seconds: float = 0.0
) -> Report:
    """Check what was read of a dossier against a ruleset; `today` as in `verify_dossier`."""
    dossier = assemble(submission, readout, today)

    def without(corrected_kinds: Collection[str]) -> tuple[Check, ...]:
        kept = tuple(one for one in submission.corrections if kind_of(one.path) not in corrected_kinds)
        return run_checks(assemble(replace(submission, corrections=kept), readout, today), ruleset)

    return Report(
        ruleset_id=ruleset.id,
        ruleset_version=ruleset.version,
        ruleset_name=ruleset.name,
        dossier=dossier,
        applicant=applicant_name(dossier),
        materials=materials_of(dossier.documents),
        checks=told(run_checks(dossier, ruleset), dossier, without),
        engine=engine,
        seconds=seconds,
    )


def read_dossier(
    paths: Sequence[Path],
    pool: PagePool,
    *,
    pictures: PagePictures | None = None,
    progress: Progress | None = None,
) -> Readout:
    """Files -> pages -> documents -> fields."""
    with tempfile.TemporaryDirectory(prefix="verifier-") as work:
        intake = read_intake(paths, Path(work), pool.settings.limits, pool)
        results = list(_in_order(pool, intake, pictures, progress))
    files = tuple(DossierFile(file.name, file.sha256, file.page_count) for file in intake.files)
    return readout_of(files, intake.problems, results)


def readout_of(
    files: tuple[DossierFile, ...],
    problems: Sequence[Problem],
    results: Sequence[PageResult],
    kinds_said: Mapping[tuple[str, int], str] | None = None,
) -> Readout:
    """What the pages, read in the order of the dossier, say together; `problems` are those of the intake.

    `kinds_said` are kinds that a person gave to pages, by file and number.
    """
    said = kinds_said or {}
    pages = tuple(result.page for result in results if result.page is not None)
    page_kinds = [
        replace(found, kind=said[page.file, page.number], confidence=1.0, cues=(_BY_A_PERSON,), candidates=())
        if (page.file, page.number) in said
        else found
        for page, found in zip(pages, classify_pages(pages), strict=True)
    ]
    extraction = extract_documents(group_pages(pages, page_kinds), pages)
    reading_problems = (problem for result in results for problem in result.problems)
    return Readout(files, pages, extraction.documents, (*problems, *reading_problems, *extraction.problems))


def engine_of(settings: EngineSettings) -> EngineInfo:
    """The engine that reads pages."""
    return EngineInfo(settings.runtime, engine_version(settings))


def read_pages(paths: Sequence[Path], pool: PagePool, *, progress: Progress | None = None) -> Iterator[PageResult]:
    """Only the pages, in the order of the dossier, each as soon as it and those before it are read.

    A file that cannot be opened comes first, as a result without a page. Raises IntakeError as `verify_dossier`.
    """
    with tempfile.TemporaryDirectory(prefix="verifier-") as work:
        intake = read_intake(paths, Path(work), pool.settings.limits, pool)
        for problem in intake.problems:
            yield PageResult(problem.file, problem.page or 0, None, (problem,))
        yield from _in_order(pool, intake, None, progress)


def _in_order(
    pool: PagePool, intake: Intake, pictures: PagePictures | None, progress: Progress | None
) -> Iterator[PageResult]:
    """Results in the order of the dossier, whatever the order they come in."""
    due = deque((file.name, number) for file in intake.files for number in range(1, file.page_count + 1))
    total = len(due)
    early: dict[tuple[str, int], PageResult] = {}
    for done, result in enumerate(pool.read(intake.files, pictures), 1):
        if progress is not None:
            progress(done, total)
        early[result.file, result.number] = result
        while due and due[0] in early:
            yield early.pop(due.popleft())


def assemble(submission: Submission, readout: Readout, today: date) -> Dossier:
    """Join what was read with what people corrected and the portal says, and settle the day of submission."""
    checksums = {file.name: file.sha256 for file in readout.files}
    documents, corrections = apply_corrections(readout.documents, submission.corrections, checksums)
    draft = Dossier(
        id=submission.id,
        files=readout.files,
        pages=readout.pages,
        documents=documents,
        fields=fields_of(documents),
        submitted_on=today,
        submitted_from="未指明，取核验当日",
        declared=submission.declared,
        problems=readout.problems,
        corrections=corrections,
    )
    day, source, known = _submission_day(submission, draft)
    return replace(draft, submitted_on=day, submitted_from=source, day_known=known)


def fields_of(documents: Sequence[Document]) -> dict[str, Field]:
    """Fields by contract path: the second document of a kind has an index."""
    counts: dict[str, int] = {}
    fields: dict[str, Field] = {}
    for document in documents:
        index = counts[document.kind] = counts.get(document.kind, -1) + 1
        prefix = document.kind if index == 0 else f"{document.kind}[{index}]"
        for entry in document.fields:
            fields.setdefault(f"{prefix}.{entry.path}", entry)
    return fields


def _submission_day(submission: Submission, draft: Dossier) -> tuple[date, str, bool]:
    """The day given, else the date on the application's cover, else today; where it comes from, and whether it is sure.

    Today stands for the day only where there is no cover: one whose date cannot be read, or may be among the pages that
    could not be read, has another date on it.
    """
    if submission.submitted_on is not None:
        return submission.submitted_on, "由提交方指明", True
    found = [
        (reading, reading.value)
        for reading in readings(draft, "application_cover.filled_on")
        if isinstance(reading.value, date)
    ]
    if found:
        day = found[0][1]
        if any(reading.is_sure for reading, _ in found) and all(other == day for _, other in found):
            return day, "取自申请报告封面的填报日期", True
        return day, "取自申请报告封面，但封面日期未能可靠读出", False
    if draft.of_kind("application_cover") or places_unread(draft, ("application_cover",)):
        return draft.submitted_on, "申请报告封面的日期未能读出，暂按核验当日", False
    return draft.submitted_on, draft.submitted_from, True


def materials_of(documents: Sequence[Document]) -> tuple[Material, ...]:
    """Every kind of the catalogue with its documents, whether there are any or not."""
    materials = []
    for kind in kinds().values():
        found = tuple(document for document in documents if document.kind == kind.name)
        materials.append(Material(kind.code, kind.name, kind.title, _status(found), found))
    return tuple(materials)


def _status(documents: Sequence[Document]) -> MaterialStatus:
    if not documents:
        return MaterialStatus.MISSING
    return MaterialStatus.INCOMPLETE if any(document.incomplete for document in documents) else MaterialStatus.PRESENT
