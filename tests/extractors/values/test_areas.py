import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.areas import parse_area
from extractors.values.blanks import BlankValueError
from tests.extractors.values.cases import read_cases


@pytest.mark.parametrize(("text", "unit", "size", "quantum"), read_cases("areas", "accepted"))
def test_areas_are_read(text: str, unit: str | None, size: float, quantum: float) -> None:
    area = parse_area(text, unit)
    assert area.square_metres == pytest.approx(size)
    assert area.quantum == pytest.approx(quantum)


@pytest.mark.parametrize(("text", "unit", "reason"), read_cases("areas", "refused"))
def test_doubtful_areas_are_refused(text: str, unit: str | None, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason) as caught:
        parse_area(text, unit)
    assert not isinstance(caught.value, BlankValueError)


@pytest.mark.parametrize("text", read_cases("areas", "blank"))
def test_blank_places(text: str) -> None:
    with pytest.raises(BlankValueError):
        parse_area(text)


@given(st.integers(min_value=0, max_value=10**7), st.sampled_from(["平方米", "㎡", "m²", " 平米"]))
def test_a_written_area_is_read_back(centi: int, unit: str) -> None:
    assert parse_area(f"{centi / 100:,.2f}{unit}").square_metres == centi / 100
