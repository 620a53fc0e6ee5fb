"""What operators and their monitoring look at: `/healthz`, `/readyz`, `/metrics`; and which rulesets there are."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from api.authentication import Reader, guarded
from api.context import InService
from api.metrics import describe_work
from api.problems import ProblemError, Responses, refusals
from verifier.ruleset import available, load_ruleset

router = APIRouter(tags=["运行"])
_TEXT: Responses = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


class Health(BaseModel):
    """Nothing but that it answers."""

    status: str = "ok"


class RulesetView(BaseModel):
    """A regulation that dossiers can be checked against."""

    id: str
    version: str
    name: str
    rules: int


@router.get("/healthz", summary="是否运行")
def health() -> Health:
    """服务进程正在运行。"""
    return Health()


@router.get("/readyz", responses=refusals("not-ready"), summary="是否就绪")
def readiness(service: InService) -> Health:
    """数据库可用且结构为当前版本。"""
    try:
        is_current = service.store.is_current()
    except SQLAlchemyError as error:
        raise ProblemError("not-ready") from error
    if not is_current:
        raise ProblemError("not-ready")
    return Health()


@router.get("/metrics", response_class=Response, responses=refusals("not-ready") | _TEXT, summary="监控指标")
def metrics(service: InService) -> Response:
    """Prometheus指标：排队的任务、已识读的页面、识读用时、核验结果。不含任何申报内容。"""
    try:
        work = describe_work(service.store)
    except SQLAlchemyError as error:
        raise ProblemError("not-ready") from error
    return Response(work + generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/v1/rulesets", responses=guarded(), summary="规则集")
def list_rulesets(_caller: Reader) -> list[RulesetView]:
    """可用的规则集，默认的在前。"""
    rulesets = [load_ruleset(name) for name in available()]
    return [RulesetView(id=one.id, version=one.version, name=one.name, rules=len(one.rules)) for one in rulesets]
