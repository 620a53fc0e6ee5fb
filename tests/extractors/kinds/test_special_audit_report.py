from datetime import date
from decimal import Decimal

import pytest

from extractors.kinds import special_audit_report
from extractors.kinds.special_audit_report import BALANCED, STATED_TWICE
from extractors.models import Field, Page
from tests.extractors.pages import Row, page_of, table_page

COLUMNS = [0.1, 0.2, 0.65]


def _text(revenue: str, cost: str) -> Page:
    return page_of(
        [
            "关于临河云桥服务有限公司服务收支情况的专项审计报告",
            "临审专字〔2025〕第018号",
            "临河云桥服务有限公司：",
            "我们接受委托，对临河云桥服务有限公司2024年度服务收支情况进行了专项审计。",
            f"经审计，贵单位2024年度服务收入{revenue}，服务支出{cost}。",
            "临河正平会计师事务所有限公司",
            "2025年3月1日",
        ]
    )


def _table(revenue: str, cost: str, balance: str = "", unit: str = "元", *, ruled: bool = True) -> Page:
    rows = [
        ["序号", "项目", f"金额（{unit}）"],
        ["一", "服务收入合计", revenue],
        ["1", "培训服务", revenue],
        ["二", "服务支出合计", cost],
        ["1", "房租", cost],
        ["三", "收支结余", balance],
    ]
    above: list[Row] = [(0.1, (0.1, "附：2024年度服务收支情况表"), (0.7, f"单位：{unit}"))]
    return table_page(COLUMNS, rows, above=above, ruled=ruled, number=2)


def _read(*pages: Page) -> dict[str, Field]:
    return {field.path: field for field in special_audit_report.extract(pages)}


@pytest.mark.parametrize("ruled", [True, False])
def test_text_and_table_vouch_for_each_other(*, ruled: bool) -> None:
    table = _table("1,208,400.00", "700,150.25", "508,249.75", ruled=ruled)
    fields = _read(_text("1,208,400.00元", "700,150.25元"), table)
    assert fields["service_revenue"].value == Decimal("1208400.00")
    assert fields["service_cost"].value == Decimal("700150.25")
    for path in ("service_revenue", "service_cost"):
        assert fields[path].confirmed_by == (STATED_TWICE, BALANCED)
        assert not fields[path].doubtful
    assert fields["entity"].value == "临河云桥服务有限公司"
    assert fields["firm"].value == "临河正平会计师事务所有限公司"
    assert fields["year"].value == 2024
    assert fields["signed_on"].value == date(2025, 3, 1)


def test_the_unit_of_the_table_is_taken_into_account() -> None:
    fields = _read(_text("1,208,400.00元", "700,150.25元"), _table("120.84", "70.02", "50.82", "万元"))
    assert fields["service_revenue"].value == Decimal("1208400.00")
    assert not fields["service_revenue"].doubtful
    assert not fields["service_cost"].doubtful


def test_text_and_table_that_differ_go_to_a_person() -> None:
    revenue = _read(_text("1,208,400.00元", "700,150.25元"), _table("1,280,400.00", "700,150.25"))["service_revenue"]
    assert revenue.doubtful
    assert revenue.alternatives == (Decimal("1208400.00"),)


@pytest.mark.parametrize("pages", [(_text("120.84万元", "70万元"),), (_table("1,208,400.00", "700,000.00"),)])
def test_one_place_is_enough(pages: tuple[Page, ...]) -> None:
    fields = _read(*pages)
    assert (fields["service_revenue"].value, fields["service_cost"].value) == (Decimal(1208400), Decimal(700000))


def test_a_firm_whose_name_is_covered_is_known_by_its_seal_with_doubt() -> None:
    firm = _read(page_of(["服务收支情况专项审计报告"], seals=["临河正平会计师事务所有限公司"]))["firm"]
    assert (firm.value, firm.doubtful) == ("临河正平会计师事务所有限公司", True)
