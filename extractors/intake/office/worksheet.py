"""One worksheet of an XLSX -> its cells as shown, streamed; what is hidden is counted and left out."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from importlib import resources

import yaml
from lxml import etree

from extractors.intake.characters import unified
from extractors.intake.office.number_format import GENERAL, shown
from extractors.intake.office.package import attribute, child, children, local_name, refuse_entities

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Range:
    """A rectangle of cells; rows and columns count from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Worksheet:
    """The visible cells of a sheet by row and column (from 1), as text; and what of it is not to be seen.

    `unresolved` are the places of formulas whose result the file does not store.
    """

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden: int = 0
    unresolved: list[str] = field(default_factory=list)


class Styles:
    """Number format of each cell style, and whether days count from 1904."""

    def __init__(self, root: etree._Element | None, *, since_1904: bool) -> None:
        self.since_1904 = since_1904
        own = {
            int(attribute(element, "numFmtId") or 0): attribute(element, "formatCode") or GENERAL
            for element in children(child(root, "numFmts"))
        }
        self._formats = [
            own.get(number) or _built_in().get(number, GENERAL)
            for number in (int(attribute(element, "numFmtId") or 0) for element in children(child(root, "cellXfs")))
        ]

    def number_format(self, style: str | None) -> str:
        """The format code of a style by its index in the file."""
        index = int(style or 0)
        return self._formats[index] if index < len(self._formats) else GENERAL


def shared_strings(root: etree._Element | None) -> tuple[str, ...]:
    """The texts that cells refer to by number; phonetic guides are left out."""
    return tuple(rich_text(element) for element in children(root))


def rich_text(element: etree._Element) -> str:
    """The text of a string in one or several runs."""
    runs = (run for run in children(element) if local_name(run) in ("t", "r"))
    texts = (run if local_name(run) == "t" else child(run, "t") for run in runs)
    return unified("".join(text.text or "" for text in texts if text is not None))


def read_worksheet(data: bytes, strings: Sequence[str], styles: Styles) -> Worksheet:
    """Read one sheet's XML. Raises lxml's and ValueError's errors for what is not a sheet."""
    sheet = Worksheet()
    hidden_columns: list[tuple[int, int]] = []
    events = etree.iterparse(io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False)
    row = 0
    for place, (_, element) in enumerate(events):
        if not place:
            refuse_entities(element)
        name = local_name(element)
        if name == "col" and attribute(element, "hidden") in ("1", "true"):
            hidden_columns.append((int(attribute(element, "min") or 0), int(attribute(element, "max") or 0)))
        elif name == "row":
            row = int(attribute(element, "r") or row + 1)
            _read_row(element, row, strings, styles, sheet)
            element.clear()
        elif name == "mergeCell":
            sheet.merged.append(_range(attribute(element, "ref") or ""))
    _drop_columns(sheet, hidden_columns)
    return sheet


def _read_row(element: etree._Element, row: int, strings: Sequence[str], styles: Styles, sheet: Worksheet) -> None:
    is_hidden = attribute(element, "hidden") in ("1", "true")
    column = 0
    for cell in children(element):
        reference = attribute(cell, "r")
        column = _place(reference)[1] if reference else column + 1
        text = _text(cell, strings, styles)
        if child(cell, "f") is not None and not text and attribute(cell, "t") != "str":
            sheet.unresolved.append(f"{_letters(column)}{row}")
        if text.strip() and is_hidden:
            sheet.hidden += 1
        elif text.strip():
            sheet.cells[row, column] = text


def _text(cell: etree._Element, strings: Sequence[str], styles: Styles) -> str:
    kind = attribute(cell, "t") or "n"
    if kind == "inlineStr":
        inline = child(cell, "is")
        return "" if inline is None else rich_text(inline)
    value = child(cell, "v")
    text = "" if value is None else value.text or ""
    if not text:
        return ""
    if kind == "s":
        return strings[int(text)]
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind != "n":
        return unified(text)  # results of formulas (str), errors (e), ISO dates (d)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a number: {text[:40]}") from error
    return shown(number, styles.number_format(attribute(cell, "s")), since_1904=styles.since_1904)


def _drop_columns(sheet: Worksheet, hidden: Sequence[tuple[int, int]]) -> None:
    for place in [place for place in sheet.cells if any(first <= place[1] <= last for first, last in hidden)]:
        del sheet.cells[place]
        sheet.hidden += 1


def _place(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference.replace("$", "").upper())
    if match is None:
        raise ValueError(f"not a cell: {reference[:40]}")
    column = functools.reduce(lambda total, letter: total * 26 + ord(letter) - 64, match.group(1), 0)
    return int(match.group(2)), column


def _range(reference: str) -> Range:
    first, _, last = reference.partition(":")
    top, left = _place(first)
    bottom, right = _place(last or first)
    return Range(top, left, bottom, right)


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@functools.cache
def _built_in() -> Mapping[int, str]:
    text = resources.files(__package__).joinpath("number_formats.yaml").read_text(encoding="utf-8")
    formats: dict[int, str] = yaml.safe_load(text)
    return formats
