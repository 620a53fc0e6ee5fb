"""`open`: the uploads of a dossier -> its files and pages, and the tasks that read them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from extractors.errors import IntakeError
from extractors.intake.sources import Intake, Upload, read_uploads
from verifier.store import progress, tasks
from verifier.store.blobs import in_blocks
from verifier.store.progress import FoundFile
from verifier.store.tables import File, Task
from workers.bench import Workbench


def open_dossier(bench: Workbench, task: Task) -> None:
    """See which files of a dossier can be read, and queue the reading; one that holds nothing readable has failed."""
    with bench.store.read() as session:
        uploads = progress.uploads(session, task)
    if not uploads:  # deleted or handed in anew
        with bench.store.write() as session:
            tasks.finish(session, task)
        return
    with bench.room() as room:
        try:
            intake = _intake(bench, room, uploads)
        except IntakeError as error:
            _fail(bench, task, str(error))
            return
        found = [FoundFile(file.name, file.sha256, file.format.value, file.page_count) for file in intake.files]
        known = {upload.sha256 for upload in uploads}
        for file in intake.files:
            if file.sha256 not in known:  # a member of an archive
                with file.path.open("rb") as stream:
                    bench.store.blobs.put(in_blocks(stream))
    problems = [asdict(problem) for problem in intake.problems]
    with bench.store.write() as session:
        dossier = progress.dossier_of(session, task)
        tasks.finish(session, task)
        if dossier is not None:
            progress.opened(
                session, dossier, found, problems,
                version=bench.version, at_once=bench.settings.pages_at_once, lasts=bench.dossier_lasts,
            )  # fmt: skip


def _intake(bench: Workbench, room: Path, uploads: Sequence[File]) -> Intake:
    """As the command reads a folder, or one file. The files lie under numbers: names are only shown."""
    work = room / "work"
    work.mkdir()
    named = [Upload(upload.name, room / str(number)) for number, upload in enumerate(uploads)]
    for upload, place in zip(uploads, named, strict=True):
        bench.store.blobs.fetch(upload.sha256, place.path)
    return read_uploads(named, work, bench.pool.settings.limits, bench.pool)


def _fail(bench: Workbench, task: Task, reason: str) -> None:
    with bench.store.write() as session:
        dossier = progress.dossier_of(session, task)
        tasks.finish(session, task)
        if dossier is not None:
            progress.failed(session, dossier, reason)
