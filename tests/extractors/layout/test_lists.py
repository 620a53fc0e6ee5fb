import re
from collections.abc import Mapping, Sequence

import pytest

from extractors.layout.lists import read_list
from extractors.models import Page
from tests.extractors.pages import Row, page_of, table_page

HEADERS: Mapping[str, re.Pattern[str]] = {
    "name": re.compile("^姓名"),
    "age": re.compile("年龄"),
    "title": re.compile("职称"),
}
COLUMNS = [0.1, 0.2, 0.4, 0.6]
HEADING = ["序号", "姓名", "年龄", "职称"]


def _names(pages: Sequence[Page]) -> list[str]:
    return [row["name"].text for row in read_list(pages, HEADERS, "name")]


@pytest.mark.parametrize("ruled", [True, False])
def test_rows_under_the_heading(ruled: bool) -> None:
    page = table_page(COLUMNS, [HEADING, ["1", "张三", "30", "工程师"], ["2", "李四", "41", "经济师"]], ruled=ruled)
    rows = read_list([page], HEADERS, "name")
    assert [{key: cell.text for key, cell in row.items()} for row in rows] == [
        {"name": "张三", "age": "30", "title": "工程师"},
        {"name": "李四", "age": "41", "title": "经济师"},
    ]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("repeated", [True, False])
def test_a_list_goes_on_over_pages(ruled: bool, repeated: bool) -> None:
    first = table_page(COLUMNS, [HEADING, ["1", "张三", "30", "工程师"]], ruled=ruled)
    rows = [["2", "李四", "41", "经济师"], ["3", "王五", "28", "会计师"]]
    second = table_page(COLUMNS, [HEADING, *rows] if repeated else rows, ruled=ruled, number=2)
    assert _names([first, second]) == ["张三", "李四", "王五"]


@pytest.mark.parametrize(
    "empty", [["3", "", "", ""], ["", "合计", "2人", ""], ["", "备注", "均为专职", ""], ["", "/", "/", "/"]]
)
def test_totals_remarks_and_empty_rows_are_no_entries(empty: list[str]) -> None:
    page = table_page(COLUMNS, [HEADING, ["1", "张三", "30", "工程师"], empty])
    assert _names([page]) == ["张三"]


def test_text_beside_a_ruled_table_is_no_entry() -> None:
    below: list[Row] = [(0.5, (0.205, "填表人"), (0.405, "2026"))]
    page = table_page(COLUMNS, [HEADING, ["1", "张三", "30", "工程师"]], below=below)
    assert _names([page]) == ["张三"]


def test_without_a_heading_there_is_no_list() -> None:
    assert read_list([page_of(["张三 30 工程师"])], HEADERS, "name") == []


def test_an_empty_cell_is_left_out_of_its_row() -> None:
    page = table_page(COLUMNS, [HEADING, ["1", "张三", "", "工程师"]])
    (row,) = read_list([page], HEADERS, "name")
    assert set(row) == {"name", "title"}
