from decimal import Decimal

import pytest

from extractors.values.money import find_amount_pairs

# text, words as they stand, figures as they stand, sum in words, sum in figures
PAIRS = [
    ("租金人民币叁拾陆万元整（¥360,000.00）", "叁拾陆万元整", "（¥360,000.00）", 360000, 360000),
    ("租金人民币叁拾陆万元整（¥36,000.00）", "叁拾陆万元整", "（¥36,000.00）", 360000, 36000),
    ("大写：叁拾陆万元整  小写：360000.00", "叁拾陆万元整", "360000.00", 360000, 360000),
    ("小写：360000元 大写：叁拾陆万元整", "叁拾陆万元整", "360000元", 360000, 360000),
    ("年租金 36万元（人民币大写叁拾陆万元整）", "叁拾陆万元整", "36万元", 360000, 360000),
    ("￥360,000.00 人民币叁拾陆万元整", "叁拾陆万元整", "￥360,000.00", 360000, 360000),
    ("人民币叁拾陆万元整，￥360,000.00", "叁拾陆万元整", "￥360,000.00", 360000, 360000),
    ("叁拾陆万元 （360,000）元", "叁拾陆万元", "（360,000）元", 360000, 360000),
    ("租金壹万贰仟元整（12000.00元）/年", "壹万贰仟元整", "（12000.00元）/年", 12000, 12000),
    ("三万元（30000元）", "三万元", "（30000元）", 30000, 30000),
    ("押金5000元，人民币叁万陆仟元整（¥36000）", "叁万陆仟元整", "（¥36000）", 36000, 36000),
    (
        "租金：人民币 叁 拾 陆 万 元 整 （ ￥ 360,000.00 元 ）",
        "叁 拾 陆 万 元 整",
        "（ ￥ 360,000.00 元 ）",
        360000,
        360000,
    ),
]


@pytest.mark.parametrize(("text", "words", "figures", "in_words", "in_figures"), PAIRS)
def test_a_pair_is_found(text: str, words: str, figures: str, in_words: int, in_figures: int) -> None:
    (pair,) = find_amount_pairs(text)
    assert text[slice(*pair.words_span)] == words
    assert text[slice(*pair.figures_span)] == figures
    assert pair.words is not None
    assert pair.figures is not None
    assert (pair.words.yuan, pair.figures.yuan) == (Decimal(in_words), Decimal(in_figures))
    assert pair.problem == ""


def test_several_pairs_of_one_sentence() -> None:
    text = "租金360000元（大写：叁拾陆万元整），押金5000元（大写：伍仟元整）"
    assert [(p.words.yuan, p.figures.yuan) for p in find_amount_pairs(text) if p.words and p.figures] == [
        (Decimal(360000), Decimal(360000)),
        (Decimal(5000), Decimal(5000)),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("人民币（大写）叁拾渠万元整（¥370000.00元）", "未识别的数字"),
        ("人民币叁拾陕万元整（¥360000.00元）", "可能是“陆”"),
        ("人民币渠拾万元整（¥700,000）", "未识别的数字"),
        ("人民币叁拾陆万元整（￥36,0000.00元）", "千分位"),
    ],
)
def test_an_unreadable_side_is_reported_not_left_out(text: str, reason: str) -> None:
    (pair,) = find_amount_pairs(text)
    assert pair.words is None or pair.figures is None
    assert reason in pair.problem


def test_a_unit_elsewhere_on_the_page_does_not_count() -> None:
    (pair,) = find_amount_pairs("附表（单位：万元）。租金大写：叁拾陆万元整（小写：360000）")
    assert pair.figures is not None
    assert pair.figures.yuan == Decimal(360000)


def test_a_problem_quotes_the_sum_and_not_the_page() -> None:
    page = "租赁条款。" * 200
    (pair,) = find_amount_pairs(f"{page}租金大写：叁拾陆万元整（小写：约360000元）{page}")
    assert "约数" in pair.problem
    assert len(pair.problem) < 80


@pytest.mark.parametrize(
    "text",
    [
        "大写：        小写：      ",
        "押金5000元，租金人民币叁万陆仟元整",
        "共 3 年，第三方三整",
        "3000元/月，大写",
        "单位：万元（12.5）",
    ],
)
def test_what_does_not_stand_together_is_no_pair(text: str) -> None:
    assert find_amount_pairs(text) == []
