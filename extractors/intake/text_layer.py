"""Characters of a PDF page -> lines in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.geometry import box_of, to_shares
from extractors.intake.content import HiddenLine, TextLayer
from extractors.intake.pdf_characters import Character, page_point, turned_point
from extractors.intake.regions import merged_boxes
from extractors.models import Box, Line, TextSource

# In units of the font size:
_SPLIT_GAP = 1.2  # a wider gap is the space between two columns
_SPACE_GAP = 0.5  # a wider gap is a space even where none is stored
_STORED_SPACE_GAP = 0.1  # a stored space with less room than this is not seen
# A character that begins further back than this is printed over, not appended; Chinese typesetting trims half an em
# off neighbouring punctuation.
_STEP_BACK = 0.6
_SAME_BASELINE = 0.45  # superscripts (m²) stay on their line
_SAME_ROW = 0.3  # runs that were not stored one after the other
_SAME_PLACE = 0.15  # the same character twice within this is bold print by double strike
_ASCENT, _DESCENT = 0.88, 0.12  # of a Chinese font's em box
_RULE_REACH = 0.3  # a rule this far inside a glyph's advance still stands between two characters

_SIZE_RATIO = 2.2  # largest to smallest font size within a stored run
_SIZE_RATIO_JOINED = 1.3
_DOUBLE_STRIKE_WITHIN = 40  # characters; a word is struck twice, not a page


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What lines are measured against: the page's size in points and its rules (shares)."""

    width: float
    height: float
    rules: tuple[Box, ...]


def layer_of(
    characters: Sequence[Character], frame: PageFrame, drawn: Iterable[Box], without_glyphs: int = 0
) -> TextLayer | None:
    """Group the characters of a page to lines; None where it stores none.

    `drawn` are the boxes (shares) of what is not text: pictures, stamps, form fields, lettering as curves.
    """
    if not characters:
        return None
    dividers = _Dividers(frame)
    runs = _runs(characters, dividers)
    seen = [run for run in runs if run[0].hidden is None]
    lines: list[Line] = []
    garbled: list[Line] = []
    for run in _joined(seen, dividers):
        (lines if all(character.is_readable for character in run) else garbled).append(_line(run, frame))
    hidden = [HiddenLine(_line(run, frame), run[0].hidden) for run in runs if run[0].hidden is not None]
    turned = _turned(seen)
    return TextLayer(
        lines=tuple(_in_reading_order(lines, turned)),
        hidden=tuple(hidden),
        garbled=tuple(garbled),
        unread=merged_boxes([*drawn, *(box_of(line.polygon) for line in garbled)]),
        turned=turned,
        without_glyphs=without_glyphs,
    )


class _Dividers:
    """The rules of a page as they cross lines of a direction: two cells of a table are never one line."""

    def __init__(self, frame: PageFrame) -> None:
        self._frame = frame
        self._by_angle: dict[int, list[tuple[float, float, float]]] = {}

    def between(self, before: Character, after: Character) -> bool:
        """Whether a rule stands across the line between two characters."""
        a, b = before.place, after.place
        reach = _RULE_REACH * a.em
        middle = a.baseline - 0.4 * a.em
        return any(
            a.end - reach <= x <= b.start + reach and top <= middle <= bottom
            for x, top, bottom in self._across(a.angle)
        )

    def _across(self, angle: int) -> list[tuple[float, float, float]]:
        """Place along the line, and extent across it, of the rules that stand upright in this direction."""
        if angle not in self._by_angle:
            self._by_angle[angle] = [
                (x, top, bottom) for x, top, right, bottom in self._turned_rules(angle) if right - x < bottom - top
            ]
        return self._by_angle[angle]

    def _turned_rules(self, angle: int) -> Iterator[Box]:
        for left, top, right, bottom in self._frame.rules:
            ends = ((left, top), (right, bottom))
            yield box_of(turned_point(x * self._frame.width, y * self._frame.height, angle) for x, y in ends)


def _runs(characters: Sequence[Character], dividers: _Dividers) -> list[list[Character]]:
    """Characters that were stored one after another and stand one after another on a line, alike seen or hidden."""
    runs: list[list[Character]] = []
    for character in characters:
        if runs and _is_double_strike(runs[-1], character):
            continue
        if runs and _continues(runs[-1][-1], character) and not dividers.between(runs[-1][-1], character):
            runs[-1].append(character)
        else:
            runs.append([character])
    return runs


def _continues(before: Character, after: Character) -> bool:
    a, b = before.place, after.place
    em = max(a.em, b.em)
    return (
        before.hidden is after.hidden
        and a.angle == b.angle
        and em <= _SIZE_RATIO * min(a.em, b.em)
        and abs(b.baseline - a.baseline) <= _SAME_BASELINE * em
        and (-_STEP_BACK * em <= b.start - a.end <= _SPLIT_GAP * em or _are_ligature(before, after))
    )


def _are_ligature(before: Character, after: Character) -> bool:
    """One glyph that stands for several characters (ﬁ) gives them all the same place."""
    return before.order == after.order and before.place == after.place


def _is_double_strike(run: Sequence[Character], character: Character) -> bool:
    place = character.place
    return any(
        other.text == character.text
        and other.order != character.order
        and other.place.angle == place.angle
        and abs(other.place.start - place.start) <= _SAME_PLACE * place.em
        and abs(other.place.baseline - place.baseline) <= _SAME_PLACE * place.em
        for other in run[-_DOUBLE_STRIKE_WITHIN:]
    )


def _joined(runs: Sequence[list[Character]], dividers: _Dividers) -> list[list[Character]]:
    """Put together runs that stand side by side on one line but were not stored one after the other."""
    joined: list[list[Character]] = []
    for row in _rows_of_runs(runs):
        line = row[0]
        for run in row[1:]:
            if _continues_line(line[-1], run[0]) and not dividers.between(line[-1], run[0]):
                line = [*line, *run]
            else:
                joined.append(line)
                line = run
        joined.append(line)
    return joined


def _rows_of_runs(runs: Sequence[list[Character]]) -> Iterator[list[list[Character]]]:
    row: list[list[Character]] = []
    for run in sorted(runs, key=lambda run: (run[0].place.angle, run[0].place.baseline)):
        first, place = row[0][0].place if row else None, run[0].place
        same_row = first and first.angle == place.angle and place.baseline - first.baseline <= _SAME_ROW * first.em
        if row and not same_row:
            yield sorted(row, key=lambda run: run[0].place.start)
            row = []
        row.append(run)
    if row:
        yield sorted(row, key=lambda run: run[0].place.start)


def _continues_line(before: Character, after: Character) -> bool:
    a, b = before.place, after.place
    em = max(a.em, b.em)
    return em <= _SIZE_RATIO_JOINED * min(a.em, b.em) and -_STORED_SPACE_GAP * em <= b.start - a.end <= _SPLIT_GAP * em


def _line(run: Sequence[Character], frame: PageFrame) -> Line:
    """One line with its polygon and the place of each character along it; gaps become spaces."""
    texts, places = _with_spaces(run)
    angle = run[0].place.angle
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    length = max(end - start, 1e-6)
    top = min(character.place.baseline - _ASCENT * character.place.em for character in run)
    bottom = max(character.place.baseline + _DESCENT * character.place.em for character in run)
    corners = [page_point(x, y, angle) for x, y in ((start, top), (end, top), (end, bottom), (start, bottom))]
    polygon = to_shares([(x / frame.width, y / frame.height) for x, y in corners], 1, 1)
    spans = tuple(((first - start) / length, (last - start) / length) for first, last in places)
    return Line("".join(texts), polygon, 1.0, TextSource.TEXT_LAYER, spans)


def _with_spaces(run: Sequence[Character]) -> tuple[list[str], list[tuple[float, float]]]:
    """Characters with their start and end along the line; a gap that is seen as a space becomes one."""
    texts: list[str] = []
    places: list[tuple[float, float]] = []
    for character in run:
        place = character.place
        gap = (place.start - places[-1][1]) / max(place.em, 1e-6) if places else 0.0
        if gap >= _SPACE_GAP or (character.after_space and gap >= _STORED_SPACE_GAP):
            texts.append(" ")
            places.append((places[-1][1], place.start))
        texts.append(character.text)
        places.append((place.start, place.end))
    return texts, places


def _turned(runs: Sequence[Sequence[Character]]) -> int:
    """The right angle by which most characters are turned; 0 where most stand askew."""
    counts = Counter(run[0].place.angle for run in runs for _ in run)
    angle = counts.most_common(1)[0][0] if counts else 0
    return angle if angle % 90 == 0 else 0


def _in_reading_order(lines: Sequence[Line], turned: int) -> tuple[Line, ...]:
    """Row by row from the top, each from the left, as the text is turned."""
    boxes = {id(line): box_of(turned_point(x, y, turned) for x, y in line.polygon) for line in lines}

    def middle(line: Line) -> float:
        return (boxes[id(line)][1] + boxes[id(line)][3]) / 2

    rows: list[list[Line]] = []
    for line in sorted(lines, key=middle):
        bottom = boxes[id(rows[-1][0])][3] if rows else 0.0
        if rows and middle(line) <= bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return tuple(line for row in rows for line in sorted(row, key=lambda line: boxes[id(line)][0]))
