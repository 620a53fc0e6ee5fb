"""Pieces of lines, and the rows that they form across a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.geometry import enclosing
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


def pieces_of(page: Page) -> list[Piece]:
    """Lines of a page but watermarks and letters of stamps, cut at wide gaps or, if vertical, at each character.

    A detector takes the spread labels of a form (名 / 类 / 住 one below the other) for one vertical line, and two
    neighbouring columns for one horizontal line; cut up, each part finds its own row and column again.
    """
    return without_watermarks([piece for line in without_stamp_lettering(page) for piece in _cut(page, line)])


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
    for piece in sorted(pieces, key=lambda piece: piece.box[0]):
        row = min(
            (row for row in rows if _continues(row[-1], piece)), key=lambda row: _drift(row[-1], piece), default=None
        )
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return sorted((Row(tuple(row)) for row in rows), key=lambda row: row.box[1])


def _drift(first: Piece, second: Piece) -> float:
    """Distance of the two middles, in smaller heights."""
    smaller = max(1e-6, min(first.height, second.height))
    return abs((first.box[1] + first.box[3]) - (second.box[1] + second.box[3])) / 2 / smaller


def _continues(last: Piece, piece: Piece) -> bool:
    overlaps = last.box[2] - piece.box[0] > 0.5 * min(last.box[2] - last.box[0], piece.box[2] - piece.box[0])
    return not overlaps and _drift(last, piece) < _SAME_ROW


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
