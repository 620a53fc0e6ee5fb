"""Empty pages are told from pages with little on them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import ImageDraw

from extractors.imaging.ink import filled_share, find_ink, has_colour, is_blank
from extractors.imaging.outlines import find_outlines
from extractors.imaging.red_ink import red_ink
from extractors.models import Evidence, Line, Seal, TextSource
from tests.extractors.paper import Pixels, Sheet, notice
from tests.extractors.scans import compressed, faxed, grained, photographed, skewed
from tests.extractors.stamps import round_seal


def _line(text: str, confidence: float, sheet: Sheet) -> Line:
    left, top, right, bottom = sheet.printed[-1].box
    polygon = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Line(text, polygon, confidence, TextSource.OCR)


def _shadowed() -> Pixels:
    """The shadow of a copier's lid along two edges and a fold across the middle."""
    pixels = Sheet().pixels.astype(np.float32)
    rows, columns = np.arange(pixels.shape[0]), np.arange(pixels.shape[1])
    pixels *= (1 - 0.5 * np.exp(-rows / 60))[:, None, None]
    pixels *= (1 - 0.5 * np.exp(-columns / 40))[None, :, None]
    pixels *= (1 - 0.12 * np.exp(-((rows - 880) ** 2) / 300))[:, None, None]
    return grained(pixels.astype(np.uint8), 3)


def _punched() -> Pixels:
    sheet = Sheet()
    draw = ImageDraw.Draw(sheet.picture)
    for middle in (600, 1150):
        draw.ellipse((24, middle - 18, 60, middle + 18), fill=(30, 30, 30))
    return grained(sheet.pixels, 2)


def _shining_through() -> Pixels:
    """The print of the other side, mirrored and faint."""
    back = notice().pixels[:, ::-1].astype(np.float32)
    return grained((250 - (250 - back) * 0.1).clip(0, 255).astype(np.uint8), 2)


BLANK: dict[str, Callable[[], Pixels]] = {
    "white": lambda: Sheet(colour=(255, 255, 255)).pixels,
    "noise": lambda: compressed(grained(Sheet().pixels, 8), 50),
    "yellowed": lambda: grained(Sheet(colour=(238, 226, 196)).pixels, 3),
    "shadow and fold": _shadowed,
    "punched": _punched,
    "the back shines through": _shining_through,
    "fax specks": lambda: faxed(Sheet().pixels),
    "askew on a black lid": lambda: skewed(Sheet().pixels, 3, background=(20, 20, 20)).pixels,
    "photograph": lambda: photographed(Sheet().pixels).pixels,
}


@pytest.mark.parametrize("case", BLANK)
def test_paper_with_dirt_is_blank(case: str) -> None:
    assert is_blank(find_ink(BLANK[case]()), (), ())


def test_a_page_of_print_is_not_blank_even_where_nothing_could_be_read() -> None:
    for pixels in (notice().pixels, faxed(notice().pixels), photographed(notice().pixels).pixels):
        assert not is_blank(find_ink(pixels), (), ())


def test_one_line_is_enough() -> None:
    sheet = Sheet().write("附件", (560, 300))
    assert not is_blank(find_ink(sheet.pixels), (_line("附件", 0.95, sheet),), ())


def test_one_faint_line_is_enough_where_it_is_legible() -> None:
    sheet = Sheet().write("此页无正文", (520, 300), colour=(215, 214, 212))
    ink = find_ink(sheet.pixels)
    assert not is_blank(ink, (_line("此页无正文", 0.93, sheet),), ())


def test_a_doubtful_reading_without_ink_is_what_shines_through() -> None:
    sheet = Sheet().write("文玉此", (520, 300), colour=(232, 231, 229))
    ink = find_ink(sheet.pixels)
    assert is_blank(ink, (_line("文玉此", 0.7, sheet),), ())


def test_a_small_stamp_is_enough() -> None:
    pixels = Sheet().stamp(round_seal("许昌鼎信企业管理咨询有限公司", 180, ink=0.5), (900, 1500)).pixels
    (outline,) = find_outlines(red_ink(pixels))
    polygon = ((0.6, 0.8), (0.8, 0.8), (0.8, 0.9), (0.6, 0.9))
    seal = Seal(outline.shape, Evidence("a.pdf", 1, polygon, "", 0.9), None)
    assert not is_blank(find_ink(pixels), (), (seal,))


def test_filled_share_grows_with_what_is_on_the_page() -> None:
    empty, headline, page = Sheet(), Sheet().write("声明与承诺", (430, 200), 60), notice()
    photograph = notice()
    photograph.picture.paste((90, 130, 90), (100, 1300, 1140, 1700))
    ImageDraw.Draw(photograph.picture).line((100, 1300, 1140, 1700), (200, 60, 20), 40)
    shares = [filled_share(sheet.pixels) for sheet in (empty, headline, page)]
    assert shares[0] == 0
    assert 0.003 < shares[1] < 0.06
    assert shares[2] > 0.15
    assert filled_share(photographed(page.pixels).pixels) > shares[2]


COLOURS: dict[str, tuple[Callable[[], Pixels], bool]] = {
    "grey scan": (lambda: np.repeat(notice().pixels[:, :, :1], 3, axis=2), False),
    "black and white": (lambda: faxed(notice().pixels), False),
    "yellowed paper": (lambda: Sheet(colour=(240, 228, 196)).write("附件", (500, 300)).pixels, False),
    "faint seal": (
        lambda: compressed(notice().stamp(round_seal("许昌鼎信企业管理咨询有限公司", ink=0.3), (880, 1450)).pixels, 60),
        True,
    ),
}


@pytest.mark.parametrize("case", COLOURS)
def test_whether_a_page_has_colour(case: str) -> None:
    make, expected = COLOURS[case]
    assert has_colour(make()) is expected
