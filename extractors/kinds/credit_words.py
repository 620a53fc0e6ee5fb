"""The words of the credit printouts (credit_printouts.yaml), and what a cell of theirs states."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extractors.layout.tables import Cell, CellRow


@cache
def words() -> Mapping[str, Any]:
    """All of them by name."""
    text = files(__package__).joinpath("credit_printouts.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def stated(text: str) -> int | None:
    """The count that a cell states, 0 where it says that there is nothing."""
    figure = re.match(words()["figure"], text)
    if figure is not None:
        return int(figure.group("count"))
    return 0 if says_nothing(text) else None


def says_nothing(text: str) -> bool:
    """Whether a cell holds a word or a stroke for nothing."""
    return re.match(words()["nothing"], text) is not None


def written(row: CellRow) -> list[Cell]:
    """The cells of a row that have something in them."""
    return [cell for cell in row.cells if cell.text]


def labelled(row: CellRow, labels: str) -> Iterator[tuple[str, Cell]]:
    """Labels of a row that have a value, behind a colon or in the next cell, with the cell of the value.

    Headings side by side have none, nor has a label with a word for nothing behind it.
    """
    cells = written(row)
    label = re.compile(rf"(?P<label>{labels})(?:\([^)]*\))?(?::(?P<value>.*))?")
    values = [cell for cell in cells if label.fullmatch(cell.text) is None]
    for index, cell in enumerate(cells):
        match = label.fullmatch(cell.text)
        if match is None:
            continue
        if match["value"]:
            if not says_nothing(match["value"]):
                yield match["label"], cell
        elif cells[index + 1 : index + 2] and 2 * len(values) == len(cells):
            value = cells[index + 1]
            if value in values and not says_nothing(value.text) and not _is_heading(value.text):
                yield match["label"], value


def _is_heading(text: str) -> bool:
    return re.search(words()["heading_end"], text) is not None
