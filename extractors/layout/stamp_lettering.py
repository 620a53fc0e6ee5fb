"""Letters of electronic stamps: a born-digital page has them in its text layer, one by one, each turned its own way.

Between the words of a form they would pass for words of its: 有限公司（盖章）启 限.
"""

from collections.abc import Sequence
from math import atan2, degrees

from extractors.geometry import box_of, covered
from extractors.models import Box, Line, Page, TextSource

_TURNED = 4.0  # degrees; the lines of a text layer lie straight or follow the scan's skew by less
_LONGEST = 2  # characters of a piece of a ring


def without_stamp_lettering(page: Page) -> list[Line]:
    """The page's lines without the turned letters of its stamps."""
    seals = [box_of(seal.evidence.polygon) for seal in page.seals]
    return [line for line in page.lines if not _is_stamp_lettering(page, line, seals)]


def _is_stamp_lettering(page: Page, line: Line, seals: Sequence[Box]) -> bool:
    if line.source is not TextSource.TEXT_LAYER or len(line.text.strip()) > _LONGEST:
        return False
    (left, top), (right, bottom) = line.polygon[:2]
    turn = degrees(atan2(bottom - top, (right - left) * page.aspect))
    return abs(turn) > _TURNED and any(covered(box_of(line.polygon), seal) > 0.5 for seal in seals)
