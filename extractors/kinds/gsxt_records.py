"""How many records a page of 国家企业信用信息公示系统 shows in its section.

A page may show other sections as well: that one of them is empty says nothing of this one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractors.kinds.credit_words import labelled, says_nothing, words, written
from extractors.kinds.fields import Parsed, read_field
from extractors.layout.passages import Passage, concatenate
from extractors.layout.tables import CellRow
from extractors.models import Field
from extractors.values.dates import find_dates

_MORE = "页面上另有疑似记录的内容，请核对"
_LEAST_COLUMNS = 3


def listed_records(rows: Sequence[CellRow], kind: str) -> Field | None:
    """Records of the section: rows of its table, forms of one record each, or the higher number stated.

    0 where the page says so of this section; doubtful where something there looks like a record all the same. None
    where nothing is told.
    """
    section = words()["gsxt"][kind]
    own, apart = _own_rows(rows, section["section"])
    running = concatenate([_running(row) for row in own])
    records, unclear = _table(own, re.compile(section["headings"]))
    forms = [found for row in own for found in labelled(row, section["labels"])]
    most = max(len(records), *Counter(label for label, _ in forms).values(), 0)
    counted = re.search(words()["counted"], running.text)
    if most and (counted is None or int(counted.group("count")) <= most):
        cells = records[0].cells if records else [forms[0][1]]
        longest = max(cells, key=lambda cell: len(cell.text))
        return read_field("record_count", longest.passage, lambda _: Parsed(most))
    nothing = _nothing_found(own, section["section"], apart=apart)
    note = _MORE if unclear or re.search(words()["told"], running.text) else ""
    if counted is not None and (int(counted.group("count")) > 0 or nothing is None):
        count = int(counted.group("count"))
        note = "" if count else note
        return read_field("record_count", running.group(counted), lambda _: Parsed(count, note=note))
    if nothing is not None:
        return read_field("record_count", nothing, lambda _: Parsed(0, note=note))
    return None


def _own_rows(rows: Sequence[CellRow], section: str) -> tuple[list[CellRow], bool]:
    """The rows below the headings of a section, and whether nothing in them is of another section.

    All rows where no other section has a heading, or where this one has none.
    """
    headings = [_section_of(row) for row in rows]
    if not any(heading and re.search(section, heading) is None for heading in headings):
        return list(rows), True
    own: list[CellRow] = []
    inside = False
    for row, heading in zip(rows, headings, strict=True):
        inside = re.search(section, heading) is not None if heading else inside
        if inside:
            own.append(row)
    return own or list(rows), bool(own)


def _section_of(row: CellRow) -> str:
    """The section whose heading a row is; empty where it is none."""
    cells = written(row)
    match = re.fullmatch(
        words()["heading"].format(sections="|".join(words()["sections"])), cells[0].text if cells else ""
    )
    return match["name"] if match is not None and len(cells) == 1 else ""


def _table(rows: Sequence[CellRow], headings: re.Pattern[str]) -> tuple[list[CellRow], list[CellRow]]:
    """Rows under the headings of a result table that hold a record, and those that may."""
    for index, row in enumerate(rows):
        if any(headings.search(cell.text) for cell in row.cells) and len(row.cells) >= _LEAST_COLUMNS:
            below = [other for other in rows[index + 1 :] if len(other.cells) >= _LEAST_COLUMNS]
            return [other for other in below if _is_record(other)], [
                other for other in below if _may_be(other, headings)
            ]
    return [], []


def _is_record(row: CellRow) -> bool:
    """Whether a row holds a date, a document number or a number of its own."""
    filled = [cell.text for cell in row.cells if cell.text]
    numbered = len(filled) > 1 and re.fullmatch(r"\d{1,3}", filled[0]) is not None and row.cells[0].text == filled[0]
    return bool(numbered or find_dates(row.text) or re.search(words()["document_number"], row.text))


def _may_be(row: CellRow, headings: re.Pattern[str]) -> bool:
    """Whether a row may be a record all the same: several texts, none of them a heading or a word for nothing."""
    texts = [cell.text for cell in written(row)]
    told = [text for text in texts if re.search(r"[一-鿿]{3}", text) and re.search(words()["browsing"], text) is None]
    return len(told) > 1 and not any(headings.search(text) or says_nothing(text) for text in texts)


def _nothing_found(rows: Sequence[CellRow], section: str, *, apart: bool) -> Passage | None:
    """The words that say that there are no records of the section; sentences may go on in the next row."""
    none, whatever, of_record = "|".join(words()["none"]), words()["whatever"], words()["of_record"]
    of_it = (
        rf"(?:{none})(?:(?!信息|记录|数据|移出)[^。;|:]){{0,12}}(?:{section})[^。;|]{{0,8}}",
        rf"(?<!移出)(?:{section})(?:(?!{of_record})[^。;|]){{0,14}}(?:{none}){whatever}(?:信息|记录|数据|结果)?[。.]?$",
    )
    of_any = (rf"(?<!:)(?<!{of_record})(?:{none}){whatever}(?:信息|记录|数据)", words()["nothing_alone"])
    texts = [_running(row) for row in rows]
    joined = [concatenate(pair) for pair in pairwise(texts)]
    for patterns, passages in ((of_it, [*texts, *joined]), (of_any if apart else (), _values(rows))):
        found = (
            passage.group(match)
            for pattern in patterns
            for passage in passages
            if (match := re.search(pattern, passage.text)) is not None
        )
        first = next(found, None)
        if first is not None:
            return first
    return None


def _running(row: CellRow) -> Passage:
    return concatenate([cell.passage for cell in row.cells]).compact


def _values(rows: Sequence[CellRow]) -> list[Passage]:
    """Cells that are not the value of a label beside them."""
    found = []
    for row in rows:
        cells = written(row)
        beside = len(cells) > 1 and re.search(words()["of_record"], cells[0].text) is not None
        found += [] if beside else [cell.passage.compact for cell in cells]
    return found
