from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.kinds import lease
from extractors.models import Field
from tests.extractors.pages import FEED, FIRST_LINE, FONT, MARGIN, line_of, page_of

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("lease_signings.yaml").read_text(encoding="utf-8")
)
CLAUSES = ["房屋租赁合同", "甲方：张建军", "乙方：许昌宏图软件有限公司", "一、甲方将房屋出租给乙方使用。"]


def _signed_on(rows: list[str]) -> Field | None:
    lines = []
    for index, row in enumerate([*CLAUSES, *rows]):
        text, *others = row.split("|")
        lines.append(line_of(MARGIN, FIRST_LINE + index * FONT * FEED, text, others=others))
    fields = lease.extract([page_of([], lines=lines)])
    return next((field for field in fields if field.path == "signed_on"), None)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_day_of_signing(case: dict[str, Any]) -> None:
    field = _signed_on(case["rows"])
    assert (field.value if field is not None else None) == case["day"]
    assert (field is not None and field.doubtful) == case.get("doubtful", False)
