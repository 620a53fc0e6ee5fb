"""Marks in columns of which one is to be ticked: 很满意, 基本满意, 不满意.

A tick comes out of the reader as √, ✓, V, N, J or the like: what it is says less than where it stands. A stroke in a
column may be a tick badly read or a mark for nothing, so it decides nothing on its own.
"""

import re
from collections.abc import Mapping, Sequence

from extractors.layout.list_tables import Entry
from extractors.layout.passages import Passage

_NOISE = re.compile(r"[|丨_.·,:;'`\"°]+")
_NOTHING = re.compile(r"[-—/\\×xX]+|无|否|□|口|☐|○(?=.)")


def ticked_column(entry: Entry, columns: Sequence[str]) -> str | None:
    """The one column of an entry with a mark in it; None where there is none, or more than one."""
    marked = [name for name in columns if _is_mark(entry.text(name))]
    return marked[0] if len(marked) == 1 else None


def _is_mark(text: str) -> bool:
    return bool(text) and _NOISE.fullmatch(text) is None and _NOTHING.fullmatch(text) is None


def ticks_of(entry: Entry, columns: Sequence[str]) -> Mapping[str, Passage]:
    """What stands in the columns, for a person to look at."""
    return {name: entry.cells[name] for name in columns if name in entry.cells}
