"""Characters of symbol fonts (Wingdings and the like) -> ordinary characters."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources

import yaml

_PRIVATE = range(0xF000, 0xF100)  # where office programs store the 256 characters of a symbol font
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def symbol(code: int, font: str) -> str:
    """The ordinary character for a symbol font's; U+FFFD where it is not known: unreadable, not absent."""
    return _symbols().get(font, {}).get(code & 0xFF, _UNKNOWN)


def ordinary(text: str, font: str) -> str:
    """A text whose private characters are replaced by what they are seen as; without a font, Wingdings is meant."""
    known = font if font in _symbols() else "Wingdings"
    return "".join(symbol(ord(character), known) if ord(character) in _PRIVATE else character for character in text)


@functools.cache
def _symbols() -> Mapping[str, Mapping[int, str]]:
    text = resources.files(__package__).joinpath("symbols.yaml").read_text(encoding="utf-8")
    symbols: dict[str, dict[int, str]] = yaml.safe_load(text)
    return symbols
