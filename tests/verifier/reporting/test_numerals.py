import pytest

from verifier.reporting.numerals import chinese_number


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (999, "九百九十九")],
)  # fmt: skip
def test_numbers_of_headings(number: int, words: str) -> None:
    assert chinese_number(number) == words


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_others_are_no_headings(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_number(number)
