"""管理人员和专业技术人员名单 (附件2 三) and 人员名单、职称及从业经验 (第十二条（九）): one person a row."""

from collections.abc import Mapping, Sequence

from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import Parse, Parsed, as_count, as_person, as_text, read_field
from extractors.layout.lists import ListRow, read_list
from extractors.models import Evidence, Field, Page

_COLUMNS: Mapping[str, Parse] = {
    "name": as_person,
    "age": as_count,
    "education": as_text,
    "school": as_text,
    "title": as_text,
    "duty": as_text,
}


def extract(pages: Sequence[Page], kind: str) -> list[Field]:
    """Rows with their cells, and how many people they list."""
    rows = read_list(pages, profile_of(kind).columns, key="name")
    fields = [
        read_field(f"rows[{index}].{column}", row[column].passage, parse)
        for index, row in enumerate(rows)
        for column, parse in _COLUMNS.items()
        if column in row
    ]
    return [*fields, *([_count(rows)] if rows else [])]


def _count(rows: Sequence[ListRow]) -> Field:
    """The number of rows; its evidence is the first and the last name."""
    names = [row["name"].passage for row in rows]
    evidence: tuple[Evidence, ...] = tuple(dict.fromkeys((*names[0].evidence, *names[-1].evidence)))
    confidence = min(name.confidence for name in names)
    field = read_field("count", names[0], lambda _: Parsed(len(rows)))
    return Field("count", field.value, f"{names[0].raw}…{names[-1].raw}", confidence, evidence)
