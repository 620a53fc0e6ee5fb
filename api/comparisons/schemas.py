"""Comparisons between dossiers."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from api.reports.formats import ReportFormat
from api.texts import Identity
from verifier.models import Outcome
from verifier.store.tables import ComparedDossier, Comparison, ComparisonState

_MOST = 500


def _different(ids: list[str]) -> list[str]:
    if len(set(ids)) < len(ids):
        raise PydanticCustomError("repeated", "the same dossier twice")
    return ids


class ComparisonRequest(BaseModel):
    """Dossiers to be compared with one another."""

    model_config = ConfigDict(extra="forbid")

    dossiers: Annotated[list[Identity], AfterValidator(_different)] = Field(min_length=2, max_length=_MOST)
    formats: list[ReportFormat] = Field(
        default=[ReportFormat.JSON, ReportFormat.HTML], max_length=len(ReportFormat), description="报告另写成的格式"
    )


class ComparedCheckView(BaseModel):
    """A check that compares a dossier with the others."""

    rule: str
    clause: str
    title: str
    outcome: Outcome
    message: str


class ComparedDossierView(BaseModel):
    """What a comparison found of one dossier; the places are in its report."""

    dossier_id: str
    name: str = Field(description="在其他材料的结果中的称呼：提交方的编号，没有或重复时为材料编号")
    run: int = Field(description="第几次核验")
    summary: dict[str, int] = Field(description="计入比较结果后的汇总")
    checks: list[ComparedCheckView]
    formats: list[ReportFormat] = Field(description="报告已有的格式")


class ComparisonView(BaseModel):
    """A comparison; what was found is there once it is `done`."""

    id: str
    state: ComparisonState
    reason: str | None = Field(description="未能比较的原因")
    created_at: datetime
    ended_at: datetime | None
    dossiers: list[ComparedDossierView]

    @classmethod
    def of(cls, row: Comparison, members: list[ComparedDossierView]) -> Self:
        """From the rows of the store."""
        return cls(
            id=row.id,
            state=row.state,
            reason=row.reason,
            created_at=row.created_at,
            ended_at=row.ended_at,
            dossiers=members,
        )


def member_view(row: ComparedDossier, formats: list[str]) -> ComparedDossierView:
    """From the rows of the store."""
    return ComparedDossierView(
        dossier_id=row.dossier_id,
        name=row.name,
        run=row.run,
        summary=row.summary,
        checks=[ComparedCheckView.model_validate(check) for check in row.checks],
        formats=[form for form in ReportFormat if form.value in formats],
    )
