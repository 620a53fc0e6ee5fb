"""The registering authority of a licence or certificate: printed beside its label, or only in its seal.

The lettering of a seal runs in a circle and is often read with a character wrong or lost. A name is taken only where an
office in use can be made out in it; one that had to be mended for that is doubtful, since its place may be misread too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.kinds.fields import read_field
from extractors.layout.passages import Passage
from extractors.models import Field, Seal
from extractors.values.folding import fold

_BRANCH = r"(?:(?P<branch>[一-鿿]{2,12}分局))?"
_BRANCH_END = re.compile(r"(?<=[区县市镇])[^区县市镇]?局$|(?<=[一-鿿]{2})[方兮公]局$")  # 分 lost or misread
_LONGEST_PLACE = 22  # characters
_PRINTED = re.compile(r"[一-鿿]{3,}(?:局|委员会|中心|厅|部|办公室)$")
_MOST_CHANGES = 4  # an office is recognised with one character in so many wrong
_FROM_SEAL, _UNCLEAR = "取自印章", "印章上的登记机关名称辨认不清"


@dataclass(frozen=True, slots=True)
class _Name:
    """A name with an office in use; `mended` says that it was read differently, `cut` that its beginning is lost."""

    text: str
    mended: bool
    cut: bool


@cache
def _words() -> Mapping[str, Any]:
    text = files(__package__).joinpath("registrars.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.safe_load(text)
    return words


def read_registrar(labelled: Passage | None, seals: Sequence[Seal]) -> Field | None:
    """The registering authority; without a value where its seal is there and cannot be read."""
    printed = _printed(labelled)
    if printed is not None:
        return printed
    stamped = [field for seal in seals if (field := _stamped(seal)) is not None]
    readable = [field for field in stamped if field.value is not None]
    return next((field for field in readable if not field.doubtful), next(iter(readable or stamped), None))


def _printed(labelled: Passage | None) -> Field | None:
    if not labelled:
        return None
    text = fold(labelled.text)
    name = _recognised(text)
    if name is not None and not name.mended and not name.cut:
        return read_field("registrar", labelled)
    return read_field("registrar", labelled) if _PRINTED.search(text) and name is None and len(text) > 4 else None


def _stamped(seal: Seal) -> Field | None:
    evidence = (seal.evidence,)
    if seal.text is None:
        return None
    text, confidence = fold(seal.text), seal.evidence.confidence
    name = _recognised(text)
    if name is None or name.cut:  # without its place a name says nothing of where a company is registered
        return Field("registrar", None, seal.text, confidence, evidence, _UNCLEAR, doubtful=True)
    note = f"{_FROM_SEAL}，识别为“{text}”，按机关名称更正" if name.mended else _FROM_SEAL
    return Field("registrar", name.text, seal.text, confidence, evidence, note, doubtful=name.mended)


def _recognised(text: str) -> _Name | None:
    """The name of an authority that a text is, or nearly is."""
    if text in _words()["national"]:
        return _Name(text, mended=False, cut=False)
    for office in sorted(_words()["offices"], key=len, reverse=True):
        match = re.fullmatch(rf"(?P<place>[一-鿿·-]{{1,{_LONGEST_PLACE}}}?){office}{_BRANCH}", text)
        if match is not None:
            return _Name(text, mended=False, cut=_is_cut(match["place"]))
    return _mended(text)


def _mended(text: str) -> _Name | None:
    """The text with the office that it nearly names put right; None where no one office is near enough."""
    found: dict[str, int] = {}
    for office in _words()["offices"]:
        near = fuzz.partial_ratio_alignment(office, text)
        if near is None or len(office) < _MOST_CHANGES + 1:
            continue
        for start, stop in _windows(near.dest_start, near.dest_end, len(text)):
            changes = Levenshtein.distance(office, text[start:stop])
            behind = _BRANCH_END.sub("分局", text[stop:])
            if start < 1 or changes * _MOST_CHANGES > len(office) or (behind and not behind.endswith("分局")):
                continue
            name = text[:start] + office + behind
            found[name] = min(changes, found.get(name, changes))
    if not found:
        return None
    best = min(found, key=lambda name: (found[name], -len(name)))
    office_start = next((i for i in range(1, len(best)) if any(best.startswith(o, i) for o in _words()["offices"])), 1)
    return _Name(best, mended=True, cut=_is_cut(best[:office_start]))


def _windows(start: int, stop: int, length: int) -> list[tuple[int, int]]:
    """Stretches that begin and end within a character of this one."""
    return [
        (first, last)
        for first in range(max(0, start - 1), start + 2)
        for last in range(max(first + 1, stop - 1), min(length, stop + 1) + 1)
    ]


def _is_cut(place: str) -> bool:
    """Whether the beginning of a place is lost: 市…, 区…, or a single character."""
    return len(place) < 2 or place[0] in _words()["place_ends"]
