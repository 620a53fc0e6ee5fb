"""What operators and their monitoring look at: `/healthz`, `/readyz` and `/metrics`."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from api.context import InService
from api.metrics import describe_work
from api.problems import ProblemError, Responses, refusals

router = APIRouter(tags=["运行"])
_TEXT: Responses = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


class Health(BaseModel):
    """Nothing but that it answers."""

    status: str = "ok"


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
