"""Whatever the text, a parser answers or raises `UnreadableValueError`; a finder answers with spans of the text."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values import (
    addresses,
    areas,
    companies,
    counts,
    credit_codes,
    dates,
    money,
    persons,
    shares,
    terms,
)
from extractors.values.numerals import parse_digits, parse_numeral

# Characters that parsers look for, so that chance comes near to values.
NEAR = (
    "0123456789OlI〇○,.，．- -—/"
    "年月日至起止长期元万亿圆角分整正壹贰叁肆伍陆柒捌玖拾佰仟零一二三十百千人台套家"
    "%‰㎡m²亩平方米()（）¥￥:：_ "
    "许昌市魏都区建设路号楼室层有限公司分合伙协会ABCXYZ①½¹第约余上每大小写即\n\t\u3000\u200b\ue000·*'\"“”\\"
)
TEXTS = st.one_of(
    st.text(max_size=60), st.text(NEAR, max_size=60), st.text(st.sampled_from(NEAR) | st.characters(), max_size=60)
)

PARSERS: list[Callable[[str], object]] = [
    addresses.parse_address,
    areas.parse_area,
    counts.parse_count,
    dates.parse_date,
    dates.parse_month,
    money.parse_amount,
    money.parse_amount_in_words,
    money.parse_unit,
    parse_digits,
    parse_numeral,
    shares.parse_share,
    terms.parse_duration,
    terms.parse_term,
    lambda text: money.parse_amount(text, "万元"),
    lambda text: shares.parse_share(text, "%"),
    lambda text: areas.parse_area(text, "平方米"),
]


@pytest.mark.parametrize("parse", PARSERS)
@given(text=TEXTS)
def test_parsers_raise_nothing_else(parse: Callable[[str], object], text: str) -> None:
    message = "读出"
    try:
        parse(text)
    except UnreadableValueError as error:
        message = error.message
    assert not message.isascii()  # a reason in Chinese


@given(TEXTS)
def test_finders_give_spans_of_the_text(text: str) -> None:
    spans = [
        *((f.start, f.end) for f in companies.find_company_names(text)),
        *((f.start, f.end) for f in credit_codes.find_credit_codes(text)),
        *((f.start, f.end) for f in dates.find_dates(text)),
        *((f.start, f.end) for f in money.find_amounts(text)),
        *(span for pair in money.find_amount_pairs(text) for span in (pair.words_span, pair.figures_span)),
    ]
    for start, end in spans:
        assert 0 <= start < end <= len(text)


@given(TEXTS)
def test_what_never_raises(text: str) -> None:
    companies.split_company(text)
    credit_codes.repair(text)
    credit_codes.fault(text)
    persons.is_plausible_person(text)


@pytest.mark.parametrize(
    "unit", ["1 ", "1,", "一", "(", "年", "许昌", "有限公司", "元", "壹万元", "2026-03-1 ", "建设路", "_ ", "零"]
)
def test_long_texts_come_to_an_end(unit: str) -> None:
    text = (unit * 4000)[:4000]
    for parse in PARSERS:
        try:
            parse(text)
        except UnreadableValueError:
            continue
    money.find_amount_pairs(text)
    companies.find_company_names(text)
    dates.find_dates(text)
