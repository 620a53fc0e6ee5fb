"""Running text that remembers where each character stands on paper.

A `Piece` is a stretch of one line. A `Passage` joins pieces into one text, folded character by character (NFKC), so
that a pattern found in the text leads back to polygons, raw characters and their confidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from extractors.geometry import box_of, part_of
from extractors.models import Box, Evidence, Line, Page, Polygon

_LONG_TEXT = 40  # characters; above it one doubtful character does not make the whole text doubtful


@dataclass(frozen=True, eq=False)
class Piece:
    """Characters `start` to `stop` of one line of a page."""

    page: Page
    line: Line
    start: int
    stop: int

    @property
    def text(self) -> str:
        """The characters as read."""
        return self.line.text[self.start : self.stop]

    @cached_property
    def polygon(self) -> Polygon:
        """Where the piece stands, in shares of the page."""
        return polygon_of_characters(self.line, self.start, self.stop)

    @cached_property
    def box(self) -> Box:
        """The upright box around it."""
        return box_of(self.polygon)

    @property
    def height(self) -> float:
        """Height in shares of the page's height."""
        return self.box[3] - self.box[1]

    @property
    def em(self) -> float:
        """Width of a full-width character in shares of the page's width."""
        return self.height / self.page.aspect if not self.line.vertical else self.box[2] - self.box[0]


@dataclass(frozen=True, slots=True)
class Origin:
    """The character of a line that a character of a passage comes from."""

    page: Page
    line: Line
    index: int


@dataclass(frozen=True, eq=False)
class Passage:
    """Folded text; `origins` holds one entry a character, None for separators put in between pieces."""

    text: str
    origins: tuple[Origin | None, ...] = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def cut(self, start: int, stop: int | None = None) -> Passage:
        """The passage from `start` to `stop`, without white space at its ends."""
        stop = len(self.text) if stop is None else stop
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        return Passage(self.text[start:stop], self.origins[start:stop])

    def stripped(self, characters: str) -> Passage:
        """The passage without these characters and white space at its ends."""
        start, stop = 0, len(self.text)
        while start < stop and (self.text[start].isspace() or self.text[start] in characters):
            start += 1
        while stop > start and (self.text[stop - 1].isspace() or self.text[stop - 1] in characters):
            stop -= 1
        return Passage(self.text[start:stop], self.origins[start:stop])

    @property
    def compact(self) -> Passage:
        """The passage without white space and line breaks: running text as one string."""
        kept = [index for index, character in enumerate(self.text) if not character.isspace()]
        return Passage("".join(self.text[index] for index in kept), tuple(self.origins[index] for index in kept))

    def until_gap(self, ems: float) -> Passage:
        """The passage up to the first gap wider than so many ems on one line of the page: what is behind is another."""
        pieces = self.pieces
        for before, after in pairwise(pieces):
            level = before.page is after.page and after.box[1] < before.box[3] and before.box[1] < after.box[3]
            if level and after.box[0] - before.box[2] > ems * before.em:
                start = next(
                    index
                    for index, origin in enumerate(self.origins)
                    if origin is not None and origin.line is after.line and origin.index == after.start
                )
                return self.cut(0, start)
        return self

    @property
    def rows(self) -> tuple[Passage, ...]:
        """The parts between line breaks."""
        rows, start = [], 0
        for position, character in enumerate(self.text + "\n"):
            if character == "\n":
                rows.append(self.cut(start, position))
                start = position + 1
        return tuple(rows)

    def group(self, match: re.Match[str], group: int | str = 0) -> Passage:
        """The part of the passage that a match, or one of its groups, found."""
        return self.cut(match.start(group), match.end(group))

    @property
    def raw(self) -> str:
        """The characters as read, before folding."""
        return "".join(evidence.text for evidence in self.evidence)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """One place for each stretch of a line, in reading order."""
        return tuple(
            Evidence(
                file=page.file,
                page=page.number,
                polygon=polygon_of_characters(line, start, stop),
                text=line.text[start:stop],
                confidence=confidence_of_characters(line, start, stop),
            )
            for page, line, start, stop in self._stretches()
        )

    @property
    def confidence(self) -> float:
        """How sure the reading is: of short texts the least sure character, of long ones the mean."""
        if not self.evidence:
            return 0.0
        weights = [len(place.text) for place in self.evidence]
        if sum(weights) <= _LONG_TEXT:
            return min(place.confidence for place in self.evidence)
        return sum(w * place.confidence for w, place in zip(weights, self.evidence, strict=True)) / sum(weights)

    def confidence_in(self, decisive: re.Pattern[str]) -> float:
        """How sure those characters are read that decide the value; all of them where none is found.

        That 年 was read with doubt, or a space, is no doubt about the day.
        """
        places = [
            origin
            for match in decisive.finditer(self.text)
            for origin in self.origins[match.start() : match.end()]
            if origin is not None
        ]
        if not places:
            return self.confidence
        return min(confidence_of_characters(place.line, place.index, place.index + 1) for place in places)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What other readings of the same places say: the passage with another reading of one line in it."""
        stretches = list(self._stretches())
        found: list[str] = []
        for index, (_, line, start, stop) in enumerate(stretches):
            for reading in line.alternatives:
                parts = [other.text[first:last] for _, other, first, last in stretches]
                parts[index] = _aligned(line.text, start, stop, reading.text)
                found.append("".join(parts))
        return tuple(dict.fromkeys(text for text in found if text != self.raw))

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The stretches of lines that the passage is made of."""
        return tuple(Piece(page, line, start, stop) for page, line, start, stop in self._stretches())

    def _stretches(self) -> Iterator[tuple[Page, Line, int, int]]:
        current: Origin | None = None
        first = last = 0
        for origin in self.origins:
            if origin is None:
                continue
            if (
                current is not None
                and origin.line is current.line
                and last <= origin.index <= last + 1 + _spaces(current.line, last)
            ):
                last = origin.index
                continue
            if current is not None:
                yield current.page, current.line, first, last + 1
            current, first, last = origin, origin.index, origin.index
        if current is not None:
            yield current.page, current.line, first, last + 1


def _aligned(text: str, start: int, stop: int, other: str) -> str:
    """The part of another reading that stands where characters `start` to `stop` of the first stand."""

    def place(position: int, *, at_end: bool) -> int:
        for operation in Levenshtein.opcodes(text, other):
            if operation.src_start <= position < operation.src_end or (at_end and position == operation.src_end):
                return min(operation.dest_start + position - operation.src_start, operation.dest_end)
        return len(other)

    return other[place(start, at_end=False) : place(stop, at_end=True)]


def _spaces(line: Line, index: int) -> int:
    """Number of white-space characters after a character of a line."""
    count = 0
    while index + 1 + count < len(line.text) and line.text[index + 1 + count].isspace():
        count += 1
    return count


def polygon_of_characters(line: Line, start: int, stop: int) -> Polygon:
    """The part of a line's polygon that these characters take up."""
    if not line.spans or (start == 0 and stop == len(line.text)):
        return line.polygon
    return part_of(line.polygon, line.spans[start][0], line.spans[stop - 1][1], vertical=line.vertical)


def confidence_of_characters(line: Line, start: int, stop: int) -> float:
    """The least sure of these characters, of long texts their mean; the line's own where the engine gives no more."""
    if not line.character_confidences:
        return line.confidence
    confidences = line.character_confidences[start:stop]
    return min(confidences) if len(confidences) <= _LONG_TEXT else sum(confidences) / len(confidences)


def join(pieces: Iterable[Piece | str]) -> Passage:
    """Pieces and separators, one after the other, as one passage."""
    text: list[str] = []
    origins: list[Origin | None] = []
    for piece in pieces:
        if isinstance(piece, str):
            text.append(piece)
            origins += [None] * len(piece)
            continue
        for index in range(piece.start, piece.stop):
            folded = _fold(piece.line.text[index])
            text.append(folded)
            origins += [Origin(piece.page, piece.line, index)] * len(folded)
    return Passage("".join(text), tuple(origins))


def concatenate(passages: Sequence[Passage], separator: str = "") -> Passage:
    """Passages one after the other, with a separator in between."""
    text = separator.join(passage.text for passage in passages)
    origins: list[Origin | None] = []
    for index, passage in enumerate(passages):
        origins += ([None] * len(separator) if index else []) + list(passage.origins)
    return Passage(text, tuple(origins))


@lru_cache(maxsize=1 << 14)  # the characters of a dossier are some thousands
def _fold(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return {"〇": "〇", "—": "-", "–": "-", "−": "-", "﹣": "-"}.get(character, folded)
