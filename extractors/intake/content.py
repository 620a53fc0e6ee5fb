"""What a page holds, as data: its picture, its text layer, its tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from extractors.models import Box, Grid, Line, Problem

Image = NDArray[np.uint8]  # height x width x 3, RGB


class HiddenReason(StrEnum):
    """Why a person who looks at the page does not see a text that is stored in it."""

    INVISIBLE = "invisible"  # drawn in a mode without ink: the text under a scan made searchable
    COVERED = "covered"  # under a picture: the other way to make a scan searchable
    PAINTED_OVER = "painted-over"  # under a filled rectangle, e.g. a figure whited out and typed anew
    COLOURLESS = "colourless"  # transparent, or in the colour of the paper
    TINY = "tiny"  # under two pixels
    OUTSIDE = "outside"  # off the page
    NO_INK = "no-ink"  # clipped, on a switched-off layer, or otherwise absent from the picture


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """A line that is in the file but not on the page: never text of the page, and worth a person's attention."""

    line: Line
    reason: HiddenReason


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The text stored in a page, apart from its picture.

    `lines` are what a person sees, in reading order. `garbled` are lines on which a character has no known meaning
    (broken fonts); `hidden` are those that nobody sees. Neither is text of the page. `unread` are the boxes (shares)
    whose text, if any, is not in `lines`: pictures, stamps, form fields, lettering drawn as curves, garbled lines. A
    reader has to read them from the picture. `turned` is by how many degrees clockwise most of the text is turned
    (0, 90, 180, 270). `without_glyphs` counts characters of `lines` that the picture does not show because their font
    is neither in the file nor on this machine.
    """

    lines: tuple[Line, ...]
    hidden: tuple[HiddenLine, ...] = ()
    garbled: tuple[Line, ...] = ()
    unread: tuple[Box, ...] = ()
    turned: int = 0
    without_glyphs: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class PageContent:
    """One page as it comes out of its file, shown as a viewer would show it (page rotation and EXIF applied).

    `width` and `height` are pixels of `image`, or points of an office page, which has none. `dpi` is pixels an inch
    of paper, None where the file does not say (photographs). `picture_share` is the share of the page that raster
    pictures cover: 1 for a photograph, near 1 for a scan. `grids` are the tables of an office page. `notes` are what
    a person has to know of the page although it was read; their `file` is empty.
    """

    image: Image | None
    width: int
    height: int
    dpi: float | None
    text: TextLayer | None
    picture_share: float
    grids: tuple[Grid, ...] = ()
    notes: tuple[Problem, ...] = ()
