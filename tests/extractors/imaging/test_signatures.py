"""Handwriting beside its label is told from print, from seals, from rules and from smudges."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from extractors.imaging.red_ink import red_ink
from extractors.imaging.signatures import Mark, find_signatures
from extractors.models import Line, SignatureState, TextSource
from tests.extractors.handwriting import BLUE_PEN, sign
from tests.extractors.paper import Pixels, Sheet
from tests.extractors.scans import compressed, grained, smaller
from tests.extractors.stamps import round_seal, square_seal

NAME = "许昌鼎信企业管理咨询有限公司"
LABEL = "法定代表人（签字）："
STAMP, PERSON, PALE = round_seal(NAME), square_seal("王建国印"), square_seal("王建国印", ink=0.3)
ROW = 1000  # top of the label's row
BESIDE = (560.0, ROW + 17.0)  # where a signature begins


def _sheet(label: str = LABEL, *, below: int = 90) -> Sheet:
    sheet = Sheet().write("我单位承诺所提交的材料真实、合法、有效。", (130, 400))
    sheet.write(f"申报单位（盖章）：{NAME}", (230, ROW - 90)).write(label, (230, ROW))
    return sheet.write("日期：2026年3月18日", (230, ROW + below))


def _sealed(label: str = LABEL) -> Sheet:
    """The same with the seal where it hides nothing: a page without any colour may be a grey copy."""
    return _sheet(label).stamp(STAMP, (960, ROW - 160))


def _lines(sheet: Sheet) -> list[Line]:
    """What a recogniser gives for the print."""
    lines = []
    for printed in sheet.printed:
        left, top, right, bottom = printed.box
        count = len(printed.text)
        spans = tuple((k / count, (k + 1) / count) for k in range(count))
        polygon = ((left, top), (right, top), (right, bottom), (left, bottom))
        lines.append(Line(printed.text, polygon, 0.97, TextSource.OCR, spans))
    return lines


def _found(sheet: Sheet, pixels: Pixels | None = None) -> list[Mark]:
    picture = sheet.pixels if pixels is None else pixels
    ink = red_ink(picture)
    return find_signatures(picture, ink, _lines(sheet))


def _typed(sheet: Sheet, size: int = 32) -> Sheet:
    """A typed name; the recogniser reads it with its label."""
    label = sheet.printed.pop(2)
    sheet.write(f"{label.text}王建国", (230, ROW), size)
    return sheet


def _ruled(sheet: Sheet) -> Sheet:
    return sheet.rule((545, ROW + 36), (900, ROW + 36))


def _smudged(sheet: Sheet) -> Sheet:
    ImageDraw.Draw(sheet.picture).ellipse((570, ROW - 20, 720, ROW + 50), (110, 108, 105))
    return sheet


def _scribbled(sheet: Sheet) -> Sheet:
    ImageDraw.Draw(sheet.picture).line((570, ROW + 5, 610, ROW + 30), (60, 60, 60), 4)
    return sheet


PAGES: dict[str, tuple[Callable[[], Sheet], SignatureState]] = {
    "nothing": (_sheet, SignatureState.ABSENT),
    "a rule to sign on": (lambda: _ruled(_sheet()), SignatureState.ABSENT),
    "the company's seal": (lambda: _sheet().stamp(STAMP, (640, ROW - 40)), SignatureState.ABSENT),
    "a person's name seal": (lambda: _sheet().stamp(PERSON, (640, ROW + 15)), SignatureState.ABSENT),
    "a pale name seal": (lambda: _sheet().stamp(PALE, (640, ROW + 15)), SignatureState.ABSENT),
    "seals": (lambda: _sheet().stamp(STAMP, (600, ROW - 50)).stamp(PERSON, (760, ROW + 10)), SignatureState.ABSENT),
    "black pen": (lambda: sign(_sealed(), BESIDE), SignatureState.WRITTEN),
    "blue pen": (lambda: sign(_sealed(), BESIDE, pen=BLUE_PEN), SignatureState.WRITTEN),
    "two characters": (lambda: sign(_sealed(), BESIDE, characters=2, seed=4), SignatureState.WRITTEN),
    "small and blue": (lambda: sign(_sealed(), BESIDE, height=38, pen=BLUE_PEN), SignatureState.WRITTEN),
    "on the rule": (lambda: sign(_ruled(_sealed()), BESIDE), SignatureState.WRITTEN),
    "under the company's seal": (lambda: sign(_sealed(), BESIDE).stamp(STAMP, (640, ROW - 40)), SignatureState.WRITTEN),
    "beside a name seal": (lambda: sign(_sealed(), BESIDE).stamp(PERSON, (860, ROW + 15)), SignatureState.WRITTEN),
    "over a name seal": (lambda: sign(_sealed(), BESIDE).stamp(PERSON, (640, ROW + 15)), SignatureState.WRITTEN),
    "under the label": (lambda: sign(_sheet(below=190), (260, ROW + 105), pen=BLUE_PEN), SignatureState.WRITTEN),
    "another label": (lambda: sign(_sealed("法人代表（签名）："), (530, ROW + 17)), SignatureState.WRITTEN),
    "typed": (lambda: _typed(_sealed()), SignatureState.PRINTED),
    "a smudge": (lambda: _smudged(_sealed()), SignatureState.UNCLEAR),
    "a stroke": (lambda: _scribbled(_sealed()), SignatureState.UNCLEAR),
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_stands_at_the_label(page: str) -> None:
    make, state = PAGES[page]
    (mark,) = _found(make())
    assert mark.state is state
    assert mark.label.text.startswith("法")


def test_a_page_without_any_colour_may_be_a_grey_copy() -> None:
    (mark,) = _found(sign(_sheet(), BESIDE))
    assert mark.state is SignatureState.UNCLEAR


CONDITIONS: dict[str, Callable[[Pixels], Pixels]] = {
    "poor JPEG": lambda pixels: compressed(grained(pixels, 6), 40),
    "100 dpi": lambda pixels: compressed(smaller(pixels, 0.667), 60),
    "a yellowed sheet": lambda pixels: np.clip(pixels * np.array([1.0, 0.95, 0.8]), 0, 255).astype(np.uint8),
    "half in shadow": lambda pixels: (pixels * np.linspace(1, 0.55, pixels.shape[1])[None, :, None]).astype(np.uint8),
}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("page", ["nothing", "seals", "black pen", "under the company's seal", "blue pen"])
def test_on_poor_scans(page: str, condition: str) -> None:
    make, state = PAGES[page]
    sheet = make()
    (mark,) = _found(sheet, CONDITIONS[condition](sheet.pixels))
    assert mark.state is state


def test_the_box_holds_the_writing_and_not_the_rest_of_the_row() -> None:
    (mark,) = _found(sign(_sealed(), BESIDE))
    left, top, right, bottom = mark.box
    assert (left, right) == pytest.approx((BESIDE[0], BESIDE[0] + 225), abs=25)
    assert (top, bottom) == pytest.approx((BESIDE[1] - 40, BESIDE[1] + 40), abs=14)


def _grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def test_without_colours_a_black_seal_is_not_taken_for_a_signature() -> None:
    sheets = [_sheet().stamp(STAMP, (640, ROW - 40)), _sheet().stamp(PERSON, (640, ROW + 15)), sign(_sealed(), BESIDE)]
    for sheet in sheets:
        (mark,) = _found(sheet, _grey(sheet.pixels))
        assert mark.state is not SignatureState.WRITTEN
    (mark,) = _found(_sheet(), _grey(_sheet().pixels))
    assert mark.state is SignatureState.ABSENT


def test_only_labels_ask_for_signatures() -> None:
    sheet = Sheet().write("法定代表人：王建国", (130, 300)).write("由法定代表人签字并加盖公章后提交。", (130, 400))
    sheet.write("经办人（签字）：", (130, 500)).write("三、法定代表人签字：", (130, 600))
    sheet.write("法 定 代 表 人（签字）：", (130, 700)).write("申报单位法定代表人（签名）", (130, 800))
    assert [mark.label.text for mark in _found(sheet)] == [
        "三、法定代表人签字：",
        "法 定 代 表 人（签字）：",
        "申报单位法定代表人（签名）",
    ]
