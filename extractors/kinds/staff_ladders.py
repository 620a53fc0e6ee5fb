"""Is an education 大专 or above, a title 中级 or above? Words neither list knows are left to a person."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from extractors.values.blanks import is_blank_mark
from extractors.values.folding import fold

_ONE_PATTERN = ("apart", "aside")


@cache
def _ladders() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    text = files(__package__).joinpath("staff_ladders.yaml").read_text(encoding="utf-8")
    return {
        ladder: {
            rung: re.compile(patterns if rung in _ONE_PATTERN else "|".join(f"(?:{each})" for each in patterns))
            for rung, patterns in rungs.items()
        }
        for ladder, rungs in yaml.safe_load(text).items()
    }


def has_degree(text: str) -> bool | None:
    """Whether an education is 大专 or above; None where it is not stated or not known."""
    return _stands_high(text, _ladders()["education"])


def has_title(text: str) -> bool | None:
    """Whether a professional title is 中级 or above; an empty cell is none, as 无 is. None where it is not known."""
    return False if is_blank_mark(text) else _stands_high(text, _ladders()["title"])


def _stands_high(text: str, rungs: Mapping[str, re.Pattern[str]]) -> bool | None:
    """The verdict on a cell: of several things in it the highest, where each is one by itself."""
    written = fold(text)
    if "none" in rungs and rungs["none"].search(written):
        return False
    written = rungs["aside"].sub("", written) if "aside" in rungs else written
    parts = [part for part in rungs["apart"].split(written) if part]
    verdicts = [_verdict(part, rungs) for part in parts]
    if True in verdicts:
        # 工程师、申报中: what is pending speaks of what stands before it.
        open_ended = any(rungs["pending"].search(part) and not rungs["qualified"].search(part) for part in parts)
        return None if open_ended else True
    return False if verdicts and None not in verdicts else None


def _verdict(text: str, rungs: Mapping[str, re.Pattern[str]]) -> bool | None:
    if rungs["pending"].search(text) or rungs["below"].search(text):
        return False
    high = rungs["qualified"].search(text) is not None
    if rungs["lower"].search(text):
        return None if high else False
    if rungs["unclear"].search(text):
        return None
    return True if high else None
