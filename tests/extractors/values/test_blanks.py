import pytest

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError, is_blank_mark, refuse_blank


@pytest.mark.parametrize("text", ["", "  　", "____", "_ _"])
def test_an_empty_place_is_not_explicit(text: str) -> None:
    assert is_blank_mark(text)
    with pytest.raises(BlankValueError, match="空白") as caught:
        refuse_blank(text)
    assert not caught.value.explicit


@pytest.mark.parametrize(
    "text", ["-", "—", "——", "－", "/", "//", "\\", "无", " 无 ", "暂无", "不适用", "N/A", "NA", "***", "×"]
)
def test_a_mark_for_nothing_is_explicit(text: str) -> None:
    assert is_blank_mark(text)
    with pytest.raises(BlankValueError) as caught:
        refuse_blank(text)
    assert caught.value.explicit
    assert caught.value.code == "value-blank"
    assert isinstance(caught.value, UnreadableValueError)


@pytest.mark.parametrize("text", ["0", "零", "无锡", "-5", "张三", "1/2", "一"])
def test_content_is_not_blank(text: str) -> None:
    assert not is_blank_mark(text)
    refuse_blank(text)
