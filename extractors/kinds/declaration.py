"""申报材料真实性声明 (附件3)."""

import re
from collections.abc import Iterator, Sequence

from extractors.errors import UnreadableValueError
from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import Parsed, as_date, read_field
from extractors.kinds.signed_names import best_named, is_whole_name, names_organisation, read_signed_name
from extractors.layout.key_values import extract_key_values
from extractors.layout.passages import Passage, concatenate, join
from extractors.layout.prose import page_passage
from extractors.layout.rows import pieces_of
from extractors.models import Field, Page
from extractors.values.blanks import BlankValueError
from extractors.values.companies import split_company
from extractors.values.dates import find_dates, parse_date

_FOOT = 0.35  # share of the page below which it is signed
_LINE_FEED = 3.0  # from the top of a name's line to that of its next, in line heights
_LONGEST_END = 16  # characters of a name's last part on a row of its own, with （盖章）
_SHORTEST_BODY = 5  # of a name of its own, without 有限公司
_NO_DAY_MARK = re.compile(
    r"(?:[12]\d{3}|[〇○零oO0一二三四五六七八九]{4})年(?P<month>.{1,2})月(?P<day>[^年月日号]{1,3})$"
)
_DAY_MARK_LOST = "日期末尾的“日”未读出，可能还缺数字，请核对"


def extract(pages: Sequence[Page]) -> list[Field]:
    """Who declares, and when."""
    return [
        field
        for page in pages
        for field in extract_signed_form(page, kind="declaration", name="applicant", date="signed_on")
    ]


def extract_signed_form(page: Page, *, kind: str, name: str, date: str) -> list[Field]:
    """The applicant's name and the date of a page that is signed at its foot; `name` and `date` are field names."""
    values = extract_key_values(pieces_of(page), profile_of(kind).labels)
    beside = values.get(name)
    candidates = [part for part in (_with_next_row(beside, page) if beside else None, *_named_below(page)) if part]
    named = best_named(candidates)
    fields = [read_signed_name(name, named, page)] if named is not None else []
    day = values.get(date)
    if not day or not find_dates(day.text):
        day = _last_date(page_passage(page)) or day
    if day:
        fields.append(read_field(date, day, _as_day))
    return fields


def _with_next_row(beside: Passage, page: Page) -> Passage:
    """The name with a row below its own, where the name ends only there: …有限公司许昌分 / 公司（盖章）."""
    if is_whole_name(beside.text) or len(beside.compact.text) < _SHORTEST_BODY:
        return beside
    for below in _rows_below(beside, page):
        for end in _ends(below):
            both = concatenate([beside, end])
            parts = len(end.text) <= _LONGEST_END and len(split_company(end.text).body) < _SHORTEST_BODY
            if parts and is_whole_name(both.text):
                return both
    return beside


def _rows_below(beside: Passage, page: Page) -> list[Passage]:
    """Rows at most a line below a passage; letters of a stamp may make rows of their own between the lines."""
    last = beside.pieces[-1]
    limit = last.box[1] + _LINE_FEED * last.height
    rows = [row.compact for row in page_passage(page).rows if row.pieces]
    return [row for row in rows if last.box[3] - last.height / 2 < row.pieces[-1].box[1] < limit]


def _ends(row: Passage) -> Iterator[Passage]:
    """The row, then without its first pieces: letters of a stamp may stand left of a name's last part."""
    pieces = row.pieces
    for first in range(len(pieces)):
        yield join(pieces[first:]).compact


def _named_below(page: Page) -> list[Passage]:
    """Organisations named on a row of their own in the lower part: the label may be covered or stand above."""
    return [
        row.compact
        for row in page_passage(page).rows
        if row.evidence and row.evidence[0].polygon[0][1] >= _FOOT and _is_name_alone(row.compact.text)
    ]


def _is_name_alone(text: str) -> bool:
    if len(text) > 40 or re.search(r"[,。;:]", text) or re.search("[监印编]?制$", text):
        return False  # …局制 stands at the foot of forms that an office hands out
    return names_organisation(text)


def _as_day(text: str) -> Parsed:
    """A date; one whose 日 a stamp covers is read with doubt, since a figure may be covered with it."""
    try:
        return as_date(text)
    except BlankValueError:
        raise
    except UnreadableValueError:
        compact = re.sub(r"[\s_]", "", text)
        if _NO_DAY_MARK.search(compact) is None:
            raise
        return Parsed(parse_date(f"{compact}日"), note=_DAY_MARK_LOST)


def _last_date(passage: Passage) -> Passage | None:
    """The last date that takes up most of its row."""
    for row in reversed(passage.rows):
        for found in reversed(find_dates(row.text)):
            if found.end - found.start >= 0.5 * len(row.compact.text):
                return row.cut(found.start, found.end)
    return None
