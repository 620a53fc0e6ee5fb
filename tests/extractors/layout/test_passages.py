from dataclasses import replace

import pytest

from extractors.geometry import polygon_of
from extractors.layout.passages import Passage, Piece, concatenate, join
from extractors.models import Line
from tests.extractors.pages import line_of, page_of


def _passage(*lines: Line) -> Passage:
    page = page_of([], lines=lines)
    return join([Piece(page, line, 0, len(line.text)) for line in page.lines])


def test_text_is_folded_and_raw_is_not() -> None:
    passage = _passage(line_of(0.1, 0.1, "（１２３）－４"))
    assert passage.text == "(123)-4"
    assert passage.raw == "（１２３）－４"


def test_a_part_leads_back_to_its_place() -> None:
    line = line_of(0.1, 0.2, "名称：甲公司")
    part = _passage(line).cut(3)
    (place,) = part.evidence
    assert (place.text, place.page, place.file) == ("甲公司", 1, "材料.pdf")
    left, top, right, bottom = line.polygon[0][0], line.polygon[0][1], line.polygon[2][0], line.polygon[2][1]
    expected = polygon_of(((left + right) / 2, top, right, bottom))
    assert [x for point in place.polygon for x in point] == pytest.approx([x for point in expected for x in point])


def test_a_passage_over_two_lines_has_two_places() -> None:
    passage = _passage(line_of(0.1, 0.1, "许昌市"), line_of(0.1, 0.13, "某路1号"))
    assert passage.text == "许昌市某路1号"
    assert [place.text for place in passage.evidence] == ["许昌市", "某路1号"]


def test_cut_and_stripped_leave_white_space_out() -> None:
    passage = _passage(line_of(0.1, 0.1, "：  甲 公司 ；"))
    assert passage.stripped(":;").text == "甲 公司"
    assert passage.cut(1, 7).text == "甲 公司"
    assert passage.compact.text == ":甲公司;"
    assert not passage.cut(1, 3)


def test_rows_are_what_stands_between_line_breaks() -> None:
    whole = concatenate([_passage(line_of(0.1, 0.1, "甲")), _passage(line_of(0.1, 0.2, "乙"))], "\n")
    assert [row.text for row in whole.rows] == ["甲", "乙"]


def test_confidence_is_that_of_the_least_sure_character() -> None:
    passage = _passage(line_of(0.1, 0.1, "王小明", unsure={1: 0.4}))
    assert passage.confidence == pytest.approx(0.4)
    assert passage.cut(2).confidence == pytest.approx(0.99)


def test_confidence_of_long_text_is_a_mean() -> None:
    passage = _passage(line_of(0.1, 0.1, "经营范围" * 15, unsure={0: 0.39}))
    assert passage.confidence == pytest.approx(0.98)


def test_confidence_of_a_line_without_characters_is_its_own() -> None:
    line = replace(line_of(0.1, 0.1, "甲公司", confidence=0.7), character_confidences=())
    assert _passage(line).cut(1).confidence == pytest.approx(0.7)


def test_nothing_has_no_confidence_and_no_place() -> None:
    empty = join([])
    assert (empty.text, empty.confidence, empty.evidence, empty.raw) == ("", 0.0, (), "")
    assert not empty


@pytest.mark.parametrize(
    ("text", "other", "start", "expected"),
    [
        ("日期2020年", "日期2026年", 2, "2026年"),
        ("日期2020年", "期2026年", 2, "2026年"),  # a character lost before it
        ("名称甲公司", "名称甲公同", 2, "甲公同"),
    ],
)
def test_another_reading_of_the_same_place(text: str, other: str, start: int, expected: str) -> None:
    passage = _passage(line_of(0.1, 0.1, text, others=[other])).cut(start)
    assert passage.alternatives == (expected,)


def test_a_reading_that_says_the_same_is_no_alternative() -> None:
    assert _passage(line_of(0.1, 0.1, "甲公司", others=["甲公司"])).alternatives == ()
