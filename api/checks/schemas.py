"""Runs of the verification, their checks, and what reviewers say of them."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

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

    model_config = ConfigDict(from_attributes=True)

    verdict: Verdict
    reason: str
    decided_by: str
    decided_at: datetime
    holds: bool

    @classmethod
    def of(cls, decision: Decision, *, holds: bool) -> Self:
        """From the row of the store."""
        return cls(
            verdict=decision.verdict,
            reason=decision.reason,
            decided_by=decision.decided_by,
            decided_at=decision.decided_at,
            holds=holds,
        )


class CheckView(BaseModel):
    """A check of the last run with the decision that stands on it; values and evidence are in the report."""

    rule: str
    clause: str
    title: str
    outcome: Outcome
    message: str
    inputs: str = Field(description="所依据内容的摘要；改变后决定不再有效")
    decision: DecisionView | None

    @classmethod
    def of(cls, check: RunCheck, standing: Standing | None) -> Self:
        """From the rows of the store."""
        decision = None if standing is None else DecisionView.of(standing.decision, holds=standing.holds)
        return cls(
            rule=check.rule,
            clause=check.clause,
            title=check.title,
            outcome=Outcome(check.outcome),
            message=check.message,
            inputs=check.inputs,
            decision=decision,
        )
