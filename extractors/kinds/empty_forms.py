"""Forms that nobody filled in: the printed words of a form of the regulation's annexes and nothing besides."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extractors.models import Page
from extractors.values.folding import fold

_WRITTEN = re.compile(r"[0-9A-Za-z㐀-鿿]")
_MOST_BESIDES = 4  # characters: a page number, a few that are misread


@cache
def _forms() -> dict[str, Any]:
    text = files(__package__).joinpath("empty_forms.yaml").read_text(encoding="utf-8")
    forms: dict[str, Any] = yaml.safe_load(text)
    return forms


@cache
def _printed(kind: str) -> re.Pattern[str] | None:
    words = _forms()["printed"].get(kind)
    if words is None:
        return None
    return re.compile("|".join(re.escape(fold(str(word))) for word in sorted(map(str, words), key=len, reverse=True)))


def is_empty_form(kind: str, page: Page, text: str) -> bool:
    """Whether a page of this kind is a form that is not filled in; `text` is the page's, folded and without spaces."""
    printed = _printed(kind)
    if printed is None or page.seals:
        return False
    return len(_WRITTEN.findall(printed.sub("", text))) <= _MOST_BESIDES


def is_regulation(text: str) -> bool:
    """Whether a page is one of the regulation with which the forms are issued."""
    return re.search(_forms()["issued_with"], text) is not None
