"""`kill -9` in the middle of a dossier: it ends all the same, once, with the report of an undisturbed run."""

import subprocess
from pathlib import Path

from sqlalchemy import func, select

from tests.servers import wait_until
from tests.workers.papers import letters
from tests.workers.service import Service, kill
from verifier.store import dossiers
from verifier.store.tables import DossierState, Page, PageState, Reading, Run, Task, TaskKind, TaskState


def test_a_dossier_whose_worker_is_killed_ends_with_the_same_report(service: Service, tmp_path: Path) -> None:
    file = letters(tmp_path / "a.docx", 12)
    dossier = service.submit(file)
    first = service.start_process()
    wait_until(lambda: service.get(dossier).pages_done >= 2, "pages read", seconds=120)
    kill(first)
    before = service.get(dossier)
    assert before.state is DossierState.RUNNING
    service.start_process()
    service.wait(dossier, seconds=120)
    assert service.get(dossier).state is DossierState.DONE
    with service.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Run)) == 1
        assert session.scalar(select(func.count()).select_from(Reading)) == 12
        states = {view.page.state for view in dossiers.pages(session, dossier)}
        left = session.scalar(select(func.count()).where(Task.state != TaskState.DONE))
        tries = session.scalar(select(func.max(Task.attempt)).where(Task.kind == TaskKind.READ))
    assert (states, left) == ({PageState.READ}, 0)
    assert tries is not None
    assert tries <= 2
    report = service.report(dossier)
    _read_anew(service)
    undisturbed = service.submit(file)
    service.wait(undisturbed, seconds=120)
    assert service.report(undisturbed) == report


def _read_anew(service: Service) -> None:
    """Forget what was read."""
    with service.store.write() as session:
        session.execute(Page.__table__.delete())  # type: ignore[attr-defined]
        session.execute(Reading.__table__.delete())  # type: ignore[attr-defined]


def test_the_page_processes_of_a_killed_worker_end_with_it(service: Service, tmp_path: Path) -> None:
    dossier = service.submit(letters(tmp_path / "a.docx", 6))
    worker = service.start_process()
    wait_until(lambda: service.get(dossier).pages_done >= 2, "pages read", seconds=120)
    session_of = subprocess.run(["ps", "-o", "pid=", "-s", str(worker.pid)], capture_output=True, text=True, check=True)
    assert len(session_of.stdout.split()) > 1
    worker.kill()
    worker.wait()
    wait_until(
        lambda: subprocess.run(["ps", "-s", str(worker.pid)], stdout=subprocess.DEVNULL, check=False).returncode != 0,
        "no process of the worker left",
        seconds=20,
    )


def test_a_worker_that_is_told_to_stop_finishes_its_task(service: Service, tmp_path: Path) -> None:
    dossier = service.submit(letters(tmp_path / "a.docx", 6))
    worker = service.start_process()
    wait_until(lambda: service.get(dossier).pages_done >= 2, "pages read", seconds=120)
    worker.terminate()
    assert worker.wait(30) == 0
    with service.store.read() as session:
        assert session.scalar(select(func.count()).where(Task.state == TaskState.RUNNING)) == 0
        assert session.scalar(select(func.max(Task.attempt))) == 1
    assert [path.name for path in (service.settings.store_folder / "work").iterdir() if path.is_dir()] == []
