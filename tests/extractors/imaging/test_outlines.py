"""Seals are found on drawn pages, and nothing else that is red is taken for one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from extractors.imaging.outlines import Outline, find_outlines
from extractors.imaging.red_ink import red_ink
from extractors.models import SealShape
from tests.extractors.paper import RED, Pixels, Sheet, notice
from tests.extractors.scans import compressed, grained, photographed, skewed, smaller
from tests.extractors.stamps import oval_seal, round_seal, square_seal

NAME = "许昌鼎信企业管理咨询有限公司"
CENTRE = (880, 1430)


def _outlines(pixels: Pixels) -> list[Outline]:
    return find_outlines(red_ink(pixels))


def _signed(seal: Pillow.Image) -> Sheet:
    """A page with a signature line and a seal over it."""
    sheet = notice()
    sheet.write(f"申请单位（盖章）：{NAME}", (420, 1380)).write("2026年3月18日", (760, 1450))
    return sheet.stamp(seal, CENTRE)


SEALS: dict[str, tuple[Pillow.Image, SealShape, tuple[int, int]]] = {
    "round": (round_seal(NAME), SealShape.ROUND, (250, 250)),
    "round, turned": (round_seal(NAME).rotate(28, Pillow.Resampling.BICUBIC, expand=True), SealShape.ROUND, (250, 250)),
    "round, line under the star": (round_seal(NAME, foot="财务专用章"), SealShape.ROUND, (250, 250)),
    "round, faint": (round_seal(NAME, ink=0.15), SealShape.ROUND, (250, 250)),
    "oval": (oval_seal(NAME, foot="合同专用章"), SealShape.OVAL, (300, 200)),
    "square": (square_seal("王建国印"), SealShape.SQUARE, (110, 110)),
    "square, faint": (square_seal("王建国印", ink=0.3), SealShape.SQUARE, (110, 110)),
}


@pytest.mark.parametrize("case", SEALS)
def test_a_seal_is_found_where_it_was_pressed(case: str) -> None:
    seal, shape, (width, height) = SEALS[case]
    (found,) = _outlines(compressed(grained(_signed(seal).pixels, 3), 70))
    assert found.shape is shape
    expected = (CENTRE[0] - width / 2, CENTRE[1] - height / 2, CENTRE[0] + width / 2, CENTRE[1] + height / 2)
    assert found.box == pytest.approx(expected, abs=12)


CONDITIONS: dict[str, Callable[[Pixels], Pixels]] = {
    "100 dpi": lambda pixels: smaller(pixels, 0.667),
    "askew": lambda pixels: skewed(pixels, 4).pixels,
    "poor JPEG": lambda pixels: compressed(pixels, 35),
    "photograph on a dark desk": lambda pixels: compressed(photographed(pixels).pixels, 70),
    "photograph on a brown desk": lambda pixels: compressed(photographed(pixels, desk=(120, 62, 40)).pixels, 70),
    "photograph on a red cloth": lambda pixels: compressed(photographed(pixels, desk=(170, 40, 45)).pixels, 70),
}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("ink", [0.7, 0.3])
def test_a_seal_is_found_on_poor_pictures(condition: str, ink: float) -> None:
    pixels = CONDITIONS[condition](_signed(round_seal(NAME, ink=ink)).pixels)
    (found,) = _outlines(pixels)
    assert found.shape is not SealShape.SQUARE


def test_seals_beside_and_over_each_other_are_told_apart() -> None:
    sheet = notice().stamp(round_seal(NAME), (400, 1430)).stamp(round_seal("河南中原会计师事务所有限公司"), (870, 1430))
    sheet.stamp(square_seal("李明之印"), (620, 1450)).stamp(round_seal("许昌市建安区华诚公证处办公室"), (1010, 1540))
    found = _outlines(sheet.pixels)
    assert sorted(outline.shape for outline in found) == ["round", "round", "round", "square"]
    centres = sorted(outline.centre for outline in found)
    expected = [(400, 1430), (620, 1450), (870, 1430), (1010, 1540)]
    assert np.array(centres) == pytest.approx(np.array(expected), abs=12)


def _letterhead() -> Pixels:
    sheet = Sheet().write("许昌市工业和信息化局文件", (130, 150), 84, colour=RED)
    return sheet.rule((100, 330), (1140, 330), width=6, colour=RED).write("许工信〔2026〕18号", (470, 270)).pixels


def _red_table() -> Pixels:
    sheet = notice()
    for row in range(7):
        sheet.rule((300, 1340 + 50 * row), (900, 1340 + 50 * row), colour=RED)
    for column in range(5):
        sheet.rule((300 + 150 * column, 1340), (300 + 150 * column, 1640), colour=RED)
    return sheet.pixels


def _red_photograph() -> Pixels:
    """A red house under a blue sky, and the red round cover of a book."""
    sheet = notice()
    draw = ImageDraw.Draw(sheet.picture)
    draw.rectangle((200, 1350, 700, 1700), fill=(120, 160, 220))
    draw.polygon([(260, 1700), (260, 1480), (450, 1390), (640, 1480), (640, 1700)], fill=(190, 50, 45))
    draw.ellipse((800, 1400, 1020, 1620), fill=(200, 40, 40))
    return sheet.pixels


def _red_digits() -> Pixels:
    """Red print all over: the number of an invoice, corrections, underlined words."""
    sheet = notice()
    for row in range(5):
        sheet.write("№ 08046319 校对：改为二〇二六年", (300, 1340 + 60 * row), 40, colour=RED)
        sheet.rule((300, 1392 + 60 * row), (800, 1392 + 60 * row), colour=RED)
    return sheet.pixels


def _emblem_cut_off() -> Pixels:
    """The foot of the national emblem at the upper edge of a photographed licence: golden ornaments on red."""
    sheet = notice()
    draw = ImageDraw.Draw(sheet.picture)
    draw.polygon([(480, 0), (720, 0), (735, 130), (690, 150), (510, 150), (465, 130)], fill=(205, 45, 40))
    draw.polygon([(500, 30), (700, 30), (660, 62), (540, 62)], fill=(180, 140, 50))
    draw.polygon([(520, 90), (680, 90), (700, 120), (500, 120)], fill=(180, 140, 50))
    return sheet.pixels


RED_BUT_NO_SEAL: dict[str, Callable[[], Pixels]] = {
    "print only": lambda: notice().pixels,
    "red letterhead": _letterhead,
    "red table": _red_table,
    "red photograph": _red_photograph,
    "red print": _red_digits,
    "emblem cut off": _emblem_cut_off,
    "photograph on a red cloth": lambda: photographed(notice().pixels, desk=(170, 40, 45)).pixels,
    "photograph on a brown desk": lambda: photographed(notice().pixels, desk=(120, 62, 40)).pixels,
    "nothing but noise": lambda: grained(Sheet().pixels, 25),
    "black seal on a grey scan": lambda: np.repeat(_signed(round_seal(NAME)).pixels[:, :, 1:2], 3, axis=2),
}


@pytest.mark.parametrize("case", RED_BUT_NO_SEAL)
def test_what_is_red_is_not_yet_a_seal(case: str) -> None:
    assert _outlines(RED_BUT_NO_SEAL[case]()) == []


def test_an_outline_follows_its_picture() -> None:
    outline = Outline(SealShape.OVAL, (100.0, 50.0), (30.0, 20.0), 90.0, 1.0)
    assert outline.box == pytest.approx((80, 20, 120, 80))
    assert outline.scaled(2).box == pytest.approx((160, 40, 240, 160))
    assert outline.moved(-80, -20).box == pytest.approx((0, 0, 40, 60))
    turned = Outline(SealShape.SQUARE, (0.0, 0.0), (10.0, 10.0), 45.0, 1.0)
    assert turned.box == pytest.approx((-14.14, -14.14, 14.14, 14.14), abs=0.01)
