from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.kinds import application_cover, declaration
from extractors.models import Page
from tests.extractors.pages import page_of

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("declarations.yaml").read_text(encoding="utf-8"))


def _page(rows: list[list[Any]]) -> Page:
    return page_of([(row[0], *(tuple(cell) for cell in row[1:])) for row in rows])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_declarations(case: dict[str, Any]) -> None:
    fields = {field.path: field for field in declaration.extract([_page(case["rows"])])}
    found = {path: fields[path].value if path in fields else "absent" for path in ("applicant", "signed_on")}
    assert found == {"applicant": case["applicant"], "signed_on": case["date"]}
    if case["date"] is not None:
        assert fields["signed_on"].doubtful == case.get("doubtful_date", False)


def test_the_cover_is_read_from_its_first_page_with_a_name() -> None:
    cover = page_of(
        [
            (0.2, (0.3, "示范平台申请报告", 2.0)),
            (0.5, (0.2, "申请单位名称："), (0.42, "许昌青禾企业管理咨询有限公司（盖")),
            (0.53, (0.2, "章）")),
            (0.58, (0.2, "填 报 日 期 ："), (0.42, "2025年5月20日")),
            (0.9, (0.35, "许昌市工业和信息化局制")),
        ]
    )
    contents = page_of([(0.1, (0.3, "申请报告的主要内容")), (0.2, (0.1, "一、申请表"))], number=2)
    fields = {field.path: field for field in application_cover.extract([cover, contents])}
    assert fields["applicant"].value == "许昌青禾企业管理咨询有限公司"
    assert fields["filled_on"].value == date(2025, 5, 20)
    assert application_cover.extract([contents]) == []
