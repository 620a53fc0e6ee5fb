"""The conclusion of a review, as it is signed and as it is shown."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.actors import PersonView
from api.texts import Passage
from verifier.store.tables import Conclusion, Recommendation


class ConclusionState(StrEnum):
    """`sealing`: signed, the sealed report is being made."""

    SEALING = "sealing"
    SEALED = "sealed"
    LIFTED = "lifted"


class ConclusionRequest(BaseModel):
    """What a person signs. `password` is their own, typed again."""

    model_config = ConfigDict(extra="forbid")

    verdict: Recommendation = Field(
        description="recommended：建议认定；not_recommended：建议不予认定；returned：退回申报材料"
    )
    opinion: Passage = Field(description="审核意见", examples=["材料齐全，各项条件符合规定。"])
    password: str = Field(min_length=1, max_length=200, description="签署人自己的登录密码")
    run: int = Field(ge=1, description="签署人所看到的是第几次核验")
    decisions: str = Field(pattern="^[0-9a-f]{64}$", description="签署人所看到的全部决定的摘要，由签署依据给出")


class LiftRequest(BaseModel):
    """Why a conclusion is lifted. It may name somebody, so it stands in no address: those are logged by proxies."""

    model_config = ConfigDict(extra="forbid")

    reason: Passage = Field(description="撤销的理由", examples=["漏看一页"])


class ConclusionBasis(BaseModel):
    """What a signature given now would rest on, as the request to sign names it."""

    run: int = Field(description="最近一次核验的序号")
    decisions: str = Field(description="现有全部有效决定的摘要（SHA-256）")


class ConclusionView(BaseModel):
    """A conclusion. One that was lifted says by whom and why, and the dossier may be changed again."""

    id: str = Field(description="结论的编号；以此取得它封存的报告")
    state: ConclusionState
    verdict: Recommendation
    opinion: str
    run: int = Field(description="所依据的是第几次核验")
    signed_by: PersonView
    signed_at: datetime
    sealed_at: datetime | None = Field(description="封存的报告生成的时间")
    reports: dict[str, str] = Field(description="封存的报告，各格式文件的SHA-256；与审计日志所载一致")
    lifted_by: PersonView | None
    lifted_at: datetime | None
    lift_reason: str | None

    @classmethod
    def of(cls, conclusion: Conclusion, *, run: int, reports: Mapping[str, str], names: Mapping[str, str]) -> Self:
        """From the rows of the store; the signer is called as then."""
        return cls(
            id=conclusion.id,
            state=_state(conclusion),
            verdict=conclusion.verdict,
            opinion=conclusion.opinion,
            run=run,
            signed_by=PersonView(id=conclusion.signed_by, name=conclusion.signed_name),
            signed_at=conclusion.signed_at,
            sealed_at=conclusion.sealed_at,
            reports=dict(reports),
            lifted_by=None if conclusion.lifted_by is None else PersonView.of(conclusion.lifted_by, names),
            lifted_at=conclusion.lifted_at,
            lift_reason=conclusion.lift_reason,
        )


def _state(conclusion: Conclusion) -> ConclusionState:
    if conclusion.lifted_at is not None:
        return ConclusionState.LIFTED
    return ConclusionState.SEALING if conclusion.sealed_at is None else ConclusionState.SEALED
