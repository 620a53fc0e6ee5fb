"""A dossier as a worker leaves it, without one: a lease of one page whose rent was read, and one finding."""

import json
import secrets
from datetime import timedelta
from typing import Any

from tests.api.conftest import Bureau, Running
from verifier.store import dossiers, progress, readings, rereads, runs
from verifier.store.progress import Assembled, FoundFile
from verifier.store.tables import Dossier, RunCheck, Task

RULE, FIELD = "x01", "lease.rent"
BOX = [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.2]]


def verified(running: Running, bureau: Bureau) -> Dossier:
    """A dossier of the bureau that is `done`, with nothing left in the queue."""
    with running.store.write() as session:
        dossier = dossiers.create(session, bureau.id, actor="test", ruleset="xuchang-2020-154")
        blob = running.store.blobs.put([b"%PDF-1.7 ", secrets.token_bytes(8)])  # no other dossier's page
        dossiers.add_file(session, dossier, "a.pdf", blob, actor="test")
        dossiers.submit(session, dossier, actor="test")
        found = [FoundFile("a.pdf", blob.sha256, "pdf", 1)]
        progress.opened(session, dossier, found, [], version="v", at_once=1, lasts=timedelta(minutes=30))
        check = RunCheck(rule=RULE, position=0, title="t", clause="c", outcome="review", message="m", inputs="i")
        report = {"json": running.store.blobs.put([json.dumps(_report(blob.sha256)).encode()]).sha256}
        changes = runs.changes(runs.Earlier(), [check])
        outcome = Assembled("i", "r", "1", "none", "1", None, report, {"review": 1}, [check], changes)
        progress.assembled(session, dossier, outcome)
        session.query(Task).delete()
    return dossier


def reread(running: Running, dossier: Dossier) -> str:
    """The id of a box of the dossier's page that was read again."""
    with running.store.write() as session:
        row = rereads.ask(session, dossier, dossiers.page(session, dossier, 1), BOX, actor="test")
        session.flush()
        rereads.read(session, row.id, [{"text": "8000元", "confidence": 0.9, "polygon": BOX}])
        session.query(Task).delete()
    return row.id


def read(running: Running, dossier: Dossier, *, picture: str | None) -> None:
    """Note that the dossier's page was read, with this picture."""
    with running.store.write() as session:
        page = dossiers.page(session, dossier, 1)
        readings.keep(session, page.reading, page.sha256, 1, version="v", result="d" * 64, picture=picture, seconds=1.0)


def _report(sha256: str) -> dict[str, Any]:
    """What the API reads of `report.json`."""
    evidence = {"file": "a.pdf", "page": 1, "polygon": BOX, "text": "5000元", "confidence": 0.7}
    rent = {"value": "5000.00", "raw": "5000元", "confidence": 0.7, "evidence": [evidence]}
    value = {"field": FIELD, "value": "5000.00", "raw": "5000元", "evidence": [evidence]}
    document = {"file": "a.pdf", "pages": [1], "confidence": 0.9, "seals": []}
    return {
        "dossier": {"files": [{"name": "a.pdf", "sha256": sha256, "pages": 1}]},
        "materials": [{"kind": "lease", "documents": [document]}],
        "fields": {FIELD: rent},
        "checks": [{"rule": RULE, "declared": [], "found": [value], "confidence": 0.7, "explanation": ["5000元"]}],
    }
