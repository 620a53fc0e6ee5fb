"""What a check and a run look at: digests, by which a reviewer's decision stays, and what is out of sight now.

A place is known by the bytes of its file, not by the file's name: another file added to a dossier may change names.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from verifier.models import Check, Dossier, Report, Value

_DIGITS = 4  # of a share of the page: a tenth of a millimetre on A4


def check_inputs(check: Check, ruleset_version: str, files: Mapping[str, str]) -> str:
    """Digest of the values and places that a check looked at, its outcome and the rules; `files`: checksums by name.

    A finding may look at a file without showing a value of it ("a.pdf第1页中未见…"): what its message names counts.
    """
    finding = check.finding
    named = sorted(checksum for name, checksum in files.items() if name in finding.message)
    values = [[_value(value, files) for value in side] for side in (finding.declared, finding.found)]
    return _digest([ruleset_version, check.rule, finding.outcome.value, finding.message, values, named])


def run_inputs(report: Report, ruleset_version: str, readings: Mapping[str, str]) -> str:
    """Digest of all that a run looked at: pages as read (`readings`), corrections, declared figures, day and rules."""
    dossier = report.dossier
    declared = {path: str(field.value) for path, field in dossier.declared.items()}
    kinds = [[document.kind, list(map(list, document.pages))] for document in dossier.documents]
    corrections = [[one.path, str(one.correction.value), one.holds] for one in dossier.corrections]
    return _digest(
        [report.ruleset_id, ruleset_version, dict(readings), declared, dossier.submitted_on, kinds, corrections]
    )


def out_of_sight(before: Report, now: Report) -> set[str]:
    """Rules whose findings in an earlier report show a page that is not among those that were read now.

    None where all of the present dossier was read: a page that is missing then was taken out by the applicant. While
    something is unread nobody knows that, and what the page showed may stand there still.
    """
    if not now.dossier.unread:
        return set()
    read = _by_checksum(now.dossier, ((page.file, page.number) for page in now.dossier.pages))
    return {
        check.rule
        for check in before.checks
        if check.is_finding and not _by_checksum(before.dossier, _shown(check)) <= read
    }


def _shown(check: Check) -> Iterable[tuple[str, int]]:
    values = (*check.finding.declared, *check.finding.found)
    return ((place.file, place.page) for value in values for place in value.evidence)


def _by_checksum(dossier: Dossier, pages: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    files = {file.name: file.sha256 for file in dossier.files}
    return {(files.get(name, name), number) for name, number in pages}


def _value(value: Value, files: Mapping[str, str]) -> list[Any]:
    places = [
        [
            files.get(place.file, place.file),
            place.page,
            [[round(share, _DIGITS) for share in point] for point in place.polygon],
        ]
        for place in value.evidence
    ]
    return [value.field, value.value, value.raw, places]


def _digest(parts: list[Any]) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
