"""`assemble`: all pages of a dossier are read or given up -> its report, as the command writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from extractors.errors import DossierError
from extractors.models import Problem
from extractors.reading.results import PageResult, load_result
from verifier.corrections.values import corrected_value
from verifier.declared import declared_fields
from verifier.errors import CorrectionError, DeclaredError, RulesetError
from verifier.inputs import check_inputs, out_of_sight, run_inputs
from verifier.models import Changes, Correction, DossierFile, Place, Report
from verifier.pipeline import Submission, engine_of, readout_of, report_of
from verifier.reporting.context import context_of
from verifier.reporting.formats import DEFAULT_FORMATS, FORMATS, render_each
from verifier.reporting.json_reading import read_report
from verifier.ruleset import Ruleset
from verifier.store import dossier_readings, progress, runs, tasks
from verifier.store.blobs import Blobs
from verifier.store.corrections import Judgement
from verifier.store.dossier_readings import ReadDossier
from verifier.store.progress import Assembled
from verifier.store.rulesets import content_of
from verifier.store.tables import Dossier, FieldCorrection, PageState, RunCheck, Task
from workers.bench import Workbench


def assemble(bench: Workbench, task: Task) -> None:
    """Verify what was read of a dossier and note the run; a dossier whose rules or figures are unusable has failed."""
    with bench.store.read() as session:
        read = dossier_readings.read_dossier(session, task)
    if read is None:
        _finish(bench, task, None)
        return
    if not read.is_complete:
        _read_again(bench, task)
        return
    with bench.room() as room:
        try:
            ruleset = content_of(read.edition)
            report = verified(bench, read, ruleset)
        except (RulesetError, DeclaredError, CorrectionError) as error:
            _finish(bench, task, error)
            return
        pictures = Pictures(bench.store.blobs, room, read)
        contents, _ = render_each(
            FORMATS, report, pictures, context_of(ruleset), checked_on=day_of(read.dossier), needed=DEFAULT_FORMATS
        )  # one for the office that cannot be made is told by the log, and by the API as one that is not there
        outcome = _assembled(bench, read, report, contents)
    with bench.store.write() as session:
        dossier = progress.dossier_of(session, task)
        tasks.finish(session, task)
        if dossier is not None:
            progress.assembled(session, dossier, outcome)


def _read_again(bench: Workbench, task: Task) -> None:
    """What was read went with another dossier, between the look and the leap of this one."""
    with bench.store.write() as session:
        dossier = progress.dossier_of(session, task)
        if dossier is None:
            tasks.finish(session, task)
        else:
            progress.read_again(session, dossier, task, at_once=bench.settings.pages_at_once)


def _finish(bench: Workbench, task: Task, error: DossierError | None) -> None:
    with bench.store.write() as session:
        dossier = progress.dossier_of(session, task)
        tasks.finish(session, task)
        if dossier is not None and error is not None:
            progress.failed(session, dossier, str(error))


def verified(bench: Workbench, read: ReadDossier, ruleset: Ruleset) -> Report:
    """The report of what was read of a dossier, by this ruleset, as against the run before. Raises DeclaredError."""
    dossier = read.dossier
    results = [_result(bench.store.blobs, read, number) for number in range(len(read.pages))]
    files = tuple(DossierFile(source.name, source.sha256, source.pages) for source in read.sources)
    problems = [Problem(**problem) for problem in dossier.problems]
    said = {(view.page.file, view.page.file_page): view.kind for view in read.pages if view.kind is not None}
    readout = readout_of(files, problems, results, said)
    corrections = tuple(_correction(row, read.names[row.made_by]) for row in read.corrections)
    submission = Submission(dossier.id, (), declared_fields(dossier.declared), dossier.submitted_on, corrections)
    seconds = sum(result.page.seconds for result in results if result.page is not None)
    engine = engine_of(bench.pool.settings.engine)
    report = report_of(submission, readout, ruleset, engine, today=day_of(dossier), seconds=seconds)
    if not read.before.number:
        return report
    return replace(report, changes=_changes(bench.store.blobs, read, report))


def _changes(blobs: Blobs, read: ReadDossier, report: Report) -> Changes:
    hidden: set[str] = set()
    if report.dossier.unread and read.before.report is not None:  # else nothing is out of sight: no need to look
        with blobs.open(read.before.report) as stream:
            hidden = out_of_sight(read_report(stream.read()), report)
    return runs.changes(read.before, _run_checks(read, report), out_of_sight=hidden)


def _correction(row: FieldCorrection, by: str) -> Correction:
    place = None
    if row.place is not None:
        polygon = tuple((x, y) for x, y in row.place["polygon"])
        place = Place(row.place["sha256"], row.place["page"], polygon)
    value = corrected_value(row.path, row.value)
    return Correction(row.id, row.path, value, row.reason, by, row.made_at, row.basis, place)


def _result(blobs: Blobs, read: ReadDossier, index: int) -> PageResult:
    page = read.pages[index].page
    if page.state is not PageState.READ:
        problems = tuple(Problem(**problem) for problem in page.problems)
        return PageResult(page.file, page.file_page, None, problems)
    with blobs.open(read.readings[page.reading].result) as stream:
        return load_result(stream.read(), page.file)


def _run_checks(read: ReadDossier, report: Report) -> list[RunCheck]:
    """The checks of a report as the store keeps them."""
    files = {source.name: source.sha256 for source in read.sources}
    return [
        RunCheck(
            rule=check.rule,
            position=place,
            title=check.title,
            clause=check.clause,
            outcome=check.finding.outcome.value,
            message=check.finding.message,
            inputs=check_inputs(check, report.ruleset_version, files),
        )
        for place, check in enumerate(report.checks)
    ]


def _assembled(bench: Workbench, read: ReadDossier, report: Report, contents: Mapping[str, bytes]) -> Assembled:
    blobs, version = bench.store.blobs, report.ruleset_version
    pages = {f"{view.page.sha256}:{view.page.file_page}": view.page.reading for view in read.pages}
    checks = _run_checks(read, report)
    return Assembled(
        inputs=run_inputs(report, version, pages),
        ruleset=report.ruleset_id,
        ruleset_version=version,
        ruleset_digest=read.edition.digest,
        engine=report.engine.name,
        engine_version=report.engine.version,
        applicant=report.applicant,
        reports={name: blobs.put([content]).sha256 for name, content in contents.items()},
        summary={outcome.value: count for outcome, count in report.summary.items()},
        checks=checks,
        changes=report.changes or runs.changes(read.before, checks),  # of a first run the report tells none
        corrections={one.correction.id: Judgement(one.path, holds=one.holds) for one in report.dossier.corrections},
    )


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures of the pages, fetched as the report shows them (`verifier.reporting.PagePictures`)."""

    blobs: Blobs
    folder: Path
    read: ReadDossier

    def path(self, file: str, page: int) -> Path | None:
        """The picture of a page; None where it has none."""
        picture = self.read.pictures.get((file, page))
        if picture is None:
            return None
        path = self.folder / f"{picture}.jpg"
        if not path.exists():
            self.blobs.fetch(picture, path)
        return path


def day_of(dossier: Dossier) -> date:
    """The day of the hand-in where the office is, whenever the report is made."""
    assert dossier.submitted_at is not None
    return dossier.submitted_at.astimezone().date()
