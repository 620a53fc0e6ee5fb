"""`/v1/state`: how the service stands."""

from fastapi import APIRouter

from api.authentication import Administrator, guarded
from api.context import InService
from api.state import service as state
from api.state.schemas import StateView

router = APIRouter(prefix="/v1/state", tags=["运行"])


@router.get("", responses=guarded(), summary="运行状况")
def get_state(service: InService, caller: Administrator) -> StateView:
    """排队、工作进程、存储空间，以及本单位申报材料和通知的数量。排队和工作进程为整个服务的情况。"""
    return state.describe(service, caller)
