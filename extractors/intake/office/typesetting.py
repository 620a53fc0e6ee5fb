"""Paragraphs -> rows of text with places, in points. A full-width character is one em wide, others half an em."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.intake.office.blocks import Align, Paragraph

LEADING = 1.5  # of the font size
_TAB_EMS = 4
# White space that sets apart what stands side by side in one paragraph (甲方：      乙方：).
_GAP = re.compile(r"(\t| {3,}|\u3000{2,})")
# Latin words and numbers are broken only where they fill more than a row by themselves.
_UNBROKEN = re.compile(r"[!-~]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text within one row; `left` and `top` in points from the top left of what it belongs to."""

    text: str
    left: float
    top: float
    size: float

    @property
    def width(self) -> float:
        """Width in points."""
        return text_width(self.text, self.size)


def text_width(text: str, size: float) -> float:
    """Width of a text in points at a font size."""
    return sum(character_width(character) for character in text) * size


def character_width(character: str) -> float:
    """Width of a character in ems."""
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def set_paragraphs(paragraphs: Sequence[Paragraph], width: float) -> tuple[list[Piece], float]:
    """Set paragraphs one below the other within `width` points; the pieces and the height they need."""
    pieces: list[Piece] = []
    top = 0.0
    for paragraph in paragraphs:
        for row in _rows(paragraph, width):
            shift = _shift(row, paragraph.align, width)
            pieces.extend(Piece(piece.text, piece.left + shift, top, piece.size) for piece in row)
            top += paragraph.size * LEADING
    return pieces, top


def _shift(row: Sequence[Piece], align: Align, width: float) -> float:
    room = max(0.0, width - max((piece.left + piece.width for piece in row), default=0.0))
    return {Align.LEFT: 0.0, Align.CENTER: room / 2, Align.RIGHT: room}[align]


def _rows(paragraph: Paragraph, width: float) -> list[list[Piece]]:
    """The rows of one paragraph; an empty one has one empty row. Joined, the pieces give the text less its gaps."""
    rows: list[list[Piece]] = []
    for text in paragraph.text.split("\n"):
        rows.append([])
        at = 0.0
        for part in _GAP.split(text):
            if _GAP.fullmatch(part):
                at = _after_gap(part, at, paragraph.size)
                continue
            for index, fitting in enumerate(_broken(part, paragraph.size, at, width)):
                if index:
                    rows.append([])
                    at = 0.0
                if fitting.strip():
                    rows[-1].append(Piece(fitting, at, 0.0, paragraph.size))
                at += text_width(fitting, paragraph.size)
    return rows


def _after_gap(gap: str, at: float, size: float) -> float:
    if gap == "\t":
        stop = _TAB_EMS * size
        return (at // stop + 1) * stop
    return at + text_width(gap, size)


def _broken(text: str, size: float, at: float, width: float) -> list[str]:
    """Break a text into rows, the first of which begins `at` points from the left."""
    rows = [""]
    for word in _UNBROKEN.findall(text):
        for part in [word] if text_width(word, size) <= width else word:
            if at + text_width(part, size) > width and (rows[-1] or at):
                rows.append("")
                at = 0.0
            rows[-1] += part
            at += text_width(part, size)
    return rows
