"""测评方法 of the recommendation form: □上门拜访 □电话询问 □网络互动 □书面征求 □其他, one or more of them ticked.

Boxes are small, and the reader loses some of them, ticked ones as well as empty ones. So an option without any mark
beside it is neither, and leaves the whole answer doubtful.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.kinds.fields import Parsed, read_field
from extractors.layout.passages import Passage, Piece, concatenate, join
from extractors.layout.rows import Row, pieces_of, rows_of
from extractors.models import Field, Page

_OPTIONS = ("上门拜访", "电话询问", "网络互动", "书面征求", "其他")
_TICKS, _BOXES = "√✓✔☑☒■▣VvN", "□☐口囗回日"
_OPTION = "|".join(_OPTIONS)
_BEFORE = re.compile(f"(?P<mark>[{_TICKS}{_BOXES}])?(?P<option>{_OPTION})")
_BEHIND = re.compile(f"(?P<option>{_OPTION})(?P<mark>[{_TICKS}{_BOXES}])?")
_ALL_BEHIND = re.compile(f"(?:{_OPTION}).*[{_TICKS}{_BOXES}]")
_MARKS_AND_OPTIONS = re.compile(f"(?:[{_TICKS}{_BOXES}]|{_OPTION}|[_:()、])+")
_LEAST_OPTIONS = 3
_WRAP = 2.0  # heights of a line within which the next one goes on with the options
_NONE_TICKED = "没有辨认出勾选的测评方法，请核对"
_UNMARKED = "“{}”前的选择框未辨认，请核对"


def read_method(pages: Sequence[Page]) -> Field | None:
    """The methods ticked, joined by 、; None where the form's options are not on any page."""
    for page in pages:
        pieces = pieces_of(page)
        for row in rows_of(pieces):
            text = row.passage.compact.text
            if sum(option in text for option in _OPTIONS) >= _LEAST_OPTIONS:
                return _ticked(_options_near(row, pieces))
    return None


def _options_near(row: Row, pieces: Sequence[Piece]) -> Passage:
    """The marks and options that stand on a row or close below it, where the cell wraps; its label left out."""
    near = [
        piece
        for piece in pieces
        if -0.5 * row.height < piece.box[1] - row.box[1] < _WRAP * row.height
        and _MARKS_AND_OPTIONS.fullmatch(join([piece]).compact.text)
    ]
    return concatenate([line.passage.compact for line in rows_of(near)])


def _ticked(passage: Passage) -> Field:
    pattern = _BEHIND if _ALL_BEHIND.fullmatch(passage.text.rstrip("_")) else _BEFORE
    marks = {match["option"]: match["mark"] or "" for match in pattern.finditer(passage.text)}
    ticked = [option for option in _OPTIONS if marks.get(option, "") and marks[option] in _TICKS]
    unmarked = [option for option in _OPTIONS if not marks.get(option)]
    note = ""
    if unmarked:
        note = _UNMARKED.format("、".join(unmarked))
    elif not ticked:
        note = _NONE_TICKED
    field = read_field("method", passage, lambda _: Parsed("、".join(ticked) or None, note=note))
    # An empty box may be read with little confidence: what counts is that it is no tick.
    return replace(field, alternatives=())
