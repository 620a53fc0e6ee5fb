from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.office.number_format import GENERAL, plain, shown
from extractors.intake.office.worksheet import _built_in

ACCOUNTING = _built_in()[43]


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("23", GENERAL, "23"),
        ("0.30000000000000004", GENERAL, "0.3"),
        ("5123400", GENERAL, "5123400"),
        ("1e21", GENERAL, "1000000000000000000000"),
        ("-0.5", GENERAL, "-0.5"),
        ("1234.5", "0", "1235"),
        ("1234.5", "0.00", "1234.50"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("-1234.5", "#,##0.00", "-1,234.50"),
        ("-1234.5", "#,##0.00;(#,##0.00)", "(1,234.50)"),
        ("-1234.5", "#,##0.00_);[Red](#,##0.00)", "(1,234.50)"),
        ("0", '0.00;-0.00;"—"', "—"),
        ("0", ACCOUNTING, "-"),
        ("1234.5", ACCOUNTING, "1,234.50"),
        ("-1234.5", ACCOUNTING, "-1,234.50"),
        ("0.856", "0%", "86%"),
        ("0.8564", "0.00%", "85.64%"),
        ("5123400", '0.00,"千元"', "5123.40千元"),
        ("512.34", '0.00"万元"', "512.34万元"),
        ("512.34", "[$¥-804]#,##0.00", "¥512.34"),
        ("7", "000", "007"),
        ("0.5", ".00", ".50"),
        ("0.5", "#.##", ".5"),
        ("3", "0.##", "3"),
        ("-0.001", "0.00", "0.00"),
        ("12345", "@", "12345"),
        ("12345", ";;;", ""),
        ("5", '"第"0"期"', "第5期"),
        ("12345.678", "0.00E+00", "12345.678"),  # not covered: the number itself, never another
        ("0.5", "# ?/?", "0.5"),
        ("13812345678", "000-0000-0000", "13812345678"),
    ],
)
def test_numbers(value: str, code: str, expected: str) -> None:
    assert shown(Decimal(value), code) == expected


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("46091", "yyyy-mm-dd", "2026-03-10"),
        ("46091", "yyyy/m/d", "2026/3/10"),
        ("46091", 'yyyy"年"m"月"d"日"', "2026年3月10日"),
        ("46091", "[$-804]yyyy年m月d日", "2026年3月10日"),
        ("46091", "yyyy年m月d日;@", "2026年3月10日"),
        ("46091", "[$-804]aaaa;@", "星期二"),
        ("46091", "m/d/yy", "3/10/26"),
        ("46091.604861111", "yyyy-mm-dd hh:mm", "2026-03-10 14:31"),
        ("46091.604861111", "h:mm AM/PM", "2:31 PM"),
        ("0.5", "h:mm:ss", "12:00:00"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("46091.99999999", "yyyy-mm-dd hh:mm:ss", "2026-03-11 00:00:00"),
        ("-5", "yyyy-mm-dd", "-5"),
        ("99999999", "yyyy-mm-dd", "99999999"),
    ],
)
def test_dates(value: str, code: str, expected: str) -> None:
    assert shown(Decimal(value), code) == expected


def test_days_since_1904() -> None:
    assert shown(Decimal(44629), "yyyy-mm-dd", since_1904=True) == "2026-03-10"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_two_decimals_show_the_number_itself(value: Decimal) -> None:
    assert Decimal(shown(value, "#,##0.00").replace(",", "")) == value
    assert Decimal(plain(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9), st.text(max_size=20))
def test_any_format_shows_something_without_failing(value: Decimal, code: str) -> None:
    assert isinstance(shown(value, code), str)
