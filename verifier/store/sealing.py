"""The sealed report: what a worker makes it of, and that it is made; its digests stand in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from verifier.models import Decided, Review
from verifier.store import accounts, dossier_readings, progress, runs
from verifier.store.clock import now
from verifier.store.conclusions import note
from verifier.store.tables import Conclusion, Dossier, SealedReport, Task


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a sealed report is made of: the dossier as it was read, and what people said.

    `seen` is the blob of the `report.json` that they saw.
    """

    conclusion: Conclusion
    read: dossier_readings.ReadDossier
    seen: str | None
    review: Review


def sealing(session: Session, task: Task) -> Sealing | None:
    """What the task's sealed report is made of; None where the conclusion was lifted or the dossier deleted."""
    conclusion = session.get(Conclusion, task.payload["conclusion"])
    read = dossier_readings.read_dossier(session, task)
    if conclusion is None or conclusion.lifted_at is not None or read is None:
        return None
    run = runs.latest(session, read.dossier)
    assert run is not None  # it was concluded
    decided = {rule: one.decision for rule, one in runs.decisions(session, read.dossier).items() if one.holds}
    names = accounts.shown_names(session, {decision.decided_by for decision in decided.values()})
    review = Review(
        verdict=conclusion.verdict,
        opinion=conclusion.opinion,
        signed_by=conclusion.signed_name,
        signed_at=conclusion.signed_at,
        decisions={
            rule: Decided(decision.verdict, decision.reason, names[decision.decided_by], decision.decided_at)
            for rule, decision in decided.items()
        },
    )
    return Sealing(conclusion, read, runs.report(session, run, "json"), review)


def sealed(session: Session, dossier: Dossier, conclusion_id: str, made: Mapping[str, str]) -> None:
    """The sealed reports are made: note them, and their digests in the audit log. `made`: blobs by format."""
    conclusion = session.get(Conclusion, conclusion_id)
    if conclusion is None or conclusion.lifted_at is not None:
        return
    conclusion.sealed_at = now(session)
    session.add_all(SealedReport(conclusion_id=conclusion.id, format=name, sha256=blob) for name, blob in made.items())
    dossier.version += 1
    note(session, dossier, conclusion, "seal", actor=progress.SYSTEM, details={"reports": dict(made)})
