"""Programs of two versions on one database: the older one claims nothing more, clears nothing away, and says why.

A database that a newer program has migrated is one whose revision this program does not know.
"""

import subprocess
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select, text

from tests.servers import RedisServer, free_port, wait_until
from tests.workers.papers import letters
from tests.workers.service import Service
from verifier.store import retention, schema
from verifier.store.database import Store
from verifier.store.schema import OldProgramError
from verifier.store.tables import DossierState, Reading, Run, Task, TaskState
from workers.sweeping import sweep

_REFUSED = 2


@pytest.fixture
def any_service(database_url: str, tmp_path: Path) -> Iterator[Service]:
    opened = Service(tmp_path, database_url)
    yield opened
    stamp(opened.store, schema.head())
    opened.close()


def stamp(store: Store, revision: str) -> None:
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def count(service: Service, state: TaskState) -> int:
    with service.store.read() as session:
        return session.scalar(select(func.count()).where(Task.state == state)) or 0


def test_a_worker_at_work_ends_when_the_database_is_migrated_and_a_newer_one_goes_on(
    any_service: Service, tmp_path: Path
) -> None:
    dossier = any_service.submit(letters(tmp_path / "a.docx", 12))
    worker = any_service.start_process()
    wait_until(lambda: any_service.get(dossier).pages_done >= 2, "pages read", seconds=120)
    stamp(any_service.store, "9999")
    assert worker.wait(60) == _REFUSED
    assert count(any_service, TaskState.RUNNING) == 0  # what it had in hand it has finished
    assert count(any_service, TaskState.QUEUED) > 0
    assert any_service.get(dossier).state is DossierState.RUNNING
    stamp(any_service.store, schema.head())
    any_service.start_process()
    any_service.wait(dossier, seconds=120)
    assert any_service.get(dossier).state is DossierState.DONE
    assert any_service.report(dossier)["timing"]["pages"] == 12
    with any_service.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Run)) == 1
        assert session.scalar(select(func.max(Task.attempt))) == 1


def test_a_worker_that_a_broker_tells_ends_too(postgresql_url: str, redis_server: RedisServer, tmp_path: Path) -> None:
    service = Service(tmp_path, postgresql_url, broker_url=redis_server.url)
    try:
        worker = service.start_process()
        port = free_port()
        server = service.start_server(port)  # has a sender, which tells the broker
        first = service.submit(letters(tmp_path / "a.docx", 2))
        service.wait(first, seconds=120)
        stamp(service.store, "9999")
        second = service.submit(letters(tmp_path / "b.docx", 2))
        assert worker.wait(60) == _REFUSED
        assert service.get(second).state is DossierState.QUEUED
        assert count(service, TaskState.RUNNING) == 0
        assert server.poll() is None
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    finally:
        stamp(service.store, schema.head())
        service.close()


def test_workers_of_two_versions_on_a_database_of_one_form_share_a_dossier(
    any_service: Service, database_url: str, tmp_path: Path
) -> None:
    """Every reading is known by the version of who made it, so neither takes the other's for its own."""
    dossier = any_service.submit(letters(tmp_path / "a.docx", 8))
    with closing(Service(tmp_path, database_url, any_service.organisation_id, file_megabytes=199)) as other:
        with any_service.worker() as one, other.worker() as another:
            while any([one.do_next(), another.do_next()]):
                pass
        with other.store.read() as session:
            made = session.execute(select(Reading.version, func.count()).group_by(Reading.version)).all()
            assert len(made) == 2
            assert sum(row[1] for row in made) == 8
            assert session.scalar(select(func.count()).select_from(Run)) == 1
    assert any_service.get(dossier).state is DossierState.DONE
    assert any_service.report(dossier)["timing"]["pages"] == 8


@pytest.mark.parametrize("command", ["worker", "serve"])
def test_nothing_of_an_older_program_starts_on_a_newer_database(service: Service, command: str) -> None:
    stamp(service.store, "9999")
    process = service.start_process() if command == "worker" else service.start_server(free_port())
    assert process.wait(60) == _REFUSED


@pytest.mark.parametrize("arguments", [["migrate"], ["verify-store"], ["create-organisation", "乙局"]])
def test_the_commands_of_an_older_program_say_that_it_is_too_old(service: Service, arguments: list[str]) -> None:
    stamp(service.store, "9999")
    answer: subprocess.CompletedProcess[str] = service.admin(*arguments)
    assert answer.returncode == _REFUSED
    assert "更新的版本" in answer.stderr
    assert "9999" in answer.stderr


def test_an_older_program_clears_nothing_away(any_service: Service) -> None:
    """A newer one may refer to bytes from a table that this one does not know."""
    blob = any_service.store.blobs.put([b"referred to elsewhere"])
    stamp(any_service.store, "9999")
    with pytest.raises(OldProgramError):
        sweep(any_service.store, any_service.settings)
    with pytest.raises(OldProgramError):
        retention.delete_unreferenced(any_service.store, [blob.sha256])
    assert any_service.store.blobs.has(blob.sha256)
