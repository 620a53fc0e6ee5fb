"""The page of a dossier: the report's own parts, joined with decisions and with the numbers of its pages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.dossier_matter import Matter
from extractors.kinds.catalogue import kinds
from extractors.models import LONG_TERM, Evidence, Field
from verifier.corrections.values import corrected_value, is_known, is_mark
from verifier.fields import type_of
from verifier.masking import masked
from verifier.models import Check, JudgedCorrection, Outcome, Report, Value
from verifier.reporting.coverage import Coverage, declared_coverage, path_on_form
from verifier.reporting.field_tables import DocumentFields, document_fields
from verifier.reporting.labels import confidence_label, field_label
from verifier.reporting.overview import (
    SEVERITY,
    ChecklistRow,
    SealRow,
    checklist_rows,
    page_runs,
    seal_rows,
    warnings,
)
from verifier.reporting.places import shown_polygon
from verifier.reporting.rounds import ChangeGroup, change_groups
from verifier.reporting.sheets import Background, Sheet, evidence_sheet
from verifier.reporting.wording import short_names, shown, value_words, visible
from verifier.store.runs import Standing
from verifier.values import plain_value

_Place = tuple[str, int]  # file and page within it


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as a person may correct it: its path, what it is called, and the field as read, if it was.

    `plain` is the value as a person would begin to write it, `type` what the field holds (`verifier.fields.type_of`, or
    `mark`). `correction` is what a person said of it, whether that holds or not. `needs_place`: nothing was read of it,
    so that a person has to say where it stands.
    """

    path: str
    name: str
    words: str
    plain: str
    type: str
    field: Field
    correction: JudgedCorrection | None
    needs_place: bool

    @property
    def has_numbers(self) -> bool:
        """Whether there are numbers of people in it, which are masked unless somebody asks for them."""
        return any(masked(text) != text for text in (self.words, self.plain, self.field.raw))

    @property
    def seen(self) -> dict[str, Any]:
        """What a correction names as seen, as it stands in `report.json`."""
        return {"value": plain_value(self.field.value), "raw": self.field.raw}


@dataclass(frozen=True, slots=True)
class Reopened:
    """A correction that was not used: what it said (`words`), by whom and when, and what is read now, if anything."""

    path: str
    name: str
    words: str
    reason: str
    by: str
    at: datetime
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A check with what a reviewer said of it. `change` is `new`, `changed` or empty, as against the run before.

    `seen` is the ETag with which a decision on it is sent.
    """

    sheet: Sheet
    standing: Standing | None
    seen: str
    change: str
    readings: tuple[Reading, ...]

    @property
    def check(self) -> Check:
        """The check itself."""
        return self.sheet.check

    @property
    def verdict(self) -> str:
        """What holds: `confirmed`, `dismissed`, `corrected`; `reopened` for what no longer does, else `open`."""
        if self.standing is None:
            return "open"
        return self.standing.decision.verdict.value if self.standing.holds else "reopened"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.verdict in ("open", "reopened")

    @property
    def is_unsure(self) -> bool:
        """Whether something it rests on was read with little confidence, or nothing could be read."""
        places = [place for value in _values(self.check) for place in value.evidence]
        low = any(confidence_label(place.confidence).level == "low" for place in places)
        return low or self.check.finding.outcome is Outcome.REVIEW


@dataclass(frozen=True, slots=True)
class DossierView:
    """All that the page shows of a verification; without one only `pages` are there.

    `changes` are those since the run before, empty where there was none. `numbers` gives the number in the dossier of a
    page by its file and place there, as far as the file is the one that was verified. `data` is for the page's modules.
    """

    numbers: Mapping[_Place, int]
    data: Mapping[str, Any]
    report: Report | None = None
    findings: tuple[FindingView, ...] = ()
    settled: tuple[FindingView, ...] = ()
    changes: tuple[ChangeGroup, ...] = ()
    checklist: tuple[ChecklistRow, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    documents: tuple[DocumentFields, ...] = ()
    reopened: tuple[Reopened, ...] = ()
    seals: tuple[SealRow, ...] = ()
    warnings: tuple[str, ...] = ()
    short_names: Mapping[str, str] | None = None
    kind_names: Mapping[str, str] | None = None
    kinds: tuple[tuple[str, str], ...] = ()

    @property
    def open_findings(self) -> int:
        """How many findings wait for a decision."""
        return sum(finding.is_open for finding in self.findings)

    def reading(self, field: Field) -> Reading:
        """A field of the report as it may be corrected."""
        assert self.report is not None
        return _reading(field, self.report, self.kind_names or {})

    def unread(self, path: str) -> Reading | None:
        """What was not read, as it may be put in; None where the contract knows no such field."""
        return self.reading(Field(path, None, "", 0.0, ())) if is_known(path) else None

    def unread_on_form(self, row: Coverage) -> Reading | None:
        """The figure of the form of which nothing usable was read; None where the form has no room for it."""
        assert self.report is not None
        if row.form is not None:
            return self.reading(self.report.dossier.fields[row.form.field])
        path = path_on_form(self.report.dossier, row.declared[0])
        return None if path is None else self.unread(path)

    def address(self, file: str, page: int) -> int | None:
        """The number of a page in the dossier; None for one that is not there any more, or not as it was verified."""
        return self.numbers.get((file, page))


def dossier_view(matter: Matter) -> DossierView:
    """What the page shows."""
    numbers = _numbers(matter)
    names = short_names(dict.fromkeys([*(view.page.file for view in matter.pages), *_report_files(matter.report)]))
    if matter.report is None:
        return DossierView(numbers, _data(matter, numbers, (), names), short_names=names)
    report, context = matter.report, matter.context
    background = Background.of(context, report.dossier, {})
    changes = _changes(report)
    checks = [
        FindingView(
            evidence_sheet(check, background),
            matter.standing.get(check.rule),
            matter.seen.get(check.rule, ""),
            changes.get(check.rule, ""),
            _readings(check, report, context.kind_names),
        )
        for check in report.checks
    ]
    findings = tuple(
        one for outcome in SEVERITY for one in checks if one.check.is_finding and one.check.finding.outcome is outcome
    )
    return DossierView(
        numbers,
        _data(matter, numbers, findings, names),
        report=report,
        findings=findings,
        settled=tuple(one for one in checks if not one.check.is_finding),
        changes=_change_groups(report),
        checklist=checklist_rows(report, context),
        coverage=declared_coverage(report.dossier, report.checks),
        documents=document_fields(report.dossier, context),
        reopened=tuple(_reopened(matter, report)),
        seals=seal_rows(report),
        warnings=warnings(report, page_runs(report.dossier)),
        short_names=names,
        kind_names=context.kind_names,
        kinds=tuple((kind.name, kind.title) for kind in kinds().values()),
    )


def _numbers(matter: Matter) -> dict[_Place, int]:
    """Numbers of the pages that the report speaks of; a file that was since replaced is not the report's file."""
    known = None if matter.report is None else {file.name: file.sha256 for file in matter.report.dossier.files}
    pages = (view.page for view in matter.pages)
    return {
        (page.file, page.file_page): page.number
        for page in pages
        if known is None or known.get(page.file) == page.sha256
    }


def _report_files(report: Report | None) -> Iterable[str]:
    return () if report is None else (file.name for file in report.dossier.files)


def _change_groups(report: Report) -> tuple[ChangeGroup, ...]:
    """What became of the findings of the run before; of a first run nothing is told."""
    return change_groups(report.changes) if report.changes is not None and report.changes.since else ()


def _changes(report: Report) -> dict[str, str]:
    """The word for what became of a finding since the run before, by rule; none where it is as it was."""
    groups = (group for group in _change_groups(report) if group.kind in ("new", "changed"))
    return {check.rule: group.word for group in groups for check in group.checks}


def _readings(check: Check, report: Report, kind_names: Mapping[str, str]) -> tuple[Reading, ...]:
    """The values that stand on paper, each path once."""
    paths = dict.fromkeys(value.field for value in _values(check) if value.field in report.dossier.fields)
    return tuple(_reading(report.dossier.fields[path], report, kind_names) for path in paths)


def _reading(field: Field, report: Report, kind_names: Mapping[str, str]) -> Reading:
    correction = next((one for one in report.dossier.corrections if one.path == field.path), None)
    was_put_in = correction is not None and correction.holds and correction.read is None
    return Reading(
        field.path,
        _name(field.path, kind_names),
        value_words(field.value, field_label(field.path).unit),
        _plain_words(field),
        "mark" if is_mark(field.path) else type_of(field.path),
        field,
        correction,
        needs_place=was_put_in or field.path not in report.dossier.fields,
    )


def _name(path: str, kind_names: Mapping[str, str]) -> str:
    """What a field is called where its document is not named beside it."""
    label = field_label(path)
    document = f"（第{label.document}份）" if label.document > 1 else ""
    return " ".join(f"{kind_names.get(label.kind, label.kind)}{document} {label.entry} {label.name}".split())


def _reopened(matter: Matter, report: Report) -> Iterable[Reopened]:
    kind_names = matter.context.kind_names
    for row in matter.reopened:
        field = report.dossier.fields.get(row.path)
        yield Reopened(
            row.path,
            _name(row.path, kind_names),
            value_words(corrected_value(row.path, row.value), field_label(row.path).unit),
            row.reason,
            matter.names[row.made_by],
            row.made_at,
            None if field is None else _reading(field, report, kind_names),
        )


def _plain_words(field: Field) -> str:
    """The value as a person would begin to correct it: amounts in yuan, without words around them."""
    if field.value is None or isinstance(field.value, bool):
        return value_words(field.value)
    return "长期" if field.value == LONG_TERM else str(field.value)


def _values(check: Check) -> Sequence[Value]:
    return (*check.finding.declared, *check.finding.found)


def _data(
    matter: Matter, numbers: Mapping[_Place, int], findings: Iterable[FindingView], names: Mapping[str, str]
) -> dict[str, Any]:
    """Pages, and the places of each finding on them. Texts are made visible: modules show them as they are."""
    findings = tuple(findings)
    places = {one.check.rule: list(_places(one.check, numbers)) for one in findings}
    marks: defaultdict[int, list[FindingView]] = defaultdict(list)
    for one in findings:
        for number in dict.fromkeys(place["page"] for place in places[one.check.rule]):
            marks[number].append(one)
    owners = {numbers[place]: kind for place, kind in _owners(matter).items() if place in numbers}
    return {
        "dossier": matter.dossier.id,
        "state": matter.dossier.state.value,
        "pages": [
            {
                "number": view.page.number,
                "file": _named(names[view.page.file], matter),
                "sha256": view.page.sha256,
                "filePage": view.page.file_page,
                "kind": owners.get(view.page.number, ""),
                "kindName": _kind_name(matter, owners.get(view.page.number, "")),
                "state": view.page.state.value,
                "hasPicture": view.page.number in matter.pictured,
                "turns": view.quarter_turns,
                "saidKind": view.kind,
                "findings": len(marks[view.page.number]),
                "outcome": _worst(marks[view.page.number]),
            }
            for view in matter.pages
        ],
        "places": places,
    }


def _named(file: str, matter: Matter) -> str:
    return shown(file) if matter.whole_until is None else visible(file)


def _places(check: Check, numbers: Mapping[_Place, int]) -> Iterable[dict[str, Any]]:
    """What a finding shows, the papers found before the declared: what is to be looked at first comes first."""
    sides = (("found", check.finding.found), ("declared", check.finding.declared))
    for side, values in sides:
        for value in values:
            for place in value.evidence:
                number = numbers.get((place.file, place.page))
                if number is not None:
                    yield {"page": number, "side": side, "polygon": _points(place)}


def _points(place: Evidence) -> list[list[float]]:
    return [[x, y] for x, y in shown_polygon(place.polygon)]


def _worst(findings: Iterable[FindingView]) -> str:
    found = {one.check.finding.outcome for one in findings}
    return next((outcome.value for outcome in SEVERITY if outcome in found), "")


def _owners(matter: Matter) -> dict[_Place, str]:
    if matter.report is None:
        return {}
    return {place: document.kind for document in matter.report.dossier.documents for place in document.pages}


def _kind_name(matter: Matter, kind: str) -> str:
    return matter.context.kind_names.get(kind, kind)
