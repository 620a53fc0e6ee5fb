from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.figures import figure_runs, fold_figures, only_figure


@pytest.mark.parametrize(
    ("text", "value", "quantum"),
    [
        ("5123400", "5123400", "1"),
        ("5,123,400.00", "5123400.00", "0.01"),
        ("５，１２３，４００．００", "5123400.00", "0.01"),
        ("5,l23,4OO.00", "5123400.00", "0.01"),  # l and O among digits
        ("5,1 23,400.00", "5123400.00", "0.01"),  # a space inside a group
        ("5, 123, 400. 00", "5123400.00", "0.01"),
        ("5.123.400.00", "5123400.00", "0.01"),  # commas read as points
        ("5,123.400.00", "5123400.00", "0.01"),
        ("5 1 2 . 3 4", "512.34", "0.01"),  # every digit set apart
        ("O.5", "0.5", "0.1"),
        ("5〇〇", "500", "1"),
        ("____512.34____", "512.34", "0.01"),
        ("营业收入......512.34", "512.34", "0.01"),  # dot leaders
        ("1,234.00①", "1234.00", "0.01"),  # a footnote mark is no digit
        ("1,234.00¹", "1234.00", "0.01"),
        ("0", "0", "1"),
    ],
)
def test_one_reading_is_read(text: str, value: str, quantum: str) -> None:
    figure = only_figure(fold_figures(text).text)
    assert figure.value == Decimal(value)
    assert figure.quantum == Decimal(quantum)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,23,400", "千分位"),
        ("1234,567", "千分位"),
        ("512,3400", "千分位"),
        ("0,512", "千分位"),
        ("5,123,400,00", "千分位"),
        ("1.234.567", "千分位"),  # 1,234,567 or 1,234.567
        ("5,123.400", "千分号"),
        ("108,565,", "末尾"),  # digits lost behind the comma
        ("512.", "末尾"),
        ("0512.34", "以0开头"),
        ("l5,123", "表格线"),
        ("512.3l", "表格线"),
        ("1 5,123", "几个数"),
        ("5,123 400", "几个数"),
        ("512 34", "几个数"),
        ("300-500", "有多个数字"),
        ("1" * 19, "18位"),
        ("A512", "夹有"),
        (".34", "夹有"),
        ("第3", "意思不明"),
        ("-3", "意思不明"),
    ],
)
def test_two_readings_are_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason):
        only_figure(fold_figures(text).text)


def test_three_decimals_are_marked() -> None:
    assert only_figure("5.123").point_may_be_comma
    assert not only_figure("0.123").point_may_be_comma
    assert not only_figure("5123.123").point_may_be_comma
    assert not only_figure("5.12").point_may_be_comma


def test_square_metres_start_no_figure() -> None:
    assert len(figure_runs(fold_figures("320.5m²").text)) == 1
    assert len(figure_runs(fold_figures("320.5㎡").text)) == 1


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.booleans())
def test_a_written_number_is_read_back(number: Decimal, grouped: bool) -> None:
    written = f"{number:,.2f}" if grouped else f"{number:.2f}"
    figure = only_figure(fold_figures(written).text)
    assert (figure.value, figure.quantum) == (number, Decimal("0.01"))


@given(st.integers(min_value=1000, max_value=10**12), st.data())
def test_a_lost_digit_in_a_group_is_noticed(number: int, data: st.DataObject) -> None:
    written = f"{number:,}"
    first_group = len(written.split(",", maxsplit=1)[0])
    places = [i for i in range(first_group + 1, len(written)) if written[i].isdigit()]
    place = data.draw(st.sampled_from(places))
    with pytest.raises(UnreadableValueError):
        only_figure(written[:place] + written[place + 1 :])
