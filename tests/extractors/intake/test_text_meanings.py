from __future__ import annotations

import re
from pathlib import Path

import pytest
from fpdf import FPDF

from extractors.geometry import box_of
from extractors.intake.content import HiddenReason
from tests.extractors.intake.assertions import all_close, close
from tests.extractors.intake.conftest import Layer, ReadPage
from tests.extractors.intake.pdfs import RawPdf, new_pdf, noise
from tests.extractors.intake.text_layers import em_box, hidden, raw_layer, texts


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
