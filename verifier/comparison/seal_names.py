"""Is the name on a seal the expected one? The ring is read character by character, and not all of it may be clear.

`same` where every character is the expected one and clear enough, or where what is lost or unclear belongs to the place
at the head or to the legal form, which no other company's name would be told apart by. `different` only where every
character is surely read and the whole is plainly another organisation's name. Everything else is for a person: 天右
with an unclear 右 may be the seal of 天佑 or of someone who hopes to pass for it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.values.companies import normalise_company, split_company
from extractors.values.divisions import PLACE_NAMES
from extractors.values.lexicon import any_of
from verifier.comparison.alignment import Edit, align, similarity
from verifier.comparison.models import Comparison, Labels, Verdict
from verifier.comparison.names import compare_names

_CLEAR = 0.6  # certainty of a character from which it counts as read: rings read rightly have it in 99 of 100 cases
_SURE = 0.85  # certainty of every character from which a ring may name another party
_CLEARLY_OTHER = 0.75  # similarity of two names below which no misreading of a ring makes one of the other
_OTHER_CHARACTERS = 2  # characters that stand on the seal only, from which it is another name
_MOST_UNCLEAR = 2  # characters of a name, and no two in a row
_PLACES = re.compile(rf"(?:(?:{any_of(PLACE_NAMES)})[省市县区]?)+")
_UNITS = "省市县区"  # names of companies differ by them: 许昌市鼎信 and 许昌鼎信
_LABELS: Labels = ("应有名称", "印章")


def compare_seal_name(name: str, text: str, confidences: Sequence[float]) -> Comparison:
    """Compare the expected name with what is read on a seal; `confidences` has one entry a character of `text`."""
    expected, read = normalise_company(name), normalise_company(text)
    sure = tuple(confidences) if len(confidences) == len(read) else (min(confidences, default=0.0),) * len(read)
    comparison = compare_names(expected, read, _LABELS)
    if not expected or not read:
        return comparison
    unclear = _unclear(expected, align(expected, read), sure)
    if unclear == []:
        return comparison
    if unclear is not None:
        places = "、".join(f"第{place + 1}字“{expected[place]}”" for place in unclear)
        alike = similarity(expected, read)
        if _tell_nothing(expected, unclear):
            return Comparison(Verdict.SAME, alike, f"印文{places}不清，其余各字依次一致")
        return Comparison(Verdict.UNSURE, alike, f"印文{places}不清，不能排除是名称相近的其他单位")
    if comparison.verdict is Verdict.DIFFERENT and not _is_surely_other(expected, read, sure):
        return Comparison(
            Verdict.UNSURE, comparison.similarity, f"{comparison.explanation}；印文辨认把握不足", comparison.differences
        )
    return comparison


def _unclear(expected: str, edits: Sequence[Edit], sure: Sequence[float]) -> list[int] | None:
    """Places of the expected name that are lost or unclear on the seal; None where the seal says something else."""
    places: list[int] = []
    shifted = {edit.right_at + k for edit in edits for k in range(len(edit.right))}
    own = [index for index in range(len(sure)) if index not in shifted]  # characters that are the expected ones
    expected_of = [index for index in range(len(expected)) if not any(_covers(edit, index) for edit in edits)]
    places += [place for place, index in zip(expected_of, own, strict=True) if sure[index] < _CLEAR]
    for edit in edits:
        if edit.right and (
            len(edit.left) != len(edit.right) or max(sure[edit.right_at + k] for k in range(len(edit.right))) >= _CLEAR
        ):
            return None
        places += range(edit.left_at, edit.left_at + len(edit.left))
    return sorted(places)


def _covers(edit: Edit, index: int) -> bool:
    return edit.left_at <= index < edit.left_at + len(edit.left)


def _tell_nothing(expected: str, unclear: Sequence[int]) -> bool:
    """Whether a name is known without these characters of it."""
    if len(unclear) > _MOST_UNCLEAR or any(second - first == 1 for first, second in pairwise(unclear)):
        return False
    head = _PLACES.match(expected)
    parts = split_company(expected)
    form = range(len(parts.body), len(parts.body) + len(parts.form)) if not parts.branch else range(0)
    return all(
        place in form
        or expected[place] in "()"
        or (head is not None and place < head.end() and expected[place] not in _UNITS)
        for place in unclear
    )


def _is_surely_other(expected: str, read: str, sure: Sequence[float]) -> bool:
    """Whether a seal surely names another organisation: legible to its last word, and not nearly the expected name."""
    if min(sure) < _SURE or not split_company(read).form or similarity(expected, read) >= _CLEARLY_OTHER:
        return False
    return sum(len(edit.right) for edit in align(expected, read) if not edit.look_alike) >= _OTHER_CHARACTERS
