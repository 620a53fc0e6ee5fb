"""`/v1/dossiers/{id}/letter`: the draft of what an applicant has to supply or put right."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.authentication import Reviewer, guarded
from api.context import InService
from api.letters import service as letters
from api.problems import Responses
from api.reports.formats import MEDIA_TYPES, ReportFormat
from api.texts import RULE_PATTERN, DossierId

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["补正"])
_MEDIA = MEDIA_TYPES[ReportFormat.DOCX]
_CONTENT: Responses = {200: {"description": "通知书（Word）", "content": {_MEDIA: {"schema": {"type": "string"}}}}}
_REFUSALS = (
    "dossier-not-found", "no-report", "ruleset-not-found", "finding-not-found", "nothing-to-supplement", "due-passed",
    "letter-outdated",
)  # fmt: skip
Rule = Annotated[str, StringConstraints(pattern=RULE_PATTERN, max_length=100)]


@router.get("/letter", response_class=Response, responses=guarded(*_REFUSALS) | _CONTENT, summary="补正通知书（草稿）")
def get_letter(
    *,
    service: InService,
    caller: Reviewer,
    dossier_id: DossierId,
    rule: Annotated[list[Rule], Query(max_length=500, description="要告知的核验项目，可重复")] = [],  # noqa: B006 -- FastAPI copies it
    due: Annotated[date | None, Query(description="补正期限；不给则留空待填")] = None,
) -> Response:
    """补正通知书的草稿，按材料和条款分组，一次性告知。

    不给rule时，告知全部不一致和缺失的事项，已被审核人排除或更正的除外。未能识读的文件和页面总是一并告知。
    材料在最近一次核验之后有改动的，须先重新核验。文号、联系人等留空，由经办人补充。每次起草都记入审计日志。
    """
    draft = letters.draft(service, caller, dossier_id, rules=rule, due=due)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(draft.name, safe='')}"}
    return Response(draft.content, headers=headers, media_type=_MEDIA)
