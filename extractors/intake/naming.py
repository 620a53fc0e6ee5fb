"""Names of files inside a dossier: decoded, made harmless, told apart, put in the order a person would."""

from __future__ import annotations

import fnmatch
import functools
import re
import unicodedata
import zlib
from collections.abc import Sequence
from importlib import resources
from pathlib import PurePosixPath
from zipfile import ZipInfo

import yaml

_LONGEST_PART, _MOST_PARTS = 200, 20  # characters, folders: file systems take 255 bytes a part
_UTF8_FLAG = 0x800
_UNICODE_PATH_FIELD = 0x7075  # Info-ZIP: the name in UTF-8, with the CRC of the plain one
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_NUMBER = re.compile(r"(\d+|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])")

_NUMBER_BEFORE = re.compile(r"^\d{1,3}(?!\d)[.、_\s-]*")  # 31.审计报告3
_NUMBER_BEHIND = re.compile(r"[_\s-]*\(?(\d{1,3})\)?$")

NaturalKey = tuple[tuple[tuple[int, int, str], ...], ...]


def natural_key(name: str) -> NaturalKey:
    """Sort key under which 第2页 stands before 第10页 and 附件三 before 附件十, folder by folder."""
    return tuple(_part_key(part) for part in name.split("/"))


def in_reading_order(names: Sequence[str]) -> list[int]:
    """Indices of the names as a person would read them: naturally, pages of one paper together.

    A folder of photographed pages is often numbered only in part (29审计报告1, 31.审计报告3, 审计报告2): files
    whose names differ in nothing but a number in front and one behind are taken together, by the number behind.
    """
    keys = [natural_key(name) for name in names]
    papers = [_paper(name) for name in names]
    first: dict[tuple[str, str], NaturalKey] = {}
    for (folder, stem, _), key in zip(papers, keys, strict=True):
        first[folder, stem] = min(first.get((folder, stem), key), key)

    def order(index: int) -> tuple[NaturalKey, int, NaturalKey]:
        folder, stem, number = papers[index]
        return first[folder, stem], number, keys[index]

    return sorted(range(len(names)), key=order)


def _paper(name: str) -> tuple[str, str, int]:
    """Folder, name without its numbers, and the number behind (0 without one)."""
    path = PurePosixPath(unicodedata.normalize("NFKC", name))
    stem = _NUMBER_BEFORE.sub("", path.stem)
    behind = _NUMBER_BEHIND.search(stem)
    if not stem or (behind and not behind.start()):
        return str(path.parent), path.stem, 0
    return str(path.parent), _NUMBER_BEHIND.sub("", stem), int(behind.group(1)) if behind else 0


def _part_key(part: str) -> tuple[tuple[int, int, str], ...]:
    folded = unicodedata.normalize("NFKC", part).casefold()
    pieces = [piece for piece in _NUMBER.split(folded) if piece]
    # Numbers sort before text; equal keys of different writings (第2页, 第02页) fall back on the text itself.
    return (*((0, _number(piece), "") if _NUMBER.fullmatch(piece) else (1, 0, piece) for piece in pieces), (2, 0, part))


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_CHINESE_DIGITS[ones] if ones else 0)


def clean_name(name: str) -> str:
    """A path to be shown, never opened: `/` as separator, without `..`, roots, drive letters and control characters.

    What is longer than any honest name is shortened in its middle.
    """
    shown = "".join("_" if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character for character in name)
    parts = [part for part in shown.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts and re.fullmatch(r"[A-Za-z]:", parts[0]):
        parts = parts[1:]
    if len(parts) > _MOST_PARTS:
        parts = [*parts[: _MOST_PARTS // 2], "…", *parts[1 - _MOST_PARTS // 2 :]]
    return "/".join(_shortened(part) for part in parts) or "_"


def _shortened(part: str) -> str:
    half = _LONGEST_PART // 2
    return part if len(part) <= _LONGEST_PART else f"{part[:half]}…{part[1 - half :]}"


def distinct_name(name: str, taken: set[str]) -> str:
    """`name`, or `name (2)` and so on where it is taken already; the result is added to `taken`."""
    path = PurePosixPath(name)
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = str(path.with_name(f"{path.stem} ({count}){path.suffix}"))
    taken.add(candidate)
    return candidate


def member_names(members: Sequence[ZipInfo]) -> list[str]:
    """The names of a ZIP's members as their author wrote them.

    Chinese Windows writes GBK and sets no flag, which the zipfile module then reads as cp437. One archive is written
    by one program, so all its unflagged names are taken for UTF-8 only if every one of them is.
    """
    raw = [_raw_name(member) for member in members]
    encoding = "utf-8" if all(_decodes(name, "utf-8") for name in raw if name is not None) else "gb18030"
    names = []
    for member, name in zip(members, raw, strict=True):
        decoded = member.orig_filename if name is None else _decode(name, encoding)
        names.append(_unicode_path(member, name) or decoded)
    return names


def _raw_name(member: ZipInfo) -> bytes | None:
    """The bytes of an unflagged name, None where the archive says that it is UTF-8."""
    return None if member.flag_bits & _UTF8_FLAG else member.orig_filename.encode("cp437")


def _decodes(name: bytes, encoding: str) -> bool:
    try:
        name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decode(name: bytes, encoding: str) -> str:
    return name.decode(encoding if _decodes(name, encoding) else "cp437")


def _unicode_path(member: ZipInfo, raw: bytes | None) -> str | None:
    extra = member.extra
    while len(extra) >= 4:
        field, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        data, extra = extra[4 : 4 + size], extra[4 + size :]
        if field != _UNICODE_PATH_FIELD or len(data) <= 5 or raw is None:
            continue
        # A checksum that does not fit means that the plain name was changed afterwards: then the field is stale.
        if int.from_bytes(data[1:5], "little") == zlib.crc32(raw) and _decodes(data[5:], "utf-8"):
            return data[5:].decode("utf-8")
    return None


def is_junk(name: str) -> bool:
    """Whether a path names what systems and editors leave behind (`junk.yaml`), not an applicant's material."""
    return any(fnmatch.fnmatchcase(part.casefold(), pattern) for part in name.split("/") for pattern in _junk())


@functools.cache
def _junk() -> tuple[str, ...]:
    text = resources.files(__package__).joinpath("junk.yaml").read_text(encoding="utf-8")
    return tuple(pattern.casefold() for pattern in yaml.safe_load(text))
