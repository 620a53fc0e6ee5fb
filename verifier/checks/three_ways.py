"""Portal, scanned form and papers all state a value: which of the three differs from the other two?"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from verifier.readings import Reading
from verifier.wording import title_of

PORTAL, FORM, PAPERS = "申报系统", "申请表", "材料"
Stated = TypeVar("Stated")


def odd_of_three(sides: Mapping[str, Sequence[Stated]], same: Callable[[Stated, Stated], bool]) -> str:
    """A sentence that names the odd one of three sides by their names; empty where not all three state the value."""
    if not all(sides.values()):
        return ""
    alike = {
        frozenset((one, other))
        for one, other in combinations(sides, 2)
        if all(same(a, b) for a in sides[one] for b in sides[other])
    }
    if len(alike) == 1:
        (odd,) = set(sides) - set(*alike)
        return f"三方比较：{odd}与{'、'.join(name for name in sides if name != odd)}不同"
    what = "一致" if len(alike) == len(sides) else "不尽一致" if alike else "各不相同"
    return f"三方比较：{'、'.join(sides)}{what}"


def stated_by(reading: Reading) -> str:
    """Who states a value: the portal, the form, or another paper by its title."""
    if reading.document is None:
        return PORTAL
    return FORM if reading.document.kind == "application_form" else title_of(reading.document.kind)
