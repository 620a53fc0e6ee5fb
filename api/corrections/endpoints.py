"""`/v1/dossiers/{id}/corrections`: values that people give in the place of what was read."""

from fastapi import APIRouter

from api.authentication import Reader, Reviewer, guarded
from api.conditions import IfMatch
from api.context import InService
from api.corrections import service as corrections
from api.corrections.schemas import CorrectionRequest, CorrectionView
from api.masking import MaskedRoute
from api.paging import Cursor, Limit, Paged
from api.texts import DossierId, FieldPath

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/corrections", tags=["审核"], route_class=MaskedRoute)
_REFUSALS = ("dossier-not-found", "dossier-busy", "dossier-held", "dossier-sealed", "precondition-failed")


@router.get("", responses=guarded("dossier-not-found", "cursor-invalid"), summary="人工更正清单")
def list_corrections(
    service: InService, caller: Reader, dossier_id: DossierId, cursor: Cursor = None, limit: Limit = 50
) -> Paged[CorrectionView]:
    """现有的人工更正，先作的在前。识读的内容与更正时不同的（reopened），核验不再采用，需重新确认。"""
    return corrections.listed(service, caller, dossier_id, cursor=cursor, limit=limit)


@router.put(
    "/{path}",
    responses=guarded(
        "request-malformed", *_REFUSALS, "no-report", "field-not-found", "page-not-found", "correction-value",
        "correction-place", "body-too-large",
    ),
    summary="更正一项内容",
)  # fmt: skip
def correct(
    *,
    service: InService,
    caller: Reviewer,
    dossier_id: DossierId,
    path: FieldPath,
    said: CorrectionRequest,
    if_match: IfMatch = None,
) -> CorrectionView:
    """以人工核对的值代替识读的值，再次提交核验时生效；识读的原文保留。If-Match用材料的ETag。

    没有识读到的内容，须以page指明它在材料的哪一页；以polygon框出位置的，以框内为依据，否则以整页为依据。
    """
    return corrections.correct(service, caller, dossier_id, path, said, if_match=if_match)


@router.delete(
    "/{path}", status_code=204, responses=guarded(*_REFUSALS, "correction-not-found"), summary="取消人工更正"
)
def withdraw(
    service: InService, caller: Reviewer, dossier_id: DossierId, path: FieldPath, if_match: IfMatch = None
) -> None:
    """取消一项人工更正，再次提交核验时恢复为识读的值。If-Match用材料的ETag。"""
    corrections.withdraw(service, caller, dossier_id, path, if_match=if_match)
