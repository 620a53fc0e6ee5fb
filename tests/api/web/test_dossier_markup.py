"""What the dossier page says before any script runs."""

import json
import re
from dataclasses import replace
from datetime import timedelta

from tests.api.conftest import Bureau, Running, logged_in
from tests.api.web.conftest import ONE_DATABASE
from tests.api.web.reviewed import long_report, put_verified, small_picture
from verifier.models import Change, Changes, Outcome
from verifier.store import dossiers, progress
from verifier.store.clock import now
from verifier.store.progress import FoundFile
from verifier.store.tables import Task

pytestmark = ONE_DATABASE


def test_findings_are_not_boxed_on_a_file_that_took_the_place_of_theirs(running: Running, bureau: Bureau) -> None:
    dossier_id = put_verified(running, bureau, long_report(2, 1), lambda _file, _number: small_picture())
    with logged_in(running, bureau, "张工") as client:
        before, check = client.get(f"/dossiers/{dossier_id}").text, f"/v1/dossiers/{dossier_id}/checks/t00"
        assert [place["number"] for value in client.get(check).json()["found"] for place in value["evidence"]] == [1]
        assert places(before)
        assert "没有可对照的图像" not in before
        with running.store.write() as session:
            dossier = dossiers.locked(session, bureau.id, dossier_id)
            (file,) = dossiers.files(session, dossier)
            dossiers.remove_file(session, dossier, file.id, actor="test")
            blob = running.store.blobs.put([b"%PDF-1.7 another"])
            dossiers.add_file(session, dossier, file.name, blob, actor="test")
            dossiers.submit(session, dossier, actor="test")
            found = [FoundFile(file.name, blob.sha256, "pdf", 2)]
            progress.opened(session, dossier, found, [], version="test", at_once=1, lasts=timedelta(hours=1))
            session.query(Task).delete()
        after = client.get(f"/dossiers/{dossier_id}").text
        assert "没有可对照的图像" in after
        assert places(after) == []
        assert [place["number"] for value in client.get(check).json()["found"] for place in value["evidence"]] == [None]


def places(page: str) -> list[object]:
    """The places of findings on pictures, as the page tells its modules."""
    told = re.search(r'<script type="application/json" id="dossier-data">(.*?)</script>', page, re.DOTALL)
    assert told is not None
    return [place for boxed in json.loads(told[1])["places"].values() for place in boxed]


def test_the_head_leads_to_the_files_for_who_may_add_some(running: Running, bureau: Bureau) -> None:
    dossier_id = put_verified(running, bureau, long_report(1, 1), no_picture)
    link = f'href="/dossiers/{dossier_id}/files"'
    with logged_in(running, bureau, "张工") as client:
        assert link in client.get(f"/dossiers/{dossier_id}").text
        with running.store.write() as session:
            dossiers.locked(session, bureau.id, dossier_id).sealed_at = now(session)
        assert link not in client.get(f"/dossiers/{dossier_id}").text


def test_what_stayed_since_the_run_before_is_told_also_where_nothing_else_became_of_it(
    running: Running, bureau: Bureau
) -> None:
    stayed = Change("t00", "核验项目0", Outcome.DISCREPANCY, Outcome.DISCREPANCY)
    report = long_report(1, 1)
    again = put_verified(running, bureau, replace(report, changes=Changes(1, (), (), (), (stayed,))), no_picture)
    first = put_verified(running, bureau, replace(report, changes=Changes(0, (), (stayed,), (), ())), no_picture)
    with logged_in(running, bureau, "张工") as client:
        page = client.get(f"/dossiers/{again}").text
        assert "与上次核验相比" in page
        assert "仍存在 1" in page
        assert "与上次核验相比" not in client.get(f"/dossiers/{first}").text


def test_nothing_is_called_read_before_it_is(running: Running, bureau: Bureau) -> None:
    with running.store.write() as session:
        dossier = dossiers.create(session, bureau.id, actor="test")
        dossiers.add_file(session, dossier, "1.pdf", running.store.blobs.put([b"%PDF-1.7 "]), actor="test")
        dossiers.submit(session, dossier, actor="test")
        session.query(Task).delete()
        waiting = dossier.id
    verified = put_verified(running, bureau, long_report(1, 1), no_picture)
    told = "所有文件和页面都已读取"
    with logged_in(running, bureau, "张工") as client:
        assert told in client.get(f"/dossiers/{verified}").text
        page = client.get(f"/dossiers/{waiting}").text
    assert "等待核验" in page
    assert told not in page


def no_picture(_file: str, _number: int) -> None:
    return None
