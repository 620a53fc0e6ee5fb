"""Pages as a reviewer looks at them."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from api.dossiers.schemas import ProblemView
from extractors.kinds.catalogue import kinds
from verifier.store.dossiers import PageView as StoredPage
from verifier.store.tables import PageState


def _known_kind(kind: str) -> str:
    if kind not in kinds():
        raise PydanticCustomError("unknown_kind", "unknown kind of material")
    return kind


class SeenPage(BaseModel):
    """The page that a person looked at: a page of a file."""

    model_config = ConfigDict(extra="forbid")

    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="文件的SHA-256")
    file_page: int = Field(ge=1, description="文件中的第几页")


class OverrideRequest(BaseModel):
    """What a person says of a page; what is left out stays as it was."""

    model_config = ConfigDict(extra="forbid")

    quarter_turns: int | None = Field(default=None, ge=0, le=3, description="顺时针再转几个90度")
    kind: Annotated[str, AfterValidator(_known_kind)] | None = Field(
        default=None, max_length=100, description="材料类别，如business_licence"
    )

    seen: SeenPage | None = Field(
        default=None, description="作更正时所看到的页面；这一页码上已是其他页面时拒绝更正（412）"
    )


class PageView(BaseModel):
    """One page. `number` counts through the dossier, `file_page` within its file."""

    number: int
    file: str
    file_page: int
    state: PageState
    problems: list[ProblemView]
    quarter_turns: int = Field(description="人工指定的旋转，下次提交核验时生效")
    kind: str | None = Field(description="人工指定的材料类别，下次提交核验时生效")

    @classmethod
    def of(cls, view: StoredPage) -> Self:
        """From the rows of the store."""
        page = view.page
        return cls(
            number=page.number,
            file=page.file,
            file_page=page.file_page,
            state=page.state,
            problems=[ProblemView.model_validate(entry) for entry in page.problems],
            quarter_turns=view.quarter_turns,
            kind=view.kind,
        )


class LineView(BaseModel):
    """One line of text; coordinates are shares of the upright page, clockwise from the top left of the text."""

    text: str
    polygon: list[tuple[float, float]]
    confidence: float


class PageText(BaseModel):
    """The text of a page as read."""

    number: int
    file: str
    file_page: int
    width: int
    height: int
    lines: list[LineView]
