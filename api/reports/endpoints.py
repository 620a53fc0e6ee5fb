"""`/v1/dossiers/{id}/report`."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.authentication import Reader, guarded
from api.checks.service import last_run
from api.conditions import NOT_MODIFIED, IfNoneMatch
from api.context import InService
from api.reports.answers import CONTENT, report_answer
from api.reports.formats import ReportFormat, choose_format
from api.texts import DossierId
from verifier.store import audit, conclusions, dossiers, runs

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["核验结果"])


@router.get(
    "/report",
    response_class=Response,
    responses=guarded("dossier-not-found", "run-not-found", "no-report", "not-acceptable") | NOT_MODIFIED | CONTENT,
    summary="核验报告",
)
def get_report(
    *,
    service: InService,
    caller: Reader,
    dossier_id: DossierId,
    format_: Annotated[ReportFormat | None, Query(alias="format", description="不给则按Accept")] = None,
    run: Annotated[int | None, Query(ge=1, le=1_000_000, description="第几次核验；不给则为最近一次")] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """最近一次核验的报告；结论签署之后，是载有各项决定和结论的封存报告（以run指明第几次的，是当时的报告）。

    每次查看都记入审计日志。
    """
    with service.store.write() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        found = last_run(session, dossier) if run is None else runs.get(session, dossier, run)
        sealed = conclusions.standing(session, dossier) if run is None else None
        reports = (conclusions.reports(session, sealed) if sealed else {}) or runs.reports(session, found)
        chosen = choose_format(format_, accept, reports)
        audit.record(
            session,
            "report.view",
            dossier.id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"run": found.number, "format": chosen.value},
        )
    name = f"report-{dossier_id}-{found.number}"
    blob = reports[chosen.value]
    return report_answer(service.store.blobs, blob, chosen, name=name, run=found.number, if_none_match=if_none_match)
