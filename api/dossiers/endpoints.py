"""`/v1/dossiers`: handing in, building up, looking up, taking away."""

from typing import Annotated
from urllib.parse import quote

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response

from api.authentication import Administrator, Reader, Submitter, guarded
from api.blobs import blob_answer
from api.conditions import NOT_MODIFIED, IfMatch, IfNoneMatch, is_known, not_modified, tag_of
from api.context import InService
from api.dossiers import service as dossiers
from api.dossiers.schemas import CREATE_BODY, FILES_BODY, FORM_PARTS, DossierDetail, DossierView
from api.idempotency import REFUSALS, REPLAYED, Key
from api.masking import MaskedRoute
from api.paging import Cursor, Limit, Paged
from api.problems import Responses
from api.texts import DossierId, FileId, Line
from api.uploads import read_upload
from verifier.store.tables import DossierState

router = APIRouter(prefix="/v1/dossiers", tags=["申报材料"], route_class=MaskedRoute)
_UPLOAD = (
    "multipart-malformed", "media-type-unsupported", "request-too-large", "file-too-large", "too-many-files",
    "body-too-large", "files-invalid", "storage-full",
)  # fmt: skip
_DECLARED = ("declared-value", "declared-unknown", "declared-form", "declared-repeated")
_MISSING = "dossier-not-found"
_BYTES = "application/octet-stream"
_ORIGINAL: Responses = {200: {"description": "文件内容", "content": {_BYTES: {"schema": {"type": "string"}}}}}
_NOTHING: frozenset[str] = frozenset()


@router.post(
    "",
    status_code=202,
    response_model=DossierDetail,
    openapi_extra=CREATE_BODY,
    responses=guarded(*_UPLOAD, *REFUSALS, *_DECLARED, "queue-full"),
    summary="提交申报材料",
)
async def create_dossier(*, request: Request, service: InService, caller: Submitter, key: Key = None) -> Response:
    """提交一份申报材料并开始核验。不带文件或submit=false时只建立，随后可分次上传文件，再调用submit。"""
    async with read_upload(request, service.uploads, allowed=FORM_PARTS) as upload:
        text, replayed = await run_sync(dossiers.create, service, caller, upload, key)
    answer = _answer(text, status=202, replayed=replayed)
    request.state.dossier_id = answer.headers["Location"].rpartition("/")[2]  # for the log
    return answer


@router.get("", responses=guarded("cursor-invalid"), summary="查询申报材料")
def list_dossiers(
    *,
    service: InService,
    caller: Reader,
    state: Annotated[list[DossierState], Query(description="只列这些状态，可重复")] = [],  # noqa: B006 -- FastAPI copies it
    reference: Annotated[Line | None, Query(description="只列提交方这一编号的")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Paged[DossierView]:
    """本单位的申报材料，新的在前。"""
    return dossiers.listed(service, caller, states=state, reference=reference, cursor=cursor, limit=limit)


@router.get(
    "/{dossier_id}",
    response_model=DossierDetail,
    responses=guarded(_MISSING) | NOT_MODIFIED,
    summary="查询一份申报材料",
)
def get_dossier(
    service: InService, caller: Reader, dossier_id: DossierId, if_none_match: IfNoneMatch = None
) -> Response:
    """状态、已识读页数和文件。轮询时以If-None-Match带上ETag，没有变化时回答304。"""
    found = dossiers.get(service, caller, dossier_id)
    tag = tag_of(found)
    return not_modified(tag) if is_known(if_none_match, tag) else _answer(found.model_dump_json())


@router.delete(
    "/{dossier_id}",
    status_code=204,
    responses=guarded(_MISSING, "dossier-sealed", "precondition-failed"),
    summary="删除申报材料",
)
def delete_dossier(service: InService, caller: Administrator, dossier_id: DossierId, if_match: IfMatch = None) -> None:
    """永久删除申报材料、识读结果、图像和报告；审计日志只保留编号。"""
    dossiers.delete(service, caller, dossier_id, if_match=if_match)


@router.post(
    "/{dossier_id}/files",
    status_code=201,
    response_model=DossierDetail,
    openapi_extra=FILES_BODY,
    responses=guarded(
        *_UPLOAD, *REFUSALS, _MISSING, "dossier-busy", "dossier-held", "dossier-sealed", "precondition-failed"
    ),
    summary="添加文件",
)
async def add_files(
    *,
    request: Request,
    service: InService,
    caller: Submitter,
    dossier_id: DossierId,
    key: Key = None,
    if_match: IfMatch = None,
) -> Response:
    """添加文件；核验中的材料不能修改。修改后调用submit重新核验，未改动的页面不会重新识读。"""
    await run_sync(dossiers.get, service, caller, dossier_id)  # before a great upload is read for nothing
    async with read_upload(request, service.uploads, allowed=_NOTHING) as upload:
        text, replayed = await run_sync(
            lambda: dossiers.add_files(service, caller, dossier_id, upload, key=key, if_match=if_match)
        )
    return _answer(text, status=201, replayed=replayed)


@router.get(
    "/{dossier_id}/files/{file_id}/content",
    response_class=Response,
    responses=guarded(_MISSING, "file-not-found") | NOT_MODIFIED | _ORIGINAL,
    summary="原始文件",
)
def get_original(
    service: InService, caller: Reader, dossier_id: DossierId, file_id: FileId, if_none_match: IfNoneMatch = None
) -> Response:
    """下载提交的原始文件；只作为附件给出，不在浏览器中打开。每次下载都记入审计日志。"""
    found = dossiers.original(service, caller, dossier_id, file_id)
    name = quote(found.name.rpartition("/")[2], safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return blob_answer(service.store.blobs, found.sha256, _BYTES, if_none_match=if_none_match, headers=headers)


@router.put(
    "/{dossier_id}/files/{file_id}",
    response_model=DossierDetail,
    openapi_extra=FILES_BODY,
    responses=guarded(
        *_UPLOAD, _MISSING, "file-not-found", "dossier-busy", "dossier-held", "dossier-sealed", "precondition-failed"
    ),
    summary="替换文件",
)
async def replace_file(
    *,
    request: Request,
    service: InService,
    caller: Submitter,
    dossier_id: DossierId,
    file_id: FileId,
    if_match: IfMatch = None,
) -> Response:
    """以一个新文件替换原有的文件。"""
    await run_sync(dossiers.get, service, caller, dossier_id)
    async with read_upload(request, service.uploads, allowed=_NOTHING) as upload:
        changed = await run_sync(
            lambda: dossiers.replace_file(service, caller, dossier_id, file_id, upload, if_match=if_match)
        )
    return _answer(changed.model_dump_json())


@router.delete(
    "/{dossier_id}/files/{file_id}",
    response_model=DossierDetail,
    responses=guarded(
        _MISSING, "file-not-found", "dossier-busy", "dossier-held", "dossier-sealed", "precondition-failed"
    ),
    summary="删除文件",
)
def remove_file(
    service: InService, caller: Submitter, dossier_id: DossierId, file_id: FileId, if_match: IfMatch = None
) -> Response:
    """从申报材料中删除一个文件。"""
    return _answer(dossiers.remove_file(service, caller, dossier_id, file_id, if_match=if_match).model_dump_json())


@router.post(
    "/{dossier_id}/submit",
    status_code=202,
    response_model=DossierDetail,
    responses=guarded(
        *REFUSALS,
        _MISSING,
        "dossier-busy",
        "dossier-held",
        "dossier-sealed",
        "no-files",
        "precondition-failed",
        "queue-full",
    ),
    summary="提交核验",
)
def submit_dossier(
    service: InService, caller: Submitter, dossier_id: DossierId, key: Key = None, if_match: IfMatch = None
) -> Response:
    """开始核验；修改之后再次提交时，只重新识读有变动的页面。"""
    text, replayed = dossiers.submit(service, caller, dossier_id, key=key, if_match=if_match)
    return _answer(text, status=202, replayed=replayed)


def answer_dossier(detail: DossierDetail, *, status: int = 200) -> Response:
    """A dossier with its ETag and its address."""
    return _answer(detail.model_dump_json(), status=status)


def _answer(text: str, *, status: int = 200, replayed: bool = False) -> Response:
    """A dossier with its ETag and its address."""
    detail = DossierDetail.model_validate_json(text)
    headers = {"ETag": tag_of(detail), "Location": f"/v1/dossiers/{detail.id}"}
    if replayed:
        headers |= REPLAYED
    return Response(detail.model_dump_json(), status, headers, "application/json")
