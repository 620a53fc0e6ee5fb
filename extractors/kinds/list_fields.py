"""Fields of a list: its rows, and the counts that follow from them, doubtful where a row may be missing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.kinds.fields import Parse, read_field
from extractors.layout.list_tables import Entry, ListTable
from extractors.models import Evidence, Field, FieldValue
from extractors.values.blanks import is_blank_mark

NUMBERED = "serial-numbers"
TOTAL_LINE = "total-line"
_TALLIES = frozenset(
    {"count", "value", "qualified_count", "qualified_share", "qualified_both_count", "qualified_both_share"}
    | {"satisfied_count", "satisfied_share", "survey_count", "very_satisfied", "satisfied", "dissatisfied"}
)
_MOST_ROWS = 5  # named in one note


def row_fields(table: ListTable, columns: Mapping[str, Parse]) -> list[Field]:
    """`rows[i].column` of each cell that has something in it; a stroke in its place is nothing, 无 is a word."""
    return [
        read_field(f"rows[{index}].{column}", entry.cells[column], parse)
        for index, entry in enumerate(table.entries)
        for column, parse in columns.items()
        if column in entry.cells and not _is_stroke(entry.cells[column].text)
    ]


def tally(path: str, value: FieldValue, table: ListTable, doubts: Sequence[str] = (), *, key: str = "name") -> Field:
    """A figure counted from all rows. It is doubtful where rows may be missing, or for the `doubts` given.

    Its evidence is the first and the last row.
    """
    reasons = tuple(dict.fromkeys((*table.doubts, *doubts)))
    ends = [_shown(entry, key) for entry in (table.entries[0], table.entries[-1])] if table.entries else []
    evidence: tuple[Evidence, ...] = tuple(dict.fromkeys(place for end in ends for place in end))
    return Field(
        path,
        value,
        "…".join("".join(place.text for place in end) for end in ends),
        1.0 if table.numbered else min((_confidence(entry) for entry in table.entries), default=0.0),
        evidence,
        note="；".join((*reasons, *table.notes)),
        doubtful=bool(reasons),
        confirmed_by=(NUMBERED,) if table.numbered else (),
    )


def without_pages(fields: Sequence[Field], missing: Sequence[str]) -> tuple[Field, ...]:
    """The fields of a document of which pages are missing: what is counted from its rows is doubtful.

    A sum that a line of totals confirms stands all the same.
    """
    if not missing:
        return tuple(fields)
    return tuple(
        replace(field, doubtful=True, note="；".join(part for part in (field.note, *missing) if part))
        if field.path in _TALLIES and TOTAL_LINE not in field.confirmed_by
        else field
        for field in fields
    )


def row_count(table: ListTable) -> Field:
    """How many rows the list has."""
    return tally("count", len(table.entries), table)


def named_rows(indices: Sequence[int]) -> str:
    """Rows for a note: 第3、7、12行."""
    shown = "、".join(str(index + 1) for index in indices[:_MOST_ROWS])
    return f"第{shown}{'等' if len(indices) > _MOST_ROWS else ''}行"


def _is_stroke(text: str) -> bool:
    return is_blank_mark(text) and re.search("[一-鿿]", text) is None


def _shown(entry: Entry, key: str) -> tuple[Evidence, ...]:
    passage = entry.cells.get(key) or next(iter(entry.cells.values()), None)
    return passage.evidence if passage is not None else ()


def _confidence(entry: Entry) -> float:
    """That there is a row is as sure as its surest cell."""
    return max((passage.confidence for passage in entry.cells.values()), default=0.0)
