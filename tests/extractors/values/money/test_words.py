from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError
from extractors.values.money import parse_amount_in_words
from tests.extractors.values.test_numerals import CAPITAL, write_numeral

DIGITS = CAPITAL[0]


def write_words(fen: int) -> str:
    """Write a sum of fen in financial capitals as the rules for bills want it, independent of the product."""
    yuan, rest = divmod(fen, 100)
    jiao, single = divmod(rest, 10)
    text = f"{write_numeral(yuan, CAPITAL)}元" if yuan else ""
    if not rest:
        return f"{text or '零元'}整"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{DIGITS[single]}分" if single else "整")


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_written_words_are_read_back(fen: int) -> None:
    amount = parse_amount_in_words(f"人民币{write_words(fen)}")
    assert amount.yuan == Decimal(fen) / 100
    assert amount.quantum == Decimal("0.01")


@given(st.integers(min_value=1, max_value=10**12), st.data())
def test_a_lost_or_changed_character_never_reads_as_the_same_sum(fen: int, data: st.DataObject) -> None:
    words = write_words(fen)
    place = data.draw(st.integers(min_value=0, max_value=len(words) - 1))
    other = data.draw(st.sampled_from(["", *DIGITS[1:], "拾", "佰", "仟", "万"]))
    changed = words[:place] + other + words[place + 1 :]
    if words[place] in "零整元" or changed in {words, words.removeprefix("壹")}:
        return  # these carry no value of their own; 壹拾 is also written 拾
    try:
        amount = parse_amount_in_words(changed)
    except UnreadableValueError:
        return
    assert amount.yuan != Decimal(fen) / 100


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("人民币伍佰壹拾贰万叁仟肆佰元整", "5123400"),
        ("人民币（大写）：叁拾陆万元整", "360000"),
        ("大写：叁拾陆万圆正", "360000"),
        ("叁 拾 陆 万 元 整", "360000"),
        ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("壹仟陆佰捌拾元叁角贰分", "1680.32"),
        ("壹拾万零柒仟元零伍角叁分", "107000.53"),
        ("壹拾万柒仟元零伍角叁分", "107000.53"),
        ("叁佰贰拾伍元零肆分", "325.04"),
        ("零佰叁拾陆万零仟零佰零拾零元零角零分", "360000"),
        ("伍角整", "0.5"),
        ("叁拾元零伍分", "30.05"),
        ("负叁拾元整", "-30"),
        ("叁拾陸萬圓整", "360000"),
        ("伍佰万", "5000000"),
    ],
)
def test_writings(text: str, yuan: str) -> None:
    assert parse_amount_in_words(text).yuan == Decimal(yuan)


@pytest.mark.parametrize(
    "text", ["叁拾陕万元整", "叁佰", "叁元贰", "叁拾伍元零伍角", "三整", "元整", "叁拾陆万元整整", "点五元", "叁角伍"]
)
def test_doubtful_words_are_refused(text: str) -> None:
    with pytest.raises(UnreadableValueError):
        parse_amount_in_words(text)


@pytest.mark.parametrize("text", ["", "____", "无"])
def test_blank_places(text: str) -> None:
    with pytest.raises(BlankValueError):
        parse_amount_in_words(text)
