"""Which reading of a line under a seal leads, and what is kept beside it."""

from dataclasses import replace

import pytest

from extractors.models import Line, Reading, TextSource
from extractors.ocr.engine import Recognition
from extractors.reading.under_seals import merged, settled

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


DOUBT = Reading("3000", 0.9, TextSource.OCR)


@pytest.mark.parametrize(
    ("before", "anew"),
    [
        # the pass for a second seal reads the same, more surely, and without the doubt of the first
        (replace(line("8000", *[0.9] * 4), alternatives=(DOUBT,)), line("8000", *[0.95] * 4)),
        # the first pass is surer than that in which a doubt came up
        (line("8000", *[0.95] * 4), replace(line("8000", *[0.9] * 4), alternatives=(DOUBT,))),
    ],
)
def test_a_doubt_outlives_another_pass_that_reads_the_same(before: Line, anew: Line) -> None:
    (found,) = merged([before], [anew])
    assert found.text == "8000"
    assert [one.text for one in found.alternatives] == ["3000"]


def test_each_other_reading_stands_beside_a_line_once() -> None:
    before = replace(line("5000", *[0.8] * 4), alternatives=(DOUBT, Reading("8000", 0.5, TextSource.OCR)))
    (found,) = merged([before], [replace(line("8000", *[0.95] * 4), alternatives=(DOUBT,))])
    assert found.text == "8000"
    assert [one.text for one in found.alternatives] == ["3000", "5000"]


def test_a_line_that_two_passes_read_alike_is_one_line() -> None:
    """Two seals of one size side by side have one band, which reads exactly the same twice."""
    one = line("8000", *[0.95] * 4)
    assert merged([one], [replace(one)]) == (one,)
