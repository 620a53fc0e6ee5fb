"""Entries written by hand that nobody can read are no values that a check could rely on, and print beside them is."""

from __future__ import annotations

import pytest

from extractors.kinds import declaration, recommendation_form
from extractors.models import Field, Page
from extractors.ocr.engine import OcrEngine
from extractors.reading.picture import read_picture
from tests.extractors.handwriting import BLUE_PEN, sign
from tests.extractors.paper import Sheet
from tests.extractors.scans import grained

SURE = 0.9


def _page(sheet: Sheet, engine: OcrEngine) -> Page:
    reading = read_picture(grained(sheet.pixels, 4), engine, "声明.jpg", 1)
    height, width = reading.image.shape[:2]
    return Page("声明.jpg", 1, width, height, reading.lines, reading.grids, signatures=reading.signatures)


def _surely(fields: list[Field]) -> dict[str, object]:
    return {f.path: f.value for f in fields if f.value is not None and not f.doubtful and f.confidence >= SURE}


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_declaration_filled_in_by_hand(engine: OcrEngine, seed: int) -> None:
    sheet = Sheet().write("申报材料真实性声明", (420, 200), 40)
    sheet.write("本单位郑重声明：所提交的申报材料真实、完整、有效。", (130, 400))
    sheet.write("申报单位：", (560, 900)).write("日期：", (560, 1150))
    for top, length in ((915, 6), (1165, 4)):
        sign(sheet, (740, top), height=50, characters=length, pen=BLUE_PEN, seed=seed)
    assert "signed_on" not in _surely(declaration.extract([_page(sheet, engine)]))
    assert "applicant" not in _surely(declaration.extract([_page(sheet, engine)]))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_recommendation_partly_filled_in_by_hand(engine: OcrEngine, seed: int) -> None:
    sheet = Sheet().write("示范平台推荐表", (420, 300), 48)
    sheet.write("示范平台运营单位名称：许昌鼎信企业管理咨询有限公司", (200, 900))
    sheet.write("推荐县（市、区）：", (200, 1000)).write("填报日期：", (200, 1100))
    for top in (1015, 1115):
        sign(sheet, (520, top), height=45, characters=3, pen=BLUE_PEN, seed=seed)
    surely = _surely(recommendation_form.extract([_page(sheet, engine)]))
    assert surely == {"applicant": "许昌鼎信企业管理咨询有限公司"}
