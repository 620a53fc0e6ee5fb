"""Values that stand beside their labels on a form or certificate, wrapped lines and neighbouring columns included.

A label is found by its words, however its characters are spread (名    称). Its value is the text between it and the
next label on its right, with the lines above and below that start where the value starts and follow it closely, as far
as the next label of the same column. A value that fills its line may go on below the label, as
running text does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from extractors.geometry import box_of
from extractors.layout.passages import Passage, Piece, join
from extractors.layout.rows import Row, rows_of, spaced
from extractors.models import Box

_LINE_FEED = 2.1  # distance of two lines of one value from top to top, in line heights
_LEAST_HEIGHT, _GREATEST_HEIGHT = 0.45, 2.0  # of a value's characters over its label's; a headline is no value
_CENTRED = 1.2  # distance of a label from the two lines of its value between which it stands, in its heights
_GOES_ON = ("和", "及", "与")
_NOTICE = 0.55  # height of a label over the usual one below which it is a word in the small print of a notice
_OVERPRINT = 1.8  # height of a piece over that of the value before it from which it is another print, say a watermark
_BREAK = 2.0  # ems between two parts of one line of a value
_WRAPPED_FEED = 3.0  # the same where the first line is filled: running text may be set with double spacing
_FILLED = 0.7  # share of the page that a filled line of running text reaches at least
_FLUSH = 0.6  # ems by which lines of running text begin or end apart
_INDENT = 1.6  # ems by which a further line of a value may start left or right of the first


@dataclass(frozen=True, eq=False)
class Label:
    """A label found on a page."""

    name: str
    box: Box
    passage: Passage

    @property
    def em(self) -> float:
        """Width of one of its characters in shares of the page's width."""
        return self.passage.pieces[0].em

    def begins(self, other: Label) -> bool:
        """Whether the other one is the second line of this label: 宗旨和 / 业务范围."""
        return self.name == other.name and self.passage.text.endswith(_GOES_ON) and self.box[3] <= _middle(other.box)


def label_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of these labels, longest first, with spaces allowed between the characters."""
    longest_first = sorted((unicodedata.normalize("NFKC", word) for word in words), key=len, reverse=True)
    return re.compile("|".join(r"\s*".join(re.escape(character) for character in word) for word in longest_first))


def find_labels(rows: Sequence[Row], labels: Mapping[str, Sequence[str]]) -> tuple[list[Label], list[Piece]]:
    """Labels in rows, and the pieces of text that are no label.

    A label begins its row, follows a gap, or follows the end of a clause; words inside a sentence are no label, nor are
    those in print much smaller than that of the other labels (重要提示：1、经营范围：商事主体的经营范围由章程确定).
    """
    patterns = {name: label_pattern(words) for name, words in labels.items()}
    hits = [(row.passage, _hits(row.passage.text, patterns, _piece_starts(row))) for row in rows]
    heights = [_height(passage, hit) for passage, row_hits in hits for hit in row_hits]
    least = _NOTICE * median(heights) if heights else 0.0
    found: list[Label] = []
    rest: list[Piece] = []
    for passage, row_hits in hits:
        position = 0
        for start, stop, name in row_hits:
            if _height(passage, (start, stop, name)) < least:
                continue
            rest += _behind_label(passage.cut(position, start)).pieces
            label = passage.cut(start, stop)
            found.append(Label(name, _box(label.pieces), label))
            position = stop
        rest += _behind_label(passage.cut(position)).pieces if position else passage.pieces
    return found, rest


def _behind_label(passage: Passage) -> Passage:
    """Text without the colon that begins it; a semicolon at its end may go on in the next line."""
    return passage.cut(len(passage.text) - len(passage.text.lstrip(":; ")))


def _height(passage: Passage, hit: tuple[int, int, str]) -> float:
    """Height of a label's print."""
    return min(piece.height for piece in passage.cut(hit[0], hit[1]).pieces)


def extract_key_values(
    pieces: Sequence[Piece], labels: Mapping[str, Sequence[str]], on_one_line: Collection[str] = ()
) -> dict[str, Passage]:
    """The value beside each label found; of a label that stands twice the first with a value.

    `labels` maps a name to the words that introduce it. A label with nothing beside it gives an empty passage. The
    values of names `on_one_line` have no further lines: what stands below belongs to labels that are not legible.
    """
    found, rest = find_labels(rows_of(pieces), labels)
    columns = [_Column(label, found, rest, goes_on=label.name not in on_one_line) for label in found]
    taken = {id(piece) for column in columns for piece in column.downwards()}
    values: dict[str, Passage] = {}
    for column in columns:
        if not values.get(column.label.name):
            values[column.label.name] = column.value(taken)
    return values


class _Column:
    """Where a label's value can stand: right of it up to the next label, above and below up to the next ones."""

    def __init__(self, label: Label, labels: Sequence[Label], rest: Sequence[Piece], *, goes_on: bool) -> None:
        self.label = label
        left, top, right, bottom = label.box
        height = bottom - top
        limit = min(
            (other.box[0] for other in labels if other.box[0] >= right and _level(other.box, label.box)), default=1.0
        )
        column = [
            other.box
            for other in labels
            if other is not label and not label.begins(other) and left - 3 * label.em <= other.box[0] < limit
        ]
        ceiling = max((box[3] for box in column if _middle(box) < top), default=0.0)
        floor = min((box[1] for box in column if _middle(box) > bottom), default=1.0)
        inside = [
            piece
            for piece in rest
            if right - height < (piece.box[0] + piece.box[2]) / 2 < limit
            and piece.box[0] > left
            and _LEAST_HEIGHT < piece.height / height < _GREATEST_HEIGHT
        ]
        self.beside = _of_one_print(
            [piece for piece in inside if _level(piece.box, label.box)]
            or [piece for piece in inside if abs(_middle(piece.box) - _middle(label.box)) < _CENTRED * height]
        )
        start = min((piece.box[0] for piece in self.beside), default=0.0)
        self._further = [
            piece
            for piece in inside
            if goes_on
            and piece not in self.beside
            and abs(piece.box[0] - start) < _INDENT * piece.em
            and ceiling - height / 3 < piece.box[1]
            and piece.box[3] < floor + height / 3
        ]
        # Parts of further lines that the detector broke.
        self._broken = [piece for piece in inside if piece not in self._further and piece not in self.beside]
        self._edge = max(_FILLED, *(piece.box[2] for piece in rest)) if rest else 1.0
        self._flush = [
            piece
            for piece in rest
            if goes_on
            and limit == 1.0
            and abs(piece.box[0] - left) < _FLUSH * label.em
            and piece.box[3] < floor + height / 3
            and _LEAST_HEIGHT < piece.height / height < _GREATEST_HEIGHT
        ]

    def value(self, taken: set[int]) -> Passage:
        """The value's text; lines above it only where they do not go on from a label further up (`taken`)."""
        if not self.beside:
            return join([])
        below = self.downwards()
        above = [piece for piece in self._following(-1) if id(piece) not in taken][: len(below) + 1 if below else 0]
        return _in_lines([*self.beside, *below, *above]).stripped(":;")

    def downwards(self) -> list[Piece]:
        """Further lines below the one beside the label."""
        return (self._following(1) or self._wrapped()) if self.beside else []

    def _wrapped(self) -> list[Piece]:
        """Lines that begin below the label; each before the last is filled."""
        lines: list[Piece] = []
        last = max(self.beside, key=lambda piece: piece.box[2])
        for piece in sorted(self._flush, key=lambda piece: _middle(piece.box)):
            distance = _middle(piece.box) - _middle(last.box)
            if distance <= 0:
                continue
            if distance >= _WRAPPED_FEED * piece.height or last.box[2] < self._edge - _FLUSH * last.em:
                break
            lines.append(piece)
            last = piece
        return lines

    def _following(self, direction: int) -> list[Piece]:
        lines = []
        last = _middle(_box(self.beside))
        for piece in sorted(self._further, key=lambda piece: direction * _middle(piece.box)):
            distance = direction * (_middle(piece.box) - last)
            if 0 < distance < _LINE_FEED * piece.height:
                lines.append(piece)
                last = _middle(piece.box)
        return [*lines, *(piece for piece in self._broken if any(_goes_on(line, piece) for line in lines))]


def _of_one_print(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces in the print of the first of them; larger ones apart from it are printed over the paper."""
    if not pieces:
        return []
    first = min(pieces, key=lambda piece: piece.box[0])
    return [
        piece
        for piece in pieces
        if piece.height < _OVERPRINT * first.height or piece.box[0] - first.box[2] < 2 * first.em
    ]


def _goes_on(line: Piece, piece: Piece) -> bool:
    """Whether a piece stands behind a line, at its level and not far from its end."""
    return _level(line.box, piece.box) and -line.em < piece.box[0] - line.box[2] < _BREAK * line.em


def _piece_starts(row: Row) -> set[int]:
    """Positions in the row's text at which a piece begins."""
    starts, passage = set(), row.passage
    first = {(id(piece.line), piece.start) for piece in row.pieces}
    for position, origin in enumerate(passage.origins):
        if origin is not None and (id(origin.line), origin.index) in first:
            starts.add(position)
    return starts


def _hits(text: str, patterns: Mapping[str, re.Pattern[str]], piece_starts: set[int]) -> list[tuple[int, int, str]]:
    """Start, end and name of the labels in a row; of overlapping ones the longest."""
    every = [
        (match.start(), match.end(), name) for name, pattern in patterns.items() for match in pattern.finditer(text)
    ]
    chosen: list[tuple[int, int, str]] = []
    for start, stop, name in sorted(every, key=lambda hit: hit[0] - hit[1]):
        alone = start in piece_starts or text[start - 1].isspace() or text[start - 1] in ":;,。)】、"
        if alone and all(stop <= other[0] or other[1] <= start for other in chosen):
            chosen.append((start, stop, name))
    return sorted(chosen)


def _box(pieces: Sequence[Piece]) -> Box:
    return box_of([point for piece in pieces for point in piece.polygon])


def _level(first: Box, second: Box) -> bool:
    """Whether two boxes stand in one row."""
    return abs(_middle(first) - _middle(second)) < 0.6 * min(first[3] - first[1], second[3] - second[1])


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _in_lines(pieces: list[Piece]) -> Passage:
    """Pieces in reading order; lines of one value are joined without a space."""
    return join(part for row in rows_of(pieces) for part in spaced(row.pieces))
