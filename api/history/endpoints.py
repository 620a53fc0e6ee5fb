"""`/v1/dossiers/{id}/history`: who did what, and what it changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.actors import PersonView, named
from api.authentication import Reader, guarded
from api.context import InService
from api.masking import MaskedRoute
from api.paging import Cursor, Limit, Paged, paged, read_number
from api.texts import DossierId
from verifier.store import dossiers, history
from verifier.store.tables import Act, HistoryEntry

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/history", tags=["审核"], route_class=MaskedRoute)


class HistoryView(BaseModel):
    """One act."""

    at: datetime
    by: PersonView
    act: Act = Field(
        description="created建立，submitted提交核验，verified核验完成，file_added和file_removed文件，page_changed页面，"
        "claimed认领，released释放，decided决定，corrected和correction_withdrawn更正，noted备注"
    )
    subject: str = Field(description="对象：文件名、页码、核验项目、字段的路径等")
    before: dict[str, Any] | None = Field(description="改动前的内容")
    after: dict[str, Any] | None = Field(description="改动后的内容")
    reason: str | None

    @classmethod
    def of(cls, entry: HistoryEntry, names: Mapping[str, str]) -> Self:
        """From the row of the store."""
        return cls(
            at=entry.at,
            by=PersonView.of(entry.actor, names),
            act=entry.act,
            subject=entry.subject,
            before=entry.before,
            after=entry.after,
            reason=entry.reason,
        )


@router.get("", responses=guarded("dossier-not-found", "cursor-invalid"), summary="办理记录")
def list_history(
    service: InService, caller: Reader, dossier_id: DossierId, cursor: Cursor = None, limit: Limit = 50
) -> Paged[HistoryView]:
    """这份材料的办理记录：谁在何时做了什么，改动前后的内容，新的在前。"""
    before = read_number(cursor)
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        rows = history.listed(session, dossier, before=before, limit=limit + 1)
        names = named(session, [row.actor for row in rows])
    return paged(rows, limit, lambda row: HistoryView.of(row, names), lambda row: (row.id,))
