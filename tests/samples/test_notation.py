import random
from datetime import date
from decimal import Decimal

import pytest

from samples.notation import DATE_STYLES, amount_in_words, capital_text, chinese_digits, date_text, in_unit


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("5000000", "伍佰万元整"),
        ("99200", "玖万玖仟贰佰元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("10050000", "壹仟零伍万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("1002.30", "壹仟零贰元叁角整"),
        ("12.05", "壹拾贰元零伍分"),
        ("0", "零元整"),
    ],
)
def test_amount_in_words(yuan: str, words: str) -> None:
    assert amount_in_words(Decimal(yuan)) == words


def test_dates_in_all_styles_name_the_day() -> None:
    texts = {date_text(date(2025, 3, 9), style) for style in (*DATE_STYLES, "chinese")}
    assert texts == {
        "2025年03月09日",
        "2025年3月9日",
        "2025 年 3 月 9 日",
        "2025-03-09",
        "2025.3.9",
        "2025/3/9",
        "二〇二五年三月九日",
    }


def test_unknown_date_style() -> None:
    with pytest.raises(ValueError, match="rococo"):
        date_text(date(2025, 3, 9), "rococo")


def test_amount_is_rounded_to_the_printed_unit() -> None:
    assert in_unit(Decimal("5123449.99"), Decimal(10000), 2) == Decimal(5123400)


def test_capital_is_written_in_several_ways() -> None:
    texts = {capital_text(Decimal(5_000_000), random.Random(seed)) for seed in range(40)}
    assert {"伍佰万圆整", "500万元", "人民币500.0000万元整"} <= texts


def test_chinese_digits() -> None:
    assert [chinese_digits(number) for number in (3, 10, 12, 20, 31)] == ["三", "十", "十二", "二十", "三十一"]
