"""A signed conclusion becomes sealed reports that say what the reviewer saw, with the decisions; or none."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.workers.papers import letters
from tests.workers.service import Service
from tests.workers.test_round import work_off
from verifier.reporting.formats import FORMATS
from verifier.store import accounts, audit, conclusions, dossiers, runs
from verifier.store.tables import Dossier, Recommendation, Role, RunReport, Verdict


@pytest.fixture(params=["service", "large_service"])
def either(request: pytest.FixtureRequest) -> Service:
    """A service on each database."""
    fixture: Service = request.getfixturevalue(request.param)
    return fixture


def conclude(service: Service, dossier: Dossier) -> None:
    """All findings decided on by one person, who signs."""
    password = accounts.hashed("correct horse battery", "zhang")
    with service.store.write() as session:
        zhang = accounts.create_user(
            session, service.organisation_id, "zhang", password, Role.REVIEWER, actor="system", shown_name="张工"
        )
        found = dossiers.locked(session, service.organisation_id, dossier.id)
        for check in conclusions.open_findings(session, found):
            runs.decide(session, found, check.rule, Verdict.CONFIRMED, "属实", actor=f"user:{zhang.id}")
        conclusions.conclude(session, found, Recommendation.RETURNED, "材料不全", signer=zhang)


def blob(service: Service, sha256: str) -> Any:
    with service.store.blobs.open(sha256) as stream:
        return json.load(stream)


def test_the_sealed_report_is_what_was_seen_with_decisions_and_conclusion(either: Service, tmp_path: Path) -> None:
    service = either
    dossier = service.submit(letters(tmp_path / "a.docx", 1))
    with service.worker() as worker:
        work_off(worker)
        conclude(service, dossier)
        assert work_off(worker) == 1
    with service.store.read() as session:
        found = dossiers.get(session, service.organisation_id, dossier.id)
        standing = conclusions.standing(session, found)
        assert standing is not None
        assert standing.sealed_at is not None
        made = conclusions.reports(session, standing)
        entry = audit.listed(session, service.organisation_id)[0]
        assert audit.verify(session) is None
        seen = runs.report(session, service.run(dossier), "json")
    assert set(made) == set(FORMATS)
    assert (entry.action, entry.details["reports"]) == ("conclusion.seal", made)
    for sha256 in made.values():
        with service.store.blobs.open(sha256) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == sha256
    assert seen is not None
    before, after = blob(service, seen), blob(service, made["json"])
    assert after.pop("conclusion")["signed_by"] == "张工"
    decisions = [check.pop("decision", None) for check in after["checks"]]
    assert after == before
    findings = [check["outcome"] not in ("pass", "not_applicable") for check in before["checks"]]
    assert [decision is not None for decision in decisions] == findings


def test_a_report_that_would_come_out_otherwise_is_not_sealed(service: Service, tmp_path: Path) -> None:
    """As after an update of the program: here the report that was seen is another one."""
    dossier = service.submit(letters(tmp_path / "a.docx", 1))
    with service.worker() as worker:
        work_off(worker)
        with service.store.write() as session:
            old = session.get_one(RunReport, (service.run(dossier).id, "json"))
            old.sha256 = service.store.blobs.put([b"{}"]).sha256
        conclude(service, dossier)
        assert work_off(worker) == 1
    with service.store.read() as session:
        found = dossiers.get(session, service.organisation_id, dossier.id)
        last = conclusions.latest(session, found)
        assert last is not None
        assert found.sealed_at is None
        assert last.lift_reason is not None
        assert "请重新提交核验" in last.lift_reason
        assert conclusions.reports(session, last) == {}


def test_a_conclusion_lifted_before_its_report_was_made_gets_none(service: Service, tmp_path: Path) -> None:
    dossier = service.submit(letters(tmp_path / "a.docx", 1))
    with service.worker() as worker:
        work_off(worker)
        conclude(service, dossier)
        with service.store.write() as session:
            found = dossiers.locked(session, service.organisation_id, dossier.id, even_sealed=True)
            conclusions.lift(session, found, "误签", actor="system")
        assert work_off(worker) == 1
        with service.store.read() as session:
            last = conclusions.latest(session, dossier)
            assert last is not None
            assert (last.lift_reason, last.sealed_at) == ("误签", None)
