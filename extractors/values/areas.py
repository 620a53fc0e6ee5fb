"""Areas in square metres: 320.5平方米, 320.5㎡, 1.2万平方米, 3亩."""

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.errors import UnreadableValueError
from extractors.values.blanks import refuse_blank
from extractors.values.estimates import refuse_estimate
from extractors.values.figures import Figure, fold_figures, no_figure, only_figure
from extractors.values.lexicon import any_of, load_words

_UNITS = load_words("areas")["units"]
_SIZES: dict[str, tuple[int, int]] = {
    writing: (unit["size"][0], unit["size"][1]) for unit in _UNITS.values() for writing in unit["writings"]
}
_UNIT = any_of(_SIZES)
_BEHIND = re.compile(rf" *(?P<about>余|多)? *(?P<unit>{_UNIT})(?![a-zA-Z0-9])")
_IN_LABEL = re.compile(rf"\((?:单位:?)? *(?P<unit>{_UNIT}) *\)")
_REST = re.compile(r"[\s。;,、)]*(?:\([^()0-9]*\))?[\s。;,、]*")


@dataclass(frozen=True, slots=True)
class Area:
    """An area; `quantum` is the size of the last digit written (320.5平方米 -> 0.1), both in square metres."""

    square_metres: float
    quantum: float


def parse_area(text: str, unit: str | None = None) -> Area:
    """Return the one area that the text states.

    `unit` (平方米, 亩, …) comes from a form or column head and counts only where the text names none.
    """
    refuse_blank(text)
    folded = fold_figures(text).text
    if not re.search("[0-9]", re.sub(rf"(?:{_UNIT})", "", folded)):
        raise no_figure(folded, _UNIT)
    figure = only_figure(folded)
    before, behind = folded[: figure.start], folded[figure.end :]
    match = _BEHIND.match(behind)
    rest = behind[match.end() :] if match else behind
    refuse_estimate(before, behind, rest)
    if match and match["about"]:
        raise UnreadableValueError(f"面积“{folded.strip()}”是约数")
    if _REST.fullmatch(rest) is None:
        raise UnreadableValueError(f"面积后还有“{rest.strip()}”，不能确定是面积")
    in_label = _IN_LABEL.search(before)
    named = match["unit"] if match else in_label["unit"] if in_label else unit
    if named is None:
        raise UnreadableValueError(f"“{folded.strip()}”未写明面积单位")
    return _to_area(figure, named, folded)


def _to_area(figure: Figure, unit: str, folded: str) -> Area:
    if unit not in _SIZES:
        raise UnreadableValueError(f"面积单位“{unit}”不认识")
    numerator, denominator = _SIZES[unit]
    if figure.point_may_be_comma and numerator == denominator:
        raise UnreadableValueError(f"数字“{folded[figure.start : figure.end]}”的小数点可能是千分号")
    size = Decimal(numerator) / denominator
    return Area(float(figure.value * size), float(figure.quantum * size))
