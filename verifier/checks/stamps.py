"""What checks ask of one seal: a person's or a unit's, and how its text compares with a name."""

from extractors.models import Seal, SealShape
from verifier.comparison import Comparison, Verdict, compare_seal_name

_UNIT_NAME = 6  # characters of the shortest name of a unit on a seal


def is_personal(seal: Seal) -> bool:
    """Square seals are persons' name seals, unless the name of a unit can be read on them."""
    return seal.shape is SealShape.SQUARE and (seal.text is None or len(seal.text) < _UNIT_NAME)


def compared_with(seal: Seal, name: str) -> Comparison | None:
    """How the text of a seal compares with a name; None where it is not legible."""
    if not seal.text:
        return None
    confidences = seal.character_confidences or (seal.evidence.confidence,) * len(seal.text)
    return compare_seal_name(name, seal.text, confidences)


def may_show(seal: Seal, name: str, least: float) -> bool:
    """Whether a seal shows a name, or a text of that similarity at least, so that a person has to tell which it is."""
    comparison = compared_with(seal, name) if name else None
    if comparison is None or comparison.verdict is Verdict.DIFFERENT:
        return False
    return comparison.verdict is Verdict.SAME or comparison.similarity >= least
