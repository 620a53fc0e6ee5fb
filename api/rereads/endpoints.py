"""`/v1/dossiers/{id}/pages/{n}/rereads` and `…/rereads/{id}`: a box of a page, read again."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.authentication import Reader, Reviewer, guarded
from api.context import InService
from api.idempotency import REFUSALS, Key, answer_of, fingerprint_of, once
from api.masking import MaskedRoute
from api.pages.schemas import LineView
from api.pages.service import read_page
from api.problems import ProblemError
from api.texts import DossierId, Identity, PageNumber, Polygon
from verifier.store import audit, dossiers, rereads
from verifier.store.tables import Reread, RereadState

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["页面"], route_class=MaskedRoute)
RereadId = Annotated[Identity, Path(description="重新识读的编号")]
_MOST_WAITING = 20  # boxes of one dossier
_RETRY_SECONDS = 10


class RereadRequest(BaseModel):
    """A box to be read."""

    model_config = ConfigDict(extra="forbid")

    polygon: Polygon = Field(description="在页面上的位置，坐标为0至1", examples=[[[0.1, 0.2], [0.4, 0.2], [0.4, 0.25]]])


class RereadView(BaseModel):
    """A box and what was read in it."""

    id: str
    page: int
    polygon: list[tuple[float, float]]
    state: RereadState = Field(description="pending：等待识读；done：已识读；failed：未能识读")
    lines: list[LineView] = Field(description="识读出的文字行；没有读出文字时为空")
    reason: str | None = Field(description="未能识读的原因")
    asked_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Reread) -> Self:
        """From the row of the store."""
        return cls(
            id=row.id,
            page=row.page,
            polygon=[(x, y) for x, y in row.polygon],
            state=row.state,
            lines=[LineView(**line) for line in row.lines],
            reason=row.reason,
            asked_at=row.asked_at,
            ended_at=row.ended_at,
        )


@router.post(
    "/pages/{number}/rereads",
    status_code=202,
    response_model=RereadView,
    responses=guarded(
        "request-malformed", "body-too-large", *REFUSALS, "dossier-not-found", "dossier-sealed", "page-not-found",
        "picture-not-found", "queue-full",
    ),
    summary="重新识读一处",
)  # fmt: skip
def ask_reread(
    *,
    service: InService,
    caller: Reviewer,
    dossier_id: DossierId,
    number: PageNumber,
    said: RereadRequest,
    key: Key = None,
) -> Response:
    """以更高的分辨率重新识读页面上的一处；总是重新识读，结果以GET查询，不改变材料。由谁认领都可以使用。"""

    def act(session: Session) -> RereadView:
        dossier = dossiers.locked(session, caller.organisation_id, dossier_id)
        page, reading = read_page(session, dossier, number)
        if reading.picture is None:
            raise ProblemError("picture-not-found")
        if rereads.waiting(session, dossier) >= _MOST_WAITING:
            raise ProblemError("queue-full", seconds=_RETRY_SECONDS, headers={"Retry-After": str(_RETRY_SECONDS)})
        row = rereads.ask(session, dossier, page, said.polygon, actor=caller.actor)
        session.flush()
        return RereadView.of(row)

    fingerprint = fingerprint_of(f"reread:{dossier_id}:{number}", said)
    asked = once(service.store, caller, key, fingerprint, act, status=202, dossier=lambda _: dossier_id)
    service.sender.nudge()
    box = RereadView.model_validate_json(asked[0])
    return answer_of(asked, 202, {"Location": f"/v1/dossiers/{dossier_id}/rereads/{box.id}"})


@router.get(
    "/rereads/{reread_id}", responses=guarded("dossier-not-found", "reread-not-found"), summary="重新识读的结果"
)
def get_reread(service: InService, caller: Reader, dossier_id: DossierId, reread_id: RereadId) -> RereadView:
    """重新识读的状态和结果。取得结果记入审计日志。"""
    with service.store.write() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        row = rereads.get(session, dossier, reread_id)
        if row.state is RereadState.DONE:
            audit.record(
                session,
                "reread.view",
                row.id,
                actor=caller.actor,
                organisation_id=caller.organisation_id,
                details={"dossier": dossier.id, "page": row.page},
            )
        return RereadView.of(row)
