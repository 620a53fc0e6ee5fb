from collections.abc import Sequence
from datetime import date

import pytest

from extractors.kinds import recommendation_form
from extractors.models import Field, Page
from tests.extractors.pages import Row, grid_of, page_of

COVER: list[Row] = [
    (0.3, (0.3, "示范平台推荐表", 2.0)),
    (0.60, (0.15, "示范平台运营单位名称：临河云桥服务有限公司")),
    (0.64, (0.15, "推荐县（市、区）：临河县")),
    (0.68, (0.15, "填报日期：2025年4月2日")),
]
TOP, FEED = 0.24, 0.03
LEFTS = [0.1, 0.36, 0.47, 0.57, 0.72, 0.78, 0.86, 0.94]


def _survey(marks: Sequence[int | None], method: str, *, ruling: str = "ruled") -> Page:
    rows: list[Row] = [
        (0.12, (0.3, "推荐单位组织测评情况（随机抽取，不少于10家）")),
        (0.15, (0.11, "测评方法"), (0.37, method)),
        (0.19, (0.74, "对所受服务的总体评价")),
        (0.205, (0.11, "抽样企业名称"), (0.37, "被访人员"), (0.48, "职务"), (0.59, "联系电话")),
        (0.218, (0.725, "很满意"), (0.785, "基本满意"), (0.865, "不满意")),
    ]
    for index, mark in enumerate(marks):
        cells = [(0.11, f"临河第{index + 1}印染厂"), (0.37, "佘太君"), (0.48, "厂长"), (0.58, f"138000000{index:02}")]
        cells += [(LEFTS[4 + mark] + 0.02, "√")] if mark is not None else []
        rows.append((TOP + 0.008 + index * FEED, *cells))
    foot = TOP + len(marks) * FEED
    rows.append((foot + 0.05, (0.11, "对区域中小企业"), (0.37, "云桥公司服务企业两百余家次，口碑好。")))
    horizontals = [0.11, 0.14, 0.18, *(TOP + index * FEED for index in range(len(marks) + 1))]
    verticals = {"ruled": LEFTS, "half": [LEFTS[0], LEFTS[-1]]}.get(ruling)
    grids = []
    if verticals is not None:
        wide = {(0, 0): (1, len(verticals) - 1), (1, 1): (1, len(verticals) - 2)} if ruling == "ruled" else {}
        grids = [grid_of(verticals, horizontals, wide)]
    return page_of(rows, grids=grids, number=2)


def _read(*pages: Page) -> dict[str, Field]:
    return {field.path: field for field in recommendation_form.extract(pages)}


METHOD = "□上门拜访 ☑电话询问 □网络互动 □书面征求 □其他"


@pytest.mark.parametrize("ruling", ["ruled", "half", "none"])
def test_the_survey_and_its_cover(ruling: str) -> None:
    fields = _read(page_of(COVER), _survey([0, 0, 1, 0, 2, 0, 1, 0, 0, 0, 0], METHOD, ruling=ruling))
    assert fields["applicant"].value == "临河云桥服务有限公司"
    assert fields["county"].value == "临河县"
    assert fields["filled_on"].value == date(2025, 4, 2)
    assert (fields["method"].value, fields["method"].doubtful) == ("电话询问", False)
    counts = [fields[path].value for path in ("survey_count", "very_satisfied", "satisfied", "dissatisfied")]
    assert counts == [11, 8, 2, 1]
    assert not any(fields[path].doubtful for path in ("survey_count", "very_satisfied", "dissatisfied"))
    assert fields["rows[0].name"].value == "临河第1印染厂"


def test_a_row_without_a_mark_makes_the_marks_doubtful_and_not_the_sample() -> None:
    fields = _read(_survey([0, 0, None, 1], METHOD))
    assert (fields["survey_count"].value, fields["survey_count"].doubtful) == (4, False)
    assert fields["very_satisfied"].doubtful
    assert "第3行" in fields["very_satisfied"].note


@pytest.mark.parametrize(
    ("text", "value", "doubtful"),
    [
        ("√上门拜访 □电话询问 □网络互动 □书面征求 □其他", "上门拜访", False),
        ("■上门拜访 □电话询问 □网络互动 ■书面征求 □其他", "上门拜访、书面征求", False),
        ("上门拜访□ 电话询问√ 网络互动□ 书面征求□ 其他□", "电话询问", False),
        ("口上门拜访 口电话询问 ☑网络互动 口书面征求 口其他", "网络互动", False),
        ("□上门拜访 电话询问 □网络互动 √书面征求 □其他", "书面征求", True),
        ("□上门拜访 □电话询问 □网络互动 □书面征求 □其他", None, True),
        ("上门拜访 电话询问 网络互动 书面征求 其他", None, True),
    ],
)
def test_methods_by_their_boxes(text: str, value: str | None, *, doubtful: bool) -> None:
    method = _read(_survey([0, 0, 0], text))["method"]
    assert (method.value, method.doubtful) == (value, doubtful)


def _opinion(*lines: str) -> Field | None:
    page = page_of(["县（市、区）工业和信息化主管部门推荐意见：", *lines], number=3)
    return _read(page).get("opinion")


def test_the_opinion_up_to_seal_and_date() -> None:
    opinion = _opinion("经现场核查，情况属实，", "同意推荐。", "（公章）", "2025年4月3日")
    assert opinion is not None
    assert opinion.value == "经现场核查,情况属实,同意推荐。"


def test_an_opinion_that_was_not_written_has_no_value() -> None:
    opinion = _opinion("（公章）", "年  月  日")
    assert opinion is not None
    assert opinion.value is None


def test_a_name_that_goes_on_in_the_next_line() -> None:
    cover: list[Row] = [
        (0.60, (0.2, "示范平台运营单位名称：临河云桥人力资源服务有限责任公")),
        (0.623, (0.12, "司")),
        (0.68, (0.2, "推荐县（市、区）：临河县")),
    ]
    assert _read(page_of(cover))["applicant"].value == "临河云桥人力资源服务有限责任公司"


def test_the_heading_of_the_survey_is_no_county() -> None:
    heading = page_of([(0.12, (0.12, "推荐单位组织测评情况（随机抽取，不少于10家）")), (0.15, (0.11, "测评方法"))])
    assert "county" not in _read(heading) or _read(heading)["county"].value is None
