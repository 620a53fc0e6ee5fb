"""The four credit printouts of 第十二条（三）: the report of 信用中国 and three pages of 国家企业信用信息公示系统."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extractors.errors import UnreadableValueError
from extractors.geometry import overlap
from extractors.kinds.credit_code import read_credit_code
from extractors.kinds.fields import Parsed, as_date, as_name, as_person, read_field
from extractors.kinds.registrars import read_registrar
from extractors.layout.forms import extract_form_values
from extractors.layout.passages import Passage, concatenate
from extractors.layout.prose import document_passage, page_passage
from extractors.layout.tables import CellRow, cell_rows
from extractors.models import Field, Page
from extractors.values.companies import find_company_names
from extractors.values.dates import find_dates

_EDGE = 0.07  # share of the page at top and foot where a browser prints title, address and time
_EDGE_ROW = 0.012  # the same on a photograph, with the table around the paper: of the page, off its first and last row
_LONGEST_SECTION = 60  # rows
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))")
_DOCUMENT_NUMBER = re.compile(r"[〔\[(]\d{4}[〕\])]")
_SURE = 0.9  # confidence of a date from which no other one is asked
# A browser's 2025/9/9 13:31 whose gap was not seen.
_GLUED = re.compile(r"(?<!\d)(?P<year>20\d\d)[-./年](?P<month>\d{1,2})[-./月](?P<rest>\d{2,4}):\d\d")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_HOURS, _NOT_TO_PART = 24, "日期与时间连在一起，无法分开"
_HEAD = 0.5  # share of the first page in which the company is named

# OCR reads 列入 as 列人 in some fonts. What is no part of a section's name in its heading:
_NOT_OF_NAME = re.compile(r"\W|[一二三四五六七八九十]+、|列[入人]|信息|记录|名录|名单|状态|共?\d+条|^\d+")
# What each printout is asked about: headings of its result table, and the section's name in "no such records".
_SECTIONS: Mapping[str, tuple[str, str]] = {
    "gsxt_penalty": (r"决定书文号|违法行为类型|处罚内容", r"行政处罚"),
    "gsxt_abnormal": (r"列[入人](经营异常名录)?(的)?原因|移出", r"经营异常"),
    "gsxt_dishonest": (r"列[入人](严重违法)?.{0,12}原因|移出", r"严重违法"),
    "credit_china_report": (
        r"处罚(决定书)?文号|处罚类别|处罚内容|列[入人](原因|事由)|列[入人]日期",
        r"行政处罚|经营异常|严重(违法)?失信|失信",
    ),
}


@cache
def _words() -> Mapping[str, Any]:
    text = files(__package__).joinpath("credit_printouts.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.safe_load(text)
    return words


def extract(pages: Sequence[Page], kind: str) -> list[Field]:
    """Whose printout, of which day, and how many records it shows."""
    values: dict[str, Passage] = {}
    for page in pages:
        for name, value in extract_form_values(page, _words()["labels"]).items():
            if not values.get(name):
                values[name] = value.passage
    fields = [
        _subject(pages[0], values),
        read_credit_code(document_passage(pages)),
        _printed_on(pages, values),
        _record_count(pages, kind),
        _legal_representative(values),
        read_registrar(values.get("registrar"), ()),
    ]
    return [field for field in fields if field is not None]


def _subject(page: Page, values: Mapping[str, Passage]) -> Field | None:
    """The company the printout is about: beside a label, else the first company named in the upper half."""
    labelled = values.get("subject")
    if labelled and find_company_names(labelled.text):
        return read_field("subject", labelled, as_name)
    for row in page_passage(page).rows:
        if not row.evidence or row.evidence[0].polygon[0][1] > _HEAD:
            continue
        for name in find_company_names(row.text):
            return read_field("subject", row.cut(name.start, name.end), as_name)
    return read_field("subject", labelled, as_name) if labelled else None


def _legal_representative(values: Mapping[str, Passage]) -> Field | None:
    labelled = values.get("legal_representative")
    return read_field("legal_representative", labelled, as_person) if labelled else None


def _printed_on(pages: Sequence[Page], values: Mapping[str, Passage]) -> Field | None:
    """The day of the query: beside a label, else as the browser prints it at the edge of the page.

    A day that is not surely read gives way to the same printout's other dates where those are sure; where they tell
    another day, a person has to look.
    """
    labelled = values.get("printed_on")
    found = [read_field("printed_on", labelled, as_date)] if labelled and find_dates(labelled.text) else []
    found += _at_the_edges(pages)
    if not found:
        return None
    first, surest = found[0], max(found, key=lambda field: (field.value is not None, field.confidence))
    if first.value is not None and first.confidence >= _SURE:
        return first
    if first.value is None or surest.value == first.value or surest.confidence < _SURE:
        return surest if surest.value is not None else first
    return replace(surest, note=f"同一打印件另一处读作“{first.raw}”", doubtful=True)


def _at_the_edges(pages: Sequence[Page]) -> list[Field]:
    """Dates that a browser prints at the head and foot of pages."""
    rows = [row for page in pages for row in _rows_at_the_edges(page)]
    dated = [
        read_field("printed_on", row.cut(found.start, found.end), as_date)
        for row in rows
        for found in find_dates(row.text)
    ]
    glued = [(row, match) for row in rows for match in _GLUED.finditer(row.text)]
    return dated or [read_field("printed_on", row.cut(match.start(), match.end()), _as_glued) for row, match in glued]


def _as_glued(text: str) -> Parsed:
    """The day of a date to which the time is joined: 2025/9/913:31. More than one way to part them is none."""
    match = _GLUED.match(text)
    assert match is not None
    days = set()
    for length in (1, 2):
        day, hour = match["rest"][:length], match["rest"][length:]
        if 1 <= len(hour) <= 2 and int(hour) < _HOURS:
            with suppress(ValueError):
                days.add(date(int(match["year"]), int(match["month"]), int(day)))
    if len(days) != 1:
        raise UnreadableValueError(_NOT_TO_PART)
    return Parsed(days.pop())


def _rows_at_the_edges(page: Page) -> list[Passage]:
    """Rows near the edges of the page, and those level with its first and last one that tell a time of day."""
    rows = [(row, row.evidence[0].polygon[0][1]) for row in page_passage(page).rows if row.evidence]
    first = max(_EDGE, min((top for _, top in rows), default=0.0) + _EDGE_ROW)
    last = min(1 - _EDGE, max((top for _, top in rows), default=1.0) - _EDGE_ROW)
    return [
        row
        for row, top in rows
        if not _EDGE <= top <= 1 - _EDGE or (not first <= top <= last and _CLOCK.search(row.text))
    ]


def _record_count(pages: Sequence[Page], kind: str) -> Field | None:
    """Number of records: rows of the result table or the higher number stated, else 0 where the page says so.

    Of the report of 信用中国 only the adverse sections count: licences and honours are records, too.
    """
    rows = [row for page in pages for row in cell_rows(page)]
    if kind == "credit_china_report":
        return _adverse_records(rows)
    headings, section = _SECTIONS[kind]
    records = _records(rows, re.compile(headings))
    running = document_passage(pages).compact
    counted = re.search(_words()["counted"], running.text)
    if records and (counted is None or int(counted.group("count")) <= len(records)):
        longest = max(records[0].cells, key=lambda cell: len(cell.text))
        return read_field("record_count", longest.passage, lambda _: Parsed(len(records)))
    nothing = _nothing_found(running, section) or _nothing_alone(document_passage(pages))
    if counted is not None and (int(counted.group("count")) > 0 or nothing is None):
        return read_field("record_count", running.group(counted), lambda _: Parsed(int(counted.group("count"))))
    if nothing is not None:
        return read_field("record_count", nothing, lambda _: Parsed(0))
    return None


@dataclass(frozen=True)
class _Section:
    """What is known of one adverse section: the highest count (None: none stated) and the words that give it."""

    count: int | None
    passage: Passage


def _adverse_records(rows: Sequence[CellRow]) -> Field | None:
    """Records in the adverse sections of the report of 信用中国: its overview counts them, its sections list them.

    A section's count stands behind its name, beside it, under it, or on the row below in words ("无"); records may be
    listed without one. Each section counts once, by its highest figure; the evidence is the figure that decides. A
    section of which nothing can be told makes the sum doubtful.
    """
    adverse = re.compile(_words()["adverse"])
    sections: dict[str, _Section] = {}
    for number, row in enumerate(rows):
        below = rows[number + 1] if number + 1 < len(rows) else None
        for index, cell in enumerate(row.cells):
            match = adverse.match(cell.text)
            if match is None:
                continue
            stated, listed = _count_of(match, row, index, below), _listed(rows[number + 1 :])
            found = max((count for count in (stated, listed) if count is not None), key=lambda c: c[0], default=None)
            section = _Section(*found) if found is not None else _Section(None, cell.passage)
            name = _NOT_OF_NAME.sub("", cell.text)[:4]
            known = sections.get(name)
            if known is None or (section.count is not None and section.count > (known.count or -1)):
                sections[name] = section
    return _sum_of(sections)


def _sum_of(sections: Mapping[str, _Section]) -> Field | None:
    told = [section for section in sections.values() if section.count is not None]
    if not told:
        return None
    worst = max(told, key=lambda section: section.count or 0)
    total = sum(section.count or 0 for section in told)
    silent = [name for name, section in sections.items() if section.count is None]
    note = f"“{'、'.join(silent)}”部分的记录条数未读出" if silent and not total else ""
    return read_field("record_count", worst.passage, lambda _: Parsed(total, note=note))


def _listed(rows: Sequence[CellRow]) -> tuple[int, Passage] | None:
    """Records listed below a section's headline, up to the next one."""
    adverse, record = re.compile(_words()["adverse"]), re.compile(_SECTIONS["credit_china_report"][0])
    section: list[CellRow] = []
    for row in rows[:_LONGEST_SECTION]:
        if any(adverse.match(cell.text) for cell in row.cells) or _NUMBERED.match(row.cells[0].text):
            break
        section.append(row)
    nothing = next((cell for row in section for cell in row.cells if _stated(cell.text) == 0), None)
    if nothing is not None:
        return 0, nothing.passage
    named = [cell for row in section for cell in row.cells if record.search(cell.text)]
    if not named:
        return None
    numbers = [row for row in section if _DOCUMENT_NUMBER.search(row.text)]
    return max(1, len(numbers)), named[0].passage


def _count_of(match: re.Match[str], row: CellRow, index: int, below: CellRow | None) -> tuple[int, Passage] | None:
    """The count that belongs to a section's name, with the words that give it."""
    cell = row.cells[index]
    if match.group("count"):
        return int(match.group("count")), cell.passage
    beside = row.cells[index + 1 : index + 2]
    under = [
        other
        for other in (below.cells if below is not None else ())
        if overlap((other.box[0], other.box[2]), (cell.box[0], cell.box[2])) > 0.3
    ]
    for other in (*beside, *(under or (below.cells[:1] if below is not None else ()))):
        count = _stated(other.text)
        if count is not None:
            return count, concatenate([cell.passage, other.passage])
    return None


def _stated(text: str) -> int | None:
    """The count that a cell states, 0 where it says that there is nothing."""
    figure = re.match(_words()["figure"], text)
    if figure is not None:
        return int(figure.group("count"))
    return 0 if re.match(_words()["nothing"], text) else None


def _records(rows: Sequence[CellRow], headings: re.Pattern[str]) -> list[CellRow]:
    """Rows under the headings of a result table that hold a date, a document number or a number of their own."""
    for index, row in enumerate(rows):
        if sum(bool(headings.search(cell.text)) for cell in row.cells) and len(row.cells) >= 3:
            return [other for other in rows[index + 1 :] if len(other.cells) >= 3 and _is_record(other)]
    return []


def _is_record(row: CellRow) -> bool:
    filled = [cell.text for cell in row.cells if cell.text]
    numbered = len(filled) > 1 and re.fullmatch(r"\d{1,3}", filled[0]) is not None and row.cells[0].text == filled[0]
    return bool(numbered or find_dates(row.text) or _DOCUMENT_NUMBER.search(row.text))


def _nothing_found(running: Passage, section: str) -> Passage | None:
    """The words that say that there are no records of a section."""
    none = "|".join(_words()["none"])
    for pattern in (
        rf"(?:{none})[^。;|]{{0,12}}(?:{section})[^。;|]{{0,8}}",
        rf"(?:{section})[^。;|]{{0,14}}(?:{none})[^。;|]{{0,8}}",
    ):
        match = re.search(pattern, running.text)
        if match is not None:
            return running.group(match)
    match = re.search(rf"(?:{none})[^。;|]{{0,6}}(?:信息|记录|数据)", running.text)
    return running.group(match) if match is not None else None


def _nothing_alone(text: Passage) -> Passage | None:
    """暂无数据 on a row of its own, its first character misread or lost."""
    return next((row for row in text.rows if re.fullmatch(_words()["nothing_alone"], row.compact.text)), None)
