"""Where two texts differ, character by character, and whether the characters look alike."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby

import yaml

_MAX_CELLS = 250_000  # a table of 500 by 500 characters: longer texts are no names or addresses
_LOOK_ALIKE_COST = 0.4
_EDIT_COST = 1.0


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference: `left` where the other text has `right`; "" where one has nothing.

    `left_at` and `right_at` are the places, counted from 0. `look_alike` says that OCR may have taken one for the
    other.
    """

    left: str
    right: str
    left_at: int
    right_at: int
    look_alike: bool

    def mirrored(self) -> "Edit":
        """The same difference seen from the other text."""
        return Edit(self.right, self.left, self.right_at, self.left_at, look_alike=self.look_alike)


@cache
def _look_alikes() -> dict[str, frozenset[str]]:
    text = (resources.files("verifier.comparison") / "glyphs.yaml").read_text(encoding="utf-8")
    glyphs = yaml.safe_load(text)
    found: defaultdict[str, set[str]] = defaultdict(set)
    pairs = (a + b for table in (glyphs["drawn"], glyphs["known"]) for a, others in table.items() for b in others)
    for group in (*glyphs["letters_and_digits"], *pairs):
        for character in group:
            found[character].update(group.replace(character, ""))
    return {character: frozenset(others) for character, others in found.items()}


def lacks_digits(count: int, other: int) -> bool:
    """Whether a count is another one without its first or its last digits, as they get lost at the end of a line."""
    return count != other and (str(other).startswith(str(count)) or str(other).endswith(str(count)))


def look_alike(left: str, right: str) -> bool:
    """Tell whether OCR may take one character for the other."""
    return right in _look_alikes().get(left, ())


def align(left: str, right: str) -> list[Edit]:
    """Return the cheapest set of differences that turns one text into the other, exchanging look-alikes first.

    The answer is symmetric: `align(b, a)` gives the same differences with the sides exchanged.
    """
    if len(left) * len(right) > _MAX_CELLS:
        return [Edit(left, right, 0, 0, look_alike=False)]
    if left > right:  # one order only, so that equal costs are broken the same way on both sides
        return [edit.mirrored() for edit in align(right, left)]
    return _joined(_trace(left, right))


def similarity(left: str, right: str) -> float:
    """Return how alike two texts are, from 0 to 1: look-alikes count half."""
    longest = max(len(left), len(right))
    if longest == 0:
        return 1.0
    lost = sum(max(len(e.left), len(e.right)) * (0.5 if e.look_alike else 1.0) for e in align(left, right))
    return max(0.0, 1 - lost / longest)


Step = tuple[str, str, int, int]  # left character, right character ("" for none), their places


def _trace(left: str, right: str) -> list[Step]:
    """Walk the table of costs back from the end; every step is one character on one or both sides."""
    costs = _costs(left, right)
    steps: list[Step] = []
    i, j = len(left), len(right)
    while i or j:
        if i and j and costs[i][j] == costs[i - 1][j - 1] + _cost(left[i - 1], right[j - 1]):
            i, j = i - 1, j - 1
            steps.append((left[i], right[j], i, j))
        elif i and costs[i][j] == costs[i - 1][j] + _EDIT_COST:
            i -= 1
            steps.append((left[i], "", i, j))
        else:
            j -= 1
            steps.append(("", right[j], i, j))
    return steps[::-1]


def _costs(left: str, right: str) -> list[list[float]]:
    rows = [[j * _EDIT_COST for j in range(len(right) + 1)]]
    for i, a in enumerate(left, 1):
        above = rows[-1]
        row = [i * _EDIT_COST]
        for j, b in enumerate(right, 1):
            row.append(min(above[j - 1] + _cost(a, b), above[j] + _EDIT_COST, row[j - 1] + _EDIT_COST))
        rows.append(row)
    return rows


def _cost(a: str, b: str) -> float:
    if a == b:
        return 0.0
    return _LOOK_ALIKE_COST if look_alike(a, b) else _EDIT_COST


def _sort(step: Step) -> str:
    a, b, _, _ = step
    if not (a and b):
        return "left only" if a else "right only"
    if a == b:
        return "equal"
    return "look-alike" if look_alike(a, b) else "replaced"


def _joined(steps: list[Step]) -> list[Edit]:
    """Join neighbouring steps of one sort and leave the equal characters out."""
    edits: list[Edit] = []
    for sort, group in groupby(steps, key=_sort):
        run = list(group)
        if sort != "equal":
            left, right = "".join(step[0] for step in run), "".join(step[1] for step in run)
            edits.append(Edit(left, right, run[0][2], run[0][3], look_alike=sort == "look-alike"))
    return edits
