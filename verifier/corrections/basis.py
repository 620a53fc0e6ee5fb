"""What was read of a field when a person corrected it.

The same value, the same text, at the same places of the same bytes: then the correction holds. A field of which nothing
was read is known by the pages of its document, and a cell of a list by what was read in the rest of its row: the number
of a row is another one as soon as a row before it is read.

Places are as `report.json` shows them, so that the same basis comes from a report as from a dossier; files are known by
their checksums, since names may change.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extractors.models import Document
from verifier.readings import plain_path

_CELL = re.compile(r"(?P<row>.+\]\.)(?P<column>\w+)")
Basis = dict[str, Any]  # plain JSON
Pages = list[list[Any]]  # checksum and page number


def basis_of_entry(entry: Mapping[str, Any], checksums: Mapping[str, str]) -> Basis:
    """From a field as `report.json` has it; `checksums` by file."""
    places = [
        [checksums.get(place["file"], place["file"]), place["page"], [list(point) for point in place["polygon"]]]
        for place in entry["evidence"]
    ]
    return {"value": entry["value"], "raw": entry["raw"], "places": places}


def basis_of_nothing(
    pages: Iterable[tuple[str, int]], checksums: Mapping[str, str], row: Mapping[str, Mapping[str, Any]] | None = None
) -> Basis:
    """Of a field that was not read in a document of these pages; `row` are the entries of the other cells by column."""
    basis: Basis = {"pages": [[checksums.get(file, file), page] for file, page in pages]}
    if row is not None:
        basis["row"] = {column: basis_of_entry(row[column], checksums) for column in sorted(row)}
    return basis


def row_of(name: str) -> str | None:
    """How the paths of a cell's row begin: `rows[3].price` gives `rows[3].`; None where it is no cell of a list."""
    cell = _CELL.fullmatch(name)
    return None if cell is None else cell["row"]


def noted_basis(report: Mapping[str, Any], path: str) -> Basis | None:
    """What a `report.json` says was read under a path; None where it has neither such a field nor room for it.

    Room there is where the document is there, and in a list where the row is. A field that was corrected before counts
    as it was read.
    """
    checksums = {file["name"]: file["sha256"] for file in report["dossier"]["files"]}
    entry = report["fields"].get(path)
    if entry is not None and "corrected" in entry:
        read = entry["corrected"]["read"]
        return basis_of_entry(read, checksums) if read is not None else _nothing(report, path, checksums)
    if entry is not None:
        return basis_of_entry(entry, checksums)
    row = _row(path)
    if row is not None and not any(known.startswith(row) for known in report["fields"]):
        return None
    return _nothing(report, path, checksums)


def _nothing(report: Mapping[str, Any], path: str, checksums: Mapping[str, str]) -> Basis | None:
    head = path.partition(".")[0]
    kind = plain_path(head)
    index = int(head[len(kind) + 1 : -1] or 0)
    documents = _documents(report, kind)
    return basis_of_nothing(documents[index], checksums, _rest(report, path)) if index < len(documents) else None


def _row(path: str) -> str | None:
    """As `row_of`, with the document before it."""
    head, _, name = path.partition(".")
    row = row_of(name)
    return None if row is None else f"{head}.{row}"


def _rest(report: Mapping[str, Any], path: str) -> dict[str, Mapping[str, Any]] | None:
    """What was read of the other cells of a row, by column; None where the path is of no row."""
    row = _row(path)
    if row is None:
        return None
    read = {
        known.removeprefix(row): entry["corrected"]["read"] if "corrected" in entry else entry
        for known, entry in report["fields"].items()
        if known.startswith(row) and known != path
    }
    return {column: entry for column, entry in read.items() if entry is not None}


def _documents(report: Mapping[str, Any], kind: str) -> Sequence[Sequence[tuple[str, int]]]:
    """The pages of each document of a kind; a report has an entry for each file that a document spans."""
    documents: list[list[tuple[str, int]]] = []
    for material in report["materials"]:
        if material["kind"] != kind:
            continue
        for entry in material["documents"]:
            pages = [(entry["file"], page) for page in entry["pages"]]
            if entry.get("continues"):
                documents[-1] += pages
            else:
                documents.append(pages)
    return documents


def pages_of(document: Document) -> Sequence[tuple[str, int]]:
    """The pages of a document in the order in which a report lists them: file by file."""
    files = list(dict.fromkeys(file for file, _ in document.pages))
    return [(file, page) for name in files for file, page in document.pages if file == name]


def is_of_nothing(basis: Mapping[str, Any]) -> bool:
    """Whether nothing had been read."""
    return "pages" in basis
