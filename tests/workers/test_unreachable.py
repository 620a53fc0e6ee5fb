"""What is away for a while, a bucket, room on the disk, the database, costs no page and no worker."""

import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from moto.server import ThreadedMotoServer

from api.app import create_app
from tests.api.problems import assert_problem
from tests.api.serving import served
from tests.buckets import CREDENTIALS, REGION, line_to, make_bucket
from tests.disks import SmallDisk
from tests.servers import AUDIT_KEY, PostgresqlServer, free_port, open_test_store
from tests.workers.papers import letters
from tests.workers.service import Service
from verifier.store import accounts
from verifier.store.clock import now
from verifier.store.tables import DossierState, Scope, Task


class Bucket:
    """An S3 service that is stopped and started again with what it had."""

    def __init__(self) -> None:
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.start()
        make_bucket(self.endpoint, "dossiers")

    def start(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self._server.start()

    def stop(self) -> None:
        self._server.stop()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    service = Bucket()
    yield service
    with suppress(AttributeError):  # stopped already
        service.stop()


def test_while_the_bucket_is_away_nothing_is_given_up(bucket: Bucket, postgresql_url: str, tmp_path: Path) -> None:
    named = {"s3_bucket": "dossiers", "s3_endpoint": bucket.endpoint, "s3_region": REGION}
    service = Service(tmp_path, postgresql_url, audit_key=AUDIT_KEY.hex(), **named)
    try:
        dossier = service.submit(letters(tmp_path / "a.docx", 2))
        with service.store.write() as session:
            key = accounts.create_key(session, service.organisation_id, "k", [Scope.SUBMIT], actor="test")[0]
        bucket.stop()
        with service.worker() as worker:
            for _ in range(4):  # more often than a page that is poison is tried
                make_due(service)
                assert worker.do_next()
            with served(create_app(service.settings)) as url:
                refused = httpx.post(
                    f"{url}/v1/dossiers", files=[("files", ("b.pdf", b"%PDF"))],
                    headers={"Authorization": f"Bearer {key}"}, timeout=60, verify=False,
                )  # fmt: skip
            assert_problem(refused, "not-ready")
            assert int(refused.headers["retry-after"]) > 0
            assert service.get(dossier).state is DossierState.QUEUED
            bucket.start()
            while not service.ended(dossier):
                make_due(service)
                worker.do_next()
        assert service.get(dossier).state is DossierState.DONE
        assert service.report(dossier)["problems"] == []
    finally:
        service.close()


def test_a_bucket_whose_answers_break_off_is_away(bucket: Bucket, postgresql_url: str, tmp_path: Path) -> None:
    with line_to(bucket.endpoint) as line:
        named = {"s3_bucket": "dossiers", "s3_endpoint": line.url, "s3_region": REGION}
        service = Service(tmp_path, postgresql_url, audit_key=AUDIT_KEY.hex(), **named)
        with closing(service), service.worker() as worker, served(create_app(service.settings)) as url:
            dossier = service.submit(letters(tmp_path / "a.docx", 2))
            with service.store.write() as session:
                key = accounts.create_key(session, service.organisation_id, "k", [Scope.READ], actor="test")[0]
            line.most = 1500  # less than the file
            for _ in range(4):
                make_due(service)
                assert worker.do_next()
            assert service.get(dossier).state is DossierState.QUEUED
            line.most = None
            while not service.ended(dossier):
                make_due(service)
                worker.do_next()
            assert service.get(dossier).state is DossierState.DONE
            assert service.report(dossier)["problems"] == []
            asked: dict[str, Any] = {"headers": {"Authorization": f"Bearer {key}"}, "timeout": 60, "verify": False}
            report = f"{url}/v1/dossiers/{dossier.id}/report?format=html"
            line.most = 1500
            assert_problem(httpx.get(report, **asked), "not-ready")
            line.most = None
            assert httpx.get(report, **asked).status_code == 200


def test_while_the_disk_is_full_nothing_is_given_up(disk: SmallDisk, postgresql_url: str, tmp_path: Path) -> None:
    service = Service(disk.folder, postgresql_url, audit_key=AUDIT_KEY.hex())
    try:
        dossier = service.submit(letters(tmp_path / "a.docx", 2))
        with service.worker() as worker:
            disk.fill()
            for _ in range(4):
                make_due(service)
                assert worker.do_next()
            disk.free()
            assert not service.ended(dossier)
            while not service.ended(dossier):
                make_due(service)
                worker.do_next()
        assert service.get(dossier).state is DossierState.DONE
        assert service.report(dossier)["problems"] == []
    finally:
        service.close()


def test_a_worker_outlives_a_database_that_is_started_again(own_postgresql: PostgresqlServer, tmp_path: Path) -> None:
    store = open_test_store(own_postgresql.url, tmp_path)
    store.migrate()
    store.close()
    service = Service(tmp_path, own_postgresql.url, audit_key=AUDIT_KEY.hex())
    try:
        worker = service.start_process()
        first = service.submit(letters(tmp_path / "a.docx", 1))
        service.wait(first, seconds=120)
        own_postgresql.shut_down_at_once()
        time.sleep(2)  # several looks for work
        own_postgresql.start()
        second = service.submit(letters(tmp_path / "b.docx", 1))
        service.wait(second, seconds=60)
        assert worker.poll() is None
    finally:
        service.close()


def make_due(service: Service) -> None:
    """As if so much time had gone by."""
    with service.store.write() as session:
        session.query(Task).update({Task.not_before: now(session)})
