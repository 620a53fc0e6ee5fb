"""The unified social credit code on any document: as read, or repaired where the reading itself is doubtful."""

from collections.abc import Sequence

from extractors.layout.passages import Passage
from extractors.models import Field, TextSource
from extractors.values.credit_codes import FoundCode, fault, find_credit_codes, is_valid, repair

_DOUBTFUL = 0.9  # confidence of a character below which the check digit may overrule it


def read_credit_code(passage: Passage, path: str = "credit_code") -> Field | None:
    """The first code whose check characters hold, else the first that has the form of a code; None without any."""
    found = find_credit_codes(passage.text)
    valid = next((code for code in found if is_valid(code.code)), None)
    if valid is not None:
        part = passage.cut(valid.start, valid.end)
        return Field(path, valid.code, part.raw, part.confidence, part.evidence, confirmed_by=("check-digit",))
    return _doubtful_code(passage, found, path)


def _doubtful_code(passage: Passage, found: Sequence[FoundCode], path: str) -> Field | None:
    """A code that fails its check.

    It is repaired only where the characters exchanged were unsure: otherwise the paper itself may be wrong, and that is
    what a reviewer has to know.
    """
    if not found:
        return None
    code = found[0]
    part = passage.cut(code.start, code.end)
    repaired = repair(code.code)
    reason = fault(code.code)
    if repaired is None:
        doubtful = not _is_written(part)
        return Field(path, code.code, part.raw, part.confidence, part.evidence, reason, doubtful=doubtful)
    if _unsure_where_different(part, code.code, repaired):
        note = f"原读为“{code.code}”（{reason}），按校验位更正为“{repaired}”"
        return Field(
            path,
            repaired,
            part.raw,
            part.confidence,
            part.evidence,
            note,
            confirmed_by=("check-digit-repair",),
            alternatives=(code.code,),
        )
    return Field(path, code.code, part.raw, part.confidence, part.evidence, reason, alternatives=(repaired,))


def _is_written(part: Passage) -> bool:
    """Whether the file itself holds these characters: then no reading can be wrong, and the code is."""
    sources = {origin.line.source for origin in part.origins if origin is not None}
    return sources <= {TextSource.TEXT_LAYER, TextSource.OFFICE}


def _unsure_where_different(part: Passage, code: str, repaired: str) -> bool:
    """Whether every character that the repair exchanges was read with little confidence."""
    confidences = [
        origin.line.character_confidences[origin.index] if origin.line.character_confidences else origin.line.confidence
        for character, origin in zip(part.text, part.origins, strict=True)
        if origin is not None and character not in " -"
    ]
    if len(confidences) != len(code):
        return False
    return all(
        confidence < _DOUBTFUL
        for confidence, read, right in zip(confidences, code, repaired, strict=True)
        if read != right
    )
