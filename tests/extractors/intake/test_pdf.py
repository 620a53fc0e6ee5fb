from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, TextMode
from PIL import Image

from extractors.errors import IntakeError, PageError
from extractors.intake.documents import inspect_file
from extractors.intake.limits import Limits
from tests.extractors.intake.assertions import all_close
from tests.extractors.intake.assertions import pixels as pixels_of
from tests.extractors.intake.conftest import ReadPage
from tests.extractors.intake.pdfs import A4_POINTS, RawPdf, new_pdf, noise, png, save

LIMITS = Limits()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def refused(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(IntakeError) as caught:
        inspect_file(path, limits)
    return caught.value.code


def unreadable(path: Path, read_page: ReadPage, number: int = 1, limits: Limits = LIMITS) -> str:
    with pytest.raises(PageError) as caught:
        read_page(path, number, limits)
    return caught.value.code


def notes(path: Path, limits: Limits = LIMITS) -> list[str]:
    return [note.code for note in inspect_file(path, limits).notes]


def scan(pixels: np.ndarray, page: tuple[float, float] = A4_POINTS) -> FPDF:
    """A page that is one picture."""
    pdf = FPDF(unit="pt", format=page)
    pdf.add_page()
    pdf.image(png(pixels), x=0, y=0, w=page[0], h=page[1])
    return pdf


# --- pages and pictures ---


def test_a_scan_comes_out_pixel_by_pixel(tmp_path: Path, read_page: ReadPage) -> None:
    pixels = noise(1240, 1754)
    page = read_page(save(scan(pixels), tmp_path / "x.pdf"))
    assert np.array_equal(pixels_of(page), pixels)
    assert page.picture_share == 1
    assert page.text is None
    assert page.dpi == pytest.approx(150, rel=0.01)


@pytest.mark.parametrize("over", ["text", "curves", "stamp"])
def test_a_coarse_background_does_not_make_what_is_over_it_coarse(
    over: str, font: Path, tmp_path: Path, read_page: ReadPage
) -> None:
    pdf = new_pdf(font)
    pdf.image(png(noise(200, 283)), x=0, y=0, w=595, h=842)
    if over == "text":
        pdf.text(100, 100, "许昌市")
    elif over == "stamp":
        pdf.image(png(noise(100, 100)), x=100, y=100, w=60, h=60)
    else:
        pdf.set_fill_color(0)
        pdf.ellipse(100, 100, 50, 80, style="F")
    assert read_page(save(pdf, tmp_path / "x.pdf")).dpi == pytest.approx(200, rel=0.01)


def test_the_text_that_makes_a_scan_searchable_does_not_change_it(
    font: Path, tmp_path: Path, read_page: ReadPage
) -> None:
    pixels = noise(620, 877)
    pdf = new_pdf(font)
    pdf.text(100, 100, "许昌市")
    pdf.image(png(pixels), x=0, y=0, w=595, h=842)
    pdf.text_mode = TextMode.INVISIBLE
    pdf.text(100, 200, "许昌市")
    assert np.array_equal(pixels_of(read_page(save(pdf, tmp_path / "x.pdf"))), pixels)


@pytest.mark.parametrize("page_size", [(20, 28.3), (14_000, 19_811)])
def test_odd_page_boxes_do_not_change_the_scan(
    page_size: tuple[float, float], tmp_path: Path, read_page: ReadPage
) -> None:
    pixels = noise(1240, 1754)
    page = read_page(save(scan(pixels, page_size), tmp_path / "x.pdf"))
    assert np.array_equal(pixels_of(page), pixels)


def test_a_page_with_text_is_drawn_at_200_dpi(font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font)
    pdf.text(100, 100, "许昌市")
    page = read_page(save(pdf, tmp_path / "x.pdf"))
    assert (page.width, page.height) == (round(595 / 72 * 200), round(842 / 72 * 200))
    assert pixels_of(page).shape == (page.height, page.width, 3)
    assert pixels_of(page).min() < 50
    assert page.picture_share == 0


@pytest.mark.parametrize(("points", "dpi"), [(9, 200), (6, 240), (4, 300), (0.5, 200)])
def test_small_print_is_drawn_finer_and_what_nobody_can_read_is_not(
    points: float, dpi: int, font: Path, tmp_path: Path, read_page: ReadPage
) -> None:
    pdf = new_pdf(font)
    pdf.text(100, 100, "许昌市")
    pdf.set_font_size(points)
    pdf.text(100, 200, "中小企业公共服务示范平台")
    assert read_page(save(pdf, tmp_path / "x.pdf")).dpi == pytest.approx(dpi, rel=0.01)


def test_a_fine_picture_beside_text_gets_more_than_200_dpi(font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font)
    pdf.text(100, 100, "许昌市")
    pdf.image(png(noise(1000, 1000)), x=100, y=200, w=180, h=180)
    assert read_page(save(pdf, tmp_path / "x.pdf")).dpi == pytest.approx(300, rel=0.01)


def test_the_raster_stays_within_its_limits(tmp_path: Path, read_page: ReadPage) -> None:
    path = save(scan(noise(300, 400), (450, 600)), tmp_path / "x.pdf")
    by_pixels = read_page(path, limits=dataclasses.replace(LIMITS, raster_pixels=30_000))
    assert by_pixels.width * by_pixels.height == pytest.approx(30_000, rel=0.02)
    assert (read_page(path, limits=dataclasses.replace(LIMITS, raster_pixels=120_000)).width) == 300
    by_side = read_page(path, limits=dataclasses.replace(LIMITS, raster_side=200))
    assert (by_side.width, by_side.height) == (150, 200)


def test_a_wall_sized_page_is_scaled_down_not_refused(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    raw.add_page(box=(0, 0, 567_000, 567_000))
    page = read_page(write(tmp_path / "x.pdf", raw.output()))
    assert page.width * page.height <= LIMITS.raster_pixels


def test_pixels_of_a_picture_at_and_over_the_limit(tmp_path: Path, read_page: ReadPage) -> None:
    path = save(scan(noise(60, 80), (450, 600)), tmp_path / "x.pdf")
    assert read_page(path, limits=dataclasses.replace(LIMITS, picture_pixels=4800)).width == 60
    assert unreadable(path, read_page, limits=dataclasses.replace(LIMITS, picture_pixels=4799)) == "page-too-large"


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_page_rotation_is_honoured(turns: int, tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    pixels = noise(200, 100)
    raw.add_page(
        b"200 0 0 100 0 0 cm /Im0 Do",
        resources={"/Im0": raw.add_picture(pixels)},
        entries=b"/Rotate %d" % (turns * 90),
    )
    page = read_page(write(tmp_path / "x.pdf", raw.output()))
    assert np.array_equal(pixels_of(page), np.rot90(pixels, -turns))


def test_a_scan_that_is_drawn_turned_keeps_its_pixels_too(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    scanned = noise(100, 202)  # upright in the file, lying on the page
    raw.add_page(b"0 100 -200 0 200 0 cm /Im0 Do", resources={"/Im0": raw.add_picture(scanned)})
    page = read_page(write(tmp_path / "x.pdf", raw.output()))
    assert (page.width, page.height) == (202, 100)
    assert np.array_equal(pixels_of(page), np.rot90(scanned))


def test_annotations_and_form_fields_are_drawn_and_named_as_unread(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 20 10]"
    stamp = raw.add_stream(b"1 0 0 rg 0 0 20 10 re f", form)
    filled = raw.add_stream(b"0 0 1 rg 0 0 20 10 re f", form)
    hidden = b"<</Type/Annot/Subtype/Stamp/F 2/Rect[80 10 100 20]/AP<</N %d 0 R>>>>" % stamp
    annotations = [
        raw.add(b"<</Type/Annot/Subtype/Stamp/F 4/Rect[10 10 30 20]/AP<</N %d 0 R>>>>" % stamp),
        raw.add(b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(x)/F 4/Rect[50 60 70 70]/AP<</N %d 0 R>>>>" % filled),
        raw.add(hidden),
    ]
    references = b" ".join(b"%d 0 R" % number for number in annotations)
    raw.add_page(b"BT /F1 12 Tf 10 80 Td (text) Tj ET", entries=b"/Annots[%s]" % references)
    raw.catalog = b"/AcroForm<</Fields[%d 0 R]>>" % annotations[1]
    page = read_page(write(tmp_path / "x.pdf", raw.output()))
    assert tuple(pixels_of(page)[round(0.85 * page.height), round(0.1 * page.width)]) == (255, 0, 0)
    assert tuple(pixels_of(page)[round(0.35 * page.height), round(0.3 * page.width)]) == (0, 0, 255)
    assert tuple(pixels_of(page)[round(0.85 * page.height), round(0.45 * page.width)]) == (255, 255, 255)
    assert page.text is not None
    assert all_close(page.text.unread, [(0.25, 0.3, 0.35, 0.4), (0.05, 0.8, 0.15, 0.9)])


def test_a_mixed_file_is_judged_page_by_page(font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font)
    pdf.text(100, 100, "申请单位名称")
    pdf.add_page()
    pdf.image(png(noise(300, 424)), x=0, y=0, w=595, h=842)
    pdf.add_page()
    pdf.text(100, 100, "营业执照")
    pdf.image(png(noise(200, 100)), x=119, y=421, w=238, h=84.2)
    path = save(pdf, tmp_path / "x.pdf")
    pages = [read_page(path, number) for number in (1, 2, 3)]
    assert [page.text and [line.text for line in page.text.lines] for page in pages] == [
        ["申请单位名称"],
        None,
        ["营业执照"],
    ]
    assert [page.picture_share for page in pages] == [0, 1, pytest.approx(0.04, abs=0.002)]
    assert pages[2].text is not None
    assert all_close(pages[2].text.unread, [(0.2, 0.5, 0.6, 0.6)])


# --- files that are not what they should be ---


def test_a_password_is_asked_for_only_where_opening_needs_one(font: Path, tmp_path: Path) -> None:
    locked = new_pdf(font)
    locked.set_encryption(owner_password="owner", user_password="user")
    assert refused(save(locked, tmp_path / "locked.pdf")) == "encrypted-pdf"
    printable = new_pdf(font)
    printable.text(100, 100, "许昌市")
    printable.set_encryption(owner_password="owner", permissions=AccessPermission.none())
    assert inspect_file(save(printable, tmp_path / "open.pdf"), LIMITS).page_count == 1


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_file_is_truncated(share: float, font: Path, tmp_path: Path) -> None:
    pdf = new_pdf(font)
    pdf.text(100, 100, "许昌市")
    data = bytes(pdf.output())
    assert refused(write(tmp_path / "x.pdf", data[: int(len(data) * share)])) == "truncated-file"


def test_a_cut_file_whose_pages_come_first_is_read_and_noted(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    for number in range(4):
        raw.add_page(b"BT /F1 12 Tf 10 80 Td (page %d) Tj ET" % number)
    data = raw.output()
    path = write(tmp_path / "x.pdf", data[: data.rfind(b"startxref")])
    assert inspect_file(path, LIMITS).page_count == 4
    assert notes(path) == ["possibly-truncated"]
    page = read_page(path, 4)
    assert page.text is not None
    assert page.text.lines[0].text == "page 3"


def test_a_file_that_is_only_damaged_is_not_called_truncated(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "x.pdf", b"%PDF-1.7\nrubbish\n%%EOF\n")) == "damaged-file"


def test_a_file_without_pages_is_damaged(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "x.pdf", RawPdf().output())) == "damaged-file"


@pytest.mark.parametrize("claimed", [5, 1_000_000])
def test_claimed_pages_that_do_not_exist_are_counted_out(claimed: int, tmp_path: Path) -> None:
    raw = RawPdf()
    raw.add_page()
    raw.add_page()
    path = write(tmp_path / "x.pdf", raw.output(count=claimed))
    inspection = inspect_file(path, LIMITS)
    assert inspection.page_count == 2
    assert [note.code for note in inspection.notes] == ["pages-missing"]
    assert str(claimed) in inspection.notes[0].message


def test_a_page_that_is_missing_between_others_is_that_pages_error(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    page = raw.add_page(b"BT /F1 12 Tf 10 80 Td (here) Tj ET")
    path = write(tmp_path / "x.pdf", raw.output(kids=[page, 99, page]))
    assert inspect_file(path, LIMITS).page_count == 3
    assert unreadable(path, read_page, 2) == "page-unreadable"
    for number in (1, 3):
        assert read_page(path, number).text is not None


def test_a_page_tree_that_contains_itself(tmp_path: Path, read_page: ReadPage) -> None:
    raw = RawPdf()
    page = raw.add_page()
    path = write(tmp_path / "x.pdf", raw.output(kids=[page, 2], count=5))
    assert inspect_file(path, LIMITS).page_count == 1
    assert read_page(path).width > 0


def test_pages_at_and_over_the_limit(tmp_path: Path) -> None:
    raw = RawPdf()
    for _ in range(4):
        raw.add_page()
    path = write(tmp_path / "x.pdf", raw.output())
    assert inspect_file(path, dataclasses.replace(LIMITS, file_pages=4)).page_count == 4
    assert refused(path, dataclasses.replace(LIMITS, file_pages=3)) == "too-many-pages"


def test_attached_files_are_not_passed_over_in_silence(font: Path, tmp_path: Path) -> None:
    pdf = new_pdf(font)
    pdf.embed_file(basename="contract.pdf", bytes=b"%PDF-1.7")
    assert notes(save(pdf, tmp_path / "x.pdf")) == ["attachments-unread"]


def test_a_dynamic_form_is_named(tmp_path: Path) -> None:
    raw = RawPdf()
    xfa = raw.add_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    raw.catalog = b"/AcroForm<</Fields[]/XFA %d 0 R>>" % xfa
    raw.add_page()
    assert notes(write(tmp_path / "x.pdf", raw.output())) == ["dynamic-form"]


def test_an_ordinary_file_has_no_notes(font: Path, tmp_path: Path) -> None:
    assert notes(save(new_pdf(font), tmp_path / "x.pdf")) == []


def picture_page(data: bytes, entries: bytes) -> bytes:
    raw = RawPdf()
    head = b"/Type/XObject/Subtype/Image/Width 200/Height 100/ColorSpace/DeviceRGB/BitsPerComponent 8"
    raw.add_page(b"200 0 0 100 0 0 cm /Im0 Do", resources={"/Im0": raw.add_stream(data, head + entries)})
    return raw.output()


def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.fromarray(noise(200, 100)).save(stream, "JPEG")
    return stream.getvalue()


def test_a_cut_picture_inside_a_pdf_is_never_grey_in_silence(tmp_path: Path, read_page: ReadPage) -> None:
    whole = picture_page(jpeg(), b"/Filter/DCTDecode")
    assert read_page(write(tmp_path / "whole.pdf", whole)).width == 200
    half = picture_page(jpeg()[:8000], b"/Filter/DCTDecode")
    assert unreadable(write(tmp_path / "half.pdf", half), read_page) == "picture-truncated"
    rows = picture_page(noise(200, 100).tobytes()[:30_000], b"")
    assert unreadable(write(tmp_path / "rows.pdf", rows), read_page) == "picture-truncated"


def test_a_picture_that_cannot_be_decoded_is_not_a_blank_page(tmp_path: Path, read_page: ReadPage) -> None:
    path = write(tmp_path / "x.pdf", picture_page(b"\0\0\0\x0cjP  rubbish", b"/Filter/JPXDecode"))
    assert unreadable(path, read_page) == "page-unreadable"


def test_a_white_scan_is_a_blank_page(tmp_path: Path, read_page: ReadPage) -> None:
    page = read_page(save(scan(np.full((842, 595, 3), 255, np.uint8)), tmp_path / "x.pdf"))
    assert pixels_of(page).min() == 255


def test_our_raster_agrees_with_the_librarys_own(font: Path, tmp_path: Path, read_page: ReadPage) -> None:
    pdf = new_pdf(font)
    pdf.text(100, 100, "许昌市工业和信息化局")
    path = save(pdf, tmp_path / "x.pdf")
    page = read_page(path)
    document = pdfium.PdfDocument(path)
    try:
        theirs = document[0].render(scale=200 / 72, rev_byteorder=True).to_numpy()
    finally:
        document.close()
    assert abs(theirs.mean() - pixels_of(page).mean()) < 0.1
