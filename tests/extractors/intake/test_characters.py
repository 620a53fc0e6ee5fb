from __future__ import annotations

import unicodedata

import pytest

from extractors.intake.characters import _radicals, unified


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("⽇期", "日期"),  # Kangxi radicals, as Chrome stores them
        ("⻓期", "长期"),  # radical supplement: NFKC leaves these
        ("⼈⺠币⻅⻚", "人民币见页"),
        ("\uf900", "豈"),
        ("（ＡＢ）１２ ㎡", "（ＡＢ）１２ ㎡"),  # width is as written: folding is for the reader of values
        ("平常的字 abc", "平常的字 abc"),
    ],
)
def test_radicals_become_the_characters_they_look_like(stored: str, seen: str) -> None:
    assert unified(stored) == seen


def test_the_table_maps_radicals_to_ideographs() -> None:
    for radical, ideograph in _radicals().items():
        assert unicodedata.name(radical).startswith("CJK RADICAL")
        assert unicodedata.name(ideograph).startswith("CJK UNIFIED IDEOGRAPH")
