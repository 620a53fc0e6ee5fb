"""Kinds of text that callers may send: bounded, and without what a database or a terminal would stumble over."""

from typing import Annotated

from fastapi import Path
from pydantic import Field, StringConstraints

_NO_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]*$"
_LINE_BREAKS_ONLY = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
RULE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_NO_CONTROLS)]
Passage = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=_LINE_BREAKS_ONLY)]
Share = Annotated[float, Field(ge=0, le=1)]
Polygon = Annotated[list[tuple[Share, Share]], Field(min_length=3, max_length=50)]
Identity = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]

DossierId = Annotated[Identity, Path(description="申报材料的编号")]
ComparisonId = Annotated[Identity, Path(description="比较的编号")]
FileId = Annotated[Identity, Path(description="文件的编号")]
FieldPath = Annotated[
    str,
    Path(
        pattern=r"^[a-z][a-z0-9_]{0,60}(\[[0-9]{1,4}\])?(\.[a-z][a-z0-9_]{0,60}(\[[0-9]{1,4}\])?)+$",
        max_length=200,
        description="字段的路径，与报告中的写法一致，如application_form.total_assets、qualification[1].holder",
    ),
]
RuleId = Annotated[str, Path(pattern=RULE_PATTERN, max_length=100, description="核验项目的编号")]
PageNumber = Annotated[int, Path(ge=1, le=1_000_000, description="页码，从1起，按整份材料计")]
