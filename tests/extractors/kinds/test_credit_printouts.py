from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.kinds import credit_printouts
from extractors.models import Field, Page
from tests.extractors.pages import Row, line_of, page_of

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("credit_printouts.yaml").read_text(encoding="utf-8")
)
COMPANY = "许昌蓝图企业服务有限公司"


def _page(rows: list[Any], number: int = 1) -> Page:
    return page_of([(row[0], *(tuple(cell) for cell in row[1:])) for row in rows], number=number)


def _fields(pages: list[Page], kind: str) -> dict[str, Field]:
    return {field.path: field for field in credit_printouts.extract(pages, kind)}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_printouts(case: dict[str, Any]) -> None:
    fields = _fields([_page(case["rows"])], case["kind"])
    assert {path: fields[path].value if path in fields else None for path in case["fields"]} == case["fields"]
    assert {path for path in case["fields"] if path in fields and fields[path].doubtful} == set(
        case.get("doubtful", ())
    )


def test_records_go_on_over_pages() -> None:
    columns = [0.10, 0.16, 0.40, 0.58, 0.78]
    heading: Row = (0.32, *zip(columns, ["序号", "决定书文号", "违法行为类型", "处罚内容", "决定日期"], strict=True))

    def record(top: float, number: int) -> Row:
        texts = [str(number), f"许市监罚〔2025〕{number}号", "虚假宣传", "警告", f"2025年{number}月3日"]
        return top, *zip(columns, texts, strict=True)

    first = page_of([(0.14, (0.10, COMPANY)), heading, record(0.4, 1), record(0.44, 2)])
    second = page_of([record(0.1, 3), record(0.14, 4)], number=2)
    assert _fields([first, second], "gsxt_penalty")["record_count"].value == 4


def test_a_year_read_two_ways_keeps_the_other_reading() -> None:
    page = page_of([(0.14, (0.10, COMPANY)), (0.28, (0.10, "暂无行政处罚信息"))])
    date = line_of(0.10, 0.6, "打印日期：2020年3月4日", unsure={8: 0.41}, others=["打印日期：2026年3月4日"])
    field = _fields([replace(page, lines=(*page.lines, date))], "gsxt_penalty")["printed_on"]
    assert field.confidence < 0.5
    assert [str(value) for value in field.alternatives] == ["2026-03-04"]


@pytest.mark.parametrize(
    ("beside_label", "sure", "at_the_edge", "expected", "doubtful"),
    [
        ("2026年3月4日", True, "2026/3/5 9:10", "2026-03-04", False),  # sure: the words say what the date is
        ("2026年3月4日", False, "2026/3/4 9:10", "2026-03-04", False),  # two readings of one day
        ("2020年3月4日", False, "2026/3/4 9:10", "2026-03-04", True),  # one of them is misread
        ("2020年3月4日", False, "", "2020-03-04", False),  # nothing else to ask: its confidence tells
    ],
)
def test_a_date_not_surely_read_asks_the_edge(
    beside_label: str, sure: bool, at_the_edge: str, expected: str, doubtful: bool
) -> None:
    page = page_of([(0.02, (0.06, at_the_edge)), (0.14, (0.10, COMPANY)), (0.28, (0.10, "暂无行政处罚信息"))])
    date = line_of(0.10, 0.6, f"打印日期：{beside_label}", unsure={} if sure else {8: 0.41})
    field = _fields([replace(page, lines=(*page.lines, date))], "gsxt_penalty")["printed_on"]
    assert (str(field.value), field.doubtful) == (expected, doubtful)


@pytest.mark.parametrize(
    ("tops", "expected"),
    [
        ((0.10, 0.14, 0.20, 0.60), "2026-03-05"),  # a photograph: the paper begins below the edge of the picture
        ((0.14, 0.10, 0.20, 0.60), None),  # further down, a date may be anything
        ((0.60, 0.10, 0.14, 0.20), "2026-03-05"),  # at the foot
    ],
)
def test_the_edge_of_a_photographed_printout_is_its_first_and_last_row(
    tops: tuple[float, float, float, float], expected: str | None
) -> None:
    texts = ("2026/3/5 9:10", "国家企业信用信息公示系统", COMPANY, "暂无行政处罚信息")
    page = page_of([(top, (0.12, text)) for top, text in sorted(zip(tops, texts, strict=True))])
    field = _fields([page], "gsxt_penalty").get("printed_on")
    assert (str(field.value) if field is not None else None) == expected
