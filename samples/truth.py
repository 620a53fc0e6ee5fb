"""The truth about a dossier (`truth/1`): pages, documents, fields as printed, what each check may say."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.expectation import expected_outcomes
from samples.lookalikes import observe_lookalikes
from samples.paper import Address
from samples.words import read_words

if TYPE_CHECKING:
    from samples.dossier import Dossier
    from samples.paper import Paper

SCHEMA, RULESET = "truth/1", "xuchang-2020-154"
SILENT = {"pass", "not_applicable"}  # outcomes that are no finding


def describe(dossier: Dossier) -> dict[str, Any]:
    """Return the truth as plain JSON values; the dossier must have been packed."""
    checks = {rule: sorted(outcomes) for rule, outcomes in expected_outcomes(dossier).items()}
    return {
        "schema": SCHEMA,
        "ruleset": RULESET,
        "dossier": {
            "applicant": folded(dossier.applicant),
            "submitted_on": dossier.world.submitted_on.isoformat(),
            "quality": dossier.quality,
            "packing": dossier.packing,
            "seed": dossier.seed,
        },
        "pages": [{"file": file, "page": page, **about} for (file, page), about in sorted(dossier.shown.items())],
        "documents": [_document(paper) for paper in dossier.papers],
        "fields": fields_of(dossier),
        "checks": checks,
        "faults": _faults(dossier, checks),
        "lookalikes": [
            {"rule": rule, "what": what} for rule, what in observe_lookalikes(dossier) if SILENT & set(checks[rule])
        ],
    }


def fields_of(dossier: Dossier) -> dict[str, Any]:
    """Return the contract's field paths with their printed values."""
    paths: dict[str, Any] = {}
    counts: dict[str, int] = {}
    for paper in dossier.papers:
        place = counts[paper.kind] = counts.get(paper.kind, -1) + 1
        prefix = paper.kind if place == 0 else f"{paper.kind}[{place}]"
        for name, value in paper_fields(paper).items():
            if isinstance(value, list):
                for row, entries in enumerate(value):
                    paths |= {f"{prefix}.{name}[{row}].{key}": entry for key, entry in entries.items()}
            else:
                paths[f"{prefix}.{name}"] = value
    return paths


def paper_fields(paper: Paper) -> dict[str, Any]:
    """Return the contract's fields of one paper as plain values; what is not printed is left out."""
    known = read_words("contract_fields").get(paper.kind, {"fields": []})
    found = _printed(paper, known["fields"], paper.values)
    for name, keys in known.get("lists", {}).items():
        found[name] = [_printed(paper, keys, row) for row in paper.values[name]]
    return found


def _printed(paper: Paper, names: list[str], values: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(paper, name, values[name]) for name in names if values.get(name) not in (None, "")}


def plain(paper: Paper, name: str, value: Any) -> Any:
    """Return a value in the contract's form: money with two decimals, ISO dates, folded text."""
    if name == "opinion":
        return str(read_words("audit")["opinions"][value]["name"])
    if name == "bought_on" and str(paper.facts.get("dates", "")).startswith("month"):
        return f"{value:%Y-%m}"
    if isinstance(value, Address):
        value = value.text
    match value:
        case Decimal():
            return f"{value:.2f}"
        case date():
            return value.isoformat()
        case str() if value != "long-term":
            return folded(value)
    return value


def folded(text: str) -> str:
    """Fold full-width letters and digits (NFKC) and remove spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _document(paper: Paper) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for file, page in paper.places:
        if parts and parts[-1]["file"] == file:
            parts[-1]["pages"].append(page)
        else:
            parts.append({"file": file, "pages": [page]})
    seals = []
    for stamp in paper.stamps.values():
        if stamp.page is not None and paper.places:
            file, page = paper.places[min(stamp.page, len(paper.places) - 1)]
            seals.append({"text": folded(stamp.party), "shape": stamp.shape, "file": file, "page": page})
    return {
        "kind": paper.kind,
        "file": parts[0]["file"],
        "pages": parts[0]["pages"],
        "parts": parts,
        "fields": paper_fields(paper),
        "seals": seals,
    }


def _faults(dossier: Dossier, checks: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Return every rule that must end in a finding, with the planted fault's sentence or what it follows from."""
    sentences = {fault.rule: fault.what for fault in dossier.planted}
    return [
        {"rule": rule, "accept": outcomes, "what": sentences.get(rule, "follows from another planted fault")}
        for rule, outcomes in checks.items()
        if not SILENT & set(outcomes)
    ]
