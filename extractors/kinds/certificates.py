"""What licences and registration certificates have in common: labelled values, the credit code, the date of issue."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from extractors.errors import UnreadableValueError
from extractors.kinds.credit_code import read_credit_code
from extractors.kinds.fields import (
    DATE_CHARACTERS,
    Parse,
    Parsed,
    as_amount,
    as_date,
    as_name,
    as_person,
    as_text,
    read_field,
)
from extractors.kinds.registrars import read_registrar
from extractors.layout.key_values import Label, extract_key_values, find_labels
from extractors.layout.passages import Passage, Piece, join
from extractors.layout.prose import page_passage
from extractors.layout.rows import Row, pieces_of, rows_of, spaced
from extractors.models import LONG_TERM, Field, Page
from extractors.values.dates import find_dates
from extractors.values.terms import parse_term

_VALUES: Mapping[str, Parse] = {
    "name": as_name,
    "type": as_text,
    "legal_representative": as_person,
    "registered_capital": as_amount(),
    "established_on": as_date,
    "address": as_text,
    "scope": as_text,
}
_ON_ONE_LINE = ("registered_capital", "established_on")
_WITHOUT_GAPS = (*_ON_ONE_LINE, "legal_representative")
_WIDEST_GAP = 6.0  # ems within such a value; what stands further right is a mark of the paper or a stamp
_LEFT_OF_REGISTRAR = 5.0  # ems by which the date of issue may begin left of the words 登记机关
_RIGHT = 0.5  # share of the page's width right of which a certificate is signed
_COPY = re.compile(r"原件|复印|核对")
_OF_A_COPY = "与“与原件一致”章相叠，可能是复印件的日期"
_READ_AGAIN, _TOO_EARLY = "首次识别早于成立日期，取印章压字处的另一次识别", "早于成立日期，可能识别有误"
# Values whose labels were not read run into the name above: 某某有限公司有限责任公司(自然人投资或控股)许昌市魏都区….
_NAME_AND_MORE = re.compile(
    r"(?P<name>.+?公司)(?P<type>(?:其他)?(?:有限责任|股份有限)公司(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?)(?P<address>.*)"
)
_BELOW_REGISTRAR = 6.0  # heights of these words below them in which the date of issue is looked for
# The end may lack figures.
_PERIOD = re.compile(r"自(?:19|20)\d\d年\d{1,2}月\d{1,2}日[至到](?:19|20)\d\d[年月日\d]{0,8}")
_PART_OF_DATE = re.compile(r"(?:19|20)\d\d(?!\d)|^[年月日]$|\d ?年|年 ?\d|\d ?月|月 ?\d|年\s*月")


def extract_certificate(page: Page, labels: Mapping[str, Sequence[str]]) -> list[Field]:
    """The contract's fields of a licence or registration certificate."""
    values = extract_key_values(pieces_of(page), labels, _ON_ONE_LINE)
    values |= {path: value.until_gap(_WIDEST_GAP) for path, value in values.items() if path in _WITHOUT_GAPS}
    values |= _behind_name(values)
    if not values.get("established_on"):
        values["established_on"] = _date_alone(page, labels)
    fields = [read_field(path, values[path], parse) for path, parse in _VALUES.items() if values.get(path)]
    term = values.get("term") or _period_alone(page)
    if term:
        fields += _term_fields(term)
    code = read_credit_code(page_passage(page))
    registrar = read_registrar(values.get("registrar"), page.seals)
    issued_on = _issue_date(page, labels, values.get("issued_on"))
    if issued_on is not None:
        issued_on = _not_before(issued_on, next((field for field in fields if field.path == "established_on"), None))
    return [*fields, *(field for field in (code, registrar, issued_on) if field is not None)]


def _behind_name(values: Mapping[str, Passage]) -> dict[str, Passage]:
    """Name, type and address apart, where what was taken for the name goes on with a type that was not found."""
    name = values.get("name")
    match = _NAME_AND_MORE.fullmatch(name.compact.text) if name and not values.get("type") else None
    if name is None or match is None:
        return {}
    parts = {part: name.compact.cut(*match.span(part)) for part in ("name", "type", "address") if match[part]}
    if values.get("address"):
        parts.pop("address", None)
    return parts


def _date_alone(page: Page, labels: Mapping[str, Sequence[str]]) -> Passage:
    """The one row above the registrar that is nothing but a date: that of establishment, its label not legible."""
    found, rest = find_labels(rows_of(pieces_of(page)), labels)
    floor = min((label.box[1] for label in found if label.name == "registrar"), default=0.0)
    rows = [row for row in rows_of(rest) if row.box[3] < floor and _is_date(row.passage.compact.text)]
    beside_a_label = any(_level(label, row) for row in rows for label in found)
    return rows[0].passage if len(rows) == 1 and not beside_a_label else join([])


def _is_date(text: str) -> bool:
    dates = find_dates(text)
    return bool(dates) and (dates[0].start, dates[0].end) == (0, len(text))


def _level(label: Label, row: Row) -> bool:
    return label.box[1] < (row.box[1] + row.box[3]) / 2 < label.box[3]


def _term_fields(passage: Passage) -> list[Field]:
    """Both ends of a period; an end without a date is `long-term`, one left blank has no value."""
    dates = find_dates(passage.text)
    if len(dates) > 1:
        passage = passage.cut(0, dates[1].end)

    def start(text: str) -> Parsed:
        return Parsed(parse_term(text).start)

    def end(text: str) -> Parsed:
        until = parse_term(text).end
        if until is None and "**" in text:  # how licences are printed that have no end: 至******
            return Parsed(LONG_TERM)
        return Parsed(until, note="" if until is not None else "未写明终止日期")

    ends = (("term_from", start), ("term_to", end))
    fields = [read_field(path, passage, parse, DATE_CHARACTERS) for path, parse in ends]
    return [field for field in fields if field.value is not None or field.path == "term_to"]


def _period_alone(page: Page) -> Passage | None:
    """A row that is nothing but a period (自…至…), whose label is not legible: certificates state only one."""
    rows = (row.passage for row in rows_of(pieces_of(page)))
    return next((passage for passage in rows if _PERIOD.fullmatch(passage.compact.text)), None)


def _issue_date(page: Page, labels: Mapping[str, Sequence[str]], labelled: Passage | None) -> Field | None:
    """The date of issue: beside its label, else below the registrar.

    There it may be one text, or numbers printed between 年, 月 and 日. Where some of it was read and not all, the field
    has no value: the date is there, and a person has to read it.
    """
    if labelled:
        return read_field("issued_on", labelled, as_date)
    found, rest = find_labels(rows_of(pieces_of(page)), labels)
    registrar = next((label for label in reversed(found) if label.name == "registrar"), None)
    if registrar is None:
        return _issue_date_below(rest, found)
    left, top, _, bottom = registrar.box
    leftmost = left - _LEFT_OF_REGISTRAR * registrar.em
    rows = rows_of([piece for piece in rest if piece.box[1] > top and piece.box[0] > leftmost])
    for row in rows:
        passage = row.passage
        for found_date in find_dates(passage.text):
            return read_field("issued_on", passage.cut(found_date.start, found_date.end), as_date)
    of_numbers = next((field for row in rows if (field := _date_of_numbers(row.pieces)) is not None), None)
    if of_numbers is not None:
        return of_numbers
    near = [row for row in rows if row.box[1] < bottom + _BELOW_REGISTRAR * (bottom - top)]
    return next((_unclear_date(row) for row in near if _PART_OF_DATE.search(row.passage.text)), None)


def _issue_date_below(rest: Sequence[Piece], labels: Sequence[Label]) -> Field | None:
    """The last date below every label on the right, where a stamp covers the word for the registrar."""
    floor = max((label.box[3] for label in labels), default=1.0)
    below = rows_of([piece for piece in rest if piece.box[1] > floor and piece.box[2] > _RIGHT])
    dated = [(row.passage, found[-1]) for row in below if (found := find_dates(row.passage.text))]
    if not dated:
        return None
    passage, date_found = dated[-1]
    field = read_field("issued_on", passage.cut(date_found.start, date_found.end), as_date)
    return replace(field, note=_OF_A_COPY, doubtful=True) if _COPY.search(passage.compact.text) else field


def _not_before(field: Field, established: Field | None) -> Field:
    """The date of issue; none is before the day of establishment, so another reading of the place is, or a doubt."""
    first = established.value if established is not None else None
    if not (isinstance(first, date) and isinstance(field.value, date) and field.value < first):
        return field
    others = [other for other in field.alternatives if isinstance(other, date) and other >= first]
    if len(set(others)) == 1:
        return replace(field, value=others[0], note=_READ_AGAIN, doubtful=True)
    return replace(field, note=_TOO_EARLY, doubtful=True)


def _date_of_numbers(pieces: Sequence[Piece]) -> Field | None:
    """A date whose year, month and day stand apart on one line, or whose eight digits run together."""
    numbers = [piece for piece in pieces if re.search(r"\d", piece.text)]
    if not numbers:
        return None
    passage = join(spaced(numbers))
    digits = re.findall(r"\d+", passage.text)
    if re.search(r"[^\d\s年月日.]", passage.text):
        return None
    if len(digits) != 3 and len("".join(digits)) == 8:
        whole = "".join(digits)
        digits = [whole[:4], whole[4:6], whole[6:]]
    if len(digits) != 3 or not re.fullmatch(r"(?:19|20)\d\d", digits[0]) or max(map(len, digits[1:])) > 2:
        return None

    def parse(_text: str) -> Parsed:
        return Parsed(_day(*map(int, digits)))

    return read_field("issued_on", passage, parse)


def _unclear_date(row: Row) -> Field:
    """What is left of a date that a seal covers."""

    def parse(_text: str) -> Parsed:
        raise UnreadableValueError("发证日期辨认不全")

    return read_field("issued_on", row.passage, parse)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableValueError(f"没有{year}年{month}月{day}日这一天") from None
