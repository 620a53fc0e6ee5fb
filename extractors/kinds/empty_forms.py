"""Forms that nobody filled in: the printed words of a form of a regulation's annexes and nothing besides."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extractors.kinds.catalogue import profile_of
from extractors.models import Page
from extractors.values.folding import fold

_WRITTEN = re.compile(r"[0-9A-Za-z㐀-鿿]")
_MOST_BESIDES = 4  # characters: a page number, a few that are misread
_NUMBER_ALONE = re.compile(r"^\d{1,3}$", re.MULTILINE)  # of a row of a list, with nothing in it


@cache
def _forms() -> dict[str, Any]:
    text = files(__package__).joinpath("empty_forms.yaml").read_text(encoding="utf-8")
    forms: dict[str, Any] = yaml.safe_load(text)
    return forms


def form_kinds() -> frozenset[str]:
    """Kinds of material that are forms to be filled in."""
    return frozenset(_forms()["printed"])


@cache
def _printed(kind: str) -> re.Pattern[str]:
    words = {*_forms()["everywhere"], *_forms()["printed"][kind]}
    words |= {label for labels in profile_of(kind).labels.values() for label in labels}
    return re.compile("|".join(_pattern(word) for word in sorted(words, key=lambda word: (-len(word), word))))


def _pattern(word: str) -> str:
    """A printed word, which may go on in the next row; a city's or a bureau's name in it is left open."""
    parts = re.split(r"\{(\w+)\}", fold(word))
    written = [r"\n?".join(map(re.escape, part)) for part in parts]
    written[1::2] = [_forms()["names"][name] for name in parts[1::2]]
    return "".join(written)


def is_empty_form(kind: str, page: Page, text: str) -> bool:
    """Whether a page of this kind is a form that is not filled in; `text` is its rows, folded and without spaces."""
    if kind not in form_kinds() or page.seals:
        return False
    beside = _printed(kind).sub("", _NUMBER_ALONE.sub("", text))
    return len(_WRITTEN.findall(beside)) <= _MOST_BESIDES


def is_regulation(text: str) -> bool:
    """Whether a page is one of the regulation with which the forms are issued."""
    return re.search(_forms()["issued_with"], text.replace("\n", "")) is not None
