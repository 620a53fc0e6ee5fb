"""`report.json` read back into a report, so that what shows a report shows a stored one as well.

What the file does not hold is given beside it: the name of the rules, the portal's figures, the pages that were read.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from extractors.models import Document, Evidence, Field, FieldValue, Page, Problem, Seal, SealInk, SealShape
from verifier.models import (
    Change,
    Changes,
    Check,
    Correction,
    Dossier,
    DossierFile,
    EngineInfo,
    Finding,
    JudgedCorrection,
    Material,
    MaterialStatus,
    Outcome,
    Report,
    Value,
)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YUAN = re.compile(r"-?\d+\.\d{2}")
_NUMBERING = re.compile(r"(number|code|phone)$")  # text, even where all of it is digits
_NOTHING: Mapping[str, Field] = {}

Json = dict[str, Any]


def read_report(
    text: str | bytes,
    *,
    ruleset_name: str = "",
    declared: Mapping[str, Field] = _NOTHING,
    pages: Iterable[tuple[str, int]] = (),
) -> Report:
    """The report that `render_json` wrote. `pages` are file and number of those that were read.

    Lines of text, how the day of the hand-in is known, and what corrections are based on are not in the file and not
    in what comes of it; the conclusion that seals a report stays in the file.
    """
    stored: Json = json.loads(text)
    materials = tuple(_material(entry) for entry in stored["materials"])
    return Report(
        ruleset_id=stored["ruleset"]["id"],
        ruleset_version=stored["ruleset"]["version"],
        ruleset_name=ruleset_name,
        dossier=_dossier(stored, materials, declared, pages),
        applicant=stored["dossier"]["applicant"],
        materials=materials,
        checks=tuple(_check(entry) for entry in stored["checks"]),
        engine=EngineInfo(stored["engine"]["ocr"], stored["engine"]["version"]),
        seconds=stored["timing"]["seconds"],
        changes=_changes(stored["changes"]) if "changes" in stored else None,
    )


def _changes(entry: Json) -> Changes:
    kinds = {kind: tuple(_change(one) for one in entry[kind]) for kind in ("closed", "new", "changed", "unchanged")}
    return Changes(entry["since"], **kinds)


def _change(entry: Json) -> Change:
    before, outcome = (None if entry[when] is None else Outcome(entry[when]) for when in ("before", "outcome"))
    return Change(entry["rule"], entry["title"], before, outcome)


def _dossier(
    stored: Json, materials: Iterable[Material], declared: Mapping[str, Field], pages: Iterable[tuple[str, int]]
) -> Dossier:
    dossier = stored["dossier"]
    return Dossier(
        id=dossier["id"],
        files=tuple(DossierFile(file["name"], file["sha256"], file["pages"]) for file in dossier["files"]),
        pages=tuple(Page(file, number, 1, 1, ()) for file, number in pages),
        documents=tuple(document for material in materials for document in material.documents),
        fields={path: _field(path, entry) for path, entry in stored["fields"].items()},
        submitted_on=date.fromisoformat(dossier["submitted_on"]),
        submitted_from="",
        declared=declared,
        problems=tuple(Problem(**problem) for problem in stored["problems"]),
        corrections=tuple(_correction(entry) for entry in stored.get("corrections", ())),
    )


def _correction(entry: Json) -> JudgedCorrection:
    path = entry["field"]
    said = Correction(
        id="",
        path=path,
        value=_typed(path, entry["value"]),
        reason=entry["reason"],
        by=entry["by"],
        at=datetime.fromisoformat(entry["at"]),
        basis={},
    )
    return JudgedCorrection(said, path, entry["holds"], _field(path, entry["read"]) if entry["read"] else None)


def _material(entry: Json) -> Material:
    documents = tuple(_documents(entry["kind"], entry["documents"]))
    return Material(entry["code"], entry["kind"], entry["name"], MaterialStatus(entry["status"]), documents)


def _documents(kind: str, entries: Iterable[Json]) -> Iterator[Document]:
    """Documents of a kind; an entry that continues one is its part in another file."""
    parts: list[list[Json]] = []
    for entry in entries:
        if entry.get("continues"):
            parts[-1].append(entry)
        else:
            parts.append([entry])
    for document in parts:
        yield Document(
            kind,
            tuple((part["file"], page) for part in document for page in part["pages"]),
            document[0]["confidence"],
            seals=tuple(_seal(seal) for part in document for seal in part["seals"]),
            incomplete=tuple(document[0].get("incomplete", ())),
        )


def _seal(entry: Json) -> Seal:
    return Seal(
        SealShape(entry["shape"]),
        _evidence(entry["evidence"]),
        entry["text"],
        presence=entry["presence"],
        ink=SealInk(entry["ink"]),
        whole=entry["whole"],
    )


def _field(path: str, entry: Json) -> Field:
    return Field(
        path,
        _typed(path, entry["value"]),
        entry["raw"],
        entry["confidence"],
        tuple(_evidence(place) for place in entry["evidence"]),
        note=entry.get("note", ""),
        confirmed_by=tuple(entry.get("confirmed_by", ())),
        alternatives=tuple(_typed(path, value) for value in entry.get("alternatives", ())),
    )


def _check(entry: Json) -> Check:
    finding = Finding(
        Outcome(entry["outcome"]),
        entry["message"],
        tuple(_value(value) for value in entry["declared"]),
        tuple(_value(value) for value in entry["found"]),
        entry["confidence"],
        tuple(entry["explanation"]),
    )
    return Check(entry["rule"], entry["clause"], entry["title"], finding)


def _value(entry: Json) -> Value:
    places = tuple(_evidence(place) for place in entry["evidence"])
    return Value(entry["field"], _typed(entry["field"], entry["value"]), entry["raw"], places)


def _evidence(entry: Json) -> Evidence:
    polygon = tuple((x, y) for x, y in entry["polygon"])
    return Evidence(entry["file"], entry["page"], polygon, entry["text"], entry["confidence"])


def _typed(path: str, value: str | float | bool | None) -> FieldValue:
    """The value behind its form in JSON: money and dates are text there."""
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value  # text that only looks like a day
    return Decimal(value) if _YUAN.fullmatch(value) and not _NUMBERING.search(path) else value
