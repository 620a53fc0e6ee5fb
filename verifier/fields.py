"""The words that a rule may name: a misspelt one would never be found, and what it should show would pass unseen."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic_core import PydanticCustomError

from extractors.kinds.catalogue import kinds


@cache
def known_fields() -> Mapping[str, frozenset[str]]:
    """Field paths by kind of document, lists with `[]`."""
    text = files("verifier").joinpath("fields.yaml").read_text(encoding="utf-8")
    return {kind: frozenset(names) for kind, names in yaml.safe_load(text).items()}


def known_kind(kind: str) -> str:
    """The kind, where there is one of this name."""
    if kind not in kinds():
        raise unknown_word("unknown_kind", kind, kinds())
    return kind


def known_path(path: str) -> str:
    """The path `kind.field`, where the kind has such a field."""
    kind, _, name = path.partition(".")
    names = known_fields().get(known_kind(kind), frozenset())
    if name not in names:
        raise unknown_word("unknown_field", path, (f"{kind}.{known}" for known in sorted(names)))
    return path


def known_pattern(text: str) -> str:
    """The regular expression, where it is one that does not find itself in any text."""
    try:
        finds_all = re.compile(text).search("") is not None
    except (re.error, OverflowError) as error:
        raise PydanticCustomError(
            "bad_pattern", "no pattern: '{word}': {reason}", {"word": text, "reason": str(error)}
        ) from error
    if finds_all:
        raise PydanticCustomError("empty_pattern", "'{word}' is found in any text", {"word": text})
    return text


def unknown_word(vocabulary: str, word: str, known: Iterable[str]) -> PydanticCustomError:
    """The error of a word that is not in a vocabulary; it carries the words that are."""
    return PydanticCustomError(
        vocabulary,
        "not known: '{word}'",
        {"word": word, "known": tuple(known)},
    )
