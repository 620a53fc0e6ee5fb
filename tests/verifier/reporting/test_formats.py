import subprocess
import sys

import pytest

from tests.verifier.reporting.dossier import CHECKED_ON, Sample
from tests.verifier.reporting.hostile import endless_report
from tests.verifier.reporting.paper import DrawnPictures
from verifier.reporting.formats import DEFAULT_FORMATS, FORMATS, render

LOADED = """
import sys
import verifier.verification
print(sorted({"typst", "docx", "openpyxl", "fontTools"} & set(sys.modules)))
"""


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_can_be_made(name: str, sample: Sample) -> None:
    assert render(name, sample.report, sample.pictures, sample.context, checked_on=CHECKED_ON)


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_is_too_long(name: str, sample: Sample) -> None:
    assert render(name, endless_report(), DrawnPictures({}), sample.context, checked_on=CHECKED_ON)


def test_what_is_written_by_default_is_a_part_of_them() -> None:
    assert set(DEFAULT_FORMATS) < set(FORMATS)


def test_what_a_format_needs_is_loaded_when_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
