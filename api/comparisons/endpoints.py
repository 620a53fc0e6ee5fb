"""`/v1/comparisons`: what dossiers of several applicants have in common."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.authentication import Reader, Submitter, guarded
from api.comparisons import service as comparisons
from api.comparisons.schemas import ComparisonRequest, ComparisonView
from api.conditions import NOT_MODIFIED, IfNoneMatch, answer_with
from api.context import InService
from api.idempotency import REFUSALS, Key, answer_of
from api.masking import MaskedRoute, sees_numbers
from api.reports.answers import CONTENT, report_answer
from api.reports.formats import ReportFormat
from api.texts import ComparisonId, DossierId

router = APIRouter(prefix="/v1/comparisons", tags=["材料之间的比较"], route_class=MaskedRoute)
_MISSING = "comparison-not-found"


@router.post(
    "",
    status_code=202,
    response_model=ComparisonView,
    responses=guarded(
        "request-malformed", "body-too-large", *REFUSALS, "dossier-not-found", "no-report", "rulesets-differ"
    ),
    summary="比较几份材料",
)
def create_comparison(service: InService, caller: Submitter, request: ComparisonRequest, key: Key = None) -> Response:
    """将几份已核验的材料相互比较（如服务企业名单重合、页面雷同）。结果另成报告，各份材料自己的核验结果不变。"""
    return answer_of(comparisons.create(service, caller, request, key), 202)


@router.get(
    "/{comparison_id}",
    response_model=ComparisonView,
    responses=guarded(_MISSING) | NOT_MODIFIED,
    summary="查询比较",
)
def get_comparison(
    service: InService, caller: Reader, comparison_id: ComparisonId, if_none_match: IfNoneMatch = None
) -> Response:
    """比较的状态；完成（done）后有各份材料的结果。其中任何一份材料删除时，比较随之删除。"""
    return answer_with(comparisons.get(service, caller, comparison_id), if_none_match)


@router.get(
    "/{comparison_id}/dossiers/{dossier_id}/report",
    response_class=Response,
    responses=guarded(_MISSING, "dossier-not-found", "no-report", "not-acceptable") | NOT_MODIFIED | CONTENT,
    summary="计入比较结果的报告",
)
def get_report(
    *,
    service: InService,
    caller: Reader,
    comparison_id: ComparisonId,
    dossier_id: DossierId,
    format_: Annotated[ReportFormat | None, Query(alias="format", description="不给则按Accept")] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """一份材料的核验报告，计入与其他材料比较的结果。每次查看都记入审计日志。"""
    found = comparisons.report(service, caller, comparison_id, dossier_id, wanted=format_, accept=accept)
    name = f"report-{dossier_id}-{found.run}-compared"
    return report_answer(
        service.store.blobs,
        found.sha256,
        found.form,
        name=name,
        run=found.run,
        if_none_match=if_none_match,
        sees_numbers=sees_numbers(service, caller, dossier_id),
    )
