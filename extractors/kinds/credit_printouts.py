"""The four credit printouts of 第十二条（三）: the report of 信用中国 and three pages of 国家企业信用信息公示系统."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from extractors.errors import UnreadableValueError
from extractors.kinds.credit_china_records import adverse_records
from extractors.kinds.credit_code import read_credit_code
from extractors.kinds.credit_words import words
from extractors.kinds.fields import Parsed, as_date, as_name, as_person, read_field
from extractors.kinds.gsxt_records import listed_records
from extractors.kinds.registrars import read_registrar
from extractors.layout.forms import extract_form_values
from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage, page_passage
from extractors.layout.tables import cell_rows
from extractors.models import Field, Page
from extractors.values.companies import find_company_names
from extractors.values.dates import find_dates

_EDGE = 0.07  # share of the page at top and foot where a browser prints title, address and time
_EDGE_ROW = 0.012  # the same on a photograph, with the table around the paper: of the page, off its first and last row
_SURE = 0.9  # confidence of a date from which no other one is asked
# A browser's 2025/9/9 13:31 whose gap was not seen.
_GLUED = re.compile(r"(?<!\d)(?P<year>20\d\d)[-./年](?P<month>\d{1,2})[-./月](?P<rest>\d{2,4}):\d\d")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_HOURS, _NOT_TO_PART = 24, "日期与时间连在一起，无法分开"
_HEAD = 0.5  # share of the first page in which the company is named


def extract(pages: Sequence[Page], kind: str) -> list[Field]:
    """Whose printout, of which day, and how many records it shows."""
    values: dict[str, Passage] = {}
    for page in pages:
        for name, value in extract_form_values(page, words()["labels"]).items():
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
    rows = [row for page in pages for row in cell_rows(page)]
    if kind == "credit_china_report":
        return adverse_records(rows)
    return listed_records(rows, kind)
