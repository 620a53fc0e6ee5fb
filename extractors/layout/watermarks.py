"""Text of the paper itself: the same short word printed all over a certificate or a copy."""

from collections.abc import Sequence

from extractors.layout.passages import Piece

_LEAST_COUNT = 3
_LEAST_SPREAD = 0.35  # of the page's width; repeated cells of a table stand in one column
_LENGTHS = range(3, 11)


def without_watermarks(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that are not a word repeated across the page, nor parts or runs of it (SCJDGL, SCJDGLS, JDGL)."""
    places: dict[str, list[float]] = {}
    for piece in pieces:
        text = "".join(piece.text.split())
        if len(text) in _LENGTHS and not any(character.isdigit() for character in text):
            places.setdefault(text, []).append(piece.box[0])
    words = [
        text for text, lefts in places.items() if len(lefts) >= _LEAST_COUNT and max(lefts) - min(lefts) > _LEAST_SPREAD
    ]
    if not words:
        return list(pieces)
    return [piece for piece in pieces if not any(_is_run_of(word, "".join(piece.text.split())) for word in words)]


def _is_run_of(word: str, text: str) -> bool:
    repeated = word * (len(text) // len(word) + 2)
    return len(text) >= 2 and text in repeated
