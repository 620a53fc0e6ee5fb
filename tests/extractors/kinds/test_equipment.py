from decimal import Decimal

import pytest

from extractors.kinds import equipment
from extractors.kinds.list_fields import TOTAL_LINE
from extractors.models import Field
from tests.extractors.pages import Row, table_page

COLUMNS = [0.05, 0.12, 0.42, 0.52, 0.68, 0.84]
HEAD = ["序号", "仪器名称", "台数", "购置日期", "购置金额（元）", "领先水平"]
ROWS = [
    ["1", "离心机", "2", "2021年3月5日", "8,600", "是"],
    ["2", "绘图仪", "1台", "2022.07", "12400.50", "否"],
    ["3", "档案柜（钢制）", "12", "2019-11-02", "9000", ""],
]


def _read(
    rows: list[list[str]], *, ruled: bool = True, head: list[str] | None = None, above: list[Row] | None = None
) -> dict[str, Field]:
    page = table_page(COLUMNS, [head or HEAD, *rows], ruled=ruled, above=above or [])
    return {field.path: field for field in equipment.extract([page], "equipment_inventory")}


@pytest.mark.parametrize("ruled", [True, False])
def test_rows_sets_and_their_price(*, ruled: bool) -> None:
    fields = _read(ROWS, ruled=ruled)
    assert fields["rows[1].name"].value == "绘图仪"
    assert fields["rows[1].quantity"].value == 1
    assert str(fields["rows[0].bought_on"].value) == "2021-03-05"
    assert fields["rows[1].bought_on"].value == "2022-07"
    assert fields["rows[1].price"].value == Decimal("12400.50")
    assert (fields["rows[0].leading"].value, fields["rows[1].leading"].value) == (True, False)
    assert (fields["count"].value, fields["count"].doubtful) == (15, False)
    assert (fields["value"].value, fields["value"].doubtful) == (Decimal("30000.50"), False)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_line_of_totals_vouches_for_both(*, ruled: bool) -> None:
    fields = _read([*ROWS, ["", "合  计", "15", "", "30,000.50", ""]], ruled=ruled)
    for path in ("count", "value"):
        assert TOTAL_LINE in fields[path].confirmed_by
        assert not fields[path].doubtful
    assert "rows[3].name" not in fields


def test_totals_that_do_not_agree_are_shown_both() -> None:
    fields = _read([*ROWS, ["", "合计", "16", "", "33000.50", ""]])
    assert (fields["count"].value, fields["count"].alternatives) == (15, (16,))
    assert fields["count"].doubtful
    assert "30,000.50" in fields["value"].note
    assert "33,000.50" in fields["value"].note


def test_a_figure_that_was_not_read_is_taken_from_the_totals_with_doubt() -> None:
    rows = [ROWS[0], [*ROWS[1][:2], "l台台", *ROWS[1][3:]], ROWS[2]]
    without = _read(rows)["count"]
    assert (without.value, without.doubtful) == (None, True)
    assert "第2行" in without.note
    assert "14" in without.note
    with_total = _read([*rows, ["", "总计", "15", "", "30000.50", ""]])["count"]
    assert (with_total.value, with_total.doubtful) == (15, True)


@pytest.mark.parametrize("heading", ["购买价格（万元）", "金额(万元)", "原值/万元"])
def test_the_unit_of_the_heading(heading: str) -> None:
    rows = [["1", "离心机", "2", "2021年3月", "3.25", ""], ["2", "绘图仪", "1", "2021年4月", "0.8", ""]]
    fields = _read(rows, head=[*HEAD[:4], heading, HEAD[5]])
    assert fields["value"].value == Decimal(40500)


def test_the_unit_of_a_caption() -> None:
    rows = [["1", "离心机", "2", "2021年3月", "3.25", ""], ["2", "绘图仪", "1", "2021年4月", "0.8", ""]]
    fields = _read(rows, head=[*HEAD[:4], "购买价格", HEAD[5]], above=[(0.11, (0.75, "单位：万元"))])
    assert fields["value"].value == Decimal(40500)


def test_unit_prices_alone_are_multiplied_with_doubt_unless_the_total_agrees() -> None:
    rows = [["1", "离心机", "2", "2021年3月", "100", ""], ["2", "绘图仪", "3", "2021年4月", "50", ""]]
    head = [*HEAD[:4], "单价（元）", HEAD[5]]
    alone = _read(rows, head=head)["value"]
    assert (alone.value, alone.doubtful) == (Decimal(350), True)
    total = _read([*rows, ["", "合计", "5", "", "350", ""]], head=head)["value"]
    assert (total.value, total.doubtful) == (Decimal(350), False)


def test_a_missing_row_makes_both_sums_doubtful() -> None:
    fields = _read([ROWS[0], ["3", *ROWS[1][1:]], ["4", *ROWS[2][1:]]])
    assert fields["count"].doubtful
    assert fields["value"].doubtful


def test_a_gap_in_the_numbers_does_not_matter_where_the_total_agrees() -> None:
    rows = [ROWS[0], ["3", *ROWS[1][1:]], ["4", *ROWS[2][1:]], ["", "合计", "15", "", "30000.50", ""]]
    assert not _read(rows)["count"].doubtful


def test_prices_whose_unit_is_nowhere_have_no_sum() -> None:
    rows = [["1", "离心机", "2", "2021年3月", "3.25", ""], ["2", "绘图仪", "1", "2021年4月", "0.8", ""]]
    value = _read(rows, head=[*HEAD[:4], "购买价格", HEAD[5]])["value"]
    assert (value.value, value.doubtful) == (None, True)


def test_a_unit_not_quite_read() -> None:
    rows = [["1", "离心机", "2", "2021年3月", "3.25", ""], ["2", "绘图仪", "1冶", "2021年4月", "0.8", ""]]
    fields = _read(rows, head=[*HEAD[:4], "金额（万j元）", HEAD[5]])
    assert fields["value"].value == Decimal(40500)
    assert fields["count"].value == 3
