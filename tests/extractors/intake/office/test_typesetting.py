from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.office.blocks import Align, Paragraph
from extractors.intake.office.typesetting import set_paragraphs, text_width


@pytest.mark.parametrize(("text", "ems"), [("许昌", 2), ("Ab1.", 2), ("（１）", 3), ("—…", 2), ("e\u0301", 0.5)])
def test_a_full_width_character_is_one_em(text: str, ems: float) -> None:
    assert text_width(text, 10) == 10 * ems


@given(st.text(st.characters(exclude_categories=("C", "Z")), max_size=80), st.floats(30, 200))
def test_nothing_is_lost_and_nothing_leaves_its_width(text: str, width: float) -> None:
    pieces, height = set_paragraphs([Paragraph(text, 10)], width)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.left + piece.width <= width + 1e-6 for piece in pieces)
    assert all(0 <= piece.top < height for piece in pieces)


def test_rows_follow_each_other_by_one_and_a_half_sizes() -> None:
    pieces, height = set_paragraphs([Paragraph("甲\n乙", 10), Paragraph("丙", 20)], 100)
    assert [(piece.text, piece.top) for piece in pieces] == [("甲", 0), ("乙", 15), ("丙", 30)]
    assert height == 60


def test_words_and_numbers_are_kept_whole_where_they_fit() -> None:
    pieces, _ = set_paragraphs([Paragraph("总额5,123,400.00元", 10)], 70)
    assert [piece.text for piece in pieces] == ["总额", "5,123,400.00元"]
    pieces, _ = set_paragraphs([Paragraph("x" * 20, 10)], 70)
    assert [len(piece.text) for piece in pieces] == [14, 6]


def test_alignment_is_by_row() -> None:
    pieces, _ = set_paragraphs([Paragraph("甲\n乙乙", 10, Align.RIGHT)], 100)
    assert [piece.left for piece in pieces] == [90, 80]
