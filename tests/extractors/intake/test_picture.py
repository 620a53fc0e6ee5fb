from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from extractors.errors import IntakeError, PageError
from extractors.intake.documents import inspect_file
from extractors.intake.limits import Limits
from tests.extractors.intake.assertions import pixels as pixels_of
from tests.extractors.intake.conftest import ReadPage
from tests.extractors.intake.pdfs import noise

LIMITS = Limits()
# The orientation tag says how the stored picture has to be turned to be upright; this is how it is stored then.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters() -> NDArray[np.uint8]:
    """A picture whose four quarters differ, so that every turn and mirroring shows."""
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20, :30], pixels[:20, 30:], pixels[20:, :30], pixels[20:, 30:] = 250, (250, 0, 0), (0, 250, 0), (0, 0, 250)
    return pixels


def write(path: Path, picture: Image.Image, file_format: str, **options: Any) -> Path:
    picture.save(path, file_format, **options)
    return path


def code(path: Path, read_page: ReadPage, limits: Limits = LIMITS) -> str:
    with pytest.raises(PageError) as caught:
        read_page(path, limits=limits)
    return caught.value.code


@pytest.mark.parametrize("file_format", ["PNG", "BMP", "TIFF", "WEBP"])
def test_pixels_come_out_as_they_went_in(file_format: str, tmp_path: Path, read_page: ReadPage) -> None:
    options = {"lossless": True} if file_format == "WEBP" else {}
    pixels = noise(31, 17)
    page = read_page(write(tmp_path / "x", Image.fromarray(pixels), file_format, **options))
    assert np.array_equal(pixels_of(page), pixels)
    assert (page.width, page.height, page.text, page.picture_share) == (31, 17, None, 1.0)


@pytest.mark.parametrize("file_format", ["JPEG", "TIFF", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", STORED)
def test_exif_orientation(orientation: int, file_format: str, tmp_path: Path, read_page: ReadPage) -> None:
    upright = Image.fromarray(quarters())
    turn = STORED[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95} if file_format in ("JPEG", "WEBP") else {}
    page = read_page(write(tmp_path / "x", stored, file_format, exif=exif, **options))
    assert pixels_of(page).shape == (40, 60, 3)
    assert np.abs(pixels_of(page)[4:16:4, 4:26:4].astype(int) - 250).max() < 12
    assert np.abs(pixels_of(page)[24:36:4, 34:56:4].astype(int) - (0, 0, 250)).max() < 12


def test_16_bit_grey_is_scaled_not_cut(tmp_path: Path, read_page: ReadPage) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    for file_format in ("PNG", "TIFF"):
        page = read_page(write(tmp_path / file_format, Image.fromarray(ramp), file_format))
        assert np.array_equal(pixels_of(page)[..., 0], (ramp >> 8).astype(np.uint8))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_see_through_lies_on_white_paper(mode: str, tmp_path: Path, read_page: ReadPage) -> None:
    picture = Image.new("RGBA", (20, 10), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 10, 10))
    if mode == "P":
        paletted = picture.convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE, colors=2)
        pixels = np.asarray(paletted).copy()
        pixels[:, 10:] = 200
        paletted = Image.fromarray(pixels, "P")
        paletted.putpalette([0, 0, 0] * 256)
        path = write(tmp_path / "x", paletted, "PNG", transparency=200)
    else:
        path = write(tmp_path / "x", picture.convert(mode), "PNG")
    page = read_page(path)
    assert pixels_of(page)[:, :10].max() == 0
    assert pixels_of(page)[:, 10:].min() == 255


def test_cmyk_and_grey_and_1_bit(tmp_path: Path, read_page: ReadPage) -> None:
    picture = Image.fromarray(quarters())
    cmyk = pixels_of(read_page(write(tmp_path / "cmyk", picture.convert("CMYK"), "JPEG", quality=95)))
    grey = pixels_of(read_page(write(tmp_path / "grey", picture.convert("L"), "JPEG", quality=95)))
    bits = pixels_of(read_page(write(tmp_path / "bits", picture.convert("1"), "TIFF", compression="group4")))
    assert np.abs(cmyk[10, 45].astype(int) - (250, 0, 0)).max() < 15
    assert np.ptp(grey, axis=2).max() == 0
    assert set(np.unique(bits)) == {0, 255}


def test_a_tiff_is_read_page_by_page(tmp_path: Path, read_page: ReadPage) -> None:
    frames = [Image.fromarray(noise(30 + index, 20, index)) for index in range(4)]
    path = write(tmp_path / "x.tif", frames[0], "TIFF", save_all=True, append_images=frames[1:], dpi=(300, 300))
    assert inspect_file(path, LIMITS).page_count == 4
    for index in (2, 0, 3, 1):
        page = read_page(path, index + 1)
        assert np.array_equal(pixels_of(page), np.asarray(frames[index]))
        assert page.dpi == pytest.approx(300)
    with pytest.raises(PageError) as caught:
        read_page(path, 5)
    assert caught.value.code == "page-missing"


def test_frames_of_a_tiff_at_and_over_the_limit(tmp_path: Path) -> None:
    frames = [Image.new("1", (8, 8)) for _ in range(6)]
    path = write(tmp_path / "x.tif", frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert inspect_file(path, dataclasses.replace(LIMITS, file_pages=6)).page_count == 6
    with pytest.raises(IntakeError) as caught:
        inspect_file(path, dataclasses.replace(LIMITS, file_pages=5))
    assert caught.value.code == "too-many-pages"


def test_a_tiff_that_breaks_off_says_so_and_its_first_pages_are_read(tmp_path: Path, read_page: ReadPage) -> None:
    frames = [Image.fromarray(noise(60, 40, index)) for index in range(4)]
    path = write(tmp_path / "x.tif", frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 5])
    inspection = inspect_file(path, LIMITS)
    assert 1 <= inspection.page_count < 4
    assert [note.code for note in inspection.notes] == ["possibly-truncated"]
    assert np.array_equal(pixels_of(read_page(path)), np.asarray(frames[0]))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "BMP", "WEBP"])
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_a_cut_picture_is_never_grey_in_silence(
    file_format: str, share: float, tmp_path: Path, read_page: ReadPage
) -> None:
    path = write(tmp_path / "x", Image.fromarray(noise(200, 150)), file_format)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    try:
        inspect_file(path, LIMITS)
    except IntakeError as error:
        assert error.code == "damaged-file"  # noqa: PT017 - a WebP is refused at once
    else:
        assert code(path, read_page) in ("picture-truncated", "page-unreadable")


@pytest.mark.parametrize("file_format", ["JPEG", "WEBP"])
def test_zero_bytes_in_place_of_the_rest_are_noticed(file_format: str, tmp_path: Path, read_page: ReadPage) -> None:
    path = write(tmp_path / "x", Image.fromarray(noise(200, 150)), file_format)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))
    assert code(path, read_page) == "picture-truncated"


@pytest.mark.parametrize("quality", [30, 80])
def test_a_webp_of_a_page_with_a_blank_foot_is_whole(quality: int, tmp_path: Path, read_page: ReadPage) -> None:
    pixels = np.full((3400, 2400, 3), 255, np.uint8)
    pixels[:400] = noise(2400, 400)
    path = write(tmp_path / "x", Image.fromarray(pixels), "WEBP", quality=quality)
    assert not any(path.read_bytes()[-400:])
    assert read_page(path).width > 0
    path.write_bytes(path.read_bytes()[:-4000] + bytes(4000))
    assert code(path, read_page) == "picture-truncated"


def test_a_thumbnail_does_not_pass_for_the_end_of_a_jpeg(tmp_path: Path, read_page: ReadPage) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (16, 16)).save(stream, "JPEG")
    thumbnail = stream.getvalue()
    segment = b"\xff\xe2" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail
    path = write(tmp_path / "x", Image.fromarray(noise(200, 150)), "JPEG")
    data = path.read_bytes()
    path.write_bytes(data[:2] + segment + data[2:])
    assert read_page(path).width == 200
    path.write_bytes(data[:2] + segment + data[2 : len(data) // 2] + bytes(1000))
    assert code(path, read_page) == "picture-truncated"


def test_pixels_at_and_over_the_limit(tmp_path: Path, read_page: ReadPage) -> None:
    path = write(tmp_path / "x.png", Image.fromarray(noise(50, 40)), "PNG")
    assert read_page(path, limits=dataclasses.replace(LIMITS, picture_pixels=2000)).width == 50
    assert code(path, read_page, dataclasses.replace(LIMITS, picture_pixels=1999)) == "page-too-large"


def test_side_at_and_over_the_limit(tmp_path: Path, read_page: ReadPage) -> None:
    path = write(tmp_path / "x.png", Image.fromarray(noise(50, 40)), "PNG")
    assert read_page(path, limits=dataclasses.replace(LIMITS, picture_side=50)).width == 50
    assert code(path, read_page, dataclasses.replace(LIMITS, picture_side=49)) == "page-too-large"


def test_a_huge_header_is_refused_before_anything_is_decoded(tmp_path: Path, read_page: ReadPage) -> None:
    path = write(tmp_path / "x.png", Image.new("1", (30_000, 30_000)), "PNG")
    assert path.stat().st_size < 200_000
    assert inspect_file(path, LIMITS).page_count == 1
    assert code(path, read_page) == "page-too-large"


def test_a_large_photograph_is_scaled_to_the_raster_and_keeps_its_form(tmp_path: Path, read_page: ReadPage) -> None:
    small = Image.fromarray(quarters())
    picture = small.resize((600, 400), Image.Resampling.NEAREST)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = picture.transpose(Image.Transpose.ROTATE_90)
    path = write(tmp_path / "x.jpg", turned, "JPEG", exif=exif, quality=95, dpi=(300, 300))
    page = read_page(path, limits=dataclasses.replace(LIMITS, raster_pixels=60_000))
    assert (page.width, page.height) == (300, 200)
    assert page.dpi == pytest.approx(150, rel=0.02)
    shown = Image.fromarray(pixels_of(page)).resize((60, 40), Image.Resampling.BOX)
    assert np.abs(np.asarray(shown)[10, 45].astype(int) - (250, 0, 0)).max() < 20


def test_a_long_screenshot_keeps_its_width(tmp_path: Path, read_page: ReadPage) -> None:
    path = write(tmp_path / "x.png", Image.new("L", (1080, 15_000), 255), "PNG")
    assert (read_page(path).width, read_page(path).height) == (1080, 15_000)


def test_a_resolution_that_no_scanner_writes_is_not_believed(tmp_path: Path, read_page: ReadPage) -> None:
    assert read_page(write(tmp_path / "a", Image.new("L", (9, 9)), "JPEG", dpi=(72, 72))).dpi is None
    assert read_page(write(tmp_path / "b", Image.new("L", (9, 9)), "JPEG", dpi=(200, 200))).dpi == pytest.approx(200)


def test_decoding_agrees_with_pillow_on_a_photograph(tmp_path: Path, read_page: ReadPage) -> None:
    path = write(tmp_path / "x.jpg", Image.fromarray(quarters()).resize((300, 200)), "JPEG", quality=90)
    with Image.open(path) as opened:
        assert np.array_equal(pixels_of(read_page(path)), np.asarray(ImageOps.exif_transpose(opened).convert("RGB")))
