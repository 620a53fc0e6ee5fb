"""One list handed in twice, and what only looks like it: tools of an orchard society."""

import re
from collections.abc import Sequence

import pytest

from extractors.layout.list_tables import ListTable, read_list_table
from extractors.models import Page
from tests.extractors.pages import table_page

HEADERS = {"number": re.compile("^序号$"), "name": re.compile("^名称$"), "price": re.compile("价格")}
COLUMNS = [0.08, 0.16, 0.6]
TOOLS = ["修枝剪", "喷雾器", "旋耕机", "割草机", "滴灌泵", "果筐", "磅秤", "分级机", "冷藏柜", "货架"]


def _rows(names: Sequence[str], first: int | None = 1) -> list[list[str]]:
    """Rows of tools, numbered from `first` or not at all; the price goes with the name."""
    return [
        [str(first + index) if first is not None else "", name, f"{100 + 7 * (TOOLS * 2).index(name)}元"]
        for index, name in enumerate(names)
    ]


def _page(rows: Sequence[Sequence[str]], file: str = "清单.pdf", number: int = 1) -> Page:
    return table_page(COLUMNS, [["序号", "名称", "价格"], *rows], file=file, number=number)


def _read(*pages: Page) -> ListTable:
    table = read_list_table(pages, HEADERS, "name", {})
    assert table is not None
    return table


@pytest.mark.parametrize("first", [1, None])
def test_the_same_list_in_another_file_counts_once(first: int | None) -> None:
    rows = _rows(TOOLS, first)
    table = _read(_page(rows), _page(rows, "清单（电子版）.xlsx"), _page(rows, "再一份.pdf"))
    assert (len(table.entries), table.doubts) == (10, ())
    assert table.notes == ("清单（电子版）.xlsx第1页起与前面的名单相同，只计一次",)


def test_a_copy_that_goes_on_over_other_pages_counts_once() -> None:
    rows = _rows(TOOLS)
    table = _read(_page(rows[:6]), _page(rows[6:], number=2), _page(rows[:4], number=3), _page(rows[4:], number=4))
    assert (len(table.entries), table.numbered, table.doubts) == (10, True, ())


def test_a_copy_with_other_rows_is_doubtful() -> None:
    table = _read(_page(_rows(TOOLS[:9])), _page(_rows(TOOLS), "b.pdf"))
    assert len(table.entries) == 9
    assert any("有几行不同" in doubt for doubt in table.doubts)


def test_a_list_half_of_which_is_another_one_counts_in_full_and_is_doubtful() -> None:
    table = _read(_page(_rows(TOOLS[:6])), _page(_rows([*TOOLS[:4], *TOOLS[6:9]]), "b.pdf"))
    assert len(table.entries) == 13
    assert any("可能是同一名单的另一份" in doubt for doubt in table.doubts)


def test_rows_that_come_again_under_numbers_that_go_on_are_no_copy() -> None:
    table = _read(_page(_rows(TOOLS)), _page(_rows(TOOLS, 11), number=2))
    assert (len(table.entries), table.numbered, table.doubts) == (20, True, ())


def test_rows_that_come_again_without_numbers_in_one_file_are_no_copy() -> None:
    assert len(_read(_page(_rows(TOOLS, None)), _page(_rows(TOOLS, None), number=2)).entries) == 20


def test_a_second_list_that_begins_anew_is_no_copy() -> None:
    table = _read(_page(_rows(TOOLS[:5])), _page(_rows(TOOLS[5:]), "b.pdf"))
    assert (len(table.entries), table.numbered, table.doubts) == (10, True, ())


def test_sheets_full_of_one_thing_are_no_copies() -> None:
    rows = _rows(["果筐"] * 8, None)
    assert len(_read(_page(rows), _page(rows, "b.pdf")).entries) == 16
