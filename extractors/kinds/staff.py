"""管理人员和专业技术人员名单 (附件2 三) and 人员名单、职称及从业经验 (第十二条（九）): one person a row.

第七条（三） can be read as 大专及以上学历 or 中级及以上职称, and as both at once. Both are counted: `qualified_count`
by `or`, `qualified_both_count` by `and`.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import Parse, Parsed, as_count, as_person, as_text
from extractors.kinds.list_fields import named_rows, row_count, row_fields, tally
from extractors.kinds.staff_ladders import has_degree, has_title
from extractors.layout.list_tables import Entry, ListTable, read_list_table
from extractors.models import Field, Page


def _as_age(text: str) -> Parsed:
    """Years of age: 35, 35岁."""
    return as_count(re.sub(r"(?<=\d)\s*周?岁$", "", text.strip()))


_COLUMNS: Mapping[str, Parse] = {
    "name": as_person,
    "age": _as_age,
    "education": as_text,
    "school": as_text,
    "title": as_text,
    "duty": as_text,
    "experience": as_text,
}
_ANCHORS = {"age": re.compile(r"[1-9]\d岁?"), "name": re.compile("[一-鿿·]{2,4}"), "gender": re.compile("[男女]")}
_UNDECIDED = "{}的学历或职称未读出或不能归类"

Either = Callable[[Sequence[bool | None]], bool | None]


def extract(pages: Sequence[Page], kind: str) -> list[Field]:
    """Rows with their cells, how many people they list, and how many of them are qualified in either reading."""
    table = read_list_table(pages, profile_of(kind).columns, "name", _ANCHORS)
    if table is None or not table.entries:
        return []
    return [
        *row_fields(table, _COLUMNS),
        row_count(table),
        *_qualified(table, "qualified", _any),
        *_qualified(table, "qualified_both", _all),
    ]


def _qualified(table: ListTable, name: str, decide: Either) -> list[Field]:
    """Number and share of the rows that a reading of the rule takes in; nothing where the list has neither column."""
    if not {"education", "title"} & table.headings.keys():
        return []
    verdicts = [decide(_merits(entry)) for entry in table.entries]
    undecided = [index for index, verdict in enumerate(verdicts) if verdict is None]
    doubts = [_UNDECIDED.format(named_rows(undecided))] if undecided else []
    doubts += [f"名单没有{word}一栏" for column, word in _WORDS.items() if column not in table.headings]
    count = sum(verdict is True for verdict in verdicts)
    return [
        tally(f"{name}_count", count, table, doubts),
        tally(f"{name}_share", round(count / len(verdicts), 4), table, doubts),
    ]


_WORDS = {"education": "学历", "title": "职称"}


def _merits(entry: Entry) -> tuple[bool | None, bool | None]:
    return has_degree(entry.text("education")), has_title(entry.text("title"))


def _any(merits: Sequence[bool | None]) -> bool | None:
    if True in merits:
        return True
    return None if None in merits else False


def _all(merits: Sequence[bool | None]) -> bool | None:
    if False in merits:
        return False
    return None if None in merits else True
