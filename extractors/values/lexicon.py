"""The word lists of this package: YAML files beside the code, read once."""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load_words(name: str) -> Any:
    """Return the content of `<name>.yaml` of this package; callers must not change it."""
    text = (resources.files("extractors.values") / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression for any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
