"""Breaking text into lines as Chinese typesetting does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from samples.drawing.sheet import POINT

if TYPE_CHECKING:
    from samples.fonts import Typeface

NO_LINE_START = set("，。、；：？！）》”’】〕％%,.;:?!)]}")
_TOKENS = re.compile(r"[A-Za-z0-9./:@_\-]+|.", re.DOTALL)
LONGEST_WORD = 24  # characters; longer ones are broken anywhere


def wrap(text: str, face: Typeface, size: float, width: float, *, first: float | None = None) -> list[str]:
    """Break a text into lines of at most `width` millimetres (`first` for the first line); newlines are kept."""
    lines: list[str] = []
    for part in text.split("\n"):
        lines.extend(_wrap_part(part, face, size, width, width if first is None else first))
    return lines


def _wrap_part(text: str, face: Typeface, size: float, width: float, first: float) -> list[str]:
    lines: list[str] = []
    line, used, room = "", 0.0, first
    for token in _split(text, face, size, width):
        length = face.width(token) * size * POINT
        if line and used + length > room + 0.01:
            kept = ""
            if token in NO_LINE_START and len(line) > 1 and line[-1] not in NO_LINE_START:
                line, kept = line[:-1], line[-1]  # a closing sign takes the character before it along
            lines.append(line)
            line, used, room = kept, face.width(kept) * size * POINT, width
        line += token
        used += length
    lines.append(line)
    return lines


def _split(text: str, face: Typeface, size: float, width: float) -> list[str]:
    tokens: list[str] = []
    for token in _TOKENS.findall(text):
        too_wide = len(token) > 1 and face.width(token) * size * POINT > width
        tokens.extend(token if too_wide or len(token) > LONGEST_WORD else [token])
    return tokens
