"""The day on which a lease was signed: beside its label, else below the names of the parties.

Each party dates its own signature, and the seals that stand over it cost a date characters (二〇二二年[十]二月三日) and
add letters of theirs (12月10日同专用): what one date lacks, the other may have.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import LCSseq

from extractors.errors import UnreadableValueError
from extractors.kinds.fields import Parsed, as_date, read_field
from extractors.layout.passages import Passage
from extractors.models import Field
from extractors.values.dates import find_dates, parse_month

_SIGNING = re.compile(r"[甲乙]方|出租|承租|盖章|签字|签章|代表人|代理人")
_COPY = re.compile(r"原件一致|复印件|与原件相符|核对无误")
_TERM_BEFORE = re.compile(r"[至到自从于,、]$")
_TERM_BESIDE = re.compile(r"^[至到自从]|租期|租赁期|期限|收回|[止起]|届满|到期|期满|交付|开始|结束")
_YEAR = re.compile(
    r"(?<![\d〇零一二三四五六七八九])"
    r"(?:(?:19|20) ?\d ?\d ?[年./-]|二 ?[〇零Oo0] ?(?:[〇零Oo0一二三四五六七八九] ?){1,2}年)"
)
_ABOVE_A_DATE, _NEXT_TO_COPY = 6, 2  # rows
_BESIDE_A_DATE = 8  # characters (日期：, 签订于, of seals) that may stand before or behind a date
_INCOMPLETE = "签订日期辨认不全"
_TWO_READINGS, _READ_AGAIN = "两处签订日期识别不一致", "印章压字处的另一次识别"


@dataclass(frozen=True, slots=True)
class _Signed:
    """A date, or what is left of one, on a row of dates."""

    row: int
    words: Passage
    day: date | None
    again: bool = False  # told by another reading of the same place


def read_signing(text: Passage, running: Passage, labelled: Sequence[re.Pattern[str]]) -> Field | None:
    """The date beside the words for signing, else the last date on a row of its own, best below the parties' names."""
    for pattern in labelled:
        for match in pattern.finditer(running.text):
            beside = running.group(match, "value")
            if find_dates(beside.text):
                return read_field("signed_on", beside, as_date)
    rows = text.rows
    dated = [found for index in range(len(rows)) for found in _dates_alone(rows, index)]
    copied = [found for found in dated if any(_COPY.search(r.text) for r in _above(rows, found.row)[-_NEXT_TO_COPY:])]
    signed = [
        found
        for found in dated
        if found not in copied and any(_SIGNING.search(r.text) for r in _above(rows, found.row))
    ]
    for candidates in (signed, [found for found in dated if found.day is not None]):
        if candidates:
            return _decided(candidates)
    return None


def _above(rows: Sequence[Passage], index: int) -> Sequence[Passage]:
    """The rows above one, as far as they can belong to the same signatures."""
    return rows[max(0, index - _ABOVE_A_DATE) : index]


def _dates_alone(rows: Sequence[Passage], index: int) -> list[_Signed]:
    """The dates of a row that holds little else."""
    row = rows[index]
    starts = [match.start() for match in _YEAR.finditer(row.text)]
    if not starts or len(row.cut(0, starts[0]).compact.text) > _BESIDE_A_DATE or _tells_a_term(rows, index):
        return []
    found = [_dated(index, row.cut(start, stop)) for start, stop in zip(starts, [*starts[1:], None], strict=True)]
    return found if all(len(_behind(item)) <= _BESIDE_A_DATE for item in found) else []


def _behind(found: _Signed) -> str:
    """What stands behind a date."""
    dates = find_dates(found.words.text)
    end = dates[0].end if dates else max(found.words.text.rfind("日"), found.words.text.rfind("月")) + 1
    return found.words.cut(end).compact.text


def _dated(row: int, words: Passage) -> _Signed:
    for again, text in ((False, words.text), *((True, other) for other in words.alternatives)):
        dates = find_dates(text)
        if dates and dates[0].start == 0:
            return _Signed(row, words, dates[0].date, again)
    return _Signed(row, words, None)


def _tells_a_term(rows: Sequence[Passage], index: int) -> bool:
    """Whether a row with little but a date is the end of a sentence: 至 / 2027年12月31日收回。"""
    before = rows[index - 1].compact.text if index else ""
    return bool(_TERM_BEFORE.search(before) or _TERM_BESIDE.search(rows[index].compact.text))


def _decided(candidates: Sequence[_Signed]) -> Field:
    """The last date, the fuller of two that differ by lost characters; none where remains of another contradict it."""
    whole = [found for found in candidates if found.day is not None and not found.again]
    whole = whole or [found for found in candidates if found.day is not None]
    if not whole:
        return read_field("signed_on", candidates[-1].words, _incomplete)
    last = whole[-1]
    last = next((other for other in whole if _lacks(last, other)), last)
    if any(other.day is None and _contradicts(other, last) for other in candidates):
        return read_field("signed_on", last.words, _refuse_contradiction)
    return _read(last)


def _refuse_contradiction(_text: str) -> Parsed:
    raise UnreadableValueError(_TWO_READINGS)


def _incomplete(_text: str) -> Parsed:
    raise UnreadableValueError(_INCOMPLETE)


def _read(found: _Signed) -> Field:
    if found.again:
        return read_field("signed_on", found.words, lambda _: Parsed(found.day, note=_READ_AGAIN))
    dates = find_dates(found.words.text)
    return read_field("signed_on", found.words.cut(0, dates[0].end), as_date)


def _lacks(one: _Signed, other: _Signed) -> bool:
    """Whether one date is the other with characters lost: 二〇二二年二月三日, 二〇二二年十二月三日."""
    short, long = (_written(found) for found in (one, other))
    return len(short) < len(long) and LCSseq.similarity(short, long) == len(short)


def _written(found: _Signed) -> str:
    dates = find_dates(found.words.text)
    return found.words.cut(0, dates[0].end).compact.text.removesuffix("日") if dates else ""


def _contradicts(other: _Signed, whole: _Signed) -> bool:
    """Whether what is left of a date names another month."""
    try:
        month = parse_month(other.words.text)
    except UnreadableValueError:
        return False
    assert whole.day is not None
    return (month.year, month.month) != (whole.day.year, whole.day.month)
