"""`/v1/audit`: who did what."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.audit import service as audit
from api.audit.schemas import AuditView
from api.authentication import Administrator, guarded
from api.context import InService
from api.paging import Cursor, Limit, Paged
from api.texts import Identity

router = APIRouter(prefix="/v1/audit", tags=["操作记录"])
ACTOR = r"^(user:[0-9a-f]{32}|key:[0-9a-f]{32}|system(:[a-z]+)?)$"


@router.get("", responses=guarded("cursor-invalid"), summary="查询操作记录")
def list_acts(
    *,
    service: InService,
    caller: Administrator,
    act: Annotated[str | None, Query(pattern=r"^[a-z.-]{1,50}$", description="只列这一种操作")] = None,
    by: Annotated[str | None, Query(pattern=ACTOR, description="只列这一人员或密钥的操作，如user:编号")] = None,
    dossier: Annotated[Identity | None, Query(description="只列与这份申报材料有关的操作")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Paged[AuditView]:
    """本单位的操作记录，新的在前。记录只含编号，不含申报材料的内容，也不能修改。"""
    return audit.listed(service, caller, act=act, by=by, dossier=dossier, cursor=cursor, limit=limit)
