import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.areas import find_areas, parse_area
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


def test_areas_in_running_text() -> None:
    text = "自有120平方米，租用 200.5 ㎡，约300平方米，长5米，共3.2万平方米"
    assert [(text[f.start : f.end], f.area.square_metres) for f in find_areas(text)] == [
        ("120平方米", 120.0),
        ("200.5 ㎡", 200.5),
        ("3.2万平方米", 32000.0),
    ]


@given(st.integers(min_value=0, max_value=10**7), st.sampled_from(["平方米", "㎡", "m²", " 平米"]))
def test_a_written_area_is_read_back(centi: int, unit: str) -> None:
    assert parse_area(f"{centi / 100:,.2f}{unit}").square_metres == centi / 100
