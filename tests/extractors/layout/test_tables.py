import re
from dataclasses import replace

import pytest

from extractors.layout.tables import cell_rows, header_columns, join_wrapped, read_columns
from extractors.models import Page
from tests.extractors.pages import grid_of, page_of, table_page

HEADERS = {"name": re.compile("名称"), "count": re.compile("数量"), "remark": re.compile("备注")}
ROWS = [["设备名称", "数量", "备注"], ["离心机", "2", "自有"], ["天平", "11", ""]]
COLUMNS = (0.1, 0.45, 0.7)


def _texts(page: Page, *, wrapped: bool = False) -> list[dict[str, str]]:
    rows = cell_rows(page)
    found = read_columns(rows, HEADERS, least=2)
    assert found is not None
    start, placed = found
    if wrapped:
        placed = join_wrapped(rows[start + 1 :], placed)
    return [{name: cell.text for name, cell in row.items() if cell.text} for row in placed]


@pytest.mark.parametrize("ruled", [True, False])
def test_cells_stand_under_their_headings(*, ruled: bool) -> None:
    assert _texts(table_page(COLUMNS, ROWS, ruled=ruled)) == [
        {"name": "离心机", "count": "2", "remark": "自有"},
        {"name": "天平", "count": "11"},
    ]


def test_a_table_without_upright_rulings() -> None:
    page = table_page(COLUMNS, ROWS, ruled=False)
    page = replace(page, grids=(grid_of([0.1, 0.92], [0.15, 0.18, 0.21, 0.24]),))
    assert _texts(page)[0] == {"name": "离心机", "count": "2", "remark": "自有"}


def test_headings_between_two_rulings_whose_others_were_not_seen() -> None:
    rows = [["年度", "设备名称", "数量", "备注"], ["2025", "离心机", "2", "自有"]]
    columns = (0.1, 0.3, 0.5, 0.7)
    page = table_page(columns, rows, ruled=False)
    head = grid_of([0.1, 0.28, 0.92], [0.15, 0.18])
    body = grid_of([*columns, 0.92], [0.18, 0.21])
    assert _texts(replace(page, grids=(head, body))) == [{"name": "离心机", "count": "2", "remark": "自有"}]


def test_text_beside_lost_rulings_stays_in_its_row() -> None:
    page = table_page(COLUMNS, ROWS)
    (grid,) = page.grids
    faint = replace(grid, cells=tuple(cell for cell in grid.cells if cell.column != 1))
    assert [row.get("count") for row in _texts(replace(page, grids=(faint,)))] == ["2", "11"]


def test_no_header_no_table() -> None:
    assert read_columns(cell_rows(page_of([(0.1, (0.1, "名称")), (0.2, (0.1, "离心机"))])), HEADERS, least=2) is None


def test_headings_read_as_one_are_told_apart_and_those_of_one_column_are_not() -> None:
    (close,) = cell_rows(page_of([(0.1, (0.1, "设备名称数量"), (0.6, "备注"))]))
    columns = header_columns(close, HEADERS)
    assert columns["name"][2] <= columns["count"][0] + 1e-9
    (one,) = cell_rows(page_of([(0.1, (0.1, "名称及数量"), (0.6, "备注"))]))
    assert "count" not in header_columns(one, HEADERS)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("离心机 A3 型  20台", {"name": "离心机A3型", "count": "20台"}),
        ("高速冷冻台式离心分离机", {"name": "高速冷冻台式离心分离机"}),
    ],
)
def test_a_line_over_two_columns_is_cut_at_its_gap_alone(text: str, cells: dict[str, str]) -> None:
    page = page_of([(0.1, (0.1, "设备名称"), (0.245, "数量")), (0.14, (0.1, text))])
    assert _texts(page) == [cells]


def test_wrapped_cells_of_an_unruled_table_are_one_row() -> None:
    page = page_of(
        [
            (0.10, (0.1, "设备名称"), (0.45, "数量"), (0.7, "备注")),
            (0.15, (0.1, "高速冷冻台式")),
            (0.159, (0.45, "2"), (0.7, "自有")),
            (0.168, (0.1, "离心机")),
            (0.21, (0.1, "天平"), (0.45, "11")),
            (0.24, (0.1, "烘箱"), (0.45, "3"), (0.7, "租用，二零二四年")),
            (0.258, (0.7, "到期")),
        ]
    )
    assert _texts(page, wrapped=True) == [
        {"name": "高速冷冻台式离心机", "count": "2", "remark": "自有"},
        {"name": "天平", "count": "11"},
        {"name": "烘箱", "count": "3", "remark": "租用,二零二四年到期"},
    ]


def test_full_rows_that_stand_closely_stay_apart() -> None:
    rows = [(0.15 + 0.02 * index, (0.1, f"设备{index}"), (0.45, "1"), (0.7, "自有")) for index in range(4)]
    page = page_of([(0.12, (0.1, "设备名称"), (0.45, "数量"), (0.7, "备注")), *rows])
    assert len(_texts(page, wrapped=True)) == 4


def test_the_foot_of_a_page_does_not_go_on_over_the_page() -> None:
    first = page_of([(0.1, (0.1, "设备名称"), (0.45, "数量")), (0.9, (0.1, "离心机"), (0.45, "2"))])
    second = page_of([(0.05, (0.1, "天平"))], number=2)
    rows = [*cell_rows(first), *cell_rows(second)]
    found = read_columns(rows, HEADERS, least=2)
    assert found is not None
    assert len(join_wrapped(rows[found[0] + 1 :], found[1])) == 2
