"""`/v1/dossiers/{id}/conclusion`: what the review ends in; `…/conclusions`: each time that it did."""

from fastapi import APIRouter, Request, Response

from api.authentication import Administrator, Reader, Reviewer, guarded
from api.conclusions import service as conclusions
from api.conclusions.schemas import ConclusionBasis, ConclusionRequest, ConclusionView, LiftRequest
from api.context import InService
from api.idempotency import REFUSALS, Key, answer_of
from api.masking import MaskedRoute
from api.paging import Cursor, Limit, Paged
from api.sessions.endpoints import address_of
from api.texts import DossierId

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["审核"], route_class=MaskedRoute)
_MISSING = ("dossier-not-found", "conclusion-not-found")
_REFUSALS = (
    "request-malformed", "body-too-large", "person-needed", "sign-off-refused", "login-locked", "dossier-not-found",
    "dossier-held", "dossier-sealed", "not-verified", "findings-open",
    "precondition-failed",
)  # fmt: skip


@router.get("/conclusion", responses=guarded(*_MISSING), summary="审核结论")
def get_conclusion(service: InService, caller: Reader, dossier_id: DossierId) -> ConclusionView:
    """最近一次签署的审核结论；已经撤销的，写明撤销人和理由。"""
    return conclusions.get(service, caller, dossier_id)


@router.get("/conclusions", responses=guarded("dossier-not-found", "cursor-invalid"), summary="历次审核结论")
def list_conclusions(
    service: InService, caller: Reader, dossier_id: DossierId, cursor: Cursor = None, limit: Limit = 50
) -> Paged[ConclusionView]:
    """签署过的全部审核结论，新的在前；其中至多一项有效，其余已经撤销，写明撤销人和理由。"""
    return conclusions.listed(service, caller, dossier_id, cursor=cursor, limit=limit)


@router.get("/conclusion/basis", responses=guarded("dossier-not-found", "no-report"), summary="签署依据")
def get_basis(service: InService, caller: Reader, dossier_id: DossierId) -> ConclusionBasis:
    """此刻签署所依据的核验和决定；签署时一并提交，其间有变化的，不予签署（412）。"""
    return conclusions.basis(service, caller, dossier_id)


@router.put("/conclusion", responses=guarded(*_REFUSALS), summary="签署审核结论")
def conclude(
    *, request: Request, service: InService, caller: Reviewer, dossier_id: DossierId, said: ConclusionRequest
) -> ConclusionView:
    """由审核人以自己的登录密码签署；每一项待处理事项都须先有有效的决定。

    签署之后，这份材料不能再作任何改动。系统随即生成封存的报告，其中载明每项决定和结论，其SHA-256记入审计日志。
    """
    return conclusions.conclude(service, caller, dossier_id, said, address_of(request))


@router.post(
    "/conclusion/lift",
    response_model=ConclusionView,
    responses=guarded("request-malformed", "body-too-large", *REFUSALS, *_MISSING),
    summary="撤销审核结论",
)
def lift_conclusion(
    service: InService, caller: Administrator, dossier_id: DossierId, said: LiftRequest, key: Key = None
) -> Response:
    """由管理员撤销，并写明理由；此后材料可以改动，原来封存的报告留档，以结论的编号取得。"""
    return answer_of(conclusions.lift(service, caller, dossier_id, said, key), 200)
