"""Stored characters -> the ordinary ones they are seen as."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from importlib import resources

import yaml

_KANGXI = range(0x2F00, 0x2FE0)
_COMPATIBILITY = range(0xF900, 0xFB00)


def unified(text: str) -> str:
    """Radicals and compatibility ideographs -> the unified ideographs of the same shape; nothing else changes.

    PDF printers and fonts store ⽇ (U+2F47) for 日 and ⻓ (U+2ED3) for 长: alike to every eye, unlike to every
    comparison. Full-width letters, brackets and the like are kept as written.
    """
    return "".join(_unified(character) for character in text)


def _unified(character: str) -> str:
    code = ord(character)
    if code < 0x2E80:
        return character
    if code in _KANGXI or code in _COMPATIBILITY:
        return unicodedata.normalize("NFKC", character)
    return _radicals().get(character, character)


@functools.cache
def _radicals() -> Mapping[str, str]:
    text = resources.files(__package__).joinpath("radicals.yaml").read_text(encoding="utf-8")
    radicals: dict[str, str] = yaml.safe_load(text)
    return radicals
