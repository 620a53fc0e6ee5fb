"""The fields that a rule may name: a misspelt one would never be found, and what it should show would pass unseen."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from extractors.kinds.catalogue import kinds


@cache
def known_fields() -> Mapping[str, frozenset[str]]:
    """Field paths by kind of document, lists with `[]`."""
    text = files("verifier").joinpath("fields.yaml").read_text(encoding="utf-8")
    return {kind: frozenset(names) for kind, names in yaml.safe_load(text).items()}


def known_kind(kind: str) -> str:
    """The kind, where there is one of this name."""
    if kind not in kinds():
        raise ValueError(f"unknown kind {kind!r}")
    return kind


def known_path(path: str) -> str:
    """The path `kind.field`, where the kind has such a field."""
    kind, _, name = path.partition(".")
    if name not in known_fields().get(known_kind(kind), ()):
        raise ValueError(f"unknown field {path!r}")
    return path


def known_pattern(text: str) -> str:
    """The regular expression, where it is one."""
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no pattern: {text!r}: {error}") from error
    return text
