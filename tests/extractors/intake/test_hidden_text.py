from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from fpdf.enums import TextMode
from PIL import Image

from extractors.intake.content import HiddenReason
from tests.extractors.intake.assertions import all_close
from tests.extractors.intake.conftest import Layer, ReadPage
from tests.extractors.intake.pdfs import new_pdf, noise, png, save
from tests.extractors.intake.text_layers import HEIGHT, WIDTH, em_box, hidden, texts


def test_the_invisible_text_of_a_searchable_scan_is_no_text_of_the_page(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    pdf.image(png(noise(300, 424)), x=0, y=0, w=WIDTH, h=HEIGHT)
    pdf.text_mode = TextMode.INVISIBLE
    pdf.text(100, 100, "许昌市")
    found = layer(pdf)
    assert texts(found) == []
    assert hidden(found) == [("许昌市", HiddenReason.INVISIBLE)]
    assert all_close(found.unread, [(0, 0, 1, 1)])


def test_text_under_a_picture_is_covered(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    pdf.text(100, 100, "许昌市")
    pdf.text(400, 700, "公司")
    pdf.image(png(noise(300, 200)), x=50, y=50, w=300, h=200)
    found = layer(pdf)
    assert texts(found) == ["公司"]
    assert hidden(found) == [("许昌市", HiddenReason.COVERED)]


def test_text_over_a_picture_is_seen(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    pdf.image(png(np.full((200, 300, 3), 230, np.uint8)), x=50, y=50, w=300, h=200)
    pdf.text(100, 100, "许昌市")
    found = layer(pdf)
    assert texts(found) == ["许昌市"]
    assert hidden(found) == []


def test_a_see_through_stamp_does_not_hide_the_name_under_it(font: Path, layer: Layer) -> None:
    ring = np.zeros((200, 200, 4), np.uint8)
    y, x = np.mgrid[:200, :200] - 100
    ring[(np.hypot(x, y) > 88) & (np.hypot(x, y) < 98)] = (220, 20, 20, 255)
    stream = io.BytesIO()
    Image.fromarray(ring).save(stream, "PNG")
    pdf = new_pdf(font, size=20)
    pdf.text(120, 160, "许昌市公司")
    pdf.image(stream, x=110, y=90, w=120, h=120)
    found = layer(pdf)
    assert texts(found) == ["许昌市公司"]
    assert all_close(found.unread, [(110 / WIDTH, 90 / HEIGHT, 230 / WIDTH, 210 / HEIGHT)])


def test_a_figure_whited_out_and_typed_anew_is_noted(font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "资产总额")
    pdf.text(200, 100, "12.34")
    pdf.set_fill_color(255)
    pdf.rect(195, 80, 80, 25, style="F")
    pdf.text(200, 100, "512.34")
    page = read_page(save(pdf, tmp_path / "x.pdf"))
    assert page.text is not None
    assert texts(page.text) == ["资产总额", "512.34"]
    assert hidden(page.text) == [("12.34", HiddenReason.PAINTED_OVER)]
    assert [note.code for note in page.notes] == ["hidden-text"]
    assert "被色块遮盖" in page.notes[0].message


def test_a_see_through_marker_over_text_hides_nothing(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "许昌市")
    pdf.set_fill_color(255, 255, 0)
    with pdf.local_context(fill_opacity=0.4):
        pdf.rect(90, 80, 200, 30, style="F")
    assert hidden(layer(pdf)) == []


def test_the_clear_half_of_a_picture_hides_nothing_on_a_turned_page(
    font: Path, tmp_path: Path, read_page: ReadPage
) -> None:
    half = np.zeros((100, 200, 4), np.uint8)
    half[:, :100] = (200, 200, 220, 255)
    stream = io.BytesIO()
    Image.fromarray(half).save(stream, "PNG")
    pdf = new_pdf(font, size=20)
    pdf.text(120, 150, "许昌市")
    pdf.text(250, 150, "公司")
    pdf.image(stream, x=100, y=100, w=200, h=100)
    document = pdfium.PdfDocument(save(pdf, tmp_path / "x.pdf"))
    document[0].set_rotation(90)
    document.save(tmp_path / "turned.pdf")
    document.close()
    text = read_page(tmp_path / "turned.pdf").text
    assert text is not None
    assert texts(text) == ["公司"]
    assert hidden(text) == [("许昌市", HiddenReason.COVERED)]


def test_the_shading_of_a_table_hides_nothing(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    pdf.set_fill_color(200)
    pdf.rect(90, 80, 200, 30, style="F")
    pdf.text(100, 100, "许昌市")
    assert hidden(layer(pdf)) == []


@pytest.mark.parametrize("colour", [(255, 255, 255), (250, 250, 240)])
def test_white_text_on_paper_is_not_seen(colour: tuple[int, int, int], font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    pdf.set_text_color(*colour)
    pdf.text(100, 100, "许昌市")
    assert texts(layer(pdf)) == []


def test_white_text_over_a_light_scan_is_colourless_though_there_is_ink_around(font: Path, layer: Layer) -> None:
    paper = np.full((842, 595, 3), 225, np.uint8)
    paper[::9] = 90
    pdf = new_pdf(font, size=20)
    pdf.image(png(paper), x=0, y=0, w=WIDTH, h=HEIGHT)
    pdf.set_text_color(255)
    pdf.text(100, 100, "许昌市")
    assert hidden(layer(pdf)) == [("许昌市", HiddenReason.COLOURLESS)]


def test_white_text_on_a_dark_ground_is_seen(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    pdf.set_fill_color(0, 60, 120)
    pdf.rect(90, 80, 200, 30, style="F")
    pdf.set_text_color(255)
    pdf.text(100, 100, "许昌市")
    assert texts(layer(pdf)) == ["许昌市"]


def test_tiny_text_is_not_seen(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=0.5)
    pdf.text(100, 100, "许昌市")
    assert hidden(layer(pdf)) == [("许昌市", HiddenReason.TINY)]


def test_see_through_text_is_not_seen(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    with pdf.local_context(fill_opacity=0):
        pdf.text(100, 100, "许昌市")
    assert hidden(layer(pdf)) == [("许昌市", HiddenReason.COLOURLESS)]


def test_clipped_text_is_not_seen(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    with pdf.rect_clip(x=10, y=10, w=20, h=20):
        pdf.text(100, 100, "许昌市")
    pdf.set_font_size(13)
    pdf.text(100, 300, "公司")
    found = layer(pdf)
    assert texts(found) == ["公司"]
    assert hidden(found) == [("许昌市", HiddenReason.NO_INK)]


def test_a_line_with_a_hole_is_left_to_the_picture(font: Path, layer: Layer) -> None:
    """Layer and picture disagree on one character: neither is believed blindly, the picture is to be read."""
    pdf = new_pdf(font, size=20)
    with pdf.rect_clip(x=90, y=70, w=30, h=50):
        pdf.text(100, 100, "许昌市")
    found = layer(pdf)
    assert texts(found) == []
    assert [line.text for line in found.garbled] == ["许昌市"]
    assert all_close(found.unread, [em_box(100, 100, 60, 20)])
