"""Chinese words for codes and field paths, from `labels.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extractors.models import Seal
from verifier.models import MaterialStatus, Outcome, Recommendation, Verdict

_INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class FieldLabel:
    """Name of a field for a reader.

    `document` counts from 1 among the documents of its kind; `entry` names the entry of a list, e.g. `第3行`, and is
    empty for a field outside lists. `unit` is `%` for shares, empty for text, dates and amounts.
    """

    kind: str
    document: int
    entry: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class ConfidenceLabel:
    """Word for a confidence and the level that colours it."""

    word: str
    level: str


@cache
def _labels() -> dict[str, Any]:
    return dict(yaml.safe_load(files(__package__).joinpath("labels.yaml").read_text(encoding="utf-8")))


def outcome_word(outcome: Outcome | None) -> str:
    """Word for an outcome; None is an item that no check of the report decides."""
    return str(_labels()["outcomes"][outcome.value]["word"] if outcome else _labels()["unchecked"])


def outcome_meaning(outcome: Outcome) -> str:
    """What an outcome says, in one clause."""
    return str(_labels()["outcomes"][outcome.value]["meaning"])


def change_word(kind: str) -> str:
    """Word for what became of a finding (`Changes.kinds`)."""
    return str(_labels()["changes"][kind])


def verdict_word(verdict: Verdict) -> str:
    """Word for what a reviewer says of a finding."""
    return str(_labels()["verdicts"][verdict.value])


def recommendation_word(verdict: Recommendation) -> str:
    """Word for what a review ends in."""
    return str(_labels()["recommendations"][verdict.value])


def status_word(status: MaterialStatus) -> str:
    """Word for the status of a material."""
    return str(_labels()["material_statuses"][status.value])


def support_word(support: str) -> str:
    """Word for what the dossier says of a declared figure (`coverage.Support`)."""
    return str(_labels()["supports"][support])


def seal_words(seal: Seal) -> str:
    """Ink and outline of a seal, and whether it is a part only."""
    labels = _labels()
    words = f"{labels['seal_inks'][seal.ink.value]}{labels['seal_shapes'][seal.shape.value]}印章"
    return words if seal.whole else f"{words}的一部分"


def confirmation_word(code: str) -> str:
    """Word for what vouches for a value; a code without a word is shown as it is."""
    return str(_labels()["confirmations"].get(code, code))


def confidence_label(confidence: float) -> ConfidenceLabel:
    """Word and level of a confidence between 0 and 1."""
    levels = _labels()["confidences"]
    level = next((level for level in levels if confidence >= level["from"]), levels[-1])
    return ConfidenceLabel(level["word"], level["level"])


@cache
def field_label(path: str) -> FieldLabel:
    """Label of a field by its contract path, e.g. `application_form.investors[1].name`.

    A path without a dot names a kind as a whole. A field that `labels.yaml` does not know keeps its own name.
    """
    head, _, rest = path.partition(".")
    kind = _INDEX.sub("", head)
    names: dict[str, Any] = _labels()["fields"].get(kind, {})
    pattern = _INDEX.sub("[]", rest)
    label = names.get(pattern) or _labels()["any_kind"].get(pattern) or rest
    name, unit = (label["name"], label["unit"]) if isinstance(label, dict) else (label, "")
    return FieldLabel(kind, _number(head) or 1, _entry(rest), name, unit)


def _entry(rest: str) -> str:
    """Name of the list entry that the rest of a path points into."""
    number = _number(rest)
    if number is None:
        return ""
    form = _labels()["entries"].get(rest.partition("[")[0], "第{number}项")
    return str(form.format(number=number))


def _number(text: str) -> int | None:
    """First index in a path, counted from 1."""
    index = _INDEX.search(text)
    return int(index[1]) + 1 if index else None
