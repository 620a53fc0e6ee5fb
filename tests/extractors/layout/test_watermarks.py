import pytest

from extractors.layout.rows import pieces_of
from tests.extractors.pages import Row, page_of

PLACES = [(0.1, 0.10), (0.45, 0.14), (0.75, 0.19), (0.2, 0.60)]


def _texts(word: str, also: list[Row]) -> list[str]:
    marks: list[Row] = [(top, (left, word)) for left, top in PLACES]
    return sorted(piece.text for piece in pieces_of(page_of([*marks, *also])))


@pytest.mark.parametrize("word", ["SCJDGL", "内部资料", "仅供认证"])
def test_a_word_all_over_the_page_is_left_out(word: str) -> None:
    assert _texts(word, [(0.3, (0.1, "名称：甲公司"))]) == ["名称：甲公司"]


def test_parts_and_runs_of_the_word_are_left_out() -> None:
    assert _texts("SCJDGL", [(0.3, (0.1, "JDGL")), (0.4, (0.1, "SCJDGLSCJ")), (0.5, (0.1, "甲公司"))]) == ["甲公司"]


def test_cells_of_one_column_are_no_watermark() -> None:
    rows: list[Row] = [(0.1 + 0.03 * index, (0.5, "高级工程师")) for index in range(6)]
    assert len(pieces_of(page_of(rows))) == 6


def test_figures_are_no_watermark() -> None:
    assert len(_texts("2024年", [])) == len(PLACES)


def test_a_word_that_stands_twice_is_no_watermark() -> None:
    rows: list[Row] = [(0.1, (0.1, "本科学历"), (0.7, "本科学历"))]
    assert len(pieces_of(page_of(rows))) == 2


def test_the_signs_of_a_border_are_left_out() -> None:
    rows: list[Row] = [(0.1 + 0.02 * index, (0.92 + 0.002 * (index % 3), "CC口C"[index % 4])) for index in range(12)]
    assert [piece.text for piece in pieces_of(page_of([*rows, (0.2, (0.1, "甲公司"))]))] == ["甲公司"]


def test_grades_under_a_heading_are_no_border() -> None:
    rows: list[Row] = [(0.1, (0.92, "等级")), *((0.12 + 0.02 * index, (0.92, "C")) for index in range(6))]
    assert len(pieces_of(page_of(rows))) == 7


def test_a_few_letters_at_the_edge_are_no_border() -> None:
    rows: list[Row] = [(0.1 + 0.02 * index, (0.92, "C")) for index in range(3)]
    assert len(pieces_of(page_of(rows))) == 3
