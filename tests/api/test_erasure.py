"""A deleted dossier is gone: every byte of the store is searched for what was in it, and every row of the database."""

import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text, update

from tests.api.conftest import PASSWORD, Bureau, Running, settings_on
from tests.api.papers import make_docx, make_pdf
from tests.api.test_serve import DECLARATION, PLAN
from tests.buckets import CREDENTIALS, REGION, grow_old, kept, make_bucket, s3_service
from tests.servers import wait_until
from verifier.client import Client
from verifier.settings import Settings
from verifier.store import audit
from verifier.store.blobs import FolderBlobs
from verifier.store.clock import now
from verifier.store.s3 import S3Blobs
from verifier.store.tables import AuditEntry, Dossier, Lock, Table, Task, TaskKind, TaskState
from workers.sweeping import retire

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "bucket"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Of a service on each database in turn, with its files in a folder, or in a bucket that keeps versions."""
    folder = tmp_path_factory.mktemp("service")
    with ExitStack() as stack:
        database, named = request.param, dict[str, str]()
        if database == "bucket":
            endpoint = stack.enter_context(s3_service())
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            for name, value in CREDENTIALS.items():
                patch.setenv(name, value)
            make_bucket(endpoint, "dossiers", versioned=True)
            named = {"s3_bucket": "dossiers", "s3_endpoint": endpoint, "s3_region": REGION}
            database = "postgresql"
        yield stack.enter_context(settings_on(database, request, folder, **named))


@dataclass(frozen=True)
class Papers:
    """Files to be handed in; `canary` stands in their names, their texts and, in the clear, in their bytes."""

    paths: list[Path]
    canary: str


def write_papers(folder: Path, font: Path) -> Papers:
    canary = secrets.token_hex(8)
    folder.mkdir()
    declared = make_docx(
        folder / f"声明{canary}.docx", *(line.format(name=f"许昌{canary}公司") for line in DECLARATION)
    )
    plan = make_docx(folder / f"方案{canary}.docx", "服务工作方案", canary, *PLAN)
    for path in (declared, plan):
        with zipfile.ZipFile(path, "a") as packed:
            packed.comment = canary.encode()
    scan = make_pdf(folder / f"扫描件{canary}.pdf", font, "申请单位名称")
    scan.write_bytes(scan.read_bytes() + f"% {canary}".encode())
    return Papers([declared, plan, scan], canary)


def hand_in(client: httpx.Client, portal: Client, papers: Papers, *more: Path) -> str:
    parts = [("files", (path.name, path.read_bytes())) for path in (*papers.paths, *more)]
    data = {"reference": papers.canary, "submitted_on": date(2026, 3, 10).isoformat()}
    answer = client.post("/v1/dossiers", files=parts, data=data, headers={"Idempotency-Key": secrets.token_hex(8)})
    assert answer.status_code == 202, answer.text
    dossier_id = str(answer.json()["id"])
    assert portal.wait(dossier_id).state == "done"
    return dossier_id


def review(person: httpx.Client, portal: Client, dossier_id: str, canary: str) -> None:
    """Everything that a reviewer leaves: notes, a correction, a box read again, decisions, a signed conclusion."""
    url = f"/v1/dossiers/{dossier_id}"
    assert person.post(f"{url}/notes", json={"text": canary}).status_code == 201
    fields = json.loads(portal.report(dossier_id))["fields"]
    field = next(path for path, value in fields.items() if isinstance(value["value"], str) and canary in value["raw"])
    correction = {"value": f"许昌{canary}有限公司", "reason": canary}
    corrected = person.put(f"{url}/corrections/{field}", json=correction)
    assert corrected.status_code == 200, corrected.text
    assert person.post(f"{url}/submit").status_code == 202
    assert portal.wait(dossier_id).state == "done"
    for check in list(portal.checks(dossier_id)):
        if check["outcome"] not in ("pass", "not_applicable"):
            said = {"verdict": "dismissed", "reason": canary}
            where = f"{url}/checks/{check['rule']}"
            seen = {"If-Match": person.get(where).headers["etag"]}
            assert person.put(f"{where}/decision", json=said, headers=seen).status_code == 200
    basis = person.get(f"{url}/conclusion/basis").json()
    said = {"verdict": "returned", "opinion": canary, "password": PASSWORD, **basis}
    signed = person.put(f"{url}/conclusion", json=said)
    assert signed.status_code == 200, signed.text
    wait_until(lambda: bool(person.get(f"{url}/conclusion").json()["reports"]), "the sealed report", seconds=60)


def stored(running: Running) -> Iterator[tuple[str, bytes]]:
    """All that the service keeps: each file of its folder, each row where the database is a server, each object."""
    for path in sorted(running.settings.store_folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(running.settings.store_folder)), path.read_bytes()
    if running.store.engine.dialect.name == "postgresql":
        with running.store.engine.connect() as connection:
            for table in Table.metadata.sorted_tables:
                rows = connection.execute(text(f"SELECT t::text FROM {table.name} t")).scalars()
                yield table.name, "\n".join(rows).encode()
    if running.settings.s3_bucket is not None:
        assert running.settings.s3_endpoint is not None
        yield from kept(running.settings.s3_endpoint, running.settings.s3_bucket)
        for path in running.store.blobs.staging.rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes()


def places(running: Running, canary: str) -> list[str]:
    return [place for place, content in stored(running) if canary.encode() in content]


def settle(running: Running) -> None:
    """As if all bytes had been put long ago: younger ones are left for an hour."""
    blobs = running.store.blobs
    if isinstance(blobs, S3Blobs):
        grow_old(blobs.bucket)
        return
    assert isinstance(blobs, FolderBlobs)
    for sha256 in blobs.listed():
        os.utime(blobs.folder / sha256[:2] / sha256, (0, 0))


def let_time_pass(running: Running, dossier_id: str) -> None:
    """As if its time of keeping were over, and the hour of the next look come."""
    with running.store.write() as session:
        session.execute(update(Lock).values(held_until=now(session)))
        past = now(session) - timedelta(days=running.settings.retention_days + 1)
        session.execute(update(Dossier).where(Dossier.id == dossier_id).values(finished_at=past))
    retire(running.store, running.settings)


def cleared(running: Running) -> bool:
    """Whether the worker has deleted what is to be deleted, and the log of SQLite is written anew."""
    with running.store.read() as session:
        waiting = select(func.count()).where(Task.kind == TaskKind.RETAIN, Task.state != TaskState.DONE)
        due = waiting.where(Task.not_before <= now(session))
        if session.scalar(due):
            return False
    return running.store.forget_deleted()


@pytest.mark.parametrize("way", ["deleted", "past its time"])
def test_nothing_of_a_dossier_is_left_anywhere(  # noqa: PLR0917 -- what it takes
    way: str, running: Running, bureau: Bureau, client: httpx.Client, zhang: httpx.Client, tmp_path: Path, font: Path
) -> None:
    shared = make_docx(tmp_path / "共用.docx", "服务机构基本情况", secrets.token_hex(8))
    kept_papers, papers = write_papers(tmp_path / "kept", font), write_papers(tmp_path / "gone", font)
    with Client(running.url, bureau.key) as portal:
        kept = hand_in(client, portal, kept_papers, shared)
        before = set(running.store.blobs.listed())
        gone = hand_in(client, portal, papers, shared)
        review(zhang, portal, gone, papers.canary)
        kept_report = _content(portal.report(kept))
    found, new = places(running, papers.canary), set(running.store.blobs.listed()) - before
    assert len(found) > len(papers.paths) + 1  # while it is there: in files, reports and the database
    assert len(new) > len(papers.paths)
    settle(running)
    if way == "deleted":
        lifted = client.post(f"/v1/dossiers/{gone}/conclusion/lift", json={"reason": papers.canary})
        assert lifted.status_code == 200, lifted.text
        answer = client.delete(f"/v1/dossiers/{gone}")
        assert answer.status_code == 204, answer.text
    else:
        let_time_pass(running, gone)
    wait_until(lambda: cleared(running), "the deletion", seconds=60)
    assert places(running, papers.canary) == []
    assert set(running.store.blobs.listed()) == before
    with running.store.read() as session:
        assert gone in session.scalars(select(AuditEntry.object)).all()  # the audit log keeps its id
        assert audit.verify(session) is None
    _assert_whole(running, client, kept, kept_papers, shared, kept_report)


def _assert_whole(  # noqa: PLR0917 -- what it takes
    running: Running, client: httpx.Client, kept: str, papers: Papers, shared: Path, report: dict[str, Any]
) -> None:
    """The other dossier has all its files, those that the deleted one had as well."""
    files = {one["name"]: one["id"] for one in client.get(f"/v1/dossiers/{kept}").json()["files"]}
    for path in (*papers.paths, shared):
        original = client.get(f"/v1/dossiers/{kept}/files/{files[path.name]}/content")
        assert original.content == path.read_bytes()
    assert places(running, papers.canary)
    with Client(running.url, client.headers["Authorization"].removeprefix("Bearer ")) as portal:
        assert _content(portal.report(kept)) == report


def _content(report: bytes) -> dict[str, Any]:
    return dict(json.loads(report))
