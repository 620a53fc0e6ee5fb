"""What people correct counts in the next run, without a page being read again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import func, select

from tests.workers.service import ACTOR, Service
from verifier.corrections.basis import noted_basis
from verifier.store import corrections, dossiers, history, runs
from verifier.store.blobs import in_blocks
from verifier.store.tables import Act, CorrectionState, Dossier, Reading, Task, TaskKind, TaskState
from workers.worker import Worker

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
RIGHT, WRONG = "许昌鼎信企业管理咨询有限公司", "许昌鼎新企业管理咨询有限公司"
PATH = "declaration.applicant"


@pytest.fixture(params=["service", "large_service"])
def anywhere(request: pytest.FixtureRequest) -> Service:
    found: Service = request.getfixturevalue(request.param)
    return found


def paper(path: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def papers(folder: Path, declared_by: str = WRONG) -> list[Path]:
    """A cover and a declaration whose applicant is misspelt."""
    cover = ("许昌市中小企业公共服务示范平台", "申请报告", f"申请单位：{RIGHT}", "填报日期：2026年3月10日")
    return [paper(folder / "1.docx", *cover), declaration(folder / "2.docx", declared_by)]


def declaration(path: Path, by: str) -> Path:
    promise = "本单位承诺所提交的申报材料真实、准确、完整。"
    return paper(path, "声明", promise, f"申报单位：{by}", "2026年3月9日")


def work_off(worker: Worker) -> list[TaskKind]:
    """Do all that is queued; the kinds of the tasks done."""
    with worker.bench.store.read() as session:
        before = session.scalar(select(func.max(Task.id)).where(Task.state != TaskState.QUEUED)) or 0
    while worker.do_next():
        pass
    with worker.bench.store.read() as session:
        query = select(Task.kind).where(Task.id > before, Task.state == TaskState.DONE).order_by(Task.id)
        return list(session.scalars(query))


def whole_report(service: Service, dossier: Dossier, name: str = "json") -> bytes:
    with service.store.read() as session:
        run = runs.latest(session, dossier)
        assert run is not None
        sha256 = runs.report(session, run, name)
    assert sha256 is not None
    with service.store.blobs.open(sha256) as stream:
        return stream.read()


def report(service: Service, dossier: Dossier) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(whole_report(service, dossier))
    Draft202012Validator(SCHEMA).validate(found)
    return found


def correct(service: Service, dossier: Dossier, path: str, value: str) -> None:
    basis = noted_basis(report(service, dossier), path)
    assert basis is not None
    with service.store.write() as session:
        found = dossiers.locked(session, service.organisation_id, dossier.id)
        corrections.correct(session, found, path, value, "原件清楚", basis=basis, place=None, actor=ACTOR)


def resubmit(service: Service, dossier: Dossier, *, gone: str = "", new: Sequence[Path] = ()) -> None:
    with service.store.write() as session:
        found = dossiers.locked(session, service.organisation_id, dossier.id)
        for file in dossiers.files(session, found):
            if file.name == gone:
                dossiers.remove_file(session, found, file.id, actor=ACTOR)
        for path in new:
            with path.open("rb") as stream:
                dossiers.add_file(session, found, path.name, service.store.blobs.put(in_blocks(stream)), actor=ACTOR)
        dossiers.submit(session, found, actor=ACTOR)


def states(service: Service, dossier: Dossier) -> list[CorrectionState]:
    with service.store.read() as session:
        return [row.state for row in corrections.standing(session, dossier)]


def readings(service: Service) -> int:
    with service.store.read() as session:
        return session.query(Reading).count()


def test_a_correction_counts_without_a_page_being_read_again(anywhere: Service, tmp_path: Path) -> None:
    service = anywhere
    with service.worker() as worker:
        dossier = service.submit(*papers(tmp_path))
        work_off(worker)
        first = {check["rule"]: check["outcome"] for check in report(service, dossier)["checks"]}
        correct(service, dossier, PATH, RIGHT)
        assert states(service, dossier) == [CorrectionState.PENDING]
        resubmit(service, dossier)
        assert work_off(worker) == [TaskKind.OPEN, TaskKind.ASSEMBLE]
    assert readings(service) == 2
    made = report(service, dossier)
    field = made["fields"][PATH]
    assert (field["value"], field["raw"]) == (RIGHT, WRONG)
    assert (field["corrected"]["reason"], field["corrected"]["read"]["value"]) == ("原件清楚", WRONG)
    assert [(one["field"], one["holds"]) for one in made["corrections"]] == [(PATH, True)]
    assert states(service, dossier) == [CorrectionState.APPLIED]
    second = {check["rule"]: check["outcome"] for check in made["checks"]}
    assert {rule for rule in first if first[rule] != second[rule]} == set(service.run(dossier).changes["closed"])
    assert service.run(dossier).changes["closed"]
    page = whole_report(service, dossier, "html").decode()
    assert "人工更正" in page
    assert "原件清楚" in page


def test_a_correction_that_is_taken_back_leaves_what_was_read(service: Service, tmp_path: Path) -> None:
    with service.worker() as worker:
        dossier = service.submit(*papers(tmp_path))
        work_off(worker)
        before = report(service, dossier)
        correct(service, dossier, PATH, RIGHT)
        resubmit(service, dossier)
        work_off(worker)
        with service.store.write() as session:
            found = dossiers.locked(session, service.organisation_id, dossier.id)
            corrections.withdraw(session, found, PATH, actor=ACTOR)
        resubmit(service, dossier)
        work_off(worker)
    after = report(service, dossier)
    assert (after["fields"], after["checks"]) == (before["fields"], before["checks"])
    assert "corrections" not in after


def test_a_page_that_reads_differently_reopens_what_was_corrected_on_it(service: Service, tmp_path: Path) -> None:
    with service.worker() as worker:
        dossier = service.submit(*papers(tmp_path))
        work_off(worker)
        correct(service, dossier, PATH, RIGHT)
        other = declaration(tmp_path / "3.docx", "许昌鼎欣有限公司")
        resubmit(service, dossier, gone="2.docx", new=[other])
        work_off(worker)
    made = report(service, dossier)
    assert made["fields"][PATH]["value"] == "许昌鼎欣有限公司"
    assert "人工更正" in made["fields"][PATH]["note"]
    assert "corrected" not in made["fields"][PATH]
    assert [one["holds"] for one in made["corrections"]] == [False]
    assert states(service, dossier) == [CorrectionState.REOPENED]
    assert "人工更正没有采用" in whole_report(service, dossier, "html").decode()


def test_the_history_says_what_a_correction_changed(service: Service, tmp_path: Path) -> None:
    with service.worker() as worker:
        dossier = service.submit(*papers(tmp_path))
        work_off(worker)
    correct(service, dossier, PATH, RIGHT)
    with service.store.read() as session:
        entry = history.listed(session, dossier)[0]
    assert (entry.act, entry.subject, entry.reason) == (Act.CORRECTED, PATH, "原件清楚")
    assert (entry.before, entry.after) == ({"value": WRONG, "raw": WRONG}, {"value": RIGHT})
