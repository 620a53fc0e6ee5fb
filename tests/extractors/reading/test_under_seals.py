"""Which of three readings of a line under a seal leads."""

import pytest

from extractors.models import Line, TextSource
from extractors.ocr.engine import Recognition
from extractors.reading.under_seals import settled

PLACE = ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2))


def reading(text: str, *confidences: float) -> Recognition:
    spans = tuple((place / len(text), (place + 1) / len(text)) for place in range(len(text)))
    return Recognition(text, sum(confidences) / max(1, len(confidences)), spans, confidences)


def line(text: str, *confidences: float) -> Line:
    one = reading(text, *confidences)
    return Line(text, PLACE, one.confidence, TextSource.OCR_WITHOUT_RED, one.spans, confidences)


@pytest.mark.parametrize(
    ("without_red", "as_it_is", "with_contrast", "text", "beside"),
    [
        # a ruling beside the number was taken for a digit
        (line("25", 0.96, 0.97), reading("125", 0.9, 0.98, 0.98), reading("25", 0.95, 0.96), "25", ["125"]),
        # two unsure guesses at one character against a number that was surely read
        (line("知", 0.5), reading("30", 0.96, 0.96), reading("知", 0.6), "30", ["知"]),
        (line("8000", *[0.99] * 4), reading("8000", *[0.9] * 4), reading("8000", *[0.9] * 4), "8000", []),
        # three ways, three readings: the surest, and a person sees the others
        (line("3", 0.7), reading("8", 0.9), reading("5", 0.6), "8", ["3", "5"]),
        (line("无", 0.9), reading("", *[]), reading("", *[]), "无", []),
    ],
)
def test_readings_that_agree_count_together(
    without_red: Line, as_it_is: Recognition, with_contrast: Recognition, text: str, beside: list[str]
) -> None:
    found = settled(without_red, as_it_is, with_contrast)
    assert found.text == text
    assert len(found.spans) == len(found.character_confidences) == len(text)
    assert found.polygon == PLACE
    assert [one.text for one in found.alternatives] == beside
