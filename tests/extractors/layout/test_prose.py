import re

from extractors.layout.prose import document_passage, find_first, page_passage
from tests.extractors.pages import page_of, pages_of


def test_rows_of_a_page_are_its_lines() -> None:
    assert page_passage(page_of(["甲方：某某", "乙方：某某"])).text == "甲方:某某\n乙方:某某"


def test_pieces_of_a_row_are_set_apart() -> None:
    assert page_passage(page_of([(0.1, (0.1, "甲方"), (0.5, "乙方"))])).text == "甲方 乙方"


def test_words_that_run_over_pages_are_found_in_running_text() -> None:
    text = document_passage(pages_of("租赁期限自2024年1月1日至2026年", "12月31日止。")).compact
    found = find_first(text, [re.compile(r"至(?P<value>\S+)止")])
    assert found is not None
    assert found.text == "2026年12月31日"
    assert [place.page for place in found.evidence] == [1, 2]


def test_the_first_pattern_that_matches_wins() -> None:
    text = document_passage(pages_of("面积10平方米 建筑面积20平方米")).compact
    patterns = [
        re.compile(r"使用面积(?P<value>\d+)"),
        re.compile(r"建筑面积(?P<value>\d+)"),
        re.compile(r"面积(?P<value>\d+)"),
    ]
    found = find_first(text, patterns)
    assert found is not None
    assert found.text == "20"


def test_an_empty_group_is_nothing() -> None:
    text = page_passage(page_of(["面积：平方米"]))
    assert find_first(text, [re.compile(r"面积:(?P<value>\d*)平方米")]) is None
