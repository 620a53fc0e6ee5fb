"""`/v1/dossiers/{id}/runs`, `…/checks`: what was found, and a reviewer's decisions."""

from fastapi import APIRouter, Response

from api.authentication import Reader, Reviewer, guarded
from api.checks import service as checks
from api.checks.schemas import CheckDetail, CheckView, DecisionRequest, PastDecision, RunView
from api.conditions import NOT_MODIFIED, IfMatch, IfNoneMatch, answer_with
from api.context import InService
from api.masking import MaskedRoute
from api.paging import Cursor, Limit, Paged
from api.texts import DossierId, RuleId

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["核验结果"], route_class=MaskedRoute)
_MISSING = ("dossier-not-found", "no-report")


@router.get("/runs", responses=guarded("dossier-not-found", "cursor-invalid"), summary="历次核验")
def list_runs(
    service: InService, caller: Reader, dossier_id: DossierId, cursor: Cursor = None, limit: Limit = 50
) -> Paged[RunView]:
    """历次核验的汇总，以及与上一次相比已解决、新出现和仍存在的问题；先核验的在前。"""
    return checks.list_runs(service, caller, dossier_id, cursor=cursor, limit=limit)


@router.get("/checks", responses=guarded(*_MISSING, "cursor-invalid"), summary="核验项目")
def list_checks(
    service: InService, caller: Reader, dossier_id: DossierId, cursor: Cursor = None, limit: Limit = 50
) -> Paged[CheckView]:
    """最近一次核验的项目，连同审核人的决定，按规则集的顺序。"""
    return checks.list_checks(service, caller, dossier_id, cursor=cursor, limit=limit)


@router.get(
    "/checks/{rule}",
    response_model=CheckDetail,
    responses=guarded(*_MISSING, "check-not-found") | NOT_MODIFIED,
    summary="一个核验项目",
)
def get_check(
    service: InService, caller: Reader, dossier_id: DossierId, rule: RuleId, if_none_match: IfNoneMatch = None
) -> Response:
    """一个核验项目，连同所比对的值及其位置。作决定时以If-Match带上这里的ETag，可避免依据旧的结果作决定。

    每次查看都记入审计日志。
    """
    return answer_with(checks.get_check(service, caller, dossier_id, rule), if_none_match)


@router.put(
    "/checks/{rule}/decision",
    response_model=CheckDetail,
    responses=guarded(
        "request-malformed",
        *_MISSING,
        "check-not-found",
        "dossier-held",
        "dossier-sealed",
        "precondition-failed",
        "precondition-required",
        "body-too-large",
    ),
    summary="作出决定",
)
def decide(
    *,
    service: InService,
    caller: Reviewer,
    dossier_id: DossierId,
    rule: RuleId,
    said: DecisionRequest,
    if_match: IfMatch = None,
) -> Response:
    """审核人对一个项目的决定：属实（confirmed）、排除（dismissed）或已更正（corrected），并说明理由。

    以登录的身份作决定时，必须以If-Match带上所看到的核验项目的ETag；以API密钥的可以不带。
    """
    return answer_with(checks.decide(service, caller, dossier_id, rule, said, if_match=if_match))


@router.get(
    "/checks/{rule}/decisions",
    responses=guarded(*_MISSING, "check-not-found", "cursor-invalid"),
    summary="一个核验项目的历次决定",
)
def list_decisions(
    *,
    service: InService,
    caller: Reader,
    dossier_id: DossierId,
    rule: RuleId,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Paged[PastDecision]:
    """对一个核验项目作过的全部决定，新的在前。"""
    return checks.list_decisions(service, caller, dossier_id, rule, cursor=cursor, limit=limit)
