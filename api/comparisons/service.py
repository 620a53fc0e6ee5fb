"""Comparisons: asked for, looked up, their reports."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.authentication import Caller
from api.comparisons.schemas import ComparisonRequest, ComparisonView, member_view
from api.context import Service
from api.idempotency import fingerprint_of, once
from api.problems import ProblemError
from api.reports.formats import ReportFormat, choose_format
from verifier.store import audit, comparisons, dossiers
from verifier.store.tables import Comparison, ComparisonState


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report of a comparison in the format that is wanted; `run` is the verification that was compared."""

    sha256: str
    form: ReportFormat
    run: int


def create(service: Service, caller: Caller, request: ComparisonRequest, key: str | None) -> tuple[str, bool]:
    """Have dossiers compared: the comparison as JSON, and whether an earlier request of the same key made it."""

    def act(session: Session) -> ComparisonView:
        compared = [dossiers.get(session, caller.organisation_id, one) for one in request.dossiers]
        formats = list(dict.fromkeys([ReportFormat.JSON.value, *(form.value for form in request.formats)]))
        return _view(
            session, comparisons.create(session, caller.organisation_id, compared, formats, actor=caller.actor)
        )

    made = once(service.store, caller, key, fingerprint_of("comparison", request), act, status=202)
    service.sender.nudge()
    return made


def get(service: Service, caller: Caller, comparison_id: str) -> ComparisonView:
    """A comparison."""
    with service.store.read() as session:
        return _view(session, comparisons.get(session, caller.organisation_id, comparison_id))


def report(
    service: Service,
    caller: Caller,
    comparison_id: str,
    dossier_id: str,
    *,
    wanted: ReportFormat | None,
    accept: str | None,
) -> FoundReport:
    """A dossier's report with what the comparison found; that it is fetched goes into the audit log."""
    with service.store.write() as session:
        comparison = comparisons.get(session, caller.organisation_id, comparison_id)
        run = {one.dossier_id: one.run for one in comparisons.members(session, comparison)}.get(dossier_id)
        if run is None:
            raise ProblemError("dossier-not-found")
        if comparison.state is not ComparisonState.DONE:
            raise ProblemError("no-report")
        reports = comparisons.reports(session, comparison)[dossier_id]
        chosen = choose_format(wanted, accept, reports)
        audit.record(
            session,
            "report.view",
            dossier_id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"comparison": comparison.id, "run": run, "format": chosen.value},
        )
    return FoundReport(reports[chosen.value], chosen, run)


def _view(session: Session, comparison: Comparison) -> ComparisonView:
    session.flush()
    written = comparisons.reports(session, comparison)
    members = [member_view(one, [*written.get(one.dossier_id, {})]) for one in comparisons.members(session, comparison)]
    return ComparisonView.of(comparison, members)
