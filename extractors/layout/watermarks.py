"""Text of the paper itself: a short word printed all over a certificate or a copy, and the ornaments of its border."""

from collections.abc import Sequence

from extractors.layout.passages import Piece

_LEAST_COUNT = 3
_LEAST_SPREAD = 0.35  # of the page's width; repeated cells of a table stand in one column
_LENGTHS = range(3, 11)
_PRINTED_ON_COPIES = frozenset({"仅供参考"})  # a mark however often it stands there
_MEANS_SOMETHING = frozenset("无有是否男女人元年月日章")  # single characters that fill a cell
_LONGEST_REST = 2  # characters of a label that the recogniser reads in one with the mark beside it: 市场监管住
_ORNAMENTS = frozenset("CGOSDELcos口回己已巳日目囗吕")  # what a meander or a row of loops is read as
_MARGIN, _BAND = 0.15, 0.015  # share of the page's width in which a border runs; how far its signs stray
_LEAST_ORNAMENTS = 4


def without_watermarks(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that are not a word repeated across the page, nor parts or runs of it (SCJDGL, SCJDGLS, JDGL)."""
    pieces = _without_border(pieces)
    places: dict[str, list[float]] = {}
    for piece in pieces:
        text = "".join(piece.text.split())
        if len(text) in _LENGTHS and not any(character.isdigit() for character in text):
            places.setdefault(text, []).append(piece.box[0])
    words = [
        text
        for text, lefts in places.items()
        if text in _PRINTED_ON_COPIES or (len(lefts) >= _LEAST_COUNT and max(lefts) - min(lefts) > _LEAST_SPREAD)
    ]
    if not words:
        return list(pieces)
    kept = [_without_mark_beside(piece, words) for piece in pieces]
    return [piece for piece in kept if not any(_is_run_of(word, "".join(piece.text.split())) for word in words)]


def _without_mark_beside(piece: Piece, words: Sequence[str]) -> Piece:
    """The piece without a whole mark before or behind a few characters of its own."""
    text = piece.text
    for word in words:
        if text.startswith(word) and 0 < len(text.removeprefix(word).strip()) <= _LONGEST_REST:
            return Piece(piece.page, piece.line, piece.stop - len(text.removeprefix(word).lstrip()), piece.stop)
        if text.endswith(word) and 0 < len(text.removesuffix(word).strip()) <= _LONGEST_REST:
            return Piece(piece.page, piece.line, piece.start, piece.start + len(text.removesuffix(word).rstrip()))
    return piece


def _is_run_of(word: str, text: str) -> bool:
    repeated = word * (len(text) // len(word) + 2)
    return text in repeated and (len(text) >= 2 or (text in word and text not in _MEANS_SOMETHING)) and bool(text)


def _without_border(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Pieces that are no ornament of a border: single signs of a few kinds below each other at the edge of the page.

    Where anything longer stands among them they are the cells of a column.
    """
    signs = [piece for piece in pieces if piece.text.strip() in _ORNAMENTS and _at_the_edge(piece)]
    border: set[int] = set()
    for sign in signs:
        column = [piece for piece in pieces if abs(piece.box[0] - sign.box[0]) < _BAND]
        if len(column) >= _LEAST_ORNAMENTS and all(piece in signs for piece in column):
            border.update(map(id, column))
    return [piece for piece in pieces if id(piece) not in border]


def _at_the_edge(piece: Piece) -> bool:
    return piece.box[2] < _MARGIN or piece.box[0] > 1 - _MARGIN
