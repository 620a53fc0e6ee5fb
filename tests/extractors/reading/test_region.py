"""A box of a page is read from its file again: at its place, upright, and finer than the page was read."""

from pathlib import Path

import numpy as np
import pytest

from extractors.errors import PageError
from extractors.geometry import box_of, in_shares
from extractors.intake.content import PageContent
from extractors.intake.documents import open_document
from extractors.intake.formats import Format
from extractors.intake.limits import Limits
from extractors.models import Region, TextSource
from extractors.ocr.engine import OcrEngine
from extractors.reading.region import finer, read_region
from tests.extractors.intake.fonts import make_font
from tests.extractors.intake.pdfs import new_pdf, save
from tests.extractors.paper import Printed, notice
from tests.extractors.scans import Scan, flat, skewed, turned

TEXT = "实现营业收入3,456,789.12元，资产总额12,345,678.90元。"


def _content(scan: Scan) -> PageContent:
    height, width = scan.pixels.shape[:2]
    return PageContent(scan.pixels, width, height, None, None, 1.0)


def _region(scan: Scan, printed: Printed) -> Region:
    height, width = scan.pixels.shape[:2]
    left, top, right, bottom = printed.box
    box = (left - 0.01, top - 0.004, right + 0.01, bottom + 0.004)
    return Region(box, *scan.sheet, in_shares(scan.matrix, scan.sheet, (width, height)))


@pytest.mark.parametrize("laid", ["flat", "on its head", "askew"])
def test_a_box_is_read_at_its_place_however_the_page_lay(laid: str, engine: OcrEngine) -> None:
    sheet = notice()
    (printed,) = [one for one in sheet.printed if one.text == TEXT]
    scans = {"flat": flat(sheet.pixels), "on its head": turned(sheet.pixels, 180), "askew": skewed(sheet.pixels, 3)}
    scan = scans[laid]
    (line,) = read_region(_content(scan), _region(scan, printed), engine)
    assert line.text.replace(" ", "") == TEXT
    assert line.source is TextSource.OCR
    off = np.abs(np.array(box_of(line.polygon)) - np.array(printed.box))
    assert (off < (0.005, 0.005, 0.02, 0.005)).all()  # at the right the full stop's white half is no print


def test_a_tight_box_around_one_line_is_read_too(engine: OcrEngine) -> None:
    sheet = notice()
    (printed,) = [one for one in sheet.printed if one.text == TEXT]
    scan = flat(sheet.pixels)
    region = Region(printed.box, *scan.sheet, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    assert [line.text.replace(" ", "") for line in read_region(_content(scan), region, engine)] == [TEXT]


def test_a_box_without_print_holds_no_lines(engine: OcrEngine) -> None:
    scan = flat(notice().pixels)
    region = Region((0.4, 0.85, 0.6, 0.99), *scan.sheet, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    assert read_region(_content(scan), region, engine) == ()


def test_a_region_is_taken_from_its_file_at_twice_the_resolution(tmp_path: Path) -> None:
    pdf = new_pdf(make_font(tmp_path))
    pdf.text(80, 120, "申请单位名称")
    path = save(pdf, tmp_path / "a.pdf")
    widths = []
    for limits in (Limits(), finer(Limits())):
        document = open_document(path, Format.PDF, limits)
        widths.append(document.page(1).width)
        document.close()
    assert widths[1] == pytest.approx(2 * widths[0], abs=2)


def test_an_office_page_has_nothing_to_be_read(engine: OcrEngine) -> None:
    content = PageContent(None, 595, 842, None, None, 0.0)
    region = Region((0.1, 0.1, 0.2, 0.2), 595, 842, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    with pytest.raises(PageError) as caught:
        read_region(content, region, engine)
    assert caught.value.code == "no-picture"
