from __future__ import annotations

import pytest
from lxml import etree

from extractors.intake.office.numbering import _FORMS, Numbering, chinese

NS = 'xmlns:w="urn:w"'


def level(index: int, form: str, pattern: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


LEVELS = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%1.%3.")


def numbering(more: str = "", styles: str = "") -> Numbering:
    root = f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    root += f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}</w:numbering>'
    return Numbering(etree.fromstring(root), etree.fromstring(f"<w:styles {NS}>{styles}</w:styles>"))


def properties(number: int, depth: int = 0) -> etree._Element:
    reference = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return etree.fromstring(f"<w:pPr {NS}>{reference}</w:pPr>")


def test_levels_count_each_for_itself_and_begin_anew_below() -> None:
    counted = numbering()
    depths = [0, 1, 1, 2, 0, 1, 2, 2]
    labels = [counted.label(properties(1, depth)) for depth in depths]
    assert labels == ["一、", "（一）", "（二）", "一.1. ", "二、", "（一）", "二.1. ", "二.2. "]


def test_legal_numbering_shows_all_levels_as_figures() -> None:
    legal = f'<w:abstractNum w:abstractNumId="5">{level(0, "chineseCounting", "%1、")}'
    legal += level(1, "decimal", "%1.%2").replace("<w:lvlText", "<w:isLgl/><w:lvlText")
    legal += '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>'
    counted = numbering(legal)
    assert [counted.label(properties(5, depth)) for depth in (0, 1, 1)] == ["一、", "1.1 ", "1.2 "]


def test_two_lists_of_one_kind_go_on_counting_and_an_override_begins_anew() -> None:
    again = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    anew = (
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    counted = numbering(again + anew)
    assert [counted.label(properties(number)) for number in (1, 2, 3, 3)] == ["一、", "二、", "五、", "六、"]


def test_a_style_can_number_its_paragraphs_also_by_inheritance() -> None:
    styles = (
        '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Own"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    counted = numbering(styles=styles)
    styled = [etree.fromstring(f'<w:pPr {NS}><w:pStyle w:val="{name}"/></w:pPr>') for name in ("Base", "Own", "Loop")]
    assert [counted.label(element) for element in styled] == ["一、", "二、", ""]


def test_unnumbered_paragraphs_have_no_label() -> None:
    counted = numbering()
    assert counted.label(None) == ""
    assert counted.label(properties(99)) == ""
    assert counted.label(properties(1, 8)) == ""


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (1010, "一千零一十"), (9999, "九千九百九十九"), (10_000, "10000"), (0, "0")],
)  # fmt: skip
def test_chinese_numerals(number: int, text: str) -> None:
    assert chinese(number) == text


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 2026, "mmxxvi"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 3, "c"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircleChinese", 3, "③"),
        ("decimalEnclosedCircle", 21, "(21)"),
        ("ideographTraditional", 3, "丙"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("none", 5, ""),
    ],
)
def test_other_forms(form: str, number: int, text: str) -> None:
    assert _FORMS[form](number) == text
