"""`/v1/rulesets`: by what dossiers are checked."""

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request, Response

from api.authentication import Administrator, Reader, guarded
from api.context import InService
from api.idempotency import REFUSALS, Key, answer_of
from api.masking import MaskedRoute
from api.middleware import allow_body
from api.paging import Cursor, Limit, Paged
from api.problems import ProblemError, Responses
from api.rulesets import service as rulesets
from api.rulesets.schemas import CurrentRequest, RulesetDetail, RulesetView, TrialDetail, TrialRequest, TrialView
from api.texts import Identity, Line

router = APIRouter(prefix="/v1/rulesets", tags=["规则集"], route_class=MaskedRoute)
_BYTES = 500_000  # of a ruleset
_MEDIA = "application/yaml"
_YAML: Responses = {200: {"description": "规则集文件", "content": {_MEDIA: {"schema": {"type": "string"}}}}}
_BODY = {"requestBody": {"required": True, "content": {_MEDIA: {"schema": {"type": "string"}}}}}
EditionId = Annotated[Identity, Path(description="规则集在本服务中的编号，即edition")]
TrialId = Annotated[Identity, Path(description="试用的编号")]


@router.get("", responses=guarded("cursor-invalid"), summary="查询规则集")
def list_rulesets(service: InService, caller: Reader, cursor: Cursor = None, limit: Limit = 50) -> Paged[RulesetView]:
    """本单位的全部规则集，现行的在最前。"""
    return rulesets.listed(service, caller, cursor=cursor, limit=limit)


@router.post(
    "",
    status_code=201,
    response_model=RulesetView,
    openapi_extra=_BODY,
    responses=guarded("body-too-large", "media-type-unsupported", *REFUSALS, "invalid-ruleset", "ruleset-exists"),
    summary="上传规则集",
)
async def upload_ruleset(
    request: Request,
    service: InService,
    caller: Administrator,
    name: Annotated[Line, Query(description="文件名，用于错误提示")] = "规则集.yaml",
    key: Key = None,
) -> Response:
    """存入一份规则集（YAML）。存入后不能改动，也不会自动成为现行规则集：请先试用，再设为现行。"""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA:
        raise ProblemError("media-type-unsupported", type=_MEDIA)
    allow_body(request.scope, _BYTES, ProblemError("body-too-large", limit=_BYTES // 1000))
    content = await request.body()
    return answer_of(await run_sync(rulesets.upload, service, caller, name, content, key), 201)


@router.put(
    "/current",
    responses=guarded(
        "request-malformed", "body-too-large", "ruleset-not-found", "trial-not-found", "trial-needed",
        "ruleset-is-current", "ruleset-not-in-effect",
    ),
    summary="设为现行规则集",
)  # fmt: skip
def make_current(service: InService, caller: Administrator, request: CurrentRequest) -> RulesetView:
    """此后新建的申报材料按它核验，已有的仍按原来的版本。须给出已查看过结果的试用；不经试用的，须注明理由。"""
    return rulesets.make_current(service, caller, request)


@router.get("/{edition_id}", responses=guarded("ruleset-not-found", "invalid-ruleset"), summary="查看规则集")
def get_ruleset(service: InService, caller: Administrator, edition_id: EditionId) -> RulesetDetail:
    """条款原文、材料清单、核验项目及其说明，以及曾在何时作为现行规则集。"""
    return rulesets.get(service, caller, edition_id)


@router.get(
    "/{edition_id}/text",
    response_class=Response,
    responses=guarded("ruleset-not-found") | _YAML,
    summary="下载规则集",
)
def get_text(service: InService, caller: Administrator, edition_id: EditionId) -> Response:
    """规则集文件的原文，可修改后以新的version上传。"""
    edition = rulesets.text(service, caller, edition_id)
    headers = {"Content-Disposition": f'attachment; filename="ruleset-{edition.id}.yaml"'}
    return Response(edition.text.encode(), media_type=_MEDIA, headers=headers)


@router.post(
    "/{edition_id}/trials",
    status_code=202,
    response_model=TrialView,
    responses=guarded(
        "request-malformed", "body-too-large", *REFUSALS, "ruleset-not-found", "dossier-not-found", "nothing-to-try"
    ),
    summary="试用规则集",
)
def begin_trial(
    service: InService, caller: Administrator, edition_id: EditionId, request: TrialRequest, key: Key = None
) -> Response:
    """按这一规则集重新核验已完成的申报材料，比较结果。不重新识读，不改变任何申报材料的报告。"""
    return answer_of(rulesets.begin_trial(service, caller, edition_id, request, key), 202)


@router.get("/{edition_id}/trials", responses=guarded("ruleset-not-found", "cursor-invalid"), summary="查询试用")
def list_trials(
    service: InService, caller: Administrator, edition_id: EditionId, cursor: Cursor = None, limit: Limit = 50
) -> Paged[TrialView]:
    """这一规则集的试用，新的在前。"""
    return rulesets.list_trials(service, caller, edition_id, cursor=cursor, limit=limit)


@router.get(
    "/{edition_id}/trials/{trial_id}",
    responses=guarded("ruleset-not-found", "trial-not-found"),
    summary="查看试用结果",
)
def get_trial(service: InService, caller: Administrator, edition_id: EditionId, trial_id: TrialId) -> TrialDetail:
    """哪些项目的结果会改变，按项目汇总并逐份列出。完整的结果被查看后，才能据以设为现行规则集。"""
    return rulesets.get_trial(service, caller, edition_id, trial_id)
