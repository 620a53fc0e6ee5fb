"""Values that people give in the place of what was read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from api.actors import PersonView
from api.texts import Passage, Polygon
from verifier.store.tables import CorrectionState, FieldCorrection

_Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
GivenValue = _Text | StrictBool | StrictInt | StrictFloat


class ReadValue(BaseModel):
    """What was read of a field."""

    value: Any
    raw: str


class SeenValue(BaseModel):
    """What a person saw in a field before they corrected it."""

    model_config = ConfigDict(extra="forbid")

    value: _Text | StrictBool | StrictInt | StrictFloat | None = None
    raw: str = Field(default="", max_length=20_000)


class CorrectionRequest(BaseModel):
    """What a person says stands in a field; `page` and `polygon` show where, if not at the place that was read."""

    model_config = ConfigDict(extra="forbid")

    value: GivenValue = Field(
        description="与报告中的写法一致：金额为以元计的文字，日期YYYY-MM-DD，比例0至1", examples=["5123400.00"]
    )
    reason: Passage = Field(examples=["印章遮挡，原件为512.34万元"])
    page: int | None = Field(default=None, ge=1, le=1_000_000, description="页码，从1起，按整份材料计")
    polygon: Polygon | None = Field(default=None, description="在页面上的位置，坐标为0至1")

    seen: SeenValue | None = Field(
        default=None, description="更正时所看到的值和原文；与最近一次核验的不同时拒绝更正（412）"
    )

    @model_validator(mode="after")
    def _on_a_page(self) -> Self:
        if self.polygon is not None and self.page is None:
            raise PydanticCustomError("missing", "a polygon needs its page")
        return self


class CorrectionView(BaseModel):
    """A correction that stands."""

    field: str
    value: str | bool | int | float
    reason: str
    page: int | None = Field(description="人工指明的页；未指明或该页已不在材料中时为null")
    polygon: list[tuple[float, float]] | None
    state: CorrectionState = Field(
        description="pending：尚未核验；applied：核验已采用；reopened：识读的内容已变，未采用，待重新确认"
    )
    read: ReadValue | None = Field(description="更正时识读的内容；没有识读到时为null")
    made_by: PersonView
    made_at: datetime

    @classmethod
    def of(cls, row: FieldCorrection, names: Mapping[str, str], numbers: Mapping[tuple[str, int], int]) -> Self:
        """From the row of the store; `numbers` of pages by checksum and page of the file."""
        place = row.place or {}
        return cls(
            field=row.path,
            value=row.value,
            reason=row.reason,
            page=numbers.get((place["sha256"], place["page"])) if place else None,
            polygon=place.get("polygon") or None,
            state=row.state,
            read=ReadValue(value=row.basis["value"], raw=row.basis["raw"]) if "raw" in row.basis else None,
            made_by=PersonView.of(row.made_by, names),
            made_at=row.made_at,
        )
