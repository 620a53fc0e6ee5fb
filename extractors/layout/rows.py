"""Pieces of lines, and the rows that they form across a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.geometry import enclosing
from extractors.layout.memory import once_a_page
from extractors.layout.passages import Passage, Piece, join
from extractors.layout.stamp_lettering import without_stamp_lettering
from extractors.layout.watermarks import without_watermarks
from extractors.models import Box, Line, Page

_GAP = 1.3  # ems between two characters of a line above which they are two pieces
_SPACE = 0.35  # ems between two pieces of a row above which they are joined with a space
# A figure with thousands and cents that runs into words: it is set flush right against the next column of a statement.
_FIGURE_BEFORE_TEXT = re.compile(r"\d[,，]\d{3}[.．]\d{2}(?=\s*[一-鿿](?<![元万亿千百平]))")
_SAME_ROW = 0.5  # distance of two middles as a share of the smaller height


@dataclass(frozen=True, eq=False)
class Row:
    """Pieces side by side, left to right."""

    pieces: tuple[Piece, ...]

    @property
    def box(self) -> Box:
        """The upright box around all pieces."""
        return enclosing(piece.box for piece in self.pieces)

    @property
    def height(self) -> float:
        """Height of its tallest piece in shares of the page's height."""
        return max(piece.height for piece in self.pieces)

    @property
    def passage(self) -> Passage:
        """The row as one text, pieces apart from each other separated by a space."""
        return join(spaced(self.pieces))


@once_a_page
def pieces_of(page: Page) -> tuple[Piece, ...]:
    """Lines of a page but watermarks and letters of stamps, cut at wide gaps or, if vertical, at each character.

    A detector takes the spread labels of a form (名 / 类 / 住 one below the other) for one vertical line, and two
    neighbouring columns for one horizontal line; cut up, each part finds its own row and column again.
    """
    return tuple(without_watermarks([piece for line in without_stamp_lettering(page) for piece in _cut(page, line)]))


def _cut(page: Page, line: Line) -> list[Piece]:
    if not line.spans:
        return [Piece(page, line, 0, len(line.text))]
    if line.vertical:
        return [Piece(page, line, k, k + 1) for k, character in enumerate(line.text) if not character.isspace()]
    whole = Piece(page, line, 0, len(line.text))
    length = max(whole.box[2] - whole.box[0], 1e-6)
    widest = _GAP * whole.em / length
    pieces, start = [], 0
    visible = [k for k, character in enumerate(line.text) if not character.isspace()]
    figures_end = {match.end() - 1 for match in _FIGURE_BEFORE_TEXT.finditer(line.text)}
    for before, after in pairwise(visible):
        if line.spans[after][0] - line.spans[before][1] > widest or before in figures_end:
            pieces.append(Piece(page, line, start, before + 1))
            start = after
    if visible:
        pieces.append(Piece(page, line, start, visible[-1] + 1))
    return pieces


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """Rows from top to bottom; each follows its own baseline, so that a page that is not quite flat keeps its rows."""
    rows: list[list[Piece]] = []
    ends: list[Box] = []  # of each row so far, the box of its last piece
    for piece in sorted(pieces, key=lambda piece: piece.box[0]):
        best, least = -1, _SAME_ROW
        for number, last in enumerate(ends):
            drift = _drift(last, piece.box)
            if drift < least and not _overlap(last, piece.box):
                best, least = number, drift
        if best < 0:
            rows.append([piece])
            ends.append(piece.box)
        else:
            rows[best].append(piece)
            ends[best] = piece.box
    return sorted((Row(tuple(row)) for row in rows), key=lambda row: row.box[1])


def _drift(first: Box, second: Box) -> float:
    """Distance of the two middles, in smaller heights."""
    smaller = min(first[3] - first[1], second[3] - second[1])
    return abs((first[1] + first[3]) - (second[1] + second[3])) / 2 / max(1e-6, smaller)


def _overlap(last: Box, piece: Box) -> bool:
    return last[2] - piece[0] > 0.5 * min(last[2] - last[0], piece[2] - piece[0])


def spaced(pieces: Sequence[Piece]) -> list[Piece | str]:
    """Pieces with a space wherever there is a gap between two."""
    spaced: list[Piece | str] = []
    for index, piece in enumerate(pieces):
        if index:
            gap = piece.box[0] - pieces[index - 1].box[2]
            if gap > _SPACE * min(piece.em, pieces[index - 1].em):
                spaced.append(" ")
        spaced.append(piece)
    return spaced
