"""The unit a caption states: 单位：万元."""

import re
from typing import Literal, get_args

from extractors.errors import UnreadableValueError
from extractors.values.folding import fold_keep_spaces
from extractors.values.lexicon import load_words

Unit = Literal["元", "千元", "万元", "百万元", "亿元"]

_WORDS = load_words("money")
SIZES: dict[Unit, int] = {unit: _WORDS["units"][unit] for unit in get_args(Unit)}
FOREIGN: tuple[str, ...] = tuple(_WORDS["foreign"])
_UNIT_OF: dict[str, Unit] = {writing: unit for unit in get_args(Unit) for writing in _WORDS["unit_writings"][unit]}
_WRITINGS = "|".join(" ?".join(map(re.escape, w)) for w in sorted(_UNIT_OF, key=len, reverse=True))
# Only where a caption may name its unit: 许昌元亨 holds a 元, and a misread 万 before 元 must not be passed over.
_UNIT = re.compile(rf"(?:^|[:(\[、,/;]|单 ?位) ?(?P<unit>{_WRITINGS})(?!\w)")


def parse_unit(text: str) -> Unit:
    """Return the unit a caption or column head states (金额单位：人民币元, 营业收入（万元）).

    Raises `UnreadableValueError` where it names none, several, or another currency.
    """
    folded = fold_keep_spaces(text)
    refuse_foreign(folded)
    found = {_UNIT_OF[match["unit"].replace(" ", "")] for match in _UNIT.finditer(folded)}
    if len(found) > 1:
        raise UnreadableValueError(f"“{folded}”中有多个金额单位：{'、'.join(sorted(found))}")
    if not found:
        raise UnreadableValueError(f"“{folded}”中没有金额单位")
    return found.pop()


def refuse_foreign(folded: str) -> None:
    """Raise `UnreadableValueError` naming the currency where the folded text names one other than 人民币."""
    written = folded.replace(" ", "").upper()
    for currency in FOREIGN:
        if currency in written:
            raise UnreadableValueError(f"金额为外币（{currency}），不能与人民币金额比较")
