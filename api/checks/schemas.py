"""Runs of the verification, their checks, and what reviewers say of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.actors import PersonView
from api.texts import Passage
from verifier.models import Outcome
from verifier.store.runs import Standing
from verifier.store.tables import Decision, RunCheck, Verdict


class ChangesView(BaseModel):
    """Findings since the run before, by rule. `changed`: found again, differently."""

    closed: list[str] = []
    new: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []


class RunView(BaseModel):
    """One verification of a dossier."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    revision: int
    ruleset: str
    ruleset_version: str
    ruleset_digest: str | None = Field(description="规则集文件的SHA-256；规则集存入服务之前的核验没有")
    engine: str
    engine_version: str
    applicant: str | None
    summary: dict[str, int] = Field(examples=[{"pass": 40, "discrepancy": 3}])
    changes: ChangesView
    started_at: datetime
    ended_at: datetime


class DecisionRequest(BaseModel):
    """What a reviewer says of a check."""

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    reason: Passage = Field(examples=["已电话核实，附件三的金额为笔误。"])


class DecisionView(BaseModel):
    """A decision. It `holds` as long as the check has the inputs that it was made on."""

    verdict: Verdict
    reason: str
    decided_by: PersonView
    decided_at: datetime
    holds: bool = Field(description="核验所依据的内容与作决定时相同，且没有被新的决定取代")

    @classmethod
    def of(cls, decision: Decision, names: Mapping[str, str], *, holds: bool) -> Self:
        """From the row of the store."""
        return cls(**_said(decision, names, holds=holds))


class PastDecision(DecisionView):
    """A decision among all that were made on a check."""

    superseded_at: datetime | None = Field(description="被新的决定取代的时间")

    @classmethod
    def of(cls, decision: Decision, names: Mapping[str, str], *, holds: bool) -> Self:
        """From the row of the store."""
        return cls(**_said(decision, names, holds=holds), superseded_at=decision.superseded_at)


def _said(decision: Decision, names: Mapping[str, str], *, holds: bool) -> dict[str, Any]:
    return {
        "verdict": decision.verdict,
        "reason": decision.reason,
        "decided_by": PersonView.of(decision.decided_by, names),
        "decided_at": decision.decided_at,
        "holds": holds,
    }


class CheckView(BaseModel):
    """A check of the last run with the decision that stands on it."""

    rule: str
    clause: str
    title: str
    outcome: Outcome
    message: str
    inputs: str = Field(description="所依据内容的摘要；改变后决定不再有效")
    decision: DecisionView | None

    @classmethod
    def of(cls, check: RunCheck, standing: Standing | None, names: Mapping[str, str], **more: Any) -> Self:
        """From the rows of the store."""
        decision = None if standing is None else DecisionView.of(standing.decision, names, holds=standing.holds)
        return cls(
            rule=check.rule,
            clause=check.clause,
            title=check.title,
            outcome=Outcome(check.outcome),
            message=check.message,
            inputs=check.inputs,
            decision=decision,
            **more,
        )


class EvidenceView(BaseModel):
    """A place on a page; `number` is the page's number in the dossier, null where it is no longer part of it."""

    file: str
    page: int = Field(description="文件中的第几页")
    number: int | None = Field(description="整份材料中的第几页")
    polygon: list[tuple[float, float]]
    text: str
    confidence: float


class ValueView(BaseModel):
    """A value that a check looked at, as in `report.json`."""

    field: str
    value: Any
    raw: str
    evidence: list[EvidenceView]


class CheckDetail(CheckView):
    """A check with all that it looked at, as in `report.json`."""

    confidence: float
    declared: list[ValueView]
    found: list[ValueView]
    explanation: list[str]
