"""Seals are found whole, faint, cut, over each other and in black; what a person has to look at says so."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from extractors.geometry import area, intersection
from extractors.imaging.outlines import Outline
from extractors.imaging.red_ink import red_ink
from extractors.imaging.stamps import find_stamps
from extractors.models import Box, SealInk, SealShape
from tests.extractors.imaging.test_outlines import RED_BUT_NO_SEAL
from tests.extractors.paper import BLACK, RED, Colour, Pixels, Sheet, font, notice
from tests.extractors.scans import compressed, faxed, grained, photographed
from tests.extractors.stamps import oval_seal, round_seal, square_seal

NAME = "许昌鼎信企业管理咨询有限公司"
CENTRE = (880, 1430)
SURE, FAINT = 0.6, 0.3  # presence of whole seals, at least, and of what is for a person, at most


def _stamps(pixels: Pixels) -> list[Outline]:
    return find_stamps(pixels, red_ink(pixels))


def _page(*seals: tuple[Pillow.Image, tuple[int, int]]) -> Sheet:
    sheet = notice()
    sheet.write(f"申请单位（盖章）：{NAME}", (420, 1380)).write("2026年3月18日", (760, 1450))
    for seal, place in seals:
        sheet.stamp(seal, place)
    return sheet


def _scanned(sheet: Sheet) -> Pixels:
    return compressed(grained(sheet.pixels, 3), 70)


def _box(centre: tuple[int, int], size: tuple[int, int]) -> Box:
    return centre[0] - size[0] / 2, centre[1] - size[1] / 2, centre[0] + size[0] / 2, centre[1] + size[1] / 2


def _iou(first: Box, second: Box) -> float:
    common = area(intersection(first, second))
    return common / (area(first) + area(second) - common)


def _torn(seal: Pillow.Image, share: float) -> Pillow.Image:
    """A seal of which only specks came off: the ink is taken off in blots."""
    alpha = np.asarray(seal.getchannel("A"), dtype=np.float32)
    noise = np.random.default_rng(4).random((40, 40)).astype(np.float32)
    blots = cv2.resize(noise, (alpha.shape[1], alpha.shape[0]), interpolation=cv2.INTER_CUBIC)
    return _with_alpha(seal, np.where(blots < share, alpha, 0))


def _pressed_on_one_side(seal: Pillow.Image, share: float) -> Pillow.Image:
    """A seal held askew: below this share of its height it left no ink."""
    alpha = np.array(seal.getchannel("A"), dtype=np.float32)
    alpha[round(share * alpha.shape[0]) :] = 0
    return _with_alpha(seal, alpha)


def _with_alpha(seal: Pillow.Image, alpha: NDArray[np.float32]) -> Pillow.Image:
    picture = seal.copy()
    picture.putalpha(Pillow.fromarray(alpha.astype(np.uint8)))
    return picture


FAINT_SEALS: dict[str, Callable[[], Pixels]] = {
    "hardly any ink": lambda: _scanned(_page((round_seal(NAME, ink=0.1), CENTRE))),
    "pale on a dark photograph": lambda: compressed(
        photographed(_page((round_seal(NAME, ink=0.15), CENTRE)).pixels).pixels, 70
    ),
    "specks": lambda: _scanned(_page((_torn(round_seal(NAME), 0.25), CENTRE))),
    "the upper part only": lambda: _scanned(_page((_pressed_on_one_side(round_seal(NAME), 0.55), CENTRE))),
}


@pytest.mark.parametrize("case", FAINT_SEALS)
def test_a_faint_seal_is_found_and_is_not_sure(case: str) -> None:
    (found,) = _stamps(FAINT_SEALS[case]())
    assert found.confidence < FAINT
    assert found.ink is SealInk.RED
    assert found.whole


WHOLE: dict[str, tuple[Pillow.Image, SealShape, tuple[int, int]]] = {
    "oval": (oval_seal(NAME, foot="合同专用章"), SealShape.OVAL, (300, 200)),
    "oval, pale": (oval_seal(NAME, foot="发票专用章", ink=0.35), SealShape.OVAL, (300, 200)),
    "square": (square_seal("王建国印"), SealShape.SQUARE, (110, 110)),
    "round": (round_seal(NAME), SealShape.ROUND, (250, 250)),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_seal_over_dense_text_keeps_its_place_and_shape(case: str) -> None:
    picture, shape, size = WHOLE[case]
    sheet = Sheet()
    for row in range(34):
        sheet.write("根据《河南省中小企业促进条例》及有关文件要求对照申报条件逐项进行自查", (100, 120 + 46 * row))
    (found,) = _stamps(_scanned(sheet.stamp(picture, CENTRE)))
    assert found.shape is shape
    assert found.confidence >= SURE
    assert _iou(found.box, _box(CENTRE, size)) > 0.85


def test_two_seals_over_each_other_are_two() -> None:
    other = (1010, 1470)
    found = _stamps(_scanned(_page((round_seal(NAME), CENTRE), (round_seal("河南中原会计师事务所有限公司"), other))))
    boxes = sorted(outline.box for outline in found)
    assert len(found) == 2
    assert all(outline.confidence >= SURE for outline in found)
    assert _iou(boxes[0], _box(CENTRE, (250, 250))) > 0.85
    assert _iou(boxes[1], _box(other, (250, 250))) > 0.85


def test_a_seal_partly_beyond_the_edge_is_no_whole_one() -> None:
    nearly_whole = _stamps(_scanned(_page((round_seal(NAME), (1240 - 95, 1430)))))
    assert [(one.whole, one.confidence >= SURE) for one in nearly_whole] == [(True, True)]
    (cut,) = _stamps(_scanned(_page((round_seal(NAME), (1240 - 20, 1430)))))
    assert not cut.whole
    assert cut.confidence < FAINT


def _slices(count: int) -> list[Pixels]:
    """The pages of a document over whose fanned right edges one seal was pressed."""
    seal = round_seal(NAME)
    pages = []
    for place in range(count):
        piece = seal.crop((place * seal.width // count, 0, (place + 1) * seal.width // count, seal.height))
        sheet = notice()
        sheet.stamp(piece, (1240 - piece.width / 2, 900))
        pages.append(_scanned(sheet))
    return pages


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_slice_at_the_edge_is_found_and_is_no_whole_seal(count: int) -> None:
    for page in _slices(count):
        (found,) = _stamps(page)
        assert not found.whole
        assert found.confidence < FAINT
        assert found.ink is SealInk.RED


def test_a_slice_beside_a_whole_seal_leaves_that_whole() -> None:
    page = _slices(3)[0]
    piece = Pillow.fromarray(page)
    seal = round_seal(NAME)
    piece.paste(seal, (500, 1300), seal)
    whole, cut = _stamps(np.asarray(piece))
    assert whole.whole
    assert whole.confidence >= SURE
    assert not cut.whole


def test_slices_of_a_millimetre_are_not_made_out() -> None:
    assert [_stamps(page) for page in _slices(12)[4:8]] == [[]] * 4


def _red_at_the_edge() -> Pixels:
    """Red print, a red bar and a red frame that stand at the edges of a page."""
    sheet = notice().write("机密", (1180, 300), 40, colour=RED).write("第三章", (1150, 1200), 36, colour=RED)
    draw = ImageDraw.Draw(sheet.picture)
    draw.rectangle((0, 500, 40, 800), fill=RED)
    draw.rectangle((1160, 1400, 1260, 1650), outline=RED, width=5)
    return sheet.pixels


def _red_grid(step: int) -> Pixels:
    sheet = notice()
    for place in range(1340, 1700, step):
        sheet.rule((200, place), (1000, place), colour=RED)
    for place in range(200, 1000, step):
        sheet.rule((place, 1340), (place, 1700), colour=RED)
    return sheet.pixels


def _code() -> Pixels:
    """A QR code in red."""
    sheet = notice()
    cells = np.random.default_rng(2).random((33, 33)) < 0.5
    code = np.where(cells[:, :, None], np.array(RED), np.array((250, 249, 246))).astype(np.uint8)
    sheet.picture.paste(Pillow.fromarray(code).resize((264, 264), Pillow.Resampling.NEAREST), (500, 1380))
    return sheet.pixels


def _emblem() -> Pixels:
    """The national emblem: golden ornaments on solid red, in a round frame."""
    sheet = notice()
    draw = ImageDraw.Draw(sheet.picture)
    draw.ellipse((500, 1380, 740, 1620), fill=(205, 45, 40), outline=(190, 150, 50), width=14)
    draw.regular_polygon((620, 1480, 50), 5, fill=(220, 190, 60))
    draw.rectangle((560, 1540, 680, 1570), fill=(220, 190, 60))
    return sheet.pixels


RED_AND_NO_TRACE: dict[str, Callable[[], Pixels]] = {
    **{name: make for name, make in RED_BUT_NO_SEAL.items() if name != "black seal on a grey scan"},
    "red at the edge": _red_at_the_edge,
    "red grid, narrow": lambda: _red_grid(30),
    "red grid": lambda: _red_grid(60),
    "red grid, wide": lambda: _red_grid(120),
    "red code": _code,
    "emblem": _emblem,
}


@pytest.mark.parametrize("case", RED_AND_NO_TRACE)
def test_what_is_red_is_no_trace_of_a_seal(case: str) -> None:
    assert _stamps(_scanned_pixels(RED_AND_NO_TRACE[case]())) == []


def _scanned_pixels(pixels: Pixels) -> Pixels:
    return compressed(grained(pixels, 3), 70)


def _grey(pixels: Pixels) -> Pixels:
    return np.repeat(pixels[:, :, 1:2], 3, axis=2)


def _black_seal() -> Pillow.Image:
    return round_seal(NAME, colour=BLACK)


COPIES: dict[str, Callable[[], Pixels]] = {
    "grey scan": lambda: _grey(_scanned(_page((round_seal(NAME), CENTRE)))),
    "fax": lambda: faxed(_page((round_seal(NAME), CENTRE)).pixels),
    "photocopy scanned in colour": lambda: _scanned(_page((_black_seal(), CENTRE))),
    "photocopy with a red letterhead": lambda: _scanned(
        _page((_black_seal(), CENTRE)).write("许昌鼎信", (700, 1620), 40, colour=RED)
    ),
    "turned": lambda: _scanned(_page((_black_seal().rotate(30, Pillow.Resampling.BICUBIC), CENTRE))),
}


@pytest.mark.parametrize("case", COPIES)
def test_a_black_copy_of_a_seal_is_found_and_proves_none(case: str) -> None:
    (found,) = _stamps(COPIES[case]())
    assert found.ink is SealInk.BLACK
    assert found.confidence < FAINT
    assert _iou(found.box, _box(CENTRE, (250, 250))) > 0.85


def test_beside_a_red_seal_no_copies_are_looked_for() -> None:
    (found,) = _stamps(_scanned(_page((round_seal(NAME), CENTRE), (_black_seal(), (400, 1560)))))
    assert found.ink is SealInk.RED


def _circles(*radii: int, fill: Colour | None = None, text: str = "", size: int = 40) -> Pixels:
    """Circles about one place, with a word in their midst."""
    sheet = notice()
    draw = ImageDraw.Draw(sheet.picture)
    for radius in radii:
        draw.ellipse((725 - radius, 1475 - radius, 725 + radius, 1475 + radius), fill=fill, outline=BLACK, width=4)
    draw.text((725, 1475), text, BLACK, font(size), anchor="mm")
    return _scanned(sheet)


def _black_table() -> Pixels:
    sheet = notice()
    for row in range(8):
        sheet.rule((200, 1300 + 50 * row), (1040, 1300 + 50 * row))
        sheet.write("许昌第一商贸有限公司  王建国  15936200000", (210, 1308 + 50 * row), 28)
    for column in range(5):
        sheet.rule((200 + 210 * column, 1300), (200 + 210 * column, 1650))
    return _scanned(sheet)


BLACK_BUT_NO_SEAL: dict[str, Callable[[], Pixels]] = {
    "print only": lambda: _scanned(notice()),
    "table": _black_table,
    "round logo of solid black": lambda: _circles(125, fill=BLACK),
    "place for a seal": lambda: _circles(125, text="印"),
    "large letter O": lambda: _circles(text="O", size=300),
    "rings in each other": lambda: _circles(*range(20, 140, 12)),
    "small round logo with letters": lambda: _scanned(
        _page((round_seal("河南服务业", 110, colour=BLACK), (200, 1600)))
    ),
    "fax noise": lambda: faxed(notice().pixels),
}


@pytest.mark.parametrize("case", BLACK_BUT_NO_SEAL)
def test_what_is_round_and_black_is_not_yet_a_copy(case: str) -> None:
    assert _stamps(BLACK_BUT_NO_SEAL[case]()) == []
