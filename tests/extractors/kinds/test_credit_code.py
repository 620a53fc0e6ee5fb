from dataclasses import replace

import pytest

from extractors.kinds.credit_code import read_credit_code
from extractors.layout.prose import page_passage
from extractors.models import Field, TextSource
from tests.extractors.pages import line_of, page_of

CODE = "91411002MA45KTT875"
MISREAD, PLACE = "91411002MA4SKTT875", 11  # S for 5
OTHER = "91411002MA45KTT874"  # only its check character is another


def _read(code: str, *, unsure: dict[int, float] | None = None, before: str = "") -> Field | None:
    label = "统一社会信用代码："
    shifted = {len(label) + place: confidence for place, confidence in (unsure or {}).items()}
    return read_credit_code(page_passage(page_of([before], lines=[line_of(0.1, 0.3, label + code, unsure=shifted)])))


def _field(code: str, unsure: dict[int, float] | None = None) -> Field:
    field = _read(code, unsure=unsure)
    assert field is not None
    return field


@pytest.mark.parametrize("written", [CODE, "91411002 MA45KTT8 75", "９１４１１００２ＭＡ４５ＫＴＴ８７５"])
def test_a_valid_code_is_confirmed(written: str) -> None:
    field = _field(written)
    assert (field.value, field.confirmed_by, field.doubtful) == (CODE, ("check-digit",), False)


def test_an_unsure_character_is_put_right_and_said_so() -> None:
    field = _field(MISREAD, unsure={PLACE: 0.5})
    assert (field.value, field.raw) == (CODE, MISREAD)
    assert field.confirmed_by == ("check-digit-repair",)
    assert field.alternatives == (MISREAD,)
    assert MISREAD in field.note


def test_a_sure_character_is_kept_since_the_paper_may_be_wrong() -> None:
    field = _field(MISREAD)
    assert field.value == MISREAD
    assert field.confirmed_by == ()
    assert field.alternatives == (CODE,)
    assert field.note


def test_doubt_of_another_character_repairs_nothing() -> None:
    assert _field(MISREAD, unsure={PLACE - 1: 0.5}).value == MISREAD


def test_a_code_without_a_likely_repair_is_doubtful() -> None:
    field = _field(OTHER, unsure={17: 0.5})
    assert (field.value, field.confirmed_by) == (OTHER, ())
    assert field.note


def test_the_valid_one_of_several_is_taken() -> None:
    field = _read(CODE, before=f"统一社会信用代码：{OTHER}")
    assert field is not None
    assert field.value == CODE


@pytest.mark.parametrize("written", ["", "411000200123456", "914110"])
def test_other_numbers_are_no_code(written: str) -> None:
    assert _read(written) is None


@pytest.mark.parametrize(
    ("source", "doubtful"), [(TextSource.OCR, True), (TextSource.TEXT_LAYER, False), (TextSource.OFFICE, False)]
)
def test_a_wrong_code_is_a_doubtful_reading_only_where_it_was_read(source: TextSource, doubtful: bool) -> None:
    line = replace(line_of(0.1, 0.3, f"统一社会信用代码：{OTHER}"), source=source)
    field = read_credit_code(page_passage(page_of([], lines=[line])))
    assert field is not None
    assert (field.value, field.doubtful) == (OTHER, doubtful)
