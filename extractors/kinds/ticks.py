"""Marks in columns of which one is to be ticked: 很满意, 基本满意, 不满意.

A tick comes out of the reader as √, ✓, V, N, J or the like: what it is says less than where it stands. A stroke in a
column may be a tick badly read or a mark for nothing, so it decides nothing on its own.
"""

import re
from collections.abc import Mapping, Sequence

from extractors.layout.list_tables import Entry
from extractors.layout.passages import Passage

_NOISE = re.compile(r"[|丨_.·,:;'`\"°]+")
# Beside words in one cell a mark has to be told from an empty box: ☑满意 □不满意, (√)满意 ( )不满意.
_TICK, _BOX = "√✓✔☑☒■▣●◉⊙Vv", r"□☐◻○〇口囗|\(\)|\[\]"
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


def words_chosen(text: str, words: re.Pattern[str]) -> list[str]:
    """The words that count of those in a cell (without spaces): the one ticked; all where there is no mark.

    None of them where there are boxes only, or it is not clear which one is ticked.
    """
    boxes, *brackets = _BOX.split("|")
    token = re.compile(f"(?P<word>{words.pattern})|(?P<tick>[{_TICK}])|(?P<box>{'|'.join((f'[{boxes}]', *brackets))})")
    found = [(match.lastgroup, match[0]) for match in token.finditer(text)]
    named = [index for index, (kind, _) in enumerate(found) if kind == "word"]
    if len(named) == len(found):
        return [word for _, word in found]
    if not named or (named[0] == 0) == (named[-1] == len(found) - 1):
        return []  # marks in between may belong to either side
    side = 1 if named[0] > 0 else -1
    beside = [index + side for index, (kind, _) in enumerate(found) if kind == "tick"]
    return [found[beside[0]][1]] if len(beside) == 1 and beside[0] in named else []
