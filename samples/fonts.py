"""The fonts of this machine that can write Chinese: the system's, else those of the mplfonts wheel."""

from __future__ import annotations

import importlib.util
import random
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import ImageFont

from samples.words import read_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SYSTEM_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
CHINESE_STYLES = ("song", "hei", "kai")
MEASURING_SIZE = 1000  # pixels to an em when advances are measured


class NoChineseFontError(RuntimeError):
    """No font with simplified Chinese is installed, so no page can be drawn."""


@dataclass(frozen=True)
class Face:
    """One font file (or one face of a collection)."""

    name: str
    style: str
    path: str
    index: int
    heavy: bool = False

    def at(self, pixels: int) -> ImageFont.FreeTypeFont:
        """Return the font at a size in pixels to the em."""
        return _open_font(self.path, self.index, pixels)

    def covers(self, character: str) -> bool:
        """Tell whether the font has a glyph for the character."""
        return ord(character) in _read_characters(self.path, self.index)

    def advance(self, character: str) -> float:
        """Return the width of the character as a share of the em."""
        return _measure(self.path, self.index, character)


@dataclass(frozen=True)
class Typeface:
    """A Chinese face, perhaps with another for Latin letters and digits, and what stands in for missing glyphs."""

    chinese: Face
    latin: Face | None
    spare: tuple[Face, ...]

    def face_of(self, character: str) -> Face:
        """Return the face that draws the character; the Chinese face where none has it."""
        if self.latin is not None and character.isascii() and character != " ":
            return self.latin
        if self.chinese.covers(character):
            return self.chinese
        return next((face for face in self.spare if face.covers(character)), self.chinese)

    def runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """Split a text into the longest stretches of one face."""
        start = 0
        faces = [self.face_of(character) for character in text]
        for end in range(1, len(text) + 1):
            if end == len(text) or faces[end] is not faces[start]:
                yield faces[start], text[start:end]
                start = end

    def width(self, text: str) -> float:
        """Return the width of the text in em."""
        return sum(self.face_of(character).advance(character) for character in text)


@dataclass(frozen=True)
class Case:
    """All faces found on the machine, as a printer's type case."""

    faces: tuple[Face, ...]

    @cached_property
    def spare(self) -> tuple[Face, ...]:
        """Faces in the order in which they stand in for a missing glyph."""
        return tuple(face for face in self.faces if face.style in (*CHINESE_STYLES, "symbol"))

    def styled(self, style: str, *, heavy: bool | None = None) -> list[Face]:
        """Return the faces of a style, or all Chinese ones where the style is not installed."""
        found = [face for face in self.faces if face.style == style and heavy in (None, face.heavy)]
        chinese = [face for face in self.spare if face.style in CHINESE_STYLES]
        return found or [face for face in chinese if heavy in (None, face.heavy)] or chinese

    def pick(self, style: str, rng: random.Random, *, heavy: bool = False, latin: bool = True) -> Typeface:
        """Choose a typeface of a style; two in five have Latin letters of another font, as Word has."""
        western = [face for face in self.faces if face.style == "latin"]
        face = rng.choice(self.styled(style, heavy=heavy))
        with_latin = latin and bool(western) and rng.random() < 0.4
        return Typeface(face, rng.choice(western) if with_latin else None, self.spare)


def find_faces(folders: Sequence[str | Path] | None = None) -> Case:
    """Look through the font folders (by default the system's and the mplfonts wheel's).

    Raises NoChineseFontError where none of the known fonts is there.
    """
    files: dict[str, Path] = {}
    for folder in _default_folders() if folders is None else folders:
        root = Path(folder).expanduser()
        for path in sorted(root.rglob("*")) if root.is_dir() else []:
            files.setdefault(path.name, path)
    faces: dict[str, Face] = {}
    for entry in read_words("fonts"):
        found = next((files[name] for name in entry["files"] if name in files), None)
        if found is not None and entry["name"] not in faces:
            faces[entry["name"]] = Face(
                entry["name"], entry["style"], str(found), entry["index"], entry.get("heavy", False)
            )
    if not any(face.style in CHINESE_STYLES for face in faces.values()):
        raise NoChineseFontError(
            "no Chinese font found: install the mplfonts wheel or the Debian package fonts-noto-cjk"
        )
    return Case(tuple(faces.values()))


@lru_cache(maxsize=1)
def default_case() -> Case:
    """Return the faces of this machine, looked up once."""
    return find_faces()


def _default_folders() -> list[str]:
    wheel = importlib.util.find_spec("mplfonts")
    inside = [str(Path(place) / "fonts") for place in (wheel.submodule_search_locations or [])] if wheel else []
    return [*SYSTEM_FOLDERS, *inside]


@lru_cache(maxsize=512)
def _open_font(path: str, index: int, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, pixels, index=index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def _read_characters(path: str, index: int) -> frozenset[int]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=65536)
def _measure(path: str, index: int, character: str) -> float:
    return _open_font(path, index, MEASURING_SIZE).getlength(character) / MEASURING_SIZE
