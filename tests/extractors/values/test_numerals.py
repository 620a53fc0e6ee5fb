import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.numerals import parse_digits, parse_numeral

PLAIN = ("零一二三四五六七八九", "十百千", "万亿")
CAPITAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万亿")
TRADITIONAL = ("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬億")


def write_numeral(number: int, style: tuple[str, str, str]) -> str:
    """Write a number by sections of four digits: the school rule, independent of the product's writer."""
    digits, small, large = style
    if number == 0:
        return digits[0]
    sections: list[int] = []
    rest = number
    while rest:
        rest, section = divmod(rest, 10_000)
        sections.append(section)
    text = ""
    for power in range(len(sections) - 1, -1, -1):
        section = sections[power]
        if section == 0:
            continue
        if text and (section < 1000 or sections[power + 1] == 0):
            text += digits[0]
        text += _write_section(section, digits, small) + ("" if power == 0 else large[power - 1])
    return text


def _write_section(section: int, digits: str, small: str) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (digits[0] if gap else "") + digits[digit] + (small[place - 1] if place else "")
        gap = False
    return text


@given(st.integers(min_value=0, max_value=10**12 - 1), st.sampled_from([PLAIN, CAPITAL, TRADITIONAL]))
def test_a_written_numeral_is_read_back(number: int, style: tuple[str, str, str]) -> None:
    assert parse_numeral(write_numeral(number, style)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二十三", 23),
        ("一百零五", 105),
        ("一百〇五", 105),
        ("两百", 200),
        ("廿三", 23),
        ("卅一", 31),
        ("十", 10),
        ("十五", 15),
        ("一千五十", 1050),  # the 零 is left out; the units leave one reading
        ("三万五百", 30500),
        ("拾万", 100_000),
        ("壹拾万零柒仟", 107_000),  # a rule of cheques: 零 for the empty place of 万
        ("壹拾万柒仟", 107_000),
        ("貮拾叄", 23),
        ("弍佰", 200),
        ("零佰叁拾陆万零仟零佰零拾零", 360_000),  # a pre-printed form
        ("伍 佰 万", 5_000_000),
    ],
)
def test_writings(text: str, value: int) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("一百五", "两种读法"),  # 150 or 105
        ("三万五", "两种读法"),
        ("三百五万", "两种读法"),
        ("一百零五十", "多余"),
        ("一万零五千", "多余"),
        ("一千零五百", "多余"),
        ("一百十五", "不规范"),  # 一百[三]十五 may have lost its digit
        ("二三十", "不规范"),
        ("三五", "不规范"),
        ("十百", "不规范"),
        ("百", "不规范"),
        ("万", "不规范"),
        ("一亿万", "不规范"),
        ("壹佰零拾伍", "不规范"),
        ("染拾", "可能是“柒”"),
        ("", "没有数字"),
        ("abc", "不是数字"),
    ],
)
def test_doubtful_numerals_are_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason):
        parse_numeral(text)


@pytest.mark.parametrize("text", ["二〇二六", "二○二六", "二O二六", "二o二六", "二零二六", "贰零贰陆", "二0二六"])
def test_digit_by_digit(text: str) -> None:
    assert parse_digits(text) == "2026"


@pytest.mark.parametrize("text", ["", "二千", "2026", "两〇二六", "二Q二六"])
def test_other_writings_are_no_digits(text: str) -> None:
    with pytest.raises(UnreadableValueError):
        parse_digits(text)
