"""Handwriting beside the label that asks for it: 法定代表人（签字）：____.

What stands there is told apart by its build. Print keeps to the row and the size of its label; handwriting is larger,
leaves the row, or is blue. A seal is red, a frame or a ring; a rule is thin, a smudge solid. What is none of these for
certain is for a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Quad, box_of, to_pixels
from extractors.imaging.ink import has_colour
from extractors.imaging.red_ink import Mask, evenly_lit
from extractors.models import Box, Line, SignatureState
from extractors.ocr.engine import Image

_LABEL = re.compile(
    r"[0-9一二三四五六七八九十、.(（)）]{0,3}(?:申报|申请|本)?(?:单位|企业)?"
    r"(?:法定代表人|法人代表|法人|负责人)(?:或其?(?:授权|委托)(?:代理)?人)?"
    r"[(（]?(?:亲笔)?签[字名章](?:[或及并]?盖章)?(?:[)）:：]+|(?=.{0,4}$))"
)
_ROOM = (14.0, 1.7)  # how far to the right of its label a signature may reach, and above and below, in characters
_UNDER = 3.6  # the same for a signature under its label
_ROW = 1.6  # characters: height of a line of print, as it is found
_SPECK = 0.004  # square characters
_GAP = 1.2  # characters: what stands further apart is something else
_FARTHEST = 7.0  # characters between the label and the beginning of its signature
_SMUDGE = 3.0  # characters: larger dark places pass for paper in shadow
_INK = 0.68  # darkness of ink as a share of the paper's light, in the red channel: red ink is paler
_UNDER_RED = 0.42  # the same where red ink lies
_LEAST_INK, _ENOUGH_INK = 0.05, 0.25  # square characters of ink: less is dust; from here on it may be a name
_THIN = 0.2  # characters: height of a rule
_SOLID = 0.55  # share of ink in a box above which it is a smudge: handwriting has 0.1 to 0.35
_WRITTEN, _PRINTED = 1.35, 1.15  # height of handwriting, at least, and of print, at most, in characters
_ON_ROW = 0.3  # characters that the middle of print may lie off its label's middle
_BLUE = 0.25  # share of clearly blue pixels in what is written with a blue pen
_BLUER = 28  # blue minus red from which a pixel is blue
_OTHER_ROW = 0.8  # characters from the label's middle from which a line of text is another row
_FRAME_SIDE, _FRAME_SIDES = 0.6, 3  # ink along so many sides of its box makes a mark a name seal


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands beside a label: its state and its place in pixels (where nothing stands, the room for it)."""

    label: Line
    state: SignatureState
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A page with what is known of it."""

    image: Image
    red: Mask
    lines: Sequence[Line]

    @property
    def size(self) -> tuple[int, int]:
        return self.image.shape[1], self.image.shape[0]

    def box(self, line: Line) -> Box:
        return box_of(to_pixels(line.polygon, *self.size).tolist())


def find_signatures(image: Image, red: Mask, lines: Sequence[Line]) -> list[Mark]:
    """The signatures that a page asks for, there or not. Without colours handwriting is not told from a black seal."""
    sheet = _Sheet(image, red, lines)
    marks = [
        _mark_by(sheet, line, end)
        for line in lines
        if not line.vertical and line.spans and (end := _end_of_label(line.text)) is not None
    ]
    if marks and not has_colour(image):
        return [
            replace(mark, state=SignatureState.UNCLEAR) if mark.state is SignatureState.WRITTEN else mark
            for mark in marks
        ]
    return marks


def _end_of_label(text: str) -> int | None:
    """Where the label ends that a line begins with; None for other lines. 法 定 代 表 人 is spaced out at times."""
    places = [place for place, character in enumerate(text) if not character.isspace()]
    match = _LABEL.match("".join(text[place] for place in places))
    return places[match.end() - 1] + 1 if match is not None else None


def _mark_by(sheet: _Sheet, label: Line, end: int) -> Mark:
    """What stands behind a label, or where nothing does what is written in the free room under it."""
    quad = to_pixels(label.polygon, *sheet.size)
    size, start, middle = _measure(quad, label, end)
    reach = _ROOM[1] * size
    beside = _looked_at(sheet, (start + 0.1 * size, middle - reach, start + _ROOM[0] * size, middle + reach))
    mark = _mark_in(sheet, label, beside, (size, middle))
    if mark.state is not SignatureState.ABSENT:
        return mark
    left = float(quad[0, 0])
    floor = min(
        (top for line in sheet.lines if (top := sheet.box(line)[1]) > middle + _OTHER_ROW * size / 2),
        default=middle + _UNDER * size,
    )
    under = _looked_at(
        sheet,
        (left, middle + _OTHER_ROW * size, left + _ROOM[0] * size, min(floor - 0.2 * size, middle + _UNDER * size)),
    )
    if under[3] - under[1] < _WRITTEN * size:
        return mark
    below = _mark_in(sheet, label, under, (size, middle))
    return below if below.state is SignatureState.WRITTEN else mark


def _looked_at(sheet: _Sheet, room: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    """Whole pixels of a room, within the page."""
    (left, top, right, bottom), (width, height) = (round(side) for side in room), sheet.size
    return max(0, left), max(0, top), min(width, right), min(height, bottom)


def _mark_in(sheet: _Sheet, label: Line, room: tuple[int, int, int, int], row: tuple[float, float]) -> Mark:
    """What stands in a room; `row` is the size of its label's characters and the height of its middle."""
    (left, top, right, bottom), (size, middle) = room, row
    whole = float(left), float(top), float(right), float(bottom)
    if right - left < size or bottom - top < size:
        return Mark(label, SignatureState.UNCLEAR, whole)
    piece = evenly_lit(sheet.image[top:bottom, left:right], round(_SMUDGE * size))
    ink = _dark_ink(piece, sheet.red[top:bottom, left:right])
    for line in sheet.lines:
        if line is not label:
            _take_out_row(ink, sheet.box(line), (left, top), row)
    found = _first_cluster(ink, size)
    if found is None:
        return Mark(label, SignatureState.ABSENT, whole)
    columns, rows = found
    state = _judge(ink[rows, columns], piece[rows, columns], (rows.start + rows.stop) / 2 + top - middle, size)
    box = float(left + columns.start), float(top + rows.start), float(left + columns.stop), float(top + rows.stop)
    return Mark(label, state, box)


def _measure(quad: Quad, label: Line, end: int) -> tuple[float, float, float]:
    """Size of a character, where the label ends, and the height of its middle there, in pixels."""
    run = quad[1] - quad[0]
    pitches = np.diff([start for start, _ in label.spans[:end]])
    size = float(np.median(pitches)) * float(np.hypot(*run)) if len(pitches) else float(np.hypot(*(quad[3] - quad[0])))
    share = label.spans[end - 1][1]
    foot = quad[0] + share * run
    drop = (quad[3] - quad[0]) / 2
    return size, float(foot[0]), float(foot[1] + drop[1])


def _dark_ink(piece: Image, red: Mask) -> Mask:
    """Black and blue ink: dark in the red channel, in which a seal's is pale."""
    channel = cv2.GaussianBlur(piece[:, :, 0], (0, 0), 0.6).astype(np.float32) / 255
    near = cv2.dilate(red.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    mask: Mask = np.where(near, channel < _UNDER_RED, channel < _INK)
    return mask


def _take_out_row(ink: Mask, box: Box, corner: tuple[int, int], row: tuple[float, float]) -> None:
    """Print of other rows reaches into the room; where it was read it is known."""
    (left, top, right, bottom), (size, middle) = box, row
    if abs((top + bottom) / 2 - middle) > _OTHER_ROW * size and bottom - top < _ROW * size:
        rows = slice(max(0, int(top - corner[1])), max(0, int(bottom - corner[1]) + 1))
        ink[rows, max(0, int(left - corner[0])) : max(0, int(right - corner[0]) + 1)] = False


def _first_cluster(ink: Mask, size: float) -> tuple[slice, slice] | None:
    """Columns and rows of the first marks behind the label that stand together; specks, rules and frames are none."""
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    parts = []
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in statistics[number])
        part = labels[y : y + height, x : x + width] == number
        rule = height < _THIN * size and width > size
        if _is_frame(part, size):
            ink[y : y + height, x : x + width] = False
        elif area < _SPECK * size * size or rule:
            ink[y : y + height, x : x + width][part] = False
        else:
            parts.append((x, y, x + width, y + height))
    parts = sorted(part for part in parts if ink[part[1] : part[3], part[0] : part[2]].any())
    cluster: list[tuple[int, int, int, int]] = []
    for part_box in parts:
        reach = max((right for _, _, right, _ in cluster), default=None)
        if reach is None or part_box[0] - reach < _GAP * size:
            cluster.append(part_box)
        elif _ink_of(ink, cluster) < _LEAST_INK * size * size:
            cluster = [part_box]
        else:
            break
    if _ink_of(ink, cluster) < _LEAST_INK * size * size or cluster[0][0] > _FARTHEST * size:
        return None
    lefts, tops, rights, bottoms = zip(*cluster, strict=True)
    return slice(min(lefts), max(rights)), slice(min(tops), max(bottoms))


def _ink_of(ink: Mask, boxes: Sequence[tuple[int, int, int, int]]) -> float:
    if not boxes:
        return 0.0
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return float(ink[min(tops) : max(bottoms), min(lefts) : max(rights)].sum())


def _is_frame(part: NDArray[np.bool_], size: float) -> bool:
    """Whether a mark is the frame of a name seal: ink along most of its box."""
    height, width = part.shape
    if min(height, width) < 1.5 * size or max(height, width) > 2 * min(height, width):
        return False
    edge = max(2, round(0.12 * min(height, width)))
    sides = (part[:edge].any(axis=0), part[-edge:].any(axis=0), part[:, :edge].any(axis=1), part[:, -edge:].any(axis=1))
    return sum(float(side.mean()) >= _FRAME_SIDE for side in sides) >= _FRAME_SIDES


def _judge(ink: Mask, piece: Image, off_row: float, size: float) -> SignatureState:
    """What marks are, by how much ink they have, how high they are and whether they keep to the row."""
    amount, height = float(ink.sum()) / size**2, ink.shape[0] / size
    if amount < _ENOUGH_INK or float(ink.mean()) > _SOLID or ink.shape[1] < size:
        return SignatureState.UNCLEAR
    blue = piece[:, :, 2].astype(np.int16) - piece[:, :, 0]
    if float((blue[ink] > _BLUER).mean()) > _BLUE:
        return SignatureState.WRITTEN
    if height <= _PRINTED:
        return SignatureState.PRINTED if abs(off_row) <= _ON_ROW * size else SignatureState.UNCLEAR
    return SignatureState.WRITTEN if height >= _WRITTEN else SignatureState.UNCLEAR
