from collections.abc import Sequence

import pytest

from extractors.layout.forms import extract_form_values
from extractors.models import Page
from tests.extractors.pages import FONT, grid_of, page_of, table_page

LABELS = {
    "among": ["其中"],
    "name": ["设备名称"],
    "value": ["购买价格", "购置价格"],
    "area": ["场地面积"],
    "owned": ["自有"],
    "contact": ["联系人"],
    "address": ["注册地址"],
}


def _read(page: Page) -> dict[str, str]:
    return {name: value.passage.text for name, value in extract_form_values(page, LABELS).items() if name != "among"}


def _table(rows: Sequence[Sequence[str]], columns: Sequence[float], *, ruled: bool) -> Page:
    empty = [[""] * len(columns)] * (4 if ruled else 0)  # forms have rows enough to be read cell by cell
    return table_page(columns, [*rows, *empty], ruled=ruled)


@pytest.mark.parametrize("ruled", [True, False])
def test_labels_in_the_cell_before_and_in_the_same_cell(*, ruled: bool) -> None:
    page = _table([["购买价格", "88.5万元"], ["联系人：韩雪梅", "设备名称：离心机"]], [0.1, 0.5], ruled=ruled)
    assert _read(page) == {"value": "88.5万元", "contact": "韩雪梅", "name": "离心机"}


@pytest.mark.parametrize("ruled", [True, False])
def test_several_labels_in_one_cell(*, ruled: bool) -> None:
    page = _table([["场地面积 320 平方米，其中：自有 120 平方米", ""]], [0.1, 0.7], ruled=ruled)
    assert _read(page) == {"area": "320 平方米", "owned": "120 平方米"}


def test_a_label_with_a_colon_ends_a_value_without_a_gap() -> None:
    page = _table([["注册地址：许昌市七一路18号联系人：韩雪梅", ""]], [0.1, 0.8], ruled=True)
    assert _read(page) == {"address": "许昌市七一路18号", "contact": "韩雪梅"}


def test_the_unit_of_a_label_is_kept_apart() -> None:
    page = _table([["购置价格（万元）", "88.5"]], [0.1, 0.5], ruled=True)
    value = extract_form_values(page, LABELS)["value"]
    assert (value.passage.text, value.unit) == ("88.5", "万元")


def test_a_label_with_nothing_beside_it_has_an_empty_value() -> None:
    page = _table([["购买价格", ""], ["联系人：", "设备名称"]], [0.1, 0.5], ruled=True)
    assert _read(page) == {"value": "", "contact": "", "name": ""}


def test_a_value_beside_a_label_is_never_another_label() -> None:
    page = _table([["联系人", "设备名称", "离心机"]], [0.1, 0.4, 0.7], ruled=True)
    assert _read(page) == {"contact": "", "name": "离心机"}


def test_lines_of_a_cell_without_rulings_belong_together() -> None:
    page = page_of(
        [
            (0.20, (0.10, "注册地址：许昌市魏都区七一路"), (0.60, "联系人：韩雪")),
            (0.20 + 1.3 * FONT, (0.10, "18号文峰大厦1203室"), (0.60, "梅")),
            (0.26, (0.10, "场地面积 320 平方米")),
        ]
    )
    assert _read(page) == {
        "address": "许昌市魏都区七一路18号文峰大厦1203室",
        "contact": "韩雪梅",
        "area": "320 平方米",
    }


def test_figures_on_two_lines_are_not_made_one() -> None:
    page = page_of([(0.20, (0.10, "购买价格 411")), (0.20 + 1.3 * FONT, (0.10, "18 万元"))])
    assert "41118" not in _read(page)["value"]


def test_gaps_in_a_cell_without_upright_rulings_do_not_part_it() -> None:
    grid = grid_of([0.08, 0.92], [0.19, 0.22, *(0.23 + 0.03 * row for row in range(8))])
    page = page_of([(0.20, (0.10, "场地面积"), (0.30, "320 平方米，其中：自有"), (0.70, "120 平方米"))], grids=[grid])
    assert _read(page) == {"area": "320 平方米", "owned": "120 平方米"}


def test_rulings_part_the_cells_of_a_small_table_whose_rows_stand_close() -> None:
    page = table_page([0.1, 0.5], [["设备名称", "离心机"], ["联系人", "韩雪梅"], ["购买价格", "88.5万元"]], feed=0.02)
    assert _read(page) == {"name": "离心机", "contact": "韩雪梅", "value": "88.5万元"}
