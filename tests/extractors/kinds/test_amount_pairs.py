from decimal import Decimal

import pytest

from extractors.kinds.amount_pairs import read_amount_pairs
from extractors.layout.prose import page_passage
from tests.extractors.pages import pages_of


def _pairs(text: str) -> list[tuple[str, object]]:
    (page,) = pages_of(text)
    return [(field.path, field.value) for field in read_amount_pairs(page_passage(page).compact)]


@pytest.mark.parametrize(
    ("text", "words", "figures"),
    [
        ("年租金为人民币叁拾陆万元整（¥360000）。", 360_000, 360_000),
        ("租金¥8500元（大写：捌仟伍佰元整）。", 8_500, 8_500),
        ("合计（大写）壹万贰仟元整（小写）12500元", 12_000, 12_500),
    ],
)
def test_both_sides_of_a_pair(text: str, words: int, figures: int) -> None:
    assert _pairs(text) == [
        ("amounts[0].in_words", Decimal(words)),
        ("amounts[0].in_figures", Decimal(figures)),
    ]


def test_pairs_are_numbered_in_their_order() -> None:
    found = _pairs("租金贰万元整（¥20000元）。\n押金伍仟元整（¥5000元）。")
    assert [value for path, value in found if path.startswith("amounts[1]")] == [5_000, 5_000]


def test_a_sum_in_figures_alone_is_no_pair() -> None:
    assert _pairs("年租金360000元。") == []
