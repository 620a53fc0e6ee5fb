"""Open Packaging (DOCX, XLSX): parts of a ZIP, tied by relationships. Sizes are checked before anything is parsed."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from extractors.errors import IntakeError
from extractors.intake.limits import MEGABYTE, Limits
from extractors.intake.problems import guarded, intake_error

XML_SUFFIXES = (".xml", ".rels", ".vml")
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to by an id: another part, or something outside the file."""

    kind: str  # last word of the type, e.g. "image", "worksheet"
    target: str  # part name, or an address where `external`
    external: bool


class Package:
    """The parts of one office file. Raises IntakeError: damaged-file, truncated-file, office-part-too-large."""

    def __init__(self, path: Path, limits: Limits) -> None:
        with guarded(IntakeError, "damaged-file"):
            self._archive = zipfile.ZipFile(path)
        self._names = {name.lower(): name for name in self._archive.namelist()}
        for member in self._archive.infolist():
            most = limits.office_part_bytes if member.filename.lower().endswith(XML_SUFFIXES) else limits.file_bytes
            if member.file_size > most:
                self.close()
                raise intake_error("office-part-too-large", limit=most // MEGABYTE)

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        self._archive.close()

    def names(self) -> tuple[str, ...]:
        """Names of all parts."""
        return tuple(self._names.values())

    def read(self, name: str) -> bytes:
        """The bytes of a part, no more than its declared size. Raises KeyError where there is none."""
        return self._archive.read(self._names[name.lower()])

    def xml(self, name: str) -> etree._Element | None:
        """The root element of a part, None where there is none. Raises IntakeError as `refuse_entities`."""
        if name.lower() not in self._names:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(self.read(name), parser)
        refuse_entities(root)
        return root

    def relationships(self, name: str) -> dict[str, Relationship]:
        """What a part refers to, by id."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for element in [] if root is None else root:
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = Relationship(element.get("Type", "").rpartition("/")[2], target, external)
        return found

    def count(self, name: str, word: bytes) -> int:
        """How often `word` occurs in a part, read in blocks."""
        count, tail = 0, b""
        with self._archive.open(self._names[name.lower()]) as stream:
            while block := stream.read(_BLOCK_BYTES):
                window = tail + block
                count += window.count(word)
                tail = window[-(len(word) - 1) :]
        return count


def refuse_entities(element: etree._Element) -> None:
    """Raise IntakeError `damaged-file` where this element's file could declare entities.

    They are not expanded, nothing is fetched, and no office program writes any: their text would be missing without a
    word.
    """
    if element.getroottree().docinfo.internalDTD is not None:
        raise intake_error("damaged-file")


def local_name(element: etree._Element) -> str:
    """The tag without its namespace: transitional and strict files differ in nothing else. Comments have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), None)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        element = next((found for found in children(element) if local_name(found) == name), None)
    return element


def children(element: etree._Element | None) -> Iterator[etree._Element]:
    """Child elements, none of nothing."""
    return iter(()) if element is None else iter(element)
