"""Which figures of the application form other papers bear out, contradict, or say nothing of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractors.models import Field, FieldValue
from extractors.values.companies import normalise_company
from verifier.checks.portal import compare_with_portal
from verifier.comparison import Verdict
from verifier.models import Check, Dossier, Outcome, Value
from verifier.readings import Reading
from verifier.reporting.labels import FieldLabel, field_label
from verifier.reporting.wording import value_words

FORM = "application_form"
_ENTRY = re.compile(r"(?P<entry>(?P<table>.+)\[\d+\])\.(?P<column>\w+)")
_KEYS = ("year", "name")  # by which rows of a table are known
_Row = tuple[str, FieldValue]  # a field's path; in a table the path without its index, and the row's year or name


class Support(StrEnum):
    """What the rest of the dossier says of a declared figure."""

    CONTRADICTED = "contradicted"
    OPEN = "open"
    CONFIRMED = "confirmed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A declared figure, as the scanned form and the portal state it, and the checks that compare it.

    `form` or `portal` is None where that one does not state it; the portal's has no evidence.
    """

    form: Value | None
    portal: Value | None
    support: Support
    checks: tuple[Check, ...]

    @property
    def declared(self) -> tuple[Value, ...]:
        """The figure as stated, the form first."""
        return tuple(value for value in (self.form, self.portal) if value is not None)

    @property
    def label(self) -> FieldLabel:
        """Its name, by the form's row where there is one."""
        return field_label(self.declared[0].field)

    @property
    def on_form(self) -> str:
        """What the form states, in words."""
        return value_words(self.form.value if self.form is not None else None, self.label.unit)

    @property
    def in_portal(self) -> str:
        """What the portal states, in words."""
        return value_words(self.portal.value if self.portal is not None else None, self.label.unit)

    @property
    def found(self) -> tuple[Value, ...]:
        """What other papers show of it, as its checks found it."""
        values = (value for check in self.checks for value in check.finding.found if _is_elsewhere(value))
        return tuple(dict.fromkeys(values))


def declared_coverage(dossier: Dossier, checks: Iterable[Check]) -> tuple[Coverage, ...]:
    """Every number that the applicant declares, in the order of the form.

    Only a check that reads another document counts: figures that agree with each other on the form prove nothing. But
    where form and portal contradict each other, one of them is contradicted, whatever other papers say.
    """
    checks = tuple(checks)
    comparing = [check for check in checks if any(_is_elsewhere(value) for value in check.finding.found)]
    covered = []
    for form, portal in _stated(dossier):
        stated = [value for value in (form, portal) if value is not None]
        if not any(_is_figure(value.value) for value in stated) or field_label(stated[0].field).unit == "年":
            continue
        places = {(value.field, bool(value.evidence)) for value in stated}
        related = tuple(
            check
            for check in comparing
            if any((value.field, bool(value.evidence)) in places for value in check.finding.declared)
        )
        support = _support(related)
        if form is not None and portal is not None:
            verdict = _form_and_portal(dossier, form, portal)
            related += _telling(checks, portal, related) if verdict is not Verdict.SAME else ()
            support = _weightier(support, verdict)
        elif portal is not None:
            related += _telling(checks, portal, related)
            support = _support(related)
        covered.append(Coverage(form, portal, support, related))
    return tuple(covered)


def path_on_form(dossier: Dossier, portal: Value) -> str | None:
    """Where the form would state what only the portal does; None where it has no such row, or there is no form."""
    if not dossier.of_kind(FORM):
        return None
    entry = _ENTRY.fullmatch(portal.field)
    if entry is None:
        return portal.field
    wanted = _row_of(portal.field, dossier.declared)
    rows = dict.fromkeys(found["entry"] for path in dossier.fields if (found := _ENTRY.fullmatch(path)))
    places = (f"{row}.{entry['column']}" for row in rows)
    return next((place for place in places if _row_of(place, dossier.fields) == wanted), None)


def _form_and_portal(dossier: Dossier, form: Value, portal: Value) -> Verdict:
    if form.value is None or portal.value is None:
        return Verdict.UNSURE
    column = portal.field.rpartition(".")[2]
    paper, stated = (
        Reading(form.field, dossier.fields[form.field], None),
        Reading(portal.field, dossier.declared[portal.field], None),
    )
    return compare_with_portal(column, paper, stated).verdict


def _telling(checks: Iterable[Check], portal: Value, known: Sequence[Check]) -> tuple[Check, ...]:
    """Checks that look at a figure of the portal and found something, but for those that are known already."""
    return tuple(
        check
        for check in checks
        if check.is_finding
        and check not in known
        and any(value.field == portal.field and not value.evidence for value in check.finding.declared)
    )


def _weightier(support: Support, verdict: Verdict) -> Support:
    """What is said of a figure, seeing how form and portal agree on it."""
    if verdict is Verdict.DIFFERENT:
        return Support.CONTRADICTED
    return Support.OPEN if verdict is Verdict.UNSURE and support is not Support.CONTRADICTED else support


def _stated(dossier: Dossier) -> Iterator[tuple[Value | None, Value | None]]:
    """What form and portal state of each field; of tables the rows of one year or name, whichever place they have."""
    form = _by_row({path: field for path, field in dossier.fields.items() if path.startswith(f"{FORM}.")})
    portal = _by_row(dossier.declared)
    for row in dict.fromkeys([*form, *portal]):
        yield form.get(row), portal.get(row)


def _by_row(fields: Mapping[str, Field]) -> dict[_Row, Value]:
    rows: dict[_Row, Value] = {}
    for path, field in fields.items():
        row = _row_of(path, fields)
        rows[row if row not in rows else (path, None)] = Value(path, field.value, field.raw, field.evidence)
    return rows


def _row_of(path: str, fields: Mapping[str, Field]) -> _Row:
    entry = _ENTRY.fullmatch(path)
    keys = (fields.get(f"{entry['entry']}.{key}") for key in _KEYS) if entry is not None else ()
    key = next((found.value for found in keys if found is not None and found.value is not None), None)
    if entry is None or key is None:
        return path, None
    return f"{entry['table']}.{entry['column']}", normalise_company(key) if isinstance(key, str) else key


def _is_elsewhere(value: Value) -> bool:
    return bool(value.evidence) and field_label(value.field).kind != FORM


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _support(checks: Iterable[Check]) -> Support:
    outcomes = {check.finding.outcome for check in checks}
    if Outcome.DISCREPANCY in outcomes:
        return Support.CONTRADICTED
    if outcomes & {Outcome.REVIEW, Outcome.MISSING}:
        return Support.OPEN
    return Support.CONFIRMED if Outcome.PASS in outcomes else Support.NONE
