"""`read`: a few pages of one file, each noted as soon as it is read."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from extractors.intake.formats import Format
from extractors.intake.sources import SourceFile
from extractors.reading.pictures import PagePictures
from extractors.reading.pool import RETRYABLE, PageRequest
from extractors.reading.results import PageResult, dump_result
from verifier.store import progress, readings, tasks
from verifier.store.progress import PendingPage
from verifier.store.tables import Task
from workers.bench import Workbench
from workers.handlers.errors import TryAgainError

_OTHERS_PAUSE = timedelta(seconds=2)


def read_pages(bench: Workbench, task: Task) -> None:
    """Read what is still to be read of the task's pages.

    Of pages that failed together each is tried again alone, so that a poisonous one does not take the others with it.
    Pages that another task is just reading, for another dossier, are waited for: the task comes back for its result.
    """
    with bench.store.write() as session:
        due = progress.take_pages(session, task, version=bench.version)
    if due is not None and task.attempt > 1 and len(due.pages) > 1:
        _part(bench, task, due.pages)
        return
    if due is not None:
        _read(bench, task, due.pages)
    with bench.store.write() as session:
        if due is not None and due.is_waiting:
            tasks.postpone(session, task, after=_OTHERS_PAUSE)
        else:
            tasks.finish(session, task)


def _read(bench: Workbench, task: Task, due: list[PendingPage]) -> None:
    crashed: list[PageResult] = []
    with bench.room() as room:
        pictures = PagePictures(room)
        by_place = {(page.file, page.file_page): page for page in due}
        for result in bench.pool.read_pages([_request(bench, page) for page in due], pictures):
            page = by_place[result.file, result.number]
            if result.page is None and any(problem.code in RETRYABLE for problem in result.problems):
                crashed.append(result)
            else:
                _note(bench, task, page, result, pictures.path(result.file, result.number))
    if crashed:
        problem = crashed[0].problems[0]
        raise TryAgainError(problem.code, problem.message)


def _request(bench: Workbench, page: PendingPage) -> PageRequest:
    path = bench.file(page.sha256)
    return PageRequest(
        SourceFile(page.file, path, page.sha256, Format(page.format), page.pages), page.file_page, page.quarter_turns
    )


def _note(bench: Workbench, task: Task, page: PendingPage, result: PageResult, picture: Path | None) -> None:
    """Keep what was read, or why it could not be read, unless the task is someone else's by now."""
    blobs = bench.store.blobs
    content = blobs.put([dump_result(result)]).sha256 if result.page is not None else None
    shown = blobs.put([picture.read_bytes()]).sha256 if picture is not None else None
    with bench.store.write() as session:
        dossier = progress.dossier_of(session, task)
        tasks.hold(session, task)
        if dossier is None:
            return
        if content is None or result.page is None:
            progress.page_given_up(session, dossier, page.number, [asdict(problem) for problem in result.problems])
            return
        progress.page_read(session, dossier, page.number, page.key)
        readings.keep(
            session, page.key, page.sha256, page.file_page,
            version=bench.version, result=content, picture=shown, seconds=result.page.seconds,
        )  # fmt: skip


def _part(bench: Workbench, task: Task, due: list[PendingPage]) -> None:
    with bench.store.write() as session:
        dossier = progress.dossier_of(session, task)
        tasks.finish(session, task)
        if dossier is not None:
            works = [
                progress.reading_work(
                    dossier, [page.number], origin=str(task.id), attempt=task.attempt - 1, losses=task.losses
                )
                for page in due
            ]
            tasks.enqueue(session, works)
