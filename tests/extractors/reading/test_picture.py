"""Drawn pages, as scanners and telephones give them, are read with the real models: text, places, seals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image as Pillow
from rapidfuzz.distance import Levenshtein

from extractors.geometry import box_of, transform
from extractors.intake.content import PageContent
from extractors.models import Page, SealInk, SealShape, SignatureState, TextSource
from extractors.ocr.engine import OcrEngine
from extractors.reading.page import read_page
from extractors.values.folding import fold
from tests.extractors.handwriting import sign
from tests.extractors.paper import RED, Pixels, Sheet, notice
from tests.extractors.scans import (
    FROM_THE_SIDE,
    Scan,
    compressed,
    faxed,
    flat,
    grained,
    photographed,
    skewed,
    smaller,
    turned,
)
from tests.extractors.stamps import oval_seal, round_seal, square_seal

NAME = "许昌鼎信企业管理咨询有限公司"


def _read(pixels: Pixels, engine: OcrEngine) -> Page:
    height, width = pixels.shape[:2]
    return read_page(PageContent(pixels, width, height, None, None, picture_share=1.0), engine, "a.jpg", 3).page


def _text(page: Page) -> str:
    return "\n".join(line.text for line in sorted(page.lines, key=lambda line: box_of(line.polygon)[1]))


def _folded(texts: list[str]) -> str:
    return fold("".join(texts)).replace(" ", "")


# What was done to the page, and the share of characters that may be misread.
SCANS: dict[str, tuple[Callable[[Pixels], Scan], float]] = {
    "upright": (flat, 0.0),
    "on its left side": (lambda pixels: turned(pixels, 90), 0.0),
    "on its head": (lambda pixels: turned(pixels, 180), 0.0),
    "on its right side": (lambda pixels: turned(pixels, 270), 0.0),
    "askew by -5 degrees": (lambda pixels: skewed(pixels, -5), 0.005),
    "askew by 2 degrees": (lambda pixels: skewed(pixels, 2), 0.005),
    "askew by 5 degrees on a black lid": (lambda pixels: skewed(pixels, 5, background=(15, 15, 15)), 0.005),
    "photographed from below": (photographed, 0.01),
    "photographed from the side": (lambda pixels: photographed(pixels, FROM_THE_SIDE), 0.01),
    "noise and poor JPEG at 110 dpi": (
        lambda pixels: flat(compressed(grained(smaller(pixels, 0.73), 12), 50)),
        0.02,
    ),
    "fax": (lambda pixels: flat(faxed(pixels)), 0.03),
}


@pytest.mark.parametrize("name", SCANS)
def test_text_and_places_of_a_scanned_page(name: str, engine: OcrEngine) -> None:
    make, error = SCANS[name]
    sheet = notice()
    scan = make(sheet.pixels)
    page = _read(scan.pixels, engine)

    found = sorted(page.lines, key=lambda line: box_of(line.polygon)[1])
    expected = _folded([line.text for line in sheet.printed])
    assert Levenshtein.distance(_folded([line.text for line in found]), expected) <= error * len(expected)

    # Every line lies level on the upright page, the body's lines begin one below the other, ...
    assert len(found) == len(sheet.printed)
    polygons = [np.array(line.polygon) for line in found]
    assert page.width < page.height
    assert max(abs(polygon[1, 1] - polygon[0, 1]) * page.height for polygon in polygons) < 0.012 * page.width
    assert np.ptp([polygon[[0, 3], 0].mean() for polygon in polygons[1:]]) < 0.012
    # ... and `to_original` leads each corner back to where the line lies in the picture as it came.
    matrix = np.array(page.to_original).reshape(3, 3)
    for polygon, line in zip(polygons, sheet.printed, strict=True):
        left, top, right, bottom = line.box
        corners = [scan.place(*corner) for corner in ((left, top), (right, top), (right, bottom), (left, bottom))]
        assert transform(matrix, polygon) == pytest.approx(np.array(corners), abs=0.028)
    assert page.seals == ()
    assert page.grids == ()
    assert not page.blank


@pytest.mark.parametrize("name", ["upright", "askew by 5 degrees on a black lid"])
def test_characters_lie_where_their_spans_say(name: str, engine: OcrEngine) -> None:
    """A straight scan needs no turning, so its upright page is the sheet itself."""
    sheet = (
        Sheet().write("统一社会信用代码：91411000MA3X4Y5Z6K", (150, 300)).write("资产总额12,345,678.90元", (150, 500))
    )
    page = _read(SCANS["upright"][0](sheet.pixels).pixels, engine)
    for printed in sheet.printed:
        line = next(line for line in page.lines if fold(line.text) == fold(printed.text))
        assert len(line.spans) == len(line.text) == len(line.character_confidences)
        left, _, right, _ = box_of(line.polygon)
        place = printed.text.index("1")
        start, stop = (left + share * (right - left) for share in line.spans[place])
        before = Sheet().write(printed.text[:place], (150, 300)).printed[0].box[2]
        through = Sheet().write(printed.text[: place + 1], (150, 300)).printed[0].box[2]
        assert before - 0.012 < (start + stop) / 2 < through + 0.012


def _signed(seal: Pillow.Image) -> Sheet:
    sheet = Sheet().write("声明与承诺", (430, 200), 60).write("我单位承诺所提交的材料真实、合法、有效。", (130, 400))
    sheet.write(f"申请单位（盖章）：{NAME}", (420, 1380)).write("2026年3月18日", (760, 1450))
    return sheet.stamp(seal, (880, 1430))


UNDER_SEALS: dict[str, tuple[Pillow.Image, SealShape, str]] = {
    "round": (round_seal(NAME), SealShape.ROUND, NAME),
    "round and pale": (round_seal(NAME, ink=0.35), SealShape.ROUND, NAME),
    "line under the star": (round_seal(NAME, foot="财务专用章", ink=0.7), SealShape.ROUND, NAME),
    "oval": (oval_seal(NAME, foot="合同专用章"), SealShape.OVAL, NAME),
    "square": (square_seal("王建国印"), SealShape.SQUARE, "王建国印"),
}


@pytest.mark.parametrize("case", UNDER_SEALS)
def test_a_seal_and_the_text_under_it_are_read(case: str, engine: OcrEngine) -> None:
    picture, shape, name = UNDER_SEALS[case]
    page = _read(compressed(grained(_signed(picture).pixels, 2), 75), engine)

    (seal,) = page.seals
    assert seal.shape is shape
    assert seal.evidence.file == "a.jpg"
    assert seal.evidence.page == 3
    assert Levenshtein.distance(seal.text or "", name) <= (3 if case == "round and pale" else 1)

    text = _text(page)
    assert "2026年3月18日" in text
    assert f"单位（盖章）：{NAME}" in text.replace(":", "：")
    # The seal's own lettering is no line of the page.
    assert "专用章" not in text
    assert len(page.lines) == 4


def test_both_readings_of_a_place_under_a_seal_are_kept(engine: OcrEngine) -> None:
    """Figures under a star: the reading that leads may be wrong, the other one is there to say so."""
    sheet = notice().write("合计人民币：3,861,274.50元", (560, 1415), 30).stamp(round_seal(NAME), (880, 1430))
    page = _read(sheet.pixels, engine)
    line = next(line for line in page.lines if "合计" in line.text)
    texts = {line.text, *(reading.text for reading in line.alternatives)}
    assert any("3,861,274.50" in text for text in texts)
    sources = {line.source, *(reading.source for reading in line.alternatives)}
    assert sources == {TextSource.OCR, TextSource.OCR_WITHOUT_RED}


def test_a_red_letterhead_is_text_and_no_seal(engine: OcrEngine) -> None:
    sheet = Sheet().write("许昌市工业和信息化局文件", (130, 150), 84, colour=RED)
    sheet.rule((100, 360), (1140, 360), width=6, colour=RED).write("许工信〔2026〕18号", (470, 280))
    sheet.write("关于公布2026年度中小企业公共服务平台名单的通知", (150, 460), 40)
    sheet.write("许昌市工业和信息化局", (760, 1390)).write("2026年3月18日", (800, 1460))
    sheet.stamp(round_seal("许昌市工业和信息化局"), (900, 1440))
    page = _read(sheet.pixels, engine)
    text = _text(page)
    assert "许昌市工业和信息化局文件" in text
    assert "2026年3月18日" in text
    assert [seal.text for seal in page.seals] == ["许昌市工业和信息化局"]


def test_a_photographed_page_with_a_pale_seal(engine: OcrEngine) -> None:
    page = _read(compressed(photographed(_signed(round_seal(NAME, ink=0.5)).pixels).pixels, 75), engine)
    (seal,) = page.seals
    assert seal.shape is SealShape.ROUND
    assert Levenshtein.normalized_similarity(seal.text or "", NAME) > 0.7
    assert "2026年3月18日" in _text(page)
    assert NAME in _text(page)


def test_presence_and_reading_of_a_seal_are_told_apart(engine: OcrEngine) -> None:
    (clear,) = _read(_signed(round_seal(NAME)).pixels, engine).seals
    assert clear.presence > 0.9
    assert (clear.ink, clear.whole, clear.text) == (SealInk.RED, True, NAME)
    (faint,) = _read(compressed(grained(_signed(round_seal(NAME, ink=0.1)).pixels, 3), 70), engine).seals
    assert faint.presence < 0.3
    assert (faint.ink, faint.whole) == (SealInk.RED, True)


def test_a_black_copy_and_a_slice_have_no_name(engine: OcrEngine) -> None:
    copy = _read(np.repeat(_signed(round_seal(NAME)).pixels[:, :, 1:2], 3, axis=2), engine)
    assert not copy.colour
    seal = round_seal(NAME)
    cut = _read(notice().stamp(seal.crop((0, 0, 80, 250)), (1200, 900)).pixels, engine)
    for page, ink, whole in ((copy, SealInk.BLACK, True), (cut, SealInk.RED, False)):
        (found,) = page.seals
        assert (found.ink, found.whole, found.text) == (ink, whole, None)
        assert found.presence < 0.3


def test_a_signature_is_found_beside_its_label(engine: OcrEngine) -> None:
    sheet = _signed(round_seal(NAME)).write("法定代表人（签字）：", (130, 1560))
    bare = _read(sheet.pixels, engine)
    (place,) = bare.signatures
    assert place.state is SignatureState.ABSENT
    assert place.label.text.startswith("法定代表人")
    (signature,) = _read(compressed(sign(sheet, (470, 1577)).pixels, 75), engine).signatures
    assert signature.state is SignatureState.WRITTEN
    assert (signature.evidence.file, signature.evidence.page) == ("a.jpg", 3)
    left, top, right, bottom = box_of(signature.evidence.polygon)
    assert (left, right) == pytest.approx((470 / 1240, 695 / 1240), abs=0.03)
    assert (top, bottom) == pytest.approx((1537 / 1754, 1617 / 1754), abs=0.015)


def test_an_empty_sheet_is_read_as_blank(engine: OcrEngine) -> None:
    page = _read(compressed(grained(Sheet().pixels, 5), 60), engine)
    assert page.blank
    assert page.lines == ()
    stamped = _read(Sheet().stamp(round_seal(NAME, ink=0.6), (900, 1500)).pixels, engine)
    assert not stamped.blank
    assert len(stamped.seals) == 1


def test_upright_characters_in_a_tall_column_are_read_downwards(engine: OcrEngine) -> None:
    sheet = notice()
    for index, character in enumerate("法定代表人签字"):
        sheet.write(character, (1120, 400 + 38 * index), 36)
    page = _read(sheet.pixels, engine)
    (line,) = [line for line in page.lines if line.vertical]
    assert line.text == "法定代表人签字"


def test_a_long_web_page_in_one_picture_is_read_from_top_to_bottom(engine: OcrEngine) -> None:
    sheet = Sheet((720, 4000))
    for index in range(36):
        sheet.write(f"第{index + 1}条记录：许可编号{20260100 + index}", (60, 60 + 108 * index), 28)
    text = _text(_read(sheet.pixels, engine)).splitlines()
    expected = [fold(line.text) for line in sheet.printed]
    assert [fold(line) for line in text] == expected
