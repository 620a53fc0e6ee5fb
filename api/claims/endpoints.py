"""`/v1/dossiers/{id}/claim`: who works on a dossier."""

from fastapi import APIRouter, Response

from api.authentication import Reviewer, guarded
from api.claims import service as claims
from api.conditions import IfMatch
from api.context import InService
from api.dossiers.endpoints import answer_dossier
from api.dossiers.schemas import DossierDetail
from api.masking import MaskedRoute
from api.texts import DossierId

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/claim", tags=["审核"], route_class=MaskedRoute)
_REFUSALS = ("dossier-not-found", "dossier-held", "dossier-sealed", "precondition-failed")


@router.put("", response_model=DossierDetail, responses=guarded(*_REFUSALS, "person-needed"), summary="认领材料")
def claim(service: InService, caller: Reviewer, dossier_id: DossierId, if_match: IfMatch = None) -> Response:
    """认领一份材料。认领期间，其他用户和程序不能作决定、更正、改动文件或提交核验；已由本人认领的，没有变化。"""
    return answer_dossier(claims.claim(service, caller, dossier_id, if_match=if_match))


@router.delete("", response_model=DossierDetail, responses=guarded(*_REFUSALS), summary="释放材料")
def release(service: InService, caller: Reviewer, dossier_id: DossierId, if_match: IfMatch = None) -> Response:
    """释放本人认领的材料；管理员可以释放他人认领的。无人认领的，没有变化。"""
    return answer_dossier(claims.release(service, caller, dossier_id, if_match=if_match))
