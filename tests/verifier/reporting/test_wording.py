from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.models import FieldValue
from verifier.reporting.wording import page_words, percent_words, short_names, value_words, visible


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Decimal("5123400.00"), "", "5,123,400.00 元（512.34 万元）"),
        (Decimal("9999.99"), "", "9,999.99 元"),
        (Decimal(10000), "", "10,000.00 元（1 万元）"),
        (Decimal("-1234567.89"), "", "-1,234,567.89 元（-123.456789 万元）"),
        (Decimal(0), "", "0.00 元"),
        (date(2026, 3, 9), "", "2026年3月9日"),
        (0.8, "%", "80%"),
        (0.833, "%", "83.3%"),
        (0.07, "%", "7%"),
        (10 / 12, "%", "约 83.33%"),
        (0.799996, "%", "约 80%"),
        (1, "%", "100%"),
        (320.5, "平方米", "320.5 平方米"),
        (12345, "家", "12,345 家"),
        (2025, "年", "2025 年"),
        (100, "", "100"),
        ("long-term", "", "长期"),
        (True, "", "是"),
        (False, "", "否"),
        ("许昌", "", "许昌"),
        (None, "元", ""),
    ],
)
def test_values_read_as_a_person_writes_them(value: FieldValue, unit: str, words: str) -> None:
    assert value_words(value, unit) == words


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ([3], "第3页"),
        ([3, 4], "第3–4页"),
        ([1, 2, 3, 7, 9, 10], "第1–3、7、9–10页"),
        ([5, 4], "第5、4页"),
    ],
)
def test_page_numbers_are_joined(pages: list[int], words: str) -> None:
    assert page_words(pages) == words


def test_long_file_names_are_shortened_where_that_leaves_them_apart() -> None:
    plain, deep = "附件/租赁合同.pdf", "很长的文件夹/" * 9 + "租赁合同.pdf"
    endless = "a" * 30 + "b" * 60 + ".pdf"
    assert short_names([plain, deep, endless]) == {
        plain: plain,
        deep: "…/租赁合同.pdf",
        endless: f"{'a' * 20}…{'b' * 16}.pdf",
    }
    twins = ["甲" * 40 + "/租赁合同.pdf", "乙" * 40 + "/租赁合同.pdf"]
    assert short_names(twins) == {name: name for name in twins}


def test_no_confidence_is_rounded_up_to_certainty() -> None:
    assert [percent_words(confidence) for confidence in (1.0, 0.9999, 0.29, 0.0)] == ["100%", "99%", "29%", "0%"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("申报材料（1）.pdf", "申报材料（1）.pdf"),
        ("a\u202eb", "a⟦U+202E⟧b"),
        ("a\u2066b\u2069", "a⟦U+2066⟧b⟦U+2069⟧"),
        ("a\u200bb\ufeff\u00ad", "a⟦U+200B⟧b⟦U+FEFF⟧⟦U+00AD⟧"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("a\x00\x1b[0m", "a⟦U+0000⟧⟦U+001B⟧[0m"),
        ("扫描\udcb0", "扫描⟦U+DCB0⟧"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("a\u2028b", "a⟦U+2028⟧b"),
    ],
)
def test_characters_that_hide_something_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_what_is_shown_can_always_be_written_and_turns_nothing(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\r\x00")
    assert visible(shown) == shown
