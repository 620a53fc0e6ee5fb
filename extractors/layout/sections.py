"""Sections of running text: a heading and what follows it up to the next one.

People number headings in many ways (（一）, 一、, 1., 第一部分, 【…】, ★) or not at all, and write the text behind the
heading in the same line or below it. Lines of a table of contents and enumerations (服务内容、服务流程、…) are none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage
from extractors.layout.tables import cell_rows
from extractors.models import Page
from extractors.values.companies import find_company_names

_DIGITS = "0-9一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"第(?P<a>[{_DIGITS}]{{1,3}})(?:部分|章|节|项|条)[、.:：]?"
    rf"|\((?P<b>[{_DIGITS}]{{1,3}})\)[、.:]?"
    rf"|(?P<c>[{_DIGITS}]{{1,3}})[、.:)](?![0-9])"
    rf"|(?P<d>0[1-9])"
    r"|[A-Za-z0-9一二三四五六七八九十|-]{0,3}[、.](?![0-9])"  # a number that is not legible
    rf"|(?P<e>[①-⑩])"
    r"|[★☆●■◆▲◎○►▶※*·•-]+"
)
_OPENING = r"[\s【\[《<「\"“]*"
_CLOSING = re.compile(r"[ 】\]》>」\"”]*")
_CLAUSE_END = "。;!?\n"
_LEADER = re.compile(r"\s*[.·…_\-\s]{2,}\s*\(?\d{0,3}\)?\s*$|\s+\(?\d{1,3}\)?\s*$|\s*\d{1,3}\s*$")
# 行业状况和服务需求情况 with a number is one heading; in a sentence these words would be an enumeration.
_SECOND_HALF = re.compile(r"[和及与][^。;,、:\n]{2,20}(?=$|[:。(])", re.MULTILINE)
_LONGEST_PREFIX = 14  # characters before the words of a heading: （二）服务对象所在区域的行业状况
_LONGEST_TITLE = 24  # characters of a heading that stands alone in its row; a wrapped line of text has more
_REMARK = re.compile(r"\((?:包括|含|主要包括)[^()]*\)")
_FOOT = re.compile(r"[-—·]*第?\d{1,3}页?(?:[/,、共]*\d{1,3}页?)?[-—·]*")
_SIGNED = re.compile(  # what may stand below the last section: date, page number, words for the seal
    r"|[0-9〇零一二三四五六七八九十]{2,4}年[0-9一二三四五六七八九十]{1,2}月(?:[0-9一二三四五六七八九十]{1,3}日)?"
    rf"|{_FOOT.pattern}|(?:\w{{0,4}}单位|\w{{0,4}}名称)?(?:\((?:盖|公|签)章\)|(?:盖|公)章):?"
)
_WRITTEN = re.compile(r"[0-9A-Za-z㐀-鿿]")


@dataclass(frozen=True, eq=False)
class Section:
    """A heading and its text; `number` is what numbers it, as written, and `style` how."""

    heading: Passage
    body: Passage
    number: str = ""
    style: str = ""

    @property
    def length(self) -> int:
        """Number of characters of its text; remarks of the form, page numbers, signature and date are none."""
        rows = [re.sub(r"\s", "", row) for row in self.body.text.split("\n")]
        while rows and (_SIGNED.fullmatch(rows[-1]) is not None or _is_name(rows[-1])):
            rows.pop()
        text = "".join(row for row in rows if _FOOT.fullmatch(row) is None)
        return len(_WRITTEN.findall(_REMARK.sub("", text)))


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    stop: int
    name: str | None  # None: a numbered heading of other words
    number: str
    style: str


def find_sections(pages: Sequence[Page], headings: Mapping[str, str]) -> tuple[dict[str, Section], list[Section]]:
    """The sections with these headings (patterns by name), and sections with numbered headings of other words.

    Of several headings of one name the one with the longest text counts: the first may be a table of contents. Other
    headings are given where they are numbered like those found: a misread heading is one of them.
    """
    passage = document_passage(pages)
    found = _headings(passage.text, {name: re.compile(pattern) for name, pattern in headings.items()})
    styles = {heading.style for heading in found if heading.name is not None and heading.style}
    ends = [heading for heading in found if heading.name is not None or heading.style in styles]
    named: dict[str, Section] = {}
    others: list[Section] = []
    first = next((heading.start for heading in ends if heading.name is not None), 0)
    for heading, after in zip(ends, [*ends[1:], None], strict=False):
        body = passage.cut(heading.stop, after.start if after is not None else None).stripped(':;,。、】》」”"')
        section = Section(passage.cut(heading.start, heading.stop), body, heading.number, heading.style)
        if heading.name is None:
            others += [section] if heading.start > first else []
        elif heading.name not in named or section.length > named[heading.name].length:
            named[heading.name] = section
    for name, section in _in_tables(pages, headings):
        if name not in named or section.length > named[name].length:
            named[name] = section
    used = {(section.style, section.number) for section in named.values()}
    return named, [section for section in others if (section.style, section.number) not in used]


def _in_tables(pages: Sequence[Page], headings: Mapping[str, str]) -> Iterator[tuple[str, Section]]:
    """Sections as rows of a table: the heading in one cell, its text in the next."""
    for page in pages:
        for row in cell_rows(page):
            for cell, after in pairwise(row.cells):
                numbering = _NUMBERING.match(cell.text)
                words = cell.text[numbering.end() :] if numbering is not None else cell.text
                for name, pattern in headings.items():
                    if after.text and re.fullmatch(pattern, words):
                        yield name, Section(cell.passage, after.passage, *_number(numbering))


def _is_name(row: str) -> bool:
    """Whether a row holds nothing but the name of a company."""
    names = find_company_names(row)
    return len(names) == 1 and names[0].start == 0 and len(row) - names[0].end <= 4


def _headings(text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[_Heading]:
    found: list[_Heading] = []
    for start in _starts(text):
        end = text.find("\n", start)
        row = text[start : end if end >= 0 else len(text)]
        heading = _heading(text, row, start, patterns)
        if heading is not None and (not found or heading.start >= found[-1].stop):
            found.append(heading)
    return found


def _starts(text: str) -> list[int]:
    """Where headings may begin: rows, and clauses inside of them."""
    return [0, *(match.end() for match in re.finditer(r"\n|[。;]", text))]


def _heading(text: str, row: str, start: int, patterns: Mapping[str, re.Pattern[str]]) -> _Heading | None:
    at_row = start == 0 or text[start - 1] == "\n"
    opening = re.match(_OPENING, row)
    offset = opening.end() if opening is not None else 0
    numbering = _NUMBERING.match(row, offset)
    number, style = _number(numbering)
    words = numbering.end() if numbering is not None else offset
    for name, pattern in patterns.items():
        if numbering is not None and at_row and (wrapped := _wrapped(text, row, start, words, pattern)) is not None:
            return _Heading(start, wrapped, name, number, style)
        match = pattern.search(text, start + words, start + len(row) + 40)
        if match is None or not _begins(text[start + words : match.start()]):
            continue
        closing = _CLOSING.match(text, match.end())
        stop = closing.end() if closing is not None and closing.group().strip() else match.end()
        if numbering is not None and at_row and (further := _SECOND_HALF.match(text, stop)) is not None:
            stop = further.end()
        behind = text[stop : start + len(row)]
        if _LEADER.fullmatch(behind):
            return None  # a line of a table of contents
        if _stands_apart(behind, numbered=numbering is not None, at_row=at_row):
            return _Heading(start, stop, name, number, style)
    if style and at_row and 2 <= len(row.strip()) - words <= _LONGEST_TITLE and not re.search("[。;,:]", row[words:]):
        return _Heading(start, start + len(row), None, number, style)
    return None


def _wrapped(text: str, row: str, start: int, words: int, pattern: re.Pattern[str]) -> int | None:
    """Where a heading ends that goes on in the next row and fills no more of it than its own words."""
    end = text.find("\n", start + len(row) + 1)
    following = text[start + len(row) + 1 : end if end >= 0 else len(text)]
    match = pattern.match(row[words:] + following)
    if match is None or match.end() <= len(row) - words or following[match.end() - len(row) + words :].strip(" :;。"):
        return None
    return start + words + match.end() + 1  # the line break between the two rows


def _begins(before: str) -> bool:
    """Whether words before those of the heading can belong to it: 服务对象所在区域的 行业状况."""
    return len(before) <= _LONGEST_PREFIX and re.search(r"[。;,、:\n]", before) is None


def _stands_apart(behind: str, *, numbered: bool, at_row: bool) -> bool:
    """Whether what follows the words lets them be a heading, and not words of a sentence or of an enumeration."""
    if re.match(r"\s*:", behind):
        return True
    if not at_row or re.match(r"\s*[、和及与]", behind):
        return False
    if behind.strip(" ;。") == "" or behind.startswith((" ", "(")):
        return True
    return numbered and re.match(r"[^。;]{0,24}(?:$|[:。;(])", behind) is not None


def _number(numbering: re.Match[str] | None) -> tuple[str, str]:
    """What numbers a heading, and in which style (the name of the group and the sort of digits)."""
    if numbering is None:
        return "", ""
    for style, number in numbering.groupdict().items():
        if number is not None:
            return number, style + ("1" if number[0].isdigit() and number[0] in "0123456789" else "一")
    return "", ""
