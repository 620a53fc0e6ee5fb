"""Which audit opinion a report gives."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extractors.layout.passages import Passage

UNQUALIFIED, QUALIFIED, ADVERSE = "标准无保留意见", "保留意见", "否定意见"


@cache
def _words() -> Mapping[str, Any]:
    text = files(__package__).joinpath("audit_opinion.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = yaml.safe_load(text)
    return words


def opinions() -> tuple[str, ...]:
    """The names of all opinions, the best first."""
    return UNQUALIFIED, *reversed(_words()["wordings"])


def find_opinion(passage: Passage) -> tuple[str, Passage] | None:
    """The opinion given on the opinion pages (one compact passage), with the words that give it; None without any.

    The gravest that is worded anywhere counts. A report without an adverse word is unqualified only where it says that
    the statements present fairly, in one sentence that denies and excepts nothing.
    """
    sentences = list(_sentences(passage))
    for opinion, wordings in _words()["wordings"].items():
        match = re.search("|".join(wordings), passage.text)
        if match is not None:
            return opinion, passage.group(match)
        meant = next((words for given, words in sentences if given == opinion), None)
        if meant is not None:
            return opinion, meant
    return next(((given, words) for given, words in sentences if given == UNQUALIFIED), None)


def _sentences(passage: Passage) -> Iterator[tuple[str, Passage]]:
    """The sentences in which the auditors say whether the statements present fairly, with what each amounts to."""
    for match in re.finditer(_words()["sentence"], passage.text):
        said, words = match["said"], passage.group(match)
        rest = re.sub(_words()["excepted"], "", said)  # what is excepted may itself be told by what was not done
        if re.search(_words()["denied"], rest):
            yield ADVERSE, words
        elif rest != said:
            yield QUALIFIED, words
        elif len(said) <= _words()["longest"]:
            yield UNQUALIFIED, words
