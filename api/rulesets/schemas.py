"""Rulesets as they are stored, tried and made current."""

from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.actors import PersonView
from api.texts import Identity, Passage
from verifier.store.tables import RulesetEdition, TrialState
from verifier.store.trials import MOST_DOSSIERS

_ID = "8f0e6c1b2a3d4e5f60718293a4b5c6d7"


class RulesetView(BaseModel):
    """One edition of a ruleset: `edition` names it here, `id` and `version` in its own text and in reports."""

    edition: str = Field(description="本服务中的编号", examples=[_ID])
    id: str = Field(description="规则集的编号，提交申报材料时使用", examples=["xuchang-2020-154"])
    version: str
    name: str
    rules: int = Field(description="核验项目数")
    digest: str = Field(description="规则集文件的SHA-256")
    packaged: bool = Field(description="随程序提供")
    effective_from: date | None = Field(description="施行日期，规则集写明时")
    effective_until: date | None = Field(description="失效日期，规则集写明时")
    in_effect: bool = Field(description="今天是否在施行期间")
    current: bool = Field(description="新提交的申报材料按它核验")
    usable: bool = Field(description="提交申报材料时可以用其id指定；只上传、从未设为现行的不能")
    added_at: datetime

    @classmethod
    def of(cls, edition: RulesetEdition, *, current: bool, usable: bool, in_effect: bool) -> Self:
        """From the row of the store."""
        return cls(
            edition=edition.id,
            id=edition.ruleset,
            version=edition.version,
            name=edition.name,
            rules=edition.rules,
            digest=edition.digest,
            packaged=edition.packaged,
            effective_from=edition.effective_from,
            effective_until=edition.effective_until,
            in_effect=in_effect,
            current=current,
            usable=usable,
            added_at=edition.added_at,
        )


class TermView(BaseModel):
    """A time in which an edition was current."""

    since: datetime
    until: datetime | None
    set_by: PersonView
    trial: str | None = Field(description="所依据的试用")
    reason: str | None = Field(description="未经试用时的理由")


class ClauseView(BaseModel):
    """A clause, word for word."""

    clause: str
    text: str


class ItemView(BaseModel):
    """An item of the list of materials."""

    code: str
    title: str
    kinds: list[str] = Field(description="可以充当这一材料的类别", examples=[["营业执照"]])
    rules: list[str]


class RuleView(BaseModel):
    """A rule, and what its sort of check does."""

    id: str
    clause: str
    title: str
    check: str = Field(description="核验方式")
    explanation: str = Field(description="核验方式的说明")
    relaxable: bool = Field(description="条件是否可以按规定放宽")
    parameters: dict[str, Any] = Field(description="核验方式的参数，如下限")


class RulesetDetail(RulesetView):
    """An edition with what stands in it."""

    bureau: str | None
    clauses: list[ClauseView]
    checklist: list[ItemView]
    checks: list[RuleView]
    added_by: PersonView
    terms: list[TermView] = Field(description="曾在何时作为现行规则集，新的在前")


class TrialRequest(BaseModel):
    """On which dossiers an edition is to be tried."""

    model_config = ConfigDict(extra="forbid")

    dossiers: list[Identity] | None = Field(
        default=None, min_length=1, max_length=MOST_DOSSIERS, description="申报材料的编号；不给则取最近完成核验的若干份"
    )
    latest: int = Field(default=50, ge=1, le=MOST_DOSSIERS, description="未给dossiers时取几份")


class TrialView(BaseModel):
    """A trial: how far it is, and how many dossiers would have other outcomes."""

    id: str = Field(examples=[_ID])
    edition: str
    created_by: PersonView
    created_at: datetime
    seen_at: datetime | None = Field(description="完整的结果首次被查看的时间；查看之后才能据以设为现行")
    dossiers: int
    pending: int = Field(description="尚未试完的份数")
    failed: int = Field(description="未能试用的份数")
    changed: int = Field(description="有结果变化的份数")


Cause = Literal["ruleset", "program"]


class OutcomeChange(BaseModel):
    """A rule whose outcome would be another one."""

    rule: str
    title: str
    before: str | None = Field(description="最近一次核验的结果；没有这一项目时为null", examples=["pass"])
    after: str | None = Field(description="试用的结果；没有这一项目时为null", examples=["discrepancy"])
    cause: Cause = Field(description="ruleset：因规则不同；program：因程序在核验之后有更新")


class TrialDossierView(BaseModel):
    """What the trial made of one dossier."""

    dossier: str
    reference: str | None
    applicant: str | None
    run: int = Field(description="与第几次核验比较")
    state: TrialState
    reason: str | None = Field(description="未能试用的原因")
    checks: int
    changes: list[OutcomeChange]


class ChangeCount(OutcomeChange):
    """The same change in so many dossiers."""

    dossiers: int


class TrialDetail(TrialView):
    """A trial with its result, by rule and by dossier."""

    by_rule: list[ChangeCount]
    items: list[TrialDossierView]


class CurrentRequest(BaseModel):
    """Which edition is to be current: after a `trial` whose result was seen, or else `without_trial` and why."""

    model_config = ConfigDict(extra="forbid")

    edition: Identity
    trial: Identity | None = None
    without_trial: bool = False
    reason: Passage | None = Field(default=None, description="未经试用的理由")

    @model_validator(mode="after")
    def _one_ground(self) -> Self:
        if self.without_trial and (self.trial is not None or self.reason is None):
            raise PydanticCustomError("ground_unclear", "without_trial needs a reason and no trial")
        if not self.without_trial and self.reason is not None:
            raise PydanticCustomError("ground_unclear", "a reason is for without_trial")
        return self
