"""Dossiers with a run of the test's own making, without a worker: a report of invented findings."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from tests.api.conftest import Running
from verifier.store import dossiers, progress, runs
from verifier.store.progress import Assembled, FoundFile
from verifier.store.tables import RunCheck, Task

FINDINGS = {"m12-lease": "missing", "x07-total-assets": "discrepancy", "s01-seal": "review", "x01-name": "pass"}

APPLICANT = "许昌云桥企业服务有限公司"


def report_of(outcomes: Mapping[str, str], *, applicant: str = APPLICANT) -> dict[str, Any]:
    """A `report.json` with these checks, as far as letters read it."""
    place = {"file": "a.pdf", "page": 1, "polygon": [], "text": "", "confidence": 0.9}
    value = {"field": "audit_report.total_assets", "value": None, "raw": "", "evidence": [place]}
    return {
        "dossier": {
            "applicant": applicant,
            "submitted_on": "2026-03-10",
            "files": [{"name": "a.pdf", "sha256": "a" * 64, "pages": 1}],
        },
        "materials": [{"documents": [{"file": "a.pdf", "pages": [1]}]}],
        "problems": [],
        "checks": [
            {
                "rule": rule, "title": f"标题{rule}", "clause": "第七条（二）", "outcome": outcome,
                "message": f"说明{rule}。", "declared": [], "found": [value],
                "confidence": 0.9, "explanation": [],
            }
            for rule, outcome in outcomes.items()
        ],
    }  # fmt: skip


def verified(
    running: Running,
    organisation_id: str,
    outcomes: Mapping[str, str] = FINDINGS,
    *,
    inputs: str = "1",
    reports: Sequence[str] = ("json",),
    **named: Any,
) -> str:
    """The id of a new dossier whose last run ended like this."""
    with running.store.write() as session:
        dossier = dossiers.create(session, organisation_id, actor="test", ruleset="xuchang-2020-154", **named)
        blob = running.store.blobs.put([b"%PDF-1.7"])
        dossiers.add_file(session, dossier, "a.pdf", blob, actor="test")
    verify(running, organisation_id, dossier.id, outcomes, inputs=inputs, reports=reports)
    return dossier.id


def verify(
    running: Running,
    organisation_id: str,
    dossier_id: str,
    outcomes: Mapping[str, str] = FINDINGS,
    *,
    inputs: str = "1",
    reports: Sequence[str] = ("json",),
) -> None:
    """Hand a dossier in, again if it was before, and end its run."""
    content = json.dumps(report_of(outcomes)).encode()
    with running.store.write() as session:
        dossier = dossiers.locked(session, organisation_id, dossier_id)
        dossiers.submit(session, dossier, actor="test")
        blob = dossiers.files(session, dossier)[0].sha256
        found = [FoundFile("a.pdf", blob, "pdf", 1)]
        progress.opened(session, dossier, found, [], version="v", at_once=1, lasts=timedelta(hours=1))
        checks = [
            RunCheck(
                rule=rule, position=place, title=f"标题{rule}", clause="第七条（二）", outcome=outcome,
                message=f"说明{rule}。", inputs=inputs,
            )
            for place, (rule, outcome) in enumerate(outcomes.items())
        ]  # fmt: skip
        made = {name: running.store.blobs.put([content]).sha256 for name in reports}
        summary = {word: list(outcomes.values()).count(word) for word in set(outcomes.values())}
        changes = runs.changes(runs.before(session, dossier, dossier.revision), checks)
        outcome = Assembled(inputs, "xuchang-2020-154", "1", "none", "1", APPLICANT, made, summary, checks, changes)
        progress.assembled(session, dossier, outcome)
        session.flush()
        session.query(Task).delete()
