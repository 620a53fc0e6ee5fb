import pytest

from extractors.errors import UnreadableValueError
from extractors.values.estimates import estimate_before, refuse_estimate


@pytest.mark.parametrize(
    ("text", "word"), [("总额约", "约"), ("不少于 ", "不少于"), ("合计：", ""), ("近两年收入", ""), ("大约:", "大约")]
)
def test_the_word_directly_before_counts(text: str, word: str) -> None:
    assert estimate_before(text) == word


def test_the_word_behind_counts() -> None:
    with pytest.raises(UnreadableValueError, match="以上"):
        refuse_estimate("", "以上")
    refuse_estimate("共", "家以上")  # not directly behind
