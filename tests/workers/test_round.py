"""From a hand-in to its report, by a worker in this process; corrections read only what they change."""

import hashlib
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from extractors.reading.pool import PagePool
from tests.workers.papers import letters, zipped
from tests.workers.service import ACTOR, RULESET, Service, comparable
from tests.workers.test_corrections import RIGHT, paper, resubmit
from verifier.pipeline import Submission, verify_dossier
from verifier.reporting import render_json
from verifier.ruleset import load_ruleset
from verifier.store import dossiers, runs
from verifier.store.blobs import in_blocks
from verifier.store.tables import DossierState, Page, PageState, Reading, Task, TaskKind, TaskState, Verdict
from workers.worker import Worker

TODAY = datetime.now(UTC).astimezone().date()


def work_off(worker: Worker) -> int:
    """Do all that is queued; how many tasks that were."""
    count = 0
    while worker.do_next():
        count += 1
    return count


def by_command(service: Service, *paths: Path) -> dict[str, object]:
    """The report that the command line makes of the same files."""
    with PagePool(service.settings.reading) as pool:
        report = verify_dossier(Submission("", paths), load_ruleset(RULESET), pool, today=TODAY)
    return comparable(json.loads(render_json(report)))


def readings(service: Service) -> int:
    with service.store.read() as session:
        return session.query(Reading).count()


def test_a_dossier_ends_with_the_report_that_the_command_gives(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    folder.mkdir()
    first, second = letters(folder / "1.docx", 3), letters(tmp_path / "b.docx", 2, "服务协议")
    archive = zipped(folder / "2.zip", second)
    dossier = service.submit(first, archive)
    with service.worker() as worker:
        assert work_off(worker) == 1 + 3 + 1
    assert service.get(dossier).state is DossierState.DONE
    assert service.report(dossier) == by_command(service, folder)
    assert [file["name"] for file in service.report(dossier)["dossier"]["files"]] == ["1.docx", "2.zip/b.docx"]


def test_the_same_on_postgresql_and_what_was_read_before_is_not_read_again(
    large_service: Service, tmp_path: Path
) -> None:
    service = large_service
    file = letters(tmp_path / "a.docx", 3)
    with service.worker() as worker:
        first = service.submit(file)
        assert work_off(worker) == 1 + 2 + 1
        again = service.submit(file)
        assert work_off(worker) == 1 + 1
    assert service.report(again) == service.report(first) == by_command(service, file)
    assert readings(service) == 3


def test_a_corrected_dossier_is_read_where_it_changed_and_says_what_changed(service: Service, tmp_path: Path) -> None:
    kept, wrong = letters(tmp_path / "a.docx", 2), letters(tmp_path / "b.docx", 1, "无关材料")
    better = letters(tmp_path / "c.docx", 1, "服务管理制度")
    with service.worker() as worker:
        dossier = service.submit(kept, wrong)
        work_off(worker)
        first = service.run(dossier)
        rule = first.changes["new"][0]
        with service.store.write() as session:
            found = dossiers.locked(session, service.organisation_id, dossier.id)
            runs.decide(session, found, rule, Verdict.CONFIRMED, "属实", actor=ACTOR)
            (old,) = [file for file in dossiers.files(session, found) if file.name == "b.docx"]
            dossiers.remove_file(session, found, old.id, actor=ACTOR)
            with better.open("rb") as stream:
                dossiers.add_file(session, found, "c.docx", service.store.blobs.put(in_blocks(stream)), actor=ACTOR)
            dossiers.submit(session, found, actor=ACTOR)
        assert readings(service) == 3
        kinds = kinds_of_work(worker)
    assert kinds == [TaskKind.OPEN, TaskKind.READ, TaskKind.RETAIN, TaskKind.ASSEMBLE]
    second = service.run(dossier)
    assert (second.number, first.inputs != second.inputs) == (2, True)
    assert rule in second.changes["unchanged"]
    assert (second.changes["closed"], second.changes["new"]) == ([], [])
    told = service.report(dossier)["changes"]
    assert {kind: [one["rule"] for one in told[kind]] for kind in second.changes} == second.changes
    titles = {check["rule"]: check["title"] for check in service.report(dossier)["checks"]}
    assert all(one["title"] == titles[one["rule"]] for one in told["unchanged"])
    assert "changes" not in by_command(service, better)
    with service.store.read() as session:
        assert runs.decisions(session, dossier)[rule].holds


def kinds_of_work(worker: Worker) -> list[TaskKind]:
    """Do all that is queued; the kinds of the tasks done."""
    before = newest(worker)
    work_off(worker)
    with worker.bench.store.read() as session:
        return list(
            session.scalars(select(Task.kind).where(Task.id > before, Task.state == TaskState.DONE).order_by(Task.id))
        )


def newest(worker: Worker) -> int:
    """The last task that is not queued."""
    with worker.bench.store.read() as session:
        return session.scalar(select(func.max(Task.id)).where(Task.state != TaskState.QUEUED)) or 0


def test_a_page_that_a_person_gave_another_kind_is_assembled_anew_and_not_read(
    service: Service, tmp_path: Path
) -> None:
    with service.worker() as worker:
        dossier = service.submit(letters(tmp_path / "a.docx", 2))
        work_off(worker)
        with service.store.write() as session:
            found = dossiers.locked(session, service.organisation_id, dossier.id)
            dossiers.override_page(session, found, 2, actor=ACTOR, kind="lease")
            dossiers.submit(session, found, actor=ACTOR)
        assert kinds_of_work(worker) == [TaskKind.OPEN, TaskKind.ASSEMBLE]
    assert service.run(dossier).changes["closed"] == ["m04-premises"]
    (lease,) = [material for material in service.report(dossier)["materials"] if material["kind"] == "lease"]
    assert [(document["file"], document["pages"]) for document in lease["documents"]] == [("a.docx", [2])]


def licence(path: Path, code: str) -> Path:
    lines = (f"统一社会信用代码：{code}", f"名称：{RIGHT}", "类型：有限责任公司", "登记机关：许昌市市场监督管理局")
    return paper(path, "营业执照", "（副本）", *lines)


def test_a_finding_is_closed_where_its_page_is_taken_out_but_not_where_it_is_given_up(
    service: Service, tmp_path: Path
) -> None:
    right, wrong = (licence(tmp_path / f"{last}.docx", f"91411000MA3X4Y5W0{last}") for last in ("G", "7"))
    found = []
    with service.worker() as worker:
        for gone in ("", wrong.name):
            dossier = service.submit(right, wrong)
            work_off(worker)
            resubmit(service, dossier, gone=gone)
            assert worker.do_next()  # opened
            with service.store.write() as session:
                faulty = select(Page).where(Page.dossier_id == dossier.id, Page.file == wrong.name)
                for page in session.scalars(faulty):
                    page.state = PageState.GIVEN_UP
            work_off(worker)
            told = service.report(dossier)["changes"]
            found += [(kind, one) for kind in ("closed", "changed") for one in told[kind] if one["outcome"] == "pass"]
    title = "统一社会信用代码校验位"
    change = {"rule": "v01-credit-code-check", "title": title, "before": "discrepancy", "outcome": "pass"}
    assert found == [("changed", change), ("closed", change)]


def test_a_file_may_be_named_as_the_folder_of_another_one(service: Service, tmp_path: Path) -> None:
    one, other = letters(tmp_path / "a.docx", 1), letters(tmp_path / "b.docx", 1, "服务协议")
    with service.store.write() as session:
        dossier = dossiers.create(session, service.organisation_id, actor=ACTOR, ruleset=RULESET)
        for name, file in (("a", one), ("a/b.docx", other)):
            with file.open("rb") as stream:
                dossiers.add_file(session, dossier, name, service.store.blobs.put(in_blocks(stream)), actor=ACTOR)
        dossiers.submit(session, dossier, actor=ACTOR)
    with service.worker() as worker:
        work_off(worker)
    assert service.get(dossier).state is DossierState.DONE
    assert [file["name"] for file in service.report(dossier)["dossier"]["files"]] == ["a", "a/b.docx"]
    assert service.report(dossier)["problems"] == []


def test_a_page_in_two_dossiers_that_are_opened_together_is_read_once(service: Service, tmp_path: Path) -> None:
    file = letters(tmp_path / "a.docx", 2)
    with service.worker() as worker:
        both = [service.submit(file) for _ in range(2)]
        opener = Worker(worker.bench, lambda: None, {TaskKind.OPEN})
        assert [opener.do_next() for _ in range(3)] == [True, True, False]
        kinds = kinds_of_work(worker)
    assert sorted(kinds) == [TaskKind.ASSEMBLE] * 2 + [TaskKind.READ] * 2
    assert readings(service) == 2
    assert service.report(both[0]) == service.report(both[1]) == by_command(service, file)


def test_a_dossier_of_which_nothing_can_be_read_has_failed_and_says_why(service: Service, tmp_path: Path) -> None:
    nothing = tmp_path / "a.pdf"
    nothing.write_bytes(b"")
    dossier = service.submit(nothing)
    with service.worker() as worker:
        assert work_off(worker) == 1
    found = service.get(dossier)
    assert found.state is DossierState.FAILED
    assert found.reason is not None
    assert "文件为空" in found.reason


def test_a_page_that_hangs_is_given_up_after_three_tries_and_the_rest_goes_on(sqlite_url: str, tmp_path: Path) -> None:
    service = Service(tmp_path, sqlite_url, page_seconds=3.0)
    sound, hanging = letters(tmp_path / "a.docx", 1), letters(tmp_path / "b.docx", 2)
    dossier = service.submit(sound, hanging)
    with service.worker() as worker:
        assert worker.do_next()  # opened
        stop_up(service, hanging)
        tries = 0
        while not service.ended(dossier):
            tries += worker.do_next()
            time.sleep(0.1)
    with service.store.read() as session:
        states = [view.page.state for view in dossiers.pages(session, dossier)]
    assert states == [PageState.READ, PageState.GIVEN_UP, PageState.GIVEN_UP]
    problems = [(one["file"], one["page"], one["code"]) for one in service.report(dossier)["problems"]]
    assert problems == [("b.docx", 1, "page-timeout"), ("b.docx", 2, "page-timeout")]
    assert tries == 1 + (2 + 2 * 2) + 1  # the sound page; together, parted, each alone twice; the assembling
    service.close()


def stop_up(service: Service, file: Path) -> None:
    """Put a pipe into which nobody writes in the place of a stored file: whoever opens it waits for ever."""
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    path = service.settings.store_folder / "files" / sha256[:2] / sha256
    path.unlink()
    os.mkfifo(path)
