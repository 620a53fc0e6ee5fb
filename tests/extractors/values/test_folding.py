import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.folding import fold, fold_keep_spaces, fold_traced


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("许 昌　鼎\t诚\n", "许昌鼎诚"),
        ("（许昌）ＡＢＣ１２３", "(许昌)ABC123"),
        ("－﹣—–−─", "------"),
        ("二○二六◯", "二〇二六〇"),
        ("阿・迪•里‧木", "阿·迪·里·木"),
        ("“鼎”「诚」『信』", '"鼎""诚""信"'),
        ("85﹪ 90％", "85%90%"),
        ("⻓葛市⻢庄⻄⻔", "长葛市马庄西门"),  # radicals of browser prints
        ("⽂峰路⼀号", "文峰路一号"),  # Kangxi radicals
        ("许\u200b昌\ufeff市\u00ad", "许昌市"),
        ("320㎡", "320m2"),
    ],
)
def test_fold_unifies_writings(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_fold_keeps_apart_what_differs() -> None:
    assert fold("一") != fold("—")
    assert fold("O") != fold("〇")
    assert fold("己") != fold("已")


def test_fold_keep_spaces_joins_runs_and_trims() -> None:
    assert fold_keep_spaces("  许昌　 市 \n") == "许昌 市"


@given(st.text())
def test_fold_is_idempotent_and_without_space(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert not any(character.isspace() for character in once)
    assert unicodedata.is_normalized("NFKC", once)


@given(st.text())
def test_traced_text_points_to_its_origin(text: str) -> None:
    traced = fold_traced(text)
    assert len(traced.text) == len(traced.starts) == len(traced.ends)
    assert list(traced.starts) == sorted(traced.starts)
    for index in range(len(traced.text)):
        start, end = traced.span(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert fold(traced.text[index]) in fold(text[start:end])


def test_letter_spaced_words_are_joined_and_still_traced() -> None:
    text = "名称  许 昌 鼎 诚 有 限 公 司  地址"
    traced = fold_traced(text).without_letter_spacing()
    assert "许昌鼎诚有限公司" in traced.text
    start = traced.text.index("鼎")
    assert text[slice(*traced.span(start, start + 2))] == "鼎 诚"
