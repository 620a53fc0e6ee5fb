"""Which figures of the application form other papers bear out, contradict, or say nothing of."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from verifier.models import Check, Dossier, Outcome, Value
from verifier.reporting.labels import FieldLabel, field_label
from verifier.reporting.wording import value_words

FORM = "application_form"


class Support(StrEnum):
    """What the rest of the dossier says of a declared figure."""

    CONTRADICTED = "contradicted"
    OPEN = "open"
    CONFIRMED = "confirmed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A declared figure, as the scanned form and the portal state it, and the checks that compare it."""

    label: FieldLabel
    on_form: str
    in_portal: str
    support: Support
    checks: tuple[Check, ...]


def declared_coverage(dossier: Dossier, checks: Iterable[Check]) -> tuple[Coverage, ...]:
    """Every number that the applicant declares, in the order of the form.

    Only a check that reads another document counts: figures that agree with each other on the form prove nothing.
    """
    form = {path: field for path, field in dossier.fields.items() if path.startswith(f"{FORM}.")}
    comparing = [check for check in checks if any(_is_elsewhere(value) for value in check.finding.found)]
    covered = []
    for path in dict.fromkeys([*form, *dossier.declared]):
        on_form, in_portal = (fields[path].value if path in fields else None for fields in (form, dossier.declared))
        label = field_label(path)
        if not (_is_figure(on_form) or _is_figure(in_portal)) or label.unit == "年":
            continue
        related = tuple(check for check in comparing if any(value.field == path for value in check.finding.declared))
        on_form, in_portal = value_words(on_form, label.unit), value_words(in_portal, label.unit)
        covered.append(Coverage(label, on_form, in_portal, _support(related), related))
    return tuple(covered)


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
