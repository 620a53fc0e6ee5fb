"""`/v1/table`: many dossiers in one table for the expert review."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from api.authentication import Reader, guarded
from api.context import InService
from api.problems import Responses
from api.reports.formats import MEDIA_TYPES, ReportFormat
from api.tables import service as tables
from verifier.store.queue import Holder, Order, Wanted
from verifier.store.tables import DossierState

router = APIRouter(prefix="/v1/table", tags=["核验结果"])
_MEDIA = MEDIA_TYPES[ReportFormat.XLSX]
_CONTENT: Responses = {200: {"description": "汇总表（Excel）", "content": {_MEDIA: {"schema": {"type": "string"}}}}}
_HEADERS = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('专家评审汇总.xlsx', safe='')}"}
_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]*$"


@router.get("", response_class=Response, responses=guarded("table-too-large") | _CONTENT, summary="专家评审汇总表")
def get_table(
    *,
    request: Request,
    service: InService,
    caller: Reader,
    state: Annotated[list[DossierState], Query(description="只列这些状态，可重复")] = [],  # noqa: B006 -- FastAPI copies it
    text: Annotated[str, Query(max_length=200, pattern=_CONTROLS, description="申请单位或编号中的文字")] = "",
    is_open: Annotated[bool, Query(alias="open", description="只列还有事项没有决定的")] = False,
    holder: Annotated[Holder, Query(description="由谁认领：全部、本人、无人")] = Holder.ANYBODY,
    order: Annotated[Order, Query(description="行的次序")] = Order.NEWEST,
    format_: Annotated[Literal["xlsx"], Query(alias="format", description="表的格式")] = "xlsx",  # noqa: ARG001 -- so far one
) -> Response:
    """本单位的申报材料，一个申请单位一行，一个核验项目一列，链接到报告中的依据；规则集不同的分别列表。

    筛选与材料列表相同，一次最多1000份。每次导出都记入审计日志。
    """
    held_by = holder.seen_by(caller.actor)
    wanted = Wanted(states=state, text=text.strip(), is_open=is_open, held_by=held_by, order=order)
    content = tables.expert_table(service, caller, wanted, base=str(request.base_url))
    return Response(content, headers=_HEADERS, media_type=_MEDIA)
