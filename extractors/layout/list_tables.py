"""Lists over pages: entries with their cells, the lines of totals, and every reason to think that an entry is missing.

A list that is read short without a word would make a wrong count look right. So each text in the table is either part
of an entry, or a heading, a total, a remark, an empty row of the form, or a reason for doubt.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractors.layout.list_columns import Column, Header, Headers, bounded, carried, find_header
from extractors.layout.list_copies import find_copies
from extractors.layout.list_halves import NUMBER, rows_in_order, side_by_side
from extractors.layout.list_numbers import Numbering, read_numbering
from extractors.layout.list_rows import PlacedRow
from extractors.layout.passages import Passage, Piece, join
from extractors.layout.rows import pieces_of, rows_of
from extractors.layout.tables import cell_rows
from extractors.models import Box, Page
from extractors.values.blanks import is_blank_mark

Anchors = Mapping[str, re.Pattern[str]]

_NUMBER_TEXT = re.compile(r"[(]?\d{1,3}[.,、)]?")
# 合 may be misread, or parted from 计 by a ruling: 含i计.
_TOTAL = re.compile(r"^(?:\d{1,3})?(?:[合含台会总共][^一-鿿]?[计汁]|总数|累计|总额)")
_NO_ENTRY = re.compile(
    r"^(?:小计|备注|注[:\d]|说明:|(?:填表|填报|制表|审核|复核|经办)(?:人|单位|日期|:)|负责人:|单位[:(]|日期:|附:"
    r"|上一?年度?共?服务|本年度?共服务|共计?服务|第?\d+页|共\d+页)"
)
_MIXED = "{}的表头有重复的栏目，可能一行列了两条，未能全部读出"
_LABEL_END = re.compile(":$")
_LEAST_LOOSE = 3  # cells of an entry that stands outside all rulings
_LOOSE_SHARE = 0.6  # share of the columns from which fewer are enough
_FULL, _LEAST_ROWS = 0.6, 3  # share of its columns that a full row fills; rows of a page that is a list's own
_ALIGNED = 0.04  # of the page's width, between a heading and the same one on another page
_HOLE = 1.8  # usual distances of two entries from which one may be missing in between


@dataclass(frozen=True, eq=False)
class Entry:
    """One row of a list: the texts of its columns by name, those without any left out, and where it stands."""

    cells: Mapping[str, Passage]
    page: Page
    box: Box

    def text(self, name: str) -> str:
        """The text of a column without spaces; empty where nothing stands there."""
        passage = self.cells.get(name)
        return re.sub(r"\s", "", passage.text) if passage is not None else ""


@dataclass(frozen=True, eq=False)
class ListTable:
    """A list; `headings` holds the text of each heading by its column's name.

    `doubts` (Chinese) say why an entry may be missing or one too many; `notes` what else a person should know of it;
    `numbered` that the list's own numbers run from 1 to the last entry without a gap.
    """

    entries: tuple[Entry, ...] = ()
    totals: tuple[Entry, ...] = ()
    headings: Mapping[str, Passage] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    numbered: bool = False
    notes: tuple[str, ...] = ()


def read_list_table(
    pages: Sequence[Page], headers: Headers, key: str, anchors: Anchors, ends: re.Pattern[str] | None = None
) -> ListTable | None:
    """The list on some pages under headings that `headers` names; None where no page has such headings.

    `key` is the column that every entry fills. `anchors` are columns whose texts never wrap, with what they look like.
    `ends` is what a row begins with that is no part of the list, nor is anything below it, until headings come again.
    A page without headings goes on in the columns of the page before, or else has those of the first that has any.
    """
    found = [find_header(page, cell_rows(page), headers, key) for page in pages]
    first = next((index for index, header in enumerate(found) if header is not None), None)
    if first is None:
        return None
    every = {NUMBER: _NUMBER_TEXT, **anchors}
    reader = _Reader(key, every, ends)
    best = max(
        (index for index, header in enumerate(found) if header is not None), key=lambda index: _named(found[index])
    )
    source = first
    for index, (page, own) in enumerate(zip(pages, found, strict=True)):
        if own is not None:
            source = best if _is_same_head(own, pages[best], found[best], page) else index
        header = found[source]
        assert header is not None
        columns = header.columns if source == index else carried(header.columns, pages[source], page)
        if index >= first or _holds_rows(page, columns, _Reader(key, every, ends)):
            reader.read(page, own, columns)
    return reader.table()


def _named(header: Header | None) -> int:
    return len({column.name for column in header.columns} - {""}) if header is not None else 0


def _is_same_head(own: Header, best_page: Page, best: Header | None, page: Page) -> bool:
    """Whether a page's headings are those of the page where the most were read, and one of them was misread here."""
    if best is None or _named(best) <= _named(own):
        return False
    middles = {column.name: column.middle for column in carried(best.columns, best_page, page)}
    common = [column for column in own.columns if column.name and column.name in middles]
    return 2 * len(common) >= len(middles) and all(
        abs(middles[column.name] - column.middle) < _ALIGNED for column in common
    )


def _holds_rows(page: Page, columns: Sequence[Column], reader: "_Reader") -> bool:
    """Whether a page before all headings is one of the list: a cover or a form has no rows as full as these."""
    reader.read(page, None, columns)
    named = len({column.name for column in columns} - {""})
    full = [entry for entry in reader.entries if len(entry.cells) >= _FULL * named]
    return len(full) >= _LEAST_ROWS and len(full) >= _FULL * len(reader.entries)


class _Reader:
    """Collects entries page by page."""

    def __init__(self, key: str, anchors: Anchors, ends: re.Pattern[str] | None) -> None:
        self.key, self.anchors, self.ends = key, anchors, ends
        self.ended = False
        self.entries: list[Entry] = []
        self.totals: list[Entry] = []
        self.headings: dict[str, Passage] = {}
        self.doubts: list[str] = []
        self.fragments: list[tuple[int, Page, str]] = []  # entries read so far, page, text
        self.holes: list[tuple[int, Page]] = []  # empty rows, with the entries read so far
        self.unkeyed: list[int] = []

    def read(self, page: Page, header: Header | None, headings: Sequence[Column]) -> None:
        """Add what stands on a page below its headings."""
        bottom = header.bottom if header is not None else 0.0
        pieces = _without_remarks([piece for piece in pieces_of(page) if (piece.box[1] + piece.box[3]) / 2 > bottom])
        halves = side_by_side(headings, self.key)
        columns = bounded(headings if halves is None else halves, page, pieces)
        if halves is None:
            self.doubts.append(_MIXED.format(_place(page)))
        for column in columns:
            self.headings.setdefault(column.name, column.heading)
        self.ended = self.ended and header is None
        if self.ended:
            return
        rows = rows_in_order(page, columns, pieces, self.anchors, self.key)
        end = min((row.box[1] for row, _ in rows if self._is_end(row)), default=None)
        self.ended = end is not None
        for row, own in rows:
            if end is None or row.box[1] < end:
                self._add(page, row, own)

    def _add(self, page: Page, row: PlacedRow, columns: Sequence[Column]) -> None:
        texts = {index: text for index in sorted(row.places) if (text := row.text(index))}
        first = next((text for index, text in texts.items() if columns[index].name != NUMBER), "")
        whole = _whole(row)
        if _TOTAL.search(whole) or _TOTAL.search(first):
            self.totals.append(self._entry(page, row, columns))
        elif not texts or self._is_template(texts, columns):
            if row.ruled:
                self.holes.append((len(self.entries), page))
        elif self._is_remark(texts, first, columns) or self._repeats_heading(texts, columns):
            return
        elif self._is_entry(row, texts, columns):
            entry = self._entry(page, row, columns)
            if self.key not in entry.cells:
                self.unkeyed.append(len(self.entries))
            self.entries.append(entry)
        elif row.ruled or (not row.runs_across and (len(texts) >= _LEAST_LOOSE or self._has_number(texts, columns))):
            self.fragments.append((len(self.entries), page, whole))

    def _is_end(self, row: PlacedRow) -> bool:
        """Whether one of the texts of a row is what stands below the list."""
        pieces = (piece for part in row.places.values() for piece in part)
        return self.ends is not None and any(
            self.ends.search(re.sub(r"\s", "", join([piece]).text)) is not None for piece in pieces
        )

    def _is_template(self, texts: Mapping[int, str], columns: Sequence[Column]) -> bool:
        """Whether a row holds its number alone, or marks for nothing."""
        return all(columns[index].name == NUMBER or is_blank_mark(text) for index, text in texts.items())

    def _is_remark(self, texts: Mapping[int, str], first: str, columns: Sequence[Column]) -> bool:
        """Whether a row begins as remarks and signatures below a list do; one with a number and a key never is."""
        named = {columns[index].name for index in texts}
        if {NUMBER, self.key} <= named:
            return False
        return _NO_ENTRY.search("".join(texts.values())) is not None or _NO_ENTRY.search(first) is not None

    def _has_number(self, texts: Mapping[int, str], columns: Sequence[Column]) -> bool:
        pattern = self.anchors[NUMBER]
        return any(columns[index].name == NUMBER and pattern.fullmatch(text) for index, text in texts.items())

    def _repeats_heading(self, texts: Mapping[int, str], columns: Sequence[Column]) -> bool:
        same = [
            columns[index].heading.text.endswith(text) and len(text) > 1
            for index, text in texts.items()
            if columns[index].name != NUMBER
        ]
        names = {columns[index].name for index in texts}
        return sum(same) >= 2 or (2 * sum(same) >= len(same) > 0 and not {NUMBER, self.key} & names)

    def _is_entry(self, row: PlacedRow, texts: Mapping[int, str], columns: Sequence[Column]) -> bool:
        names = {columns[index].name for index in texts}
        filled = sum(columns[index].name != NUMBER for index in texts)
        fits = [
            self.anchors[columns[index].name].fullmatch(text) is not None
            for index, text in texts.items()
            if columns[index].name in self.anchors
        ]
        numbered = self._has_number(texts, columns)
        if row.runs_across and not (numbered and row.ruled):
            return False
        if self.key not in names:
            return filled >= 2 and (row.ruled or numbered) and (numbered or sum(fits) >= 1)
        key = next(text for index, text in texts.items() if columns[index].name == self.key)
        if _LABEL_END.search(key):
            return False
        if row.ruled or numbered:
            return filled >= min(2, len(columns) - 1)
        enough = min(_LEAST_LOOSE, max(2, round(_LOOSE_SHARE * len(columns))))
        return filled >= enough and (not fits or any(fits))

    def _entry(self, page: Page, row: PlacedRow, columns: Sequence[Column]) -> Entry:
        cells: dict[str, Passage] = {}
        for index in sorted(row.places):
            passage = row.passage(index)
            if columns[index].name and passage and columns[index].name not in cells:
                cells[columns[index].name] = passage
        return Entry(cells, page, row.box)

    def table(self) -> ListTable:
        """What was read, with the doubts that the whole of it leaves."""
        copies = find_copies(self.entries, self.key, NUMBER)
        del self.entries[copies.kept :]
        entries = tuple(self.entries)
        numbering = self._numbering()
        doubts = [*self.doubts, *copies.doubts, *numbering.doubts]
        if not numbering.complete:
            doubts += self._gaps()
        doubts += [
            f"{_place(page)}有一行文字“{text[:12]}”未能归入名单"
            for before, page, text in self.fragments
            if before == len(entries) or not numbering.complete
        ]
        told = tuple(dict.fromkeys(doubts))
        return ListTable(entries, tuple(self.totals), self.headings, told, numbering.complete, copies.notes)

    def _numbering(self) -> Numbering:
        return read_numbering([(entry.text(NUMBER), _place(entry.page)) for entry in self.entries])

    def _gaps(self) -> list[str]:
        """Doubts of a list whose own numbers do not vouch for it."""
        doubts = [
            f"第{index + 1}行的{self._key_heading()}未读出" for index in self.unkeyed if index < len(self.entries)
        ]
        doubts += [
            f"{_place(page)}第{before}行之后有未读出文字的行"
            for before, page in self.holes
            if 0 < before < len(self.entries)
        ]
        doubts += [
            f"{_place(entry.page)}第{index}行每格有两行文字，可能是两行"
            for index, entry in enumerate(self.entries, 1)
            if _holds_two_rows(entry, self.key)
        ]
        distances = [_distance(first, second) for first, second in pairwise(self.entries) if first.page is second.page]
        usual = median(distances) if distances else 0.0
        doubts += [
            f"{_place(first.page)}第{index}行与第{index + 1}行之间的空隙较大，可能漏读"
            for index, (first, second) in enumerate(pairwise(self.entries), 1)
            if first.page is second.page and _hole(first, second) > _HOLE * usual > 0
        ]
        return doubts

    def _key_heading(self) -> str:
        heading = self.headings.get(self.key)
        return heading.text if heading is not None else "名称"


def _without_remarks(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces without lines that begin as a remark below a list does: they may stand close to its last row."""
    return [
        piece for row in rows_of(pieces) if _NO_ENTRY.search(row.passage.compact.text) is None for piece in row.pieces
    ]


def _whole(row: PlacedRow) -> str:
    return "".join(row.text(index) for index in sorted(row.places))


def _holds_two_rows(entry: Entry, key: str) -> bool:
    """Whether most cells have two lines or more: a ruling between two rows was not seen."""
    lines = {name: len(rows_of(cell.pieces)) for name, cell in entry.cells.items()}
    return lines.get(key, 0) > 1 and sum(count > 1 for count in lines.values()) > _FULL * len(lines)


def _place(page: Page) -> str:
    return f"{page.file}第{page.number}页"


def _distance(first: Entry, second: Entry) -> float:
    return (second.box[1] + second.box[3] - first.box[1] - first.box[3]) / 2


def _hole(first: Entry, second: Entry) -> float:
    """Distance of two entries as if both were one line high."""
    height = min(first.box[3] - first.box[1], second.box[3] - second.box[1])
    return second.box[1] - first.box[3] + height
