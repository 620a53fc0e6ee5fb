"""Is an education 大专 or above, a title 中级 or above? Words neither list knows are left to a person."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from extractors.values.blanks import is_blank_mark
from extractors.values.folding import fold

Patterns = tuple[re.Pattern[str], ...]


@cache
def _ladders() -> Mapping[str, Mapping[str, Patterns]]:
    text = files(__package__).joinpath("staff_ladders.yaml").read_text(encoding="utf-8")
    return {
        ladder: {rung: tuple(re.compile(pattern) for pattern in patterns) for rung, patterns in rungs.items()}
        for ladder, rungs in yaml.safe_load(text).items()
    }


def has_degree(text: str) -> bool | None:
    """Whether an education is 大专 or above; None where it is not stated or not known."""
    return _stands_high(text, "education")


def has_title(text: str) -> bool | None:
    """Whether a professional title is 中级 or above; an empty cell is none, as 无 is. None where it is not known."""
    return False if is_blank_mark(text) else _stands_high(text, "title")


def _stands_high(text: str, ladder: str) -> bool | None:
    written = fold(text)
    rungs = _ladders()[ladder]
    if any(pattern.search(written) for rung in ("none", "below") for pattern in rungs.get(rung, ())):
        return False
    return True if any(pattern.search(written) for pattern in rungs["qualified"]) else None
