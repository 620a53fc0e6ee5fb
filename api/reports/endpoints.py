"""`/v1/dossiers/{id}/report`."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from sqlalchemy.orm import Session

from api.authentication import Reader, guarded
from api.checks.service import last_run
from api.conditions import NOT_MODIFIED, IfNoneMatch
from api.context import InService
from api.masking import sees_numbers
from api.problems import ProblemError
from api.reports.answers import CONTENT, report_answer
from api.reports.formats import ReportFormat, choose_format
from api.texts import DossierId, Identity
from verifier.store import audit, conclusions, dossiers, runs
from verifier.store.tables import Dossier, Run

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["核验结果"])


@router.get(
    "/report",
    response_class=Response,
    responses=guarded("dossier-not-found", "run-not-found", "conclusion-not-found", "no-report", "not-acceptable")
    | NOT_MODIFIED
    | CONTENT,
    summary="核验报告",
)
def get_report(
    *,
    service: InService,
    caller: Reader,
    dossier_id: DossierId,
    format_: Annotated[ReportFormat | None, Query(alias="format", description="不给则按Accept")] = None,
    run: Annotated[int | None, Query(ge=1, le=1_000_000, description="第几次核验；不给则为最近一次")] = None,
    conclusion: Annotated[Identity | None, Query(description="审核结论的编号，已撤销的也可；此时run不起作用")] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """最近一次核验的报告；结论签署之后，是载有各项决定和结论的封存报告（以run指明第几次的，是当时的报告）。

    结论撤销之后，以conclusion仍可取得当时封存的报告。每次查看都记入审计日志。

    证件号码和电话号码的中间几位隐去；只有json格式含有完整号码，供程序使用，用户须先“显示完整号码”。
    """
    with service.store.write() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        found, reports = _of_run(session, dossier, run) if conclusion is None else _sealed(session, dossier, conclusion)
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
    return report_answer(
        service.store.blobs,
        blob,
        chosen,
        name=name,
        run=found.number,
        if_none_match=if_none_match,
        sees_numbers=sees_numbers(service, caller, dossier_id),
    )


def _of_run(session: Session, dossier: Dossier, number: int | None) -> tuple[Run, dict[str, str]]:
    """The run asked for and its reports; of the last one the sealed ones, where a conclusion stands."""
    if number is not None:
        run = runs.get(session, dossier, number)
        return run, runs.reports(session, run)
    run = last_run(session, dossier)
    signed = conclusions.standing(session, dossier)
    return run, (conclusions.reports(session, signed) if signed else {}) or runs.reports(session, run)


def _sealed(session: Session, dossier: Dossier, conclusion_id: str) -> tuple[Run, dict[str, str]]:
    """What was sealed by a conclusion. Raises NotFoundError, and ProblemError where nothing was."""
    conclusion = conclusions.get(session, dossier, conclusion_id)
    reports = conclusions.reports(session, conclusion)
    if not reports:
        raise ProblemError("no-report")
    return runs.with_id(session, conclusion.run_id), reports
