"""`/v1/dossiers/{id}/pages`: what the reviewer looks at."""

from fastapi import APIRouter, Response

from api.authentication import Reader, Submitter, guarded
from api.blobs import blob_answer
from api.conditions import NOT_MODIFIED, IfNoneMatch
from api.context import InService
from api.pages import service as pages
from api.pages.schemas import OverrideRequest, PageText, PageView
from api.paging import Cursor, Limit, Paged
from api.problems import Responses
from api.texts import DossierId, PageNumber

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/pages", tags=["页面"])
_MISSING = ("dossier-not-found", "page-not-found")
_PICTURE: Responses = {
    200: {"description": "转正后的页面图像", "content": {"image/jpeg": {"schema": {"type": "string"}}}}
}


@router.get("", responses=guarded("dossier-not-found", "cursor-invalid"), summary="页面清单")
def list_pages(
    service: InService, caller: Reader, dossier_id: DossierId, cursor: Cursor = None, limit: Limit = 50
) -> Paged[PageView]:
    """最近一次提交的页面，按页码。"""
    return pages.list_pages(service, caller, dossier_id, cursor=cursor, limit=limit)


@router.get(
    "/{number}/image",
    response_class=Response,
    responses=guarded(*_MISSING, "picture-not-found") | NOT_MODIFIED | _PICTURE,
    summary="页面图像",
)
def get_image(
    service: InService, caller: Reader, dossier_id: DossierId, number: PageNumber, if_none_match: IfNoneMatch = None
) -> Response:
    """转正后的页面图像，重新编码为JPEG。每次查看都记入审计日志。"""
    picture = pages.picture_of(service, caller, dossier_id, number)
    return blob_answer(service.store.blobs, picture, "image/jpeg", if_none_match=if_none_match, headers={})


@router.get("/{number}/text", responses=guarded(*_MISSING), summary="页面文字")
def get_text(service: InService, caller: Reader, dossier_id: DossierId, number: PageNumber) -> PageText:
    """识读出的文字行及其位置。每次查看都记入审计日志。"""
    return pages.text_of(service, caller, dossier_id, number)


@router.put(
    "/{number}/override",
    responses=guarded(
        "request-malformed", *_MISSING, "dossier-busy", "dossier-held", "dossier-sealed", "body-too-large"
    ),
    summary="更正页面",
)
def override_page(
    service: InService, caller: Submitter, dossier_id: DossierId, number: PageNumber, said: OverrideRequest
) -> PageView:
    """指定页面的旋转或材料类别，再次提交核验时生效。"""
    return pages.override(service, caller, dossier_id, number, said)


@router.delete(
    "/{number}/override",
    responses=guarded(*_MISSING, "dossier-busy", "dossier-held", "dossier-sealed"),
    summary="取消页面的更正",
)
def clear_override(service: InService, caller: Submitter, dossier_id: DossierId, number: PageNumber) -> PageView:
    """取消对页面旋转和材料类别的指定，再次提交核验时生效；没有指定过的，没有变化。"""
    return pages.clear_override(service, caller, dossier_id, number)
