"""`/v1/dossiers/{id}/report`."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.authentication import Reader, guarded
from api.blobs import blob_answer
from api.checks.service import last_run
from api.conditions import NOT_MODIFIED, IfNoneMatch
from api.context import InService
from api.problems import Responses
from api.reports.formats import MEDIA_TYPES, ReportFormat, choose_format
from api.texts import DossierId
from verifier.store import audit, dossiers, runs
from verifier.store.blobs import Blobs

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["核验结果"])
_HEAD_BYTES = 4096
_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]*)"')
_CONTENT: Responses = {
    200: {
        "description": "报告",
        "content": {
            media: {"schema": {"type": "object"} if form is ReportFormat.JSON else {"type": "string"}}
            for form, media in MEDIA_TYPES.items()
        },
    }
}


@router.get(
    "/report",
    response_class=Response,
    responses=guarded("dossier-not-found", "run-not-found", "no-report", "not-acceptable") | NOT_MODIFIED | _CONTENT,
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
    """最近一次核验的报告。每次查看都记入审计日志。"""
    with service.store.write() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        found = last_run(session, dossier) if run is None else runs.get(session, dossier, run)
        reports = runs.reports(session, found)
        chosen = choose_format(format_, accept, reports)
        audit.record(
            session,
            "report.view",
            dossier.id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"run": found.number, "format": chosen.value},
        )
    sha256 = reports[chosen.value]
    headers = {
        "Content-Disposition": f'{_disposition(chosen)}; filename="report-{dossier_id}-{found.number}.{chosen.value}"',
        "Report-Run": str(found.number),
        "Vary": "Accept",
    }
    if chosen is ReportFormat.HTML:
        headers["Content-Security-Policy"] = _own_policy(service.store.blobs, sha256)
    return blob_answer(service.store.blobs, sha256, MEDIA_TYPES[chosen], if_none_match=if_none_match, headers=headers)


def _disposition(form: ReportFormat) -> str:
    return "inline" if form in (ReportFormat.JSON, ReportFormat.HTML) else "attachment"


def _own_policy(blobs: Blobs, sha256: str) -> str:
    """The policy that the report states itself: its own script and style by their hashes, nothing else."""
    with blobs.open(sha256) as stream:
        stated = _POLICY.search(stream.read(_HEAD_BYTES))
    policy = stated[1].decode("ascii") if stated is not None else "default-src 'none'"
    return f"{policy}; frame-ancestors 'none'"
