"""Records in the adverse sections of the report of 信用中国: its overview counts them, its sections list them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.geometry import overlap
from extractors.kinds.credit_words import labelled, says_nothing, stated, words, written
from extractors.kinds.fields import Parsed, read_field
from extractors.layout.passages import Passage, concatenate
from extractors.layout.tables import Cell, CellRow
from extractors.models import Field

_LONGEST_SECTION = 60  # rows
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))")
_LONGEST_NAME = 20  # characters of a section's name
_SCRAP = 3  # characters of a watermark's scrap beside a word for nothing
_BELOW = 0.3  # width common to a section's name and its count on the row below, of the narrower


@dataclass(frozen=True)
class _Section:
    """What is known of one adverse section: the highest count (None: none stated) and the words that give it.

    `offenders` where it is a list of one kind of offenders, which the report may count as 严重失信 as well.
    """

    count: int | None
    passage: Passage
    offenders: bool


def adverse_records(rows: Sequence[CellRow]) -> Field | None:
    """How many records the adverse sections have together; None where none of them tells.

    A section's count stands behind its name, beside it, under it, or on the row below in words ("无"); records may be
    listed without one. Each section counts once, by its highest figure; the evidence is the figure that decides. A
    section of which nothing can be told makes the sum doubtful, and so does a report without one of penalties.
    """
    adverse = re.compile(words()["adverse"])
    sections: dict[str, _Section] = {}
    for number, row in enumerate(rows):
        for cell in row.cells:
            match = adverse.match(cell.text)
            if match is None:
                continue
            found = _told(match, rows, number, cell)
            offenders = re.fullmatch(words()["standard"], match["name"]) is None
            count, passage = found if found is not None else (None, cell.passage)
            section = _Section(count, passage, offenders)
            name = re.sub(words()["not_of_name"], "", match["name"])[:4]
            known = sections.get(name)
            if known is None or (section.count is not None and section.count > (known.count or -1)):
                sections[name] = section
    return _sum_of(sections, penalties=_tells_of_penalties(sections, rows))


def _sum_of(sections: Mapping[str, _Section], *, penalties: bool) -> Field | None:
    told = [section for section in sections.values() if section.count is not None]
    if not told:
        return None
    worst = max(told, key=lambda section: section.count or 0)
    counts = {name: section.count or 0 for name, section in sections.items()}
    lists = sum(counts[name] for name, section in sections.items() if section.offenders)
    dishonest = sum(count for name, count in counts.items() if name.startswith(words()["dishonest"]))
    total = sum(counts.values()) - min(lists, dishonest)
    silent = [name for name, section in sections.items() if section.count is None]
    notes = [f"“{'、'.join(silent)}”部分的记录条数未读出"] if silent else []
    notes += [] if penalties else [f"未见“{words()['penalties']}”部分"]
    note = "；".join(notes) if not total else ""
    return read_field("record_count", worst.passage, lambda _: Parsed(total, note=note))


def _tells_of_penalties(sections: Mapping[str, _Section], rows: Sequence[CellRow]) -> bool:
    """Whether the report has a section of penalties, or finds nothing in the one that penalties are part of."""
    if words()["penalties"] in sections:
        return True
    for number, row in enumerate(rows):
        for cell in row.cells:
            match = re.fullmatch(words()["administrative"], cell.text)
            if match is not None and (found := _told(match, rows, number, cell)) is not None and found[0] == 0:
                return True
    return False


def _told(match: re.Match[str], rows: Sequence[CellRow], number: int, cell: Cell) -> tuple[int, Passage] | None:
    """The highest count of a section that stands in row `number`, stated there or listed below."""
    row, below = rows[number], rows[number + 1 : number + 2]
    beside = [other for other in written(row) if other is not cell and _names_section(other.text)]
    counts = (
        _count_of(match, row, cell, below[0] if below else None),
        _listed(rows[number + 1 :]) if not beside else None,  # of names side by side none has its records below
    )
    return max((count for count in counts if count is not None), key=lambda count: count[0], default=None)


def _names_section(text: str) -> bool:
    """Whether a cell is a section's name, adverse or not, and no label of a record."""
    if re.match(words()["adverse"], text) is not None:
        return True
    known = re.search("|".join(words()["sections"]), text) is not None
    return known and len(text) <= _LONGEST_NAME and re.search(words()["of_record"], text) is None


def _listed(rows: Sequence[CellRow]) -> tuple[int, Passage] | None:
    """Records listed below a section's headline, up to the next one."""
    section: list[CellRow] = []
    for row in rows[:_LONGEST_SECTION]:
        named = any(re.match(words()["adverse"], cell.text) for cell in row.cells)
        if named or any(_NUMBERED.match(cell.text) or _names_section(cell.text) for cell in written(row)[:1]):
            break
        section.append(row)
    headings = [cell for row in section for cell in row.cells if re.search(words()["recorded"], cell.text)]
    valued = [value for row in section for _, value in labelled(row, rf".{{0,6}}(?:{words()['recorded']})")]
    numbers = [row for row in section if re.search(words()["document_number"], row.text)]
    if valued or (headings and numbers):
        return max(1, len(numbers)), (valued or headings)[0].passage
    nothing = next((cell for row in section if (cell := _nothing_in(row)) is not None), None)
    return (0, nothing.passage) if nothing is not None else None


def _nothing_in(row: CellRow) -> Cell | None:
    """The cell of a row that says that there is nothing; beside a name or a label it speaks of that alone."""
    cells = written(row)
    nothing = next((cell for cell in cells if says_nothing(cell.text)), None)
    return nothing if all(len(cell.text) <= _SCRAP for cell in cells if cell is not nothing) else None


def _count_of(match: re.Match[str], row: CellRow, cell: Cell, below: CellRow | None) -> tuple[int, Passage] | None:
    """The count that belongs to a section's name, with the words that give it."""
    if match.group("count"):
        return int(match.group("count")), cell.passage
    beside = [other for other in written(row) if other.box[0] > cell.box[0]][:1]
    lower = written(below) if below is not None else []
    under = [other for other in lower if overlap((other.box[0], other.box[2]), (cell.box[0], cell.box[2])) > _BELOW]
    alone = lower if len(lower) == 1 and len(written(row)) == 1 else []
    for other in (*beside, *(under or alone)):
        count = stated(other.text)
        if count is not None:
            return count, concatenate([cell.passage, other.passage])
    return None
