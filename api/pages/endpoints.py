"""`/v1/dossiers/{id}/pages`: what the reviewer looks at."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.authentication import Reader, Submitter, guarded
from api.blobs import blob_answer
from api.conditions import NOT_MODIFIED, IfNoneMatch, is_known, not_modified
from api.context import InService
from api.masking import MaskedRoute
from api.pages import service as pages
from api.pages.pictures import PictureWidth, reduced
from api.pages.schemas import OverrideRequest, PageText, PageView
from api.paging import Cursor, Limit, Paged
from api.problems import Responses
from api.texts import DossierId, PageNumber

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/pages", tags=["页面"], route_class=MaskedRoute)
_MISSING = ("dossier-not-found", "page-not-found")
_JPEG = "image/jpeg"
_PICTURE: Responses = {200: {"description": "转正后的页面图像", "content": {_JPEG: {"schema": {"type": "string"}}}}}
# Kept by the browser, but asked for each time: who has lost the right to look sees nothing.
_KEPT = {"Cache-Control": "private, no-cache"}


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
    *,
    service: InService,
    caller: Reader,
    dossier_id: DossierId,
    number: PageNumber,
    width: Annotated[PictureWidth | None, Query(description="宽度不超过多少像素；不给则为原有大小")] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """转正后的页面图像，重新编码为JPEG。除看不清文字的缩略图（200）外，每次查看都记入审计日志。"""
    blobs = service.store.blobs
    picture = pages.picture_of(service, caller, dossier_id, number, is_legible=width is not PictureWidth.THUMBNAIL)
    if width is None:
        return blob_answer(blobs, picture, _JPEG, if_none_match=if_none_match, headers=_KEPT)
    tag = f'"{picture}-{width.value}"'
    if is_known(if_none_match, tag):
        return not_modified(tag, _KEPT)
    with blobs.open(picture) as stream:
        content = reduced(stream, width)
    return Response(content, headers={**_KEPT, "ETag": tag}, media_type=_JPEG)


@router.get("/{number}/text", responses=guarded(*_MISSING), summary="页面文字")
def get_text(service: InService, caller: Reader, dossier_id: DossierId, number: PageNumber) -> PageText:
    """识读出的文字行及其位置。每次查看都记入审计日志。"""
    return pages.text_of(service, caller, dossier_id, number)


@router.put(
    "/{number}/override",
    responses=guarded(
        "request-malformed",
        *_MISSING,
        "dossier-busy",
        "dossier-held",
        "dossier-sealed",
        "body-too-large",
        "precondition-failed",
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
