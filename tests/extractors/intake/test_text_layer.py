from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

from extractors.geometry import box_of
from extractors.intake.content import HiddenReason
from extractors.models import TextSource
from tests.extractors.intake.assertions import close
from tests.extractors.intake.conftest import Layer, ReadPage
from tests.extractors.intake.pdfs import new_pdf, save
from tests.extractors.intake.text_layers import HEIGHT, WIDTH, em_box, hidden, texts


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
