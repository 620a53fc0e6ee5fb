from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.kinds import application_form
from extractors.models import Field, FieldValue, Page
from tests.extractors.pages import FONT, Row, grid_of, page_of, table_page

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("application_forms.yaml").read_text(encoding="utf-8")
)
LAYOUTS = ("ruled", "rows", "unruled")


def _drawn(columns: Sequence[float], rows: Sequence[Sequence[str]], layout: str) -> Page:
    page = table_page(columns, rows, ruled=layout == "ruled", feed=0.035)
    if layout != "rows":
        return page
    return replace(page, grids=(grid_of([columns[0], 0.92], [0.15 + 0.035 * index for index in range(len(rows) + 1)]),))


def _read(*pages: Page) -> dict[str, Field]:
    return {field.path: field for field in application_form.extract(pages)}


def _plain(value: FieldValue) -> FieldValue:
    return float(value) if isinstance(value, Decimal | int | float) else value


@pytest.mark.parametrize(
    ("case", "layout"),
    [(case, layout) for case in CASES for layout in case.get("layouts", LAYOUTS)],
    ids=lambda value: value if isinstance(value, str) else value["name"],
)
def test_tables(case: dict[str, Any], layout: str) -> None:
    fields = _read(_drawn(case["columns"], case["rows"], layout))
    found = {path: _plain(fields[path].value) if path in fields else "absent" for path in case["fields"]}
    assert found == {path: _plain(value) for path, value in case["fields"].items()}
    doubtful = {path for path in case["fields"] if path in fields and fields[path].doubtful and found[path] is not None}
    assert doubtful == set(case.get("doubtful", ()))
    assert all(fields[path].note for path, value in case["fields"].items() if value is None)


def _wrapped(*, ruled: bool) -> Page:
    """A partner whose name takes two lines, the line beside it between them."""
    rows: list[Row] = [
        (0.20, (0.10, "签订合作协议的单位"), (0.60, "主要服务内容")),
        (0.24, (0.10, "河南省豫中技术")),
        (0.249, (0.60, "检验检测")),
        (0.258, (0.10, "转移促进中心")),
        (0.295, (0.10, "许昌学院"), (0.60, "人才培养")),
    ]
    grids = [grid_of([0.08, 0.5, 0.9], [0.19, 0.23, 0.28, 0.32])] if ruled else []
    return page_of(rows, grids=grids)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_name_that_wraps_is_one_partner(*, ruled: bool) -> None:
    fields = _read(_wrapped(ruled=ruled))
    assert fields["partners[0].name"].value == "河南省豫中技术转移促进中心"
    assert fields["partners[0].content"].value == "检验检测"
    assert fields["partners[1].name"].value == "许昌学院"


def test_headings_that_wrap_without_rulings() -> None:
    page = page_of(
        [
            (0.20, (0.35, "其中：服"), (0.80, "服务中小")),
            (0.209, (0.08, "年度"), (0.20, "营业收入"), (0.50, "资产总额"), (0.65, "利润总额")),
            (0.218, (0.35, "务收入"), (0.80, "企业数")),
            (0.25, (0.08, "2024"), (0.20, "350.5"), (0.35, "301.5"), (0.50, "512.3"), (0.65, "12.6"), (0.80, "102")),
        ]
    )
    fields = _read(page)
    assert fields["years[0].service_revenue"].value == 3_015_000
    assert fields["years[0].clients"].value == 102


def test_cells_whose_rulings_are_lost_stay_in_their_row() -> None:
    page = table_page(
        [0.08, 0.4, 0.7],
        [
            ["主要服务产品", "服务规模", "服务收入占年营业收入％"],
            ["创业辅导", "60家/15次", "30"],
            ["人才培训", "800人次", "25"],
        ],
    )
    (grid,) = page.grids
    faint = replace(grid, cells=tuple(cell for cell in grid.cells if cell.column < 2))
    fields = _read(replace(page, grids=(faint,)))
    assert [fields[f"services[{index}].revenue_share"].value for index in (0, 1)] == [0.3, 0.25]


def test_blanks_do_not_part_a_cell_without_upright_rulings() -> None:
    lines: list[Row] = [
        (0.20, (0.10, "上年末总资产 400 万元"), (0.45, "仪器、设备数量"), (0.66, "56 台（套），购买价格")),
        (0.20 + 1.3 * FONT, (0.45, "41.5 万元，占总"), (0.66, "资产 10.4 %")),
    ]
    page = page_of(lines, grids=[grid_of([0.08, 0.92], [0.19, 0.25, *(0.26 + 0.03 * row for row in range(8))])])
    fields = _read(page)
    assert fields["equipment_count"].value == 56
    assert fields["equipment_value"].value == 415_000
    assert fields["equipment_asset_share"].value == 0.104


def test_a_form_over_two_pages_takes_each_value_where_it_stands() -> None:
    first = _drawn([0.08, 0.5], [["注册日期：2015年7月9日", "邮政编码："]], "unruled")
    second = replace(_drawn([0.08, 0.5], [["邮政编码：461000", "从业人数 25 人"]], "unruled"), number=2)
    fields = _read(first, second)
    assert fields["postcode"].value == "461000"
    assert fields["postcode"].evidence[0].page == 2


@pytest.mark.parametrize(("owned", "doubtful"), [("1", True), ("100", False)])
def test_a_stroke_read_as_a_one_is_doubtful(owned: str, *, doubtful: bool) -> None:
    page = page_of([(0.2, (0.1, f"服务场地面积：450平方米，其中：自有 {owned} 平方米，租用 450 平方米"))])
    fields = _read(page)
    assert (fields["area_total"].value, fields["area_rented"].value) == (450, 450)
    assert fields["area_owned"].doubtful == doubtful
    assert ("斜线" in fields["area_owned"].note) == doubtful


@pytest.mark.parametrize(
    ("rows", "blank"),
    [
        ([["无", "", ""], ["", "", ""]], True),
        ([["/", "/", "/"], ["", "", ""]], True),
        ([["张三", "自然人", "100"], ["", "", ""]], False),
        ([["", "", "100"], ["", "", ""]], False),  # a share whose owner was not read
    ],
)
@pytest.mark.parametrize("layout", ["ruled", "rows"])
def test_a_table_left_blank_is_told_from_one_not_read(rows: list[list[str]], layout: str, *, blank: bool) -> None:
    columns = (0.1, 0.5, 0.7)
    table = [["主要投资方名称", "性质", "投资比例％"], *rows, ["上年末总资产 512万元", "", ""]]
    page = _drawn(columns, table, layout)
    assert ("investors" in application_form.tables_left_blank([page])) is blank
    assert "years" not in application_form.tables_left_blank([page])
