"""A report as `report.json`, schema `report/1` (docs/report.schema.json)."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from extractors.models import Document, Evidence, Field, Problem, Seal
from verifier.models import Change, Changes, Check, Decided, JudgedCorrection, Material, Report, Review, Value
from verifier.reporting.coverage import Coverage, declared_coverage
from verifier.reporting.places import shown_polygon
from verifier.values import plain_value

SCHEMA = "report/1"
_CONFIDENCE_DIGITS = 4
_SURROGATE = re.compile("[\ud800-\udfff]")

Json = dict[str, Any]


def render_json(report: Report) -> str:
    """Text of `report.json`, ending in a line break: the same report gives the same text.

    A half surrogate, as a broken file name may hold one, is written as an escape, so that the text can be encoded in
    UTF-8 and read back unchanged. Raises ValueError for a number that JSON has no form for (NaN, infinity).
    """
    return _as_text(_report(report))


def render_readout(materials: Sequence[Material], fields: Mapping[str, Field], problems: Sequence[Problem]) -> str:
    """What was read of files without checking it: the same parts as in `report.json`."""
    return _as_text(
        {
            "materials": [_material(material) for material in materials],
            "fields": {path: field_entry(field) for path, field in fields.items()},
            "problems": [_problem(problem) for problem in problems],
        }
    )


def _as_text(document: Json) -> str:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def _problem(problem: Problem) -> Json:
    return {"file": problem.file, "page": problem.page, "code": problem.code, "message": problem.message}


def _report(report: Report) -> Json:
    dossier = report.dossier
    corrected = {one.path: one for one in dossier.corrections if one.holds}
    document: Json = {
        "schema": SCHEMA,
        "ruleset": {"id": report.ruleset_id, "version": report.ruleset_version},
        "dossier": {
            "id": dossier.id,
            "applicant": report.applicant,
            "submitted_on": dossier.submitted_on.isoformat(),
            "files": [{"name": file.name, "sha256": file.sha256, "pages": file.pages} for file in dossier.files],
        },
        "summary": {outcome.value: count for outcome, count in report.summary.items()},
        "materials": [_material(material) for material in report.materials],
        "fields": {path: _field(field, corrected.get(path)) for path, field in dossier.fields.items()},
        "checks": [_check(check, report.review) for check in report.checks],
        "coverage": [_coverage(row) for row in declared_coverage(dossier, report.checks)],
        "problems": [_problem(problem) for problem in dossier.problems],
        "engine": {"ocr": report.engine.name, "version": report.engine.version},
        "timing": {"pages": len(dossier.pages), "seconds": round(report.seconds, 1)},
    }
    if dossier.corrections:
        document["corrections"] = [_correction(one) for one in dossier.corrections]
    if report.changes is not None:
        document["changes"] = _changes(report.changes)
    if report.review is not None:
        document["conclusion"] = _conclusion(report.review)
    return document


def _conclusion(review: Review) -> Json:
    return {
        "verdict": review.verdict.value,
        "opinion": review.opinion,
        "signed_by": review.signed_by,
        "signed_at": _moment(review.signed_at),
    }


def _decision(decided: Decided) -> Json:
    return {
        "verdict": decided.verdict.value,
        "reason": decided.reason,
        "decided_by": decided.decided_by,
        "decided_at": _moment(decided.decided_at),
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _changes(changes: Changes) -> Json:
    kinds = {kind: [_change(change) for change in found] for kind, found in changes.kinds.items()}
    return {"since": changes.since, **kinds}


def _change(change: Change) -> Json:
    return {"rule": change.rule, "title": change.title, "before": change.before, "outcome": change.now}


def _material(material: Material) -> Json:
    return {
        "code": material.code,
        "kind": material.kind,
        "name": material.name,
        "status": material.status.value,
        "documents": [entry for document in material.documents for entry in _document_entries(document)],
    }


def _document_entries(document: Document) -> list[Json]:
    """One entry for each file that the document spans, in the order in which the files first occur.

    The index of a field path counts documents: entries that only continue one say so.
    """
    files = list(dict.fromkeys(file for file, _ in document.pages))
    entries = []
    for file in files:
        entry: Json = {
            "file": file,
            "pages": [page for name, page in document.pages if name == file],
            "confidence": _confidence(document.confidence),
            "seals": [_seal(seal) for seal in document.seals if _home(seal, files) == file],
        }
        if file != files[0]:
            entry["continues"] = True
        if document.incomplete:
            entry["incomplete"] = list(document.incomplete)
        entries.append(entry)
    return entries


def _home(seal: Seal, files: list[str]) -> str:
    """File under which a seal is listed; one from elsewhere is listed with the first rather than lost."""
    return seal.evidence.file if seal.evidence.file in files else files[0]


def _seal(seal: Seal) -> Json:
    return {
        "text": seal.text,
        "shape": seal.shape.value,
        "ink": seal.ink.value,
        "whole": seal.whole,
        "presence": _confidence(seal.presence),
        "evidence": _evidence(seal.evidence),
    }


def _correction(one: JudgedCorrection) -> Json:
    return {
        "field": one.path,
        "value": plain_value(one.correction.value),
        "holds": one.holds,
        **_said(one),
    }


def _said(one: JudgedCorrection) -> Json:
    """Who corrected a field and why, and what was read there."""
    return {
        "by": one.correction.by,
        "at": one.correction.at.isoformat(timespec="seconds"),
        "reason": one.correction.reason,
        "read": field_entry(one.read) if one.read is not None else None,
    }


def _field(field: Field, corrected: JudgedCorrection | None) -> Json:
    entry = field_entry(field)
    if corrected is not None:
        entry["corrected"] = _said(corrected)
    return entry


def field_entry(field: Field) -> Json:
    """A field as reports have it."""
    entry: Json = {
        "value": plain_value(field.value),
        "raw": field.raw,
        "confidence": _confidence(field.confidence),
        "evidence": [_evidence(evidence) for evidence in field.evidence],
    }
    if field.note:
        entry["note"] = field.note
    if field.confirmed_by:
        entry["confirmed_by"] = list(field.confirmed_by)
    if field.alternatives:
        entry["alternatives"] = [plain_value(value) for value in field.alternatives]
    return entry


def _check(check: Check, review: Review | None) -> Json:
    finding = check.finding
    entry: Json = {
        "rule": check.rule,
        "clause": check.clause,
        "title": check.title,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "declared": [_value(value) for value in finding.declared],
        "found": [_value(value) for value in finding.found],
        "confidence": _confidence(finding.confidence),
        "explanation": list(finding.explanation),
    }
    if review is not None and check.rule in review.decisions:
        entry["decision"] = _decision(review.decisions[check.rule])
    return entry


def _coverage(row: Coverage) -> Json:
    return {
        "field": row.declared[0].field,
        "declared": [_value(value) for value in row.declared],
        "state": row.support.value,
        "rules": [check.rule for check in row.checks],
        "found": [_value(value) for value in row.found],
    }


def _value(value: Value) -> Json:
    return {
        "field": value.field,
        "value": plain_value(value.value),
        "raw": value.raw,
        "evidence": [_evidence(evidence) for evidence in value.evidence],
    }


def _evidence(evidence: Evidence) -> Json:
    return {
        "file": evidence.file,
        "page": evidence.page,
        "polygon": [list(point) for point in shown_polygon(evidence.polygon)],
        "text": evidence.text,
        "confidence": _confidence(evidence.confidence),
    }


def _confidence(confidence: float) -> float:
    return round(confidence, _CONFIDENCE_DIGITS)
