"""Printed dossiers to folders, with the truth about each (`truth/1`, the form that `verifier evaluate` reads)."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from tests.foreign_pages.dossiers import SILENT, Dossier, read_data
from tests.foreign_pages.printing import Paper, print_dossier
from tests.foreign_pages.variants import WRITERS

RULESET = "xuchang-2020-154"


def write_dossier(dossier: Dossier, out: Path, variants: Iterable[str]) -> list[Path]:
    """Print a dossier once, and write a folder and a `.truth.json` for each variant. Return the folders."""
    pdf, papers = print_dossier(dossier)
    folders = []
    for variant in variants:
        folder = out / f"{dossier.name}.{variant}"
        folder.mkdir(parents=True)
        truth = _truth(dossier, variant, papers, _write_papers(pdf, papers, folder, variant))
        out.joinpath(f"{folder.name}.truth.json").write_text(
            json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        folders.append(folder)
    return folders


Places = Sequence[Sequence[tuple[str, int]]]


def _write_papers(pdf: bytes, papers: Sequence[Paper], folder: Path, variant: str) -> Places:
    """Write each paper; file names say nothing of what is in them. Return files and page numbers of each paper."""
    ends = list(accumulate(paper.pages for paper in papers))
    return [
        WRITERS[variant](pdf, range(end - paper.pages, end), folder / f"{number:02d}")
        for number, (paper, end) in enumerate(zip(papers, ends, strict=True), start=1)
    ]


def _truth(dossier: Dossier, variant: str, papers: Sequence[Paper], places: Places) -> dict[str, Any]:
    expected = dossier.expected_of(variant)
    return {
        "schema": "truth/1",
        "ruleset": RULESET,
        "dossier": {
            "applicant": _folded(dossier.data["name"]),
            "submitted_on": dossier.data["submitted_on"],
            "quality": variant,
        },
        "pages": [
            {"file": file, "page": page, "kind": paper.kind}
            for paper, pages in zip(papers, places, strict=True)
            for file, page in pages
        ],
        "documents": [_document(dossier.data, paper, pages) for paper, pages in zip(papers, places, strict=True)],
        "checks": expected,
        "faults": [
            {"rule": rule, "accept": expected[rule], "what": what}
            for rule, what in dossier.planted.items()
            if not SILENT & set(expected[rule])
        ],
    }


def _document(data: Mapping[str, Any], paper: Paper, places: Sequence[tuple[str, int]]) -> dict[str, Any]:
    file = places[0][0]
    return {
        "kind": paper.kind,
        "file": file,
        "pages": [page for name, page in places if name == file],
        "fields": _fields(paper.kind, data.get(paper.template, {})),
    }


def _fields(kind: str, printed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the contract among what is printed, in the contract's form."""
    known = read_data("contract_fields")
    fields: dict[str, Any] = {}
    for name in known.get(kind, ()):
        value = printed.get(name)
        if isinstance(value, list):
            columns = known.get(name) or known[f"{kind}.{name}"]
            fields[name] = [{column: _plain(row[column]) for column in columns} for row in value]
        elif value is not None:
            fields[name] = _plain(value)
    return fields


def _plain(value: Any) -> Any:
    return _folded(value) if isinstance(value, str) and value != "long-term" else value


def _folded(text: str) -> str:
    """Full-width letters and digits folded, spaces removed."""
    return "".join(unicodedata.normalize("NFKC", text).split())
