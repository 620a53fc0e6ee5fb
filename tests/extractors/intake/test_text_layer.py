from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image

from extractors.geometry import box_of
from extractors.intake.content import HiddenReason, TextLayer
from extractors.models import Box, TextSource
from tests.extractors.intake.assertions import all_close, close
from tests.extractors.intake.conftest import ReadPage
from tests.extractors.intake.pdfs import RawPdf, new_pdf, noise, png, save

WIDTH, HEIGHT = 595, 842
Layer = Callable[[FPDF], TextLayer]


@pytest.fixture
def layer(tmp_path: Path, read_page: ReadPage) -> Layer:
    def read(pdf: FPDF) -> TextLayer:
        text = read_page(save(pdf, tmp_path / "x.pdf")).text
        assert text is not None
        return text

    return read


def raw_layer(raw: RawPdf, tmp_path: Path, read_page: ReadPage) -> TextLayer:
    path = tmp_path / "raw.pdf"
    path.write_bytes(raw.output())
    text = read_page(path).text
    assert text is not None
    return text


def texts(layer: TextLayer) -> list[str]:
    return [line.text for line in layer.lines]


def hidden(layer: TextLayer) -> list[tuple[str, HiddenReason]]:
    return [(found.line.text, found.reason) for found in layer.hidden]


def em_box(x: float, baseline: float, width: float, size: float) -> Box:
    """Where a line drawn at this place stands: a Chinese font's em box, 0.88 above and 0.12 below the baseline."""
    return (
        x / WIDTH,
        (baseline - 0.88 * size) / HEIGHT,
        (x + width) / WIDTH,
        (baseline + 0.12 * size) / HEIGHT,
    )


# --- places ---


def test_lines_stand_where_they_were_drawn(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=14)
    drawn = {"许昌市工业和信息化局": (60, 100), "营业执照 91411000ABC": (300, 400), "Xuchang": (500, 800)}
    for text, (x, y) in drawn.items():
        pdf.text(x, y, text)
    lines = {line.text: line for line in layer(pdf).lines}
    assert list(lines) == list(drawn)
    for text, (x, y) in drawn.items():
        expected = em_box(x, y, pdf.get_string_width(text), 14)
        assert box_of(lines[text].polygon) == pytest.approx(expected, abs=0.01)
        assert lines[text].source is TextSource.TEXT_LAYER
        assert lines[text].confidence == 1


def test_spans_tell_where_each_character_stands(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    text = "许昌ABC市"
    pdf.text(60, 100, text)
    (line,) = layer(pdf).lines
    total = pdf.get_string_width(text)
    assert len(line.spans) == len(line.text)
    for index, (start, end) in enumerate(line.spans):
        assert start == pytest.approx(pdf.get_string_width(text[:index]) / total, abs=0.02)
        assert end == pytest.approx(pdf.get_string_width(text[: index + 1]) / total, abs=0.02)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_page_rotation_turns_the_polygons_along(turns: int, font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font, size=14)
    pdf.text(60, 100, "许昌市工业和信息化局")
    path = save(pdf, tmp_path / "x.pdf")
    upright = read_page(path).text
    document = pdfium.PdfDocument(path)
    document[0].set_rotation(turns * 90)
    document.save(tmp_path / "turned.pdf")
    document.close()
    turned = read_page(tmp_path / "turned.pdf").text
    assert upright is not None
    assert turned is not None
    clockwise: dict[int, Callable[[float, float], tuple[float, float]]] = {
        1: lambda x, y: (1 - y, x),
        2: lambda x, y: (1 - x, 1 - y),
        3: lambda x, y: (y, 1 - x),
    }
    expected = [clockwise[turns](x, y) for x, y in upright.lines[0].polygon]
    for point, wanted in zip(turned.lines[0].polygon, expected, strict=True):
        assert point == pytest.approx(wanted, abs=0.003)
    assert turned.lines[0].text == "许昌市工业和信息化局"
    assert turned.turned == turns * 90


def test_the_crop_box_is_the_page(font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font, size=14)
    pdf.text(160, 200, "许昌市")
    pdf.text(10, 20, "第一页")
    document = pdfium.PdfDocument(save(pdf, tmp_path / "x.pdf"))
    document[0].set_cropbox(100, 342, 500, 742)
    document.save(tmp_path / "cropped.pdf")
    document.close()
    text = read_page(tmp_path / "cropped.pdf").text
    assert text is not None
    assert texts(text) == ["许昌市"]
    left, top, right, _ = box_of(text.lines[0].polygon)
    assert close((left, right), (60 / 400, (60 + 42) / 400))
    assert top == pytest.approx((100 - 0.88 * 14) / 400, abs=0.01)
    assert hidden(text) == [("第一页", HiddenReason.OUTSIDE)]


@pytest.mark.parametrize(("degrees", "turned"), [(90, 270), (270, 90), (180, 180)])
def test_turned_text_is_read_along_its_own_direction(degrees: int, turned: int, font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=14)
    with pdf.rotation(degrees, 300, 400):  # anticlockwise
        pdf.text(300, 400, "许昌市工业")
        pdf.text(300, 420, "第二页")
    found = layer(pdf)
    assert texts(found) == ["许昌市工业", "第二页"]
    assert found.turned == turned
    polygon = [(x * WIDTH, y * HEIGHT) for x, y in found.lines[0].polygon]
    along = np.subtract(polygon[1], polygon[0])
    down = np.subtract(polygon[3], polygon[0])
    assert np.hypot(*along) == pytest.approx(70, abs=2)
    assert np.hypot(*down) == pytest.approx(14, abs=1)
    direction = {90: (0, -1), 270: (0, 1), 180: (-1, 0)}[degrees]
    assert along / np.hypot(*along) == pytest.approx(direction, abs=0.01)


def test_slanted_text_keeps_its_slant(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=14)
    with pdf.rotation(30, 300, 400):
        pdf.text(300, 400, "许昌市工业")
    found = layer(pdf)
    assert texts(found) == ["许昌市工业"]
    (x0, y0), (x1, y1), *_ = found.lines[0].polygon
    assert np.degrees(np.arctan2((y0 - y1) * HEIGHT, (x1 - x0) * WIDTH)) == pytest.approx(30, abs=1)
    assert found.turned == 0


# --- lines ---


def test_reading_order_is_row_by_row(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    for x, y, text in [(300, 203, "四"), (100, 100, "一"), (100, 200, "三"), (300, 100, "二"), (100, 300, "五")]:
        pdf.text(x, y, text)
    assert texts(layer(pdf)) == ["一", "二", "三", "四", "五"]


@pytest.mark.parametrize(
    ("gap", "expected"), [(0.0, ["许昌市公司"]), (0.8, ["许昌市 公司"]), (1.4, ["许昌市", "公司"])]
)
def test_a_wide_gap_splits_a_line(gap: float, expected: list[str], font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "许昌市")
    pdf.text(160 + gap * 20, 100, "公司")
    assert texts(layer(pdf)) == expected


def test_a_rule_splits_a_line_however_near_the_words_are(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    for y in (100, 200):
        pdf.text(100, y, "许昌市")
        pdf.text(172, y, "公司")
    pdf.line(165, 80, 165, 120)  # beside the first row only
    assert texts(layer(pdf)) == ["许昌市", "公司", "许昌市 公司"]


@pytest.mark.parametrize("drawing", ["rect", "thin"])
def test_borders_of_cells_split_lines_too(drawing: str, font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    if drawing == "rect":
        pdf.rect(90, 80, 75, 30)
    else:
        pdf.set_fill_color(0)
        pdf.rect(165, 80, 0.5, 30, style="F")
    pdf.text(100, 100, "许昌市")
    pdf.text(172, 100, "公司")
    assert texts(layer(pdf)) == ["许昌市", "公司"]


def test_words_stored_out_of_order_become_one_line(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(160, 100, "公司")
    pdf.text(100, 300, "第二页")
    pdf.text(100, 100, "许昌市")
    assert texts(layer(pdf)) == ["许昌市公司", "第二页"]


def test_bold_by_double_strike_is_read_once(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "许昌市许昌市")
    pdf.text(100.4, 100, "许昌市许昌市")
    assert texts(layer(pdf)) == ["许昌市许昌市"]


def test_two_texts_printed_over_each_other_stay_two(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "512.34")
    pdf.text(100, 100, "98.7万元")
    assert sorted(texts(layer(pdf))) == ["512.34", "98.7万元"]


def test_spaces_between_latin_words_are_kept(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    pdf.text(100, 100, "Xuchang Service Co., Ltd. 2026-03-10 14-33")
    assert texts(layer(pdf)) == ["Xuchang Service Co., Ltd. 2026-03-10 14-33"]


def test_a_raised_character_stays_on_its_line(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "320m")
    end = 100 + pdf.get_string_width("320m")
    pdf.set_font_size(11)
    pdf.text(end, 93, "2")
    assert texts(layer(pdf)) == ["320m2"]


# --- hidden text ---


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


# --- meanings ---


def retold(pdf: FPDF, changes: dict[str, str]) -> bytes:
    """The same file with other meanings for some glyphs: its ToUnicode table is overwritten.

    Offsets no longer fit where a meaning is longer; PDFium then finds the objects by itself.
    """
    pdf.set_compression(compress=False)
    data = bytes(pdf.output())
    for character, meaning in changes.items():
        pattern = rb"(<[0-9A-Fa-f]{4}> )<%04X>" % ord(character)
        code = meaning.encode("utf-16-be").hex().upper().encode()
        data, count = re.subn(pattern, rb"\g<1><%s>" % code, data)
        assert count == 1, character
    return data


def test_a_character_without_a_meaning_garbles_its_line_only(font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "许昌市")
    pdf.text(100, 300, "公司")
    path = tmp_path / "x.pdf"
    path.write_bytes(retold(pdf, {"昌": "\ue123"}))
    text = read_page(path).text
    assert text is not None
    assert texts(text) == ["公司"]
    assert [line.text for line in text.garbled] == ["许\ufffd市"]
    assert all_close(text.unread, [em_box(100, 100, 60, 20)])


def test_radicals_are_read_as_the_characters_they_look_like(font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "人民见日期长")
    path = tmp_path / "x.pdf"
    path.write_bytes(retold(pdf, {"人": "⼈", "民": "⺠", "见": "⻅", "日": "⽇", "长": "⻓"}))
    text = read_page(path).text
    assert text is not None
    assert texts(text) == ["人民见日期长"]


def spelled_out(text: str, glyphs: bytes, x: int) -> bytes:
    """Glyphs at 12 points with their text beside them, as browsers write those they share with a radical."""
    meaning = (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode()
    return b"/Span<</ActualText<%s>>>BDC BT /F1 12 Tf %d 20 Td (%s) Tj ET EMC " % (meaning, x, glyphs)


def in_form(raw: RawPdf, content: bytes, picture: int | None = None) -> int:
    """A form of this content, at half its size when drawn by `q .5 0 0 .5 20 30 cm /Fm Do Q`."""
    objects = b"/XObject<</Im0 %d 0 R>>" % picture if picture else b""
    fonts = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<<%s%s>>" % (fonts, objects)
    return raw.add_stream(content, entries)


@pytest.mark.parametrize("inside", [False, True])
def test_text_spelled_out_beside_its_glyphs_stands_where_they_do(
    inside: bool, tmp_path: Path, read_page: ReadPage
) -> None:
    """PDFium gives its place in the coordinates of the form; browsers draw whole pages as forms."""
    raw = RawPdf()
    content = b"BT /F1 12 Tf 10 20 Td (on ) Tj ET " + spelled_out("⽇", b"m", 30) + spelled_out("ABC", b"mmm", 40)
    if inside:
        raw.add_page(b"q .5 0 0 .5 20 30 cm /Fm Do Q", resources={"/Fm": in_form(raw, content)})
    else:
        raw.add_page(content)
    found = raw_layer(raw, tmp_path, read_page)
    assert texts(found) == ["on 日ABC"]
    assert found.hidden == ()
    (line,) = found.lines
    left, _, right, bottom = box_of(line.polygon)
    scale, x0, y0 = (0.5, 20, 30) if inside else (1, 0, 0)
    assert close((left * 200, right * 200), (10 * scale + x0, 70 * scale + x0), 1)
    assert bottom * 100 == pytest.approx(100 - (20 * scale + y0), abs=2)
    starts = [start for start, _ in line.spans]
    assert starts == sorted(starts)


def test_what_a_form_draws_is_found_where_it_is_drawn(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    picture = raw.add_picture(noise(40, 40))
    content = b"BT /F1 12 Tf 10 20 Td (covered) Tj 0 50 Td (seen) Tj ET q 100 0 0 30 0 10 cm /Im0 Do Q"
    raw.add_page(b"q .5 0 0 .5 20 30 cm /Fm Do Q", resources={"/Fm": in_form(raw, content, picture)})
    found = raw_layer(raw, tmp_path, read_page)
    assert texts(found) == ["seen"]
    assert hidden(found) == [("covered", HiddenReason.COVERED)]
    assert all_close(found.unread, [(0.1, 0.5, 0.35, 0.65)])


def test_a_ligature_is_its_letters_and_no_double_strike(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    raw.add_page(rb"BT /F1 12 Tf 10 20 Td (de\256ned) Tj ET")  # code 256 (octal) of the standard encoding: fi
    assert texts(raw_layer(raw, tmp_path, read_page)) == ["defined"]


def test_a_glyph_that_means_the_same_letter_twice_is_no_double_strike(
    font: Path, tmp_path: Path, read_page: ReadPage
) -> None:
    pdf = new_pdf(font, size=20)
    pdf.text(100, 100, "o许ice")
    path = tmp_path / "x.pdf"
    path.write_bytes(retold(pdf, {"许": "ff"}))
    text = read_page(path).text
    assert text is not None
    assert texts(text) == ["office"]


# --- what is not text ---


def test_lettering_drawn_as_curves_is_named_as_unread(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    curve = b"10 20 m " + b"12 30 14 30 16 20 c 14 24 12 24 10 20 c " * 8 + b"f "
    raw.add_page(b"BT /F1 12 Tf 10 80 Td (text) Tj ET " + curve)
    found = raw_layer(raw, tmp_path, read_page)
    assert texts(found) == ["text"]
    assert len(found.unread) == 1
    left, top, right, bottom = found.unread[0]
    assert close((left, right), (0.05, 0.08))
    assert top <= 0.72
    assert bottom == pytest.approx(0.8)


def test_a_grid_of_rules_is_no_lettering(font: Path, layer: Layer) -> None:
    pdf = new_pdf(font)
    pdf.text(105, 115, "许昌市")
    for index in range(8):
        pdf.line(100, 100 + 20 * index, 400, 100 + 20 * index)
        pdf.rect(100, 300 + 20 * index, 200, 20)
    assert layer(pdf).unread == ()
