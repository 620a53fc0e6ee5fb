"""What a comparison says: a verdict, how alike the values are, and a sentence for the reviewer."""

from dataclasses import dataclass
from enum import StrEnum

Labels = tuple[str, str]


class Verdict(StrEnum):
    """Whether two values are the same. `unsure` is for a person: it never counts as `same`."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answer to one comparison.

    `similarity` is from 0 to 1. `explanation` is one Chinese sentence. `differences` pairs the fragments that differ,
    left and right, "" where one side has nothing.
    """

    verdict: Verdict
    similarity: float
    explanation: str
    differences: tuple[tuple[str, str], ...] = ()


def missing_value(left: str, right: str, labels: Labels) -> Comparison | None:
    """Return `unsure` where one or both texts are empty: nothing agrees with nothing."""
    if left and right:
        return None
    absent = "两处均" if not left and not right else labels[0] if not left else labels[1]
    return Comparison(Verdict.UNSURE, 0.0, f"{absent}没有内容，无法比较")
