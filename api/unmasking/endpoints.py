"""`/v1/dossiers/{id}/unmasking`: a person sees the numbers of people in a dossier whole, for a while."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.authentication import Caller, Reviewer, guarded
from api.context import InService
from api.problems import ProblemError
from api.texts import DossierId
from verifier.store import dossiers, unmaskings
from verifier.store.tables import Dossier, Purpose

router = APIRouter(prefix="/v1/dossiers/{dossier_id}/unmasking", tags=["审核"])
_REFUSALS = ("dossier-not-found", "person-needed")


class UnmaskingRequest(BaseModel):
    """What the whole numbers are needed for."""

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose = Field(description="用途。compare：核对材料；contact：联系申请单位；correct：更正识读")


class UnmaskingView(BaseModel):
    """Until when the caller sees the numbers whole."""

    purpose: Purpose
    until: datetime = Field(description="到此时为止；之后重新隐去")


@router.put("", responses=guarded("request-malformed", "body-too-large", *_REFUSALS), summary="显示完整号码")
def unmask(service: InService, caller: Reviewer, dossier_id: DossierId, said: UnmaskingRequest) -> UnmaskingView:
    """本人在15分钟内看到这份材料中完整的证件号码和电话号码；其余时候中间几位隐去。记入审计日志。"""
    with service.store.write() as session:
        row = unmaskings.unmask(session, _own(session, caller, dossier_id), said.purpose, actor=caller.actor)
        return UnmaskingView(purpose=row.purpose, until=row.until)


@router.delete("", status_code=204, responses=guarded(*_REFUSALS), summary="隐去号码")
def mask(service: InService, caller: Reviewer, dossier_id: DossierId) -> None:
    """重新隐去号码，不等到期；没有显示的，没有变化。"""
    with service.store.write() as session:
        unmaskings.mask(session, _own(session, caller, dossier_id), actor=caller.actor)


def _own(session: Session, caller: Caller, dossier_id: str) -> Dossier:
    """A dossier of the caller's organisation. Raises NotFoundError, and ProblemError for a program."""
    dossier = dossiers.get(session, caller.organisation_id, dossier_id)
    if not caller.is_person:
        raise ProblemError("person-needed")
    return dossier
