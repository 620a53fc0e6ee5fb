"""When a page's text layer stands for the page, and when its picture is read instead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from extractors.errors import PageError
from extractors.geometry import box_of
from extractors.intake.content import PageContent
from extractors.intake.documents import open_document
from extractors.intake.formats import Format
from extractors.intake.limits import Limits
from extractors.models import TextSource
from extractors.ocr.engine import EngineSettings, OcrEngine, create_engine
from extractors.reading.page import PageReading, read_page
from extractors.reading.pictures import PagePictures
from tests.extractors.intake.fonts import make_font
from tests.extractors.intake.pdfs import new_pdf, png, save
from tests.extractors.paper import Sheet
from tests.extractors.stamps import round_seal

PRINTED = ("申请单位名称：许昌市魏都区平台有限公司", "注册资产总额：1,234,567.89万元", "从业人数：86人，2026年3月18日")


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_font(tmp_path_factory.mktemp("font"))


def _content(path: Path) -> PageContent:
    document = open_document(path, Format.PDF, Limits())
    try:
        return document.page(1)
    finally:
        document.close()


def _read(path: Path, engine: OcrEngine) -> PageReading:
    return read_page(_content(path), engine, "a.pdf", 1)


def _texts(reading: PageReading) -> list[str]:
    lines = sorted(reading.page.lines, key=lambda line: box_of(line.polygon)[1])
    return [line.text.replace(" ", "").replace(":", "：") for line in lines]


def _sources(reading: PageReading) -> set[TextSource]:
    return {line.source for line in reading.page.lines}


def _scan(lines: tuple[str, ...]) -> Sheet:
    sheet = Sheet()
    for index, text in enumerate(lines):
        sheet.write(text, (150, 300 + 110 * index))
    return sheet


EXPECTED = [text.replace(" ", "") for text in PRINTED]


def test_a_sound_layer_is_the_text_of_the_page(font: Path, tmp_path: Path, engine: OcrEngine) -> None:
    pdf = new_pdf(font)
    for index, text in enumerate(PRINTED):
        pdf.text(80, 120 + 40 * index, text)
    reading = _read(save(pdf, tmp_path / "a.pdf"), engine)
    assert _texts(reading) == EXPECTED
    assert _sources(reading) == {TextSource.TEXT_LAYER}
    assert reading.notes == ()
    assert reading.page.to_original == pytest.approx((1, 0, 0, 0, 1, 0, 0, 0, 1))


@pytest.mark.parametrize("stored", [PRINTED, ("中华人民共和国营业执照", "法定代表签字9876", "价格100.00元")])
def test_the_invisible_layer_of_a_scan_is_never_its_text(
    stored: tuple[str, ...], font: Path, tmp_path: Path, engine: OcrEngine
) -> None:
    """Right or wrong, what an OCR program once read is not better than reading the picture."""
    pdf = new_pdf(font)
    with pdf.local_context(text_mode="INVISIBLE"):
        for index, text in enumerate(stored):
            pdf.text(75, 160 + 53 * index, text)
    pdf.image(png(_scan(PRINTED).pixels), 0, 0, 595, 842)
    reading = _read(save(pdf, tmp_path / "a.pdf"), engine)
    assert _texts(reading) == EXPECTED
    assert _sources(reading) == {TextSource.OCR}


def _typed(font: Path, tmp_path: Path, stored: tuple[str, ...]) -> Path:
    pdf = new_pdf(font)
    for index, text in enumerate(stored):
        pdf.text(80, 120 + 40 * index, text)
    return save(pdf, tmp_path / "typed.pdf")


def test_a_layer_that_disagrees_with_the_picture_is_ignored_and_said_so(
    font: Path, tmp_path: Path, engine: OcrEngine
) -> None:
    """The layer of one page over the picture of another, as a font with exchanged characters makes it."""
    other = ("申请单位名称：许昌市人民促进局执照服务", "注册资产总额：9,876,543.21万元", "从业人数：12人  2020年7月5日")
    stored = _content(_typed(font, tmp_path, other))
    shown = _content(_typed(font, tmp_path, PRINTED))
    content = PageContent(shown.image, shown.width, shown.height, shown.dpi, stored.text, 0.0)
    reading = read_page(content, engine, "a.pdf", 7)
    assert _texts(reading) == EXPECTED
    assert _sources(reading) == {TextSource.OCR}
    (note,) = reading.notes
    assert (note.code, note.file, note.page) == ("text-layer-ignored", "a.pdf", 7)
    assert "不一致" in note.message


@pytest.mark.parametrize("garbage", ["ÐÅÏ¢Êý¾Ý×Ê²úÆóÒµ", "锟斤拷烫烫烫屯屯屯", "(cid:1203)(cid:88)"])
def test_a_layer_in_a_wrong_encoding_is_ignored_and_said_so(
    garbage: str, font: Path, tmp_path: Path, engine: OcrEngine
) -> None:
    shown = _content(_typed(font, tmp_path, PRINTED))
    assert shown.text is not None
    lines = tuple(replace(line, text=garbage * 3) for line in shown.text.lines)
    content = PageContent(shown.image, shown.width, shown.height, shown.dpi, replace(shown.text, lines=lines), 0.0)
    reading = read_page(content, engine, "a.pdf", 1)
    assert _texts(reading) == EXPECTED
    assert [note.code for note in reading.notes] == ["text-layer-ignored"]


def test_pictures_on_a_typed_page_are_read_beside_its_layer(font: Path, tmp_path: Path, engine: OcrEngine) -> None:
    """A typed form with a pasted scan and a seal: each is read once, in its place."""
    pdf = new_pdf(font)
    for index, text in enumerate(PRINTED):
        pdf.text(80, 120 + 40 * index, text)
    pasted = Sheet((600, 120), colour=(255, 255, 255)).write("法定代表人身份证明：见附件", (40, 30), 36)
    pdf.image(png(pasted.pixels), 80, 300, 300, 60)
    stamp = tmp_path / "seal.png"
    round_seal("许昌鼎信企业管理咨询有限公司", 400).save(stamp)
    pdf.image(str(stamp), 330, 560, 120, 120)
    pdf.text(330, 620, "申请单位（盖章）")
    reading = _read(save(pdf, tmp_path / "a.pdf"), engine)
    texts = _texts(reading)
    assert [text for text in texts if text in EXPECTED] == EXPECTED
    assert texts.count("法定代表人身份证明：见附件") == 1
    assert sum("申请单位（盖章" in text for text in texts) == 1
    (seal,) = reading.page.seals
    assert seal.text == "许昌鼎信企业管理咨询有限公司"
    assert [line.text for line in reading.page.lines if line.source is TextSource.OCR] == ["法定代表人身份证明：见附件"]


def test_a_sound_layer_needs_an_engine_to_be_believed(font: Path, tmp_path: Path) -> None:
    """Without one nothing vouches for it: better a problem than a wrong figure."""
    path = _typed(font, tmp_path, PRINTED)
    with pytest.raises(PageError) as raised:
        _read(path, create_engine(EngineSettings(name="none")))
    assert raised.value.code == "ocr-disabled"


def test_an_empty_page_of_a_pdf_is_blank(font: Path, tmp_path: Path, engine: OcrEngine) -> None:
    reading = _read(save(new_pdf(font), tmp_path / "a.pdf"), engine)
    assert reading.page.blank
    assert reading.page.lines == ()
    assert reading.image is not None
    assert np.all(reading.image == 255)


def test_a_scan_with_a_typed_stamp_of_the_program_is_read_as_a_scan(
    font: Path, tmp_path: Path, engine: OcrEngine
) -> None:
    pdf = new_pdf(font)
    pdf.image(png(_scan(PRINTED).pixels), 0, 0, 595, 842)
    pdf.text(250, 830, "第1页")
    reading = _read(save(pdf, tmp_path / "a.pdf"), engine)
    texts = _texts(reading)
    assert [text for text in texts if text in EXPECTED] == EXPECTED
    assert "第1页" in texts


def test_pictures_are_kept_under_any_name(tmp_path: Path) -> None:
    pictures = PagePictures(tmp_path / "pages")
    name = "资料/../一份 文件?.pdf"
    assert pictures.path(name, 1) is None
    pictures.save(name, 1, Sheet((60, 80), colour=(200, 30, 30)).pixels)
    path = pictures.path(name, 1)
    assert path is not None
    assert path.parent == tmp_path / "pages"
    assert pictures.path(name, 2) is None
    with Pillow.open(path) as picture:
        assert picture.size == (60, 80)
        assert picture.getpixel((30, 40)) == pytest.approx((200, 30, 30), abs=6)


def test_a_page_that_a_person_turned_is_read_from_its_picture_turned(
    font: Path, tmp_path: Path, engine: OcrEngine
) -> None:
    """Even one whose text layer would do: a person sees that it stands on its side."""
    content = _content(_typed(font, tmp_path, PRINTED))
    reading = read_page(content, engine, "a.pdf", 1, clockwise=1)
    assert content.image is not None
    assert reading.image is not None
    assert reading.image.shape[:2] == content.image.shape[1::-1]
    assert (reading.page.width, reading.page.height) == (content.image.shape[0], content.image.shape[1])
    assert _sources(reading) <= {TextSource.OCR}
    top_left = np.array(reading.page.to_original).reshape(3, 3) @ (0, 0, 1)
    assert np.allclose(top_left[:2] / top_left[2], (0, 1), atol=0.01)
