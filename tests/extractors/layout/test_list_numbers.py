import pytest

from extractors.layout.list_numbers import read_numbering


def _judged(numbers: str) -> tuple[bool, str]:
    texts = [("" if text == "-" else text, "名单.pdf第1页") for text in numbers.split()]
    numbering = read_numbering(texts)
    return numbering.complete, "；".join(numbering.doubts)


@pytest.mark.parametrize(
    "numbers",
    [
        "1 2 3 4 5",
        "1. 2. 3. 4.",
        "(1) (2) (3)",
        "1 2 - 4 5 6",  # one unread between two that fit
        "1 2 9 4 5 6",  # one misread
        "1 2 3 4 l 6 7 8 9 I0",
        "1 2 3 1 2 3 4",  # a second table
    ],
)
def test_numbers_that_vouch_for_a_list(numbers: str) -> None:
    assert _judged(numbers) == (True, "")


@pytest.mark.parametrize(
    ("numbers", "named"),
    [
        ("1 2 4 5 6", "从2到4"),
        ("3 4 5 6", "从序号3开始"),
        ("1 2 3 3 4 5", "从3到3"),
        ("1 2 3 4 -", "最后一行没有读出序号"),
        ("1 2 - 5 6 7 8", "从2到5"),
        ("1 2 3 4 7", "从4到7"),
        ("1 3 2 4", "不连续"),
    ],
)
def test_numbers_that_do_not_fit_say_where(numbers: str, named: str) -> None:
    complete, doubts = _judged(numbers)
    assert not complete
    assert named in doubts


@pytest.mark.parametrize("numbers", ["- - - -", "1 - - - -"])
def test_without_most_numbers_they_say_nothing(numbers: str) -> None:
    assert _judged(numbers) == (False, "")
