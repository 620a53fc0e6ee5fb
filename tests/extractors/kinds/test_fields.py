from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractors.kinds.fields import (
    NOT_FILLED_IN,
    as_amount,
    as_area,
    as_count,
    as_date,
    as_name,
    as_person,
    as_share,
    as_text,
    read_field,
)
from extractors.layout.passages import Passage
from extractors.layout.prose import page_passage
from tests.extractors.pages import line_of, page_of


def _passage(text: str, **about: Any) -> Passage:
    return page_passage(page_of([], lines=[line_of(0.1, 0.1, text, **about)]))


@pytest.mark.parametrize(
    ("text", "parse", "value"),
    [
        ("２０２５年５月２０日", as_date, date(2025, 5, 20)),
        ("512.34", as_amount("万元"), Decimal(5_123_400)),
        ("512.34元", as_amount("万元"), Decimal("512.34")),
        ("85", as_share("%"), 0.85),
        ("320 m", as_area(None), 320.0),
        ("25 人", as_count, 25),
        ("许昌青禾 企业管理咨询有限公司（公章）", as_name, "许昌青禾企业管理咨询有限公司"),
        ("韩 雪 梅", as_person, "韩雪梅"),
        ("文峰大厦　１２０３室", as_text, "文峰大厦1203室"),
    ],
)
def test_values(text: str, parse: Callable[[str], Any], value: object) -> None:
    field = read_field("x", _passage(text), parse)
    assert (field.value, field.doubtful) == (value, False)
    assert field.evidence


@pytest.mark.parametrize("parse", [as_date, as_amount("元"), as_share("%"), as_area("平方米"), as_count, as_name])
@pytest.mark.parametrize("text", ["／", "无", "——"])
def test_a_mark_for_nothing_is_told_from_what_cannot_be_read(text: str, parse: Callable[[str], Any]) -> None:
    field = read_field("x", _passage(text), parse)
    assert (field.value, field.note) == (None, NOT_FILLED_IN)


@pytest.mark.parametrize(
    ("text", "parse"),
    [("2025年2月30日", as_date), ("5●2.34", as_amount("元")), ("185", as_share("%")), ("二十余人", as_count)],
)
def test_what_cannot_be_read_is_a_field_with_its_reason(text: str, parse: Callable[[str], Any]) -> None:
    field = read_field("x", _passage(text), parse)
    assert field.value is None
    assert field.note
    assert field.note != NOT_FILLED_IN
    assert field.raw == text


def test_what_is_not_built_like_a_persons_name_is_doubtful() -> None:
    assert read_field("x", _passage("有限公司"), as_person).doubtful


def test_values_of_other_readings_are_kept_where_they_differ() -> None:
    passage = _passage("512.34", others=["512.84", "512.3●", "512.34"])
    assert read_field("x", passage, as_amount("元")).alternatives == (Decimal("512.84"),)


def test_confidence_is_that_of_the_least_sure_character() -> None:
    assert read_field("x", _passage("512.34", unsure={2: 0.4}), as_amount("元")).confidence == 0.4
