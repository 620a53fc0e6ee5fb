"""A box of a page that a person asks for is read by a worker, always anew."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update

from tests.extractors.paper import Sheet
from tests.workers.papers import letters
from tests.workers.service import ACTOR, Service
from verifier.store import dossiers, rereads
from verifier.store.clock import now
from verifier.store.tables import Dossier, DossierState, RereadState, Task
from workers.worker import Worker

TEXT = "资产总额12,345,678.90元"


@pytest.fixture(params=["sqlite_url", "postgresql_url"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A service that reads pictures."""
    opened = Service(tmp_path, request.getfixturevalue(request.param), ocr_engine="auto")
    yield opened
    opened.close()


def picture(path: Path) -> Path:
    sheet = Sheet((620, 877)).write("申请单位名称", (80, 90)).write(TEXT, (80, 200), 28)
    Image.fromarray(sheet.pixels).save(path, dpi=(75, 75))
    return path


def work_off(worker: Worker) -> None:
    while worker.do_next():
        pass


def ask(service: Service, dossier: Dossier) -> str:
    with service.store.write() as session:
        found = dossiers.locked(session, service.organisation_id, dossier.id)
        polygon = [[0.1, 0.21], [0.9, 0.21], [0.9, 0.29], [0.1, 0.29]]
        row = rereads.ask(session, found, dossiers.page(session, found, 1), polygon, actor=ACTOR)
        session.flush()
    return row.id


def result(service: Service, dossier: Dossier, reread: str) -> tuple[RereadState, list[str]]:
    with service.store.read() as session:
        row = rereads.get(session, dossier, reread)
        return row.state, [line["text"].replace(" ", "") for line in row.lines]


def test_a_box_is_read_again_as_often_as_it_is_asked_for(reader: Service, tmp_path: Path) -> None:
    dossier = reader.submit(picture(tmp_path / "a.png"))
    with reader.worker() as worker:
        work_off(worker)
        first, second = ask(reader, dossier), ask(reader, dossier)
        assert result(reader, dossier, first) == (RereadState.PENDING, [])
        assert worker.do_next()
        assert result(reader, dossier, first) == (RereadState.DONE, [TEXT])
        assert result(reader, dossier, second) == (RereadState.PENDING, [])
        assert worker.do_next()
        assert result(reader, dossier, second) == (RereadState.DONE, [TEXT])
        assert not worker.do_next()


def test_a_box_of_a_page_that_has_changed_is_not_read(service: Service, tmp_path: Path) -> None:
    dossier = service.submit(letters(tmp_path / "a.docx", 1))
    with service.worker() as worker:
        work_off(worker)
        asked = ask(service, dossier)
        with service.store.write() as session:
            dossiers.page(session, dossier, 1).reading = "0" * 64
        work_off(worker)
    assert failure(service, dossier, asked).startswith("这一页已经改动")


def test_a_page_without_a_picture_cannot_be_read_again(service: Service, tmp_path: Path) -> None:
    dossier = service.submit(letters(tmp_path / "a.docx", 1))
    with service.worker() as worker:
        work_off(worker)
        asked = ask(service, dossier)
        work_off(worker)
    assert failure(service, dossier, asked).startswith("这一页没有图像")


def test_what_fails_three_times_says_so_and_leaves_the_dossier_alone(service: Service, tmp_path: Path) -> None:
    file = letters(tmp_path / "a.docx", 1)
    dossier = service.submit(file)
    with service.worker() as worker:
        work_off(worker)
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        (service.settings.store_folder / "files" / sha256[:2] / sha256).unlink()
        asked = ask(service, dossier)
        for _ in range(3):
            with service.store.write() as session:
                session.execute(update(Task).values(not_before=now(session)))
            assert worker.do_next()
    assert failure(service, dossier, asked).startswith("文件库中缺少文件")
    assert service.get(dossier).state is DossierState.DONE


def failure(service: Service, dossier: Dossier, reread: str) -> str:
    """Why a box was not read."""
    with service.store.read() as session:
        row = rereads.get(session, dossier, reread)
    assert (row.state, row.lines) == (RereadState.FAILED, [])
    return str(row.reason)
