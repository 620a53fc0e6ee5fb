"""How good are the reports? They are compared with the truth that the sample generator writes (`truth/1`).

Counted are: pages by kind, fields by kind, outcomes, planted faults found, faults passed silently (the worst bug),
false alarms, and checks sent to a person although a perfect reader would decide them.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from extractors.reading.pool import PagePool
from verifier.batch import dossiers_in
from verifier.declared import read_declared
from verifier.pipeline import Submission
from verifier.ruleset import load_ruleset
from verifier.verification import verify_and_write

Json = Mapping[str, Any]
Tell = Callable[[str], None]

_SILENT = frozenset({"pass", "not_applicable"})
_ALARMS = frozenset({"discrepancy", "missing"})
_HEADER = "质量 份数 | 页 正确率 未识别 | 字段 正确率 | 植入错误 找出 送人工 漏过 | 误报/份 | 送人工"
_BRACKETS = str.maketrans("〔〕【】[]", "()()()")


@dataclass
class Tally:
    """Counts over dossiers; one for all, and one for each scan quality."""

    dossiers: int = 0
    pages: int = 0
    pages_right: int = 0
    pages_unknown: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    fields_right: Counter[str] = field(default_factory=Counter)
    fields_unread: Counter[str] = field(default_factory=Counter)
    checks: int = 0
    checks_right: int = 0
    faults: int = 0
    faults_found: int = 0
    faults_to_people: int = 0
    silent: int = 0
    alarms: int = 0
    to_people: int = 0

    def as_json(self) -> dict[str, Any]:
        """The counts as plain JSON values, fields summed over kinds."""
        plain = {name: value for name, value in vars(self).items() if isinstance(value, int)}
        totals = {name: value.total() for name, value in vars(self).items() if isinstance(value, Counter)}
        return {**plain, **totals}


@dataclass
class Evaluation:
    """Tallies by scan quality, and every case that is not right."""

    by_quality: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    cases: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Everything as plain JSON values."""
        return {
            "qualities": {quality: tally.as_json() for quality, tally in sorted(self.by_quality.items())},
            "cases": self.cases,
        }

    def as_text(self) -> str:
        """The cases, then a table with a row for each scan quality."""
        lines = [*self.cases, ""] if self.cases else []
        lines.append(_HEADER)
        total = Tally()
        for quality, tally in sorted(self.by_quality.items()):
            lines.append(_row(quality, tally))
            _add(total, tally)
        lines.append(_row("合计", total))
        kinds = sorted(total.fields)
        lines += ["", "字段正确率（按材料）"]
        lines += [
            f"  {kind}: {total.fields_right[kind]}/{total.fields[kind]}（读不出{total.fields_unread[kind]}）"
            for kind in kinds
        ]
        return "\n".join(lines)


def evaluate_folder(folder: Path, reports: Path, pool: PagePool, *, today: date, tell: Tell) -> Evaluation:
    """Compare `reports/NAME/report.json` with `NAME.truth.json` for each dossier, making absent reports first."""
    evaluation = Evaluation()
    for path in dossiers_in(folder):
        name = path.stem if path.is_file() else path.name
        truth_file = folder / f"{name}.truth.json"
        if not truth_file.is_file():
            continue
        report_file = reports / name / "report.json"
        truth = json.loads(truth_file.read_text(encoding="utf-8"))
        if not report_file.is_file():
            tell(f"核验{name}…")
            stated = folder / f"{name}.declared.json"
            declared = read_declared(stated) if stated.is_file() else {}
            submission = Submission(name, (path,), declared, date.fromisoformat(truth["dossier"]["submitted_on"]))
            verify_and_write(
                submission, load_ruleset(truth["ruleset"]), pool, report_file.parent, ("json",), today=today
            )
        report = json.loads(report_file.read_text(encoding="utf-8"))
        compare(name, report, truth, evaluation)
    return evaluation


def compare(name: str, report: Json, truth: Json, evaluation: Evaluation) -> None:
    """Add one dossier's counts and cases."""
    tally = evaluation.by_quality[truth["dossier"]["quality"]]
    tally.dossiers += 1
    evaluation.cases += [f"{name}: {case}" for case in _pages(report, truth, tally)]
    evaluation.cases += [f"{name}: {case}" for case in _fields(report, truth, tally)]
    evaluation.cases += [f"{name}: {case}" for case in _checks(report, truth, tally)]


def _pages(report: Json, truth: Json, tally: Tally) -> Iterator[str]:
    found = {
        (document["file"], page): material["kind"]
        for material in report["materials"]
        for document in material["documents"]
        for page in document["pages"]
    }
    for page in truth["pages"]:
        kind = found.get((page["file"], page["page"]))
        tally.pages += 1
        tally.pages_right += kind == page["kind"]
        tally.pages_unknown += kind == "unknown"
        if kind != page["kind"]:
            yield f"page {page['file']} {page['page']}: {kind}, should be {page['kind']}"


def _fields(report: Json, truth: Json, tally: Tally) -> Iterator[str]:
    """Fields of documents by their first page, so that one document taken for two does not shift all indices."""
    found = _values_by_page(report)
    for document in truth["documents"]:
        kind = document["kind"]
        values = _with_rows_by_year(found.get((kind, document["file"], min(document["pages"])), {}))
        for path, value in _with_rows_by_year(dict(_flat(document["fields"]))).items():
            if kind not in _READ_KINDS:
                continue
            in_row = path.startswith("rows[")
            counted = f"{kind}{_ROWS}" if in_row else kind
            tally.fields[counted] += 1
            read = values.get(path)
            tally.fields_unread[counted] += read is None
            if _same(read, value):
                tally.fields_right[counted] += 1
            elif not in_row:  # the cells of long lists would bury everything else
                yield f"field {kind}.{path}: {read!r}, should be {value!r}"


_READ_KINDS = frozenset(
    {"application_cover", "application_form", "business_licence", "institution_certificate", "audit_report", "lease",
     "property_certificate", "credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest", "declaration",
     "equipment_list", "equipment_inventory", "staff_list", "staff_roster", "client_list", "recommendation_form",
     "special_audit_report", "qualification"}
)  # fmt: skip
_ROWS = " rows[]"  # the cells of a kind's list are counted apart from its other fields


def _values_by_page(report: Json) -> dict[tuple[str, str, int], dict[str, Any]]:
    """Values of each document's fields, by kind and first page."""
    values: dict[tuple[str, str, int], dict[str, Any]] = {}
    starts: dict[tuple[str, int], tuple[str, int]] = {}
    for material in report["materials"]:
        documents = [document for document in material["documents"] if not document.get("continues")]
        for index, document in enumerate(documents):
            starts[material["kind"], index] = document["file"], document["pages"][0]
    for path, entry in report["fields"].items():
        match = re.match(r"(?P<kind>\w+)(?:\[(?P<index>\d+)\])?\.(?P<name>.+)$", path)
        if match is None:
            continue
        start = starts.get((match["kind"], int(match["index"] or 0)))
        if start is not None:
            values.setdefault((match["kind"], *start), {})[match["name"]] = entry["value"]
    return values


def _with_rows_by_year(values: Json) -> dict[str, Any]:
    """Fields of a year table under their year: forms print the latest year first or last, truth lists it first."""
    years = {match[1]: year for path, year in values.items() if (match := re.fullmatch(r"years\[(\d+)\]\.year", path))}
    return {
        re.sub(r"^years\[(\d+)\]", lambda match: f"years[{years.get(match[1]) or match[1]}]", path): value
        for path, value in values.items()
    }


def _flat(fields: Json, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, list):
            for index, entry in enumerate(value):
                yield from _flat(entry, f"{prefix}{name}[{index}].")
        else:
            yield f"{prefix}{name}", value


def _same(read: object, value: object) -> bool:
    """Equal up to brackets of the kinds that print and reading exchange."""
    if isinstance(read, int | float) and isinstance(value, int | float):
        return abs(float(read) - float(value)) < 1e-6
    plain = [unicodedata.normalize("NFKC", str(text)).translate(_BRACKETS) for text in (read, value)]
    return plain[0] == plain[1]


def _checks(report: Json, truth: Json, tally: Tally) -> Iterator[str]:
    faults = {fault["rule"]: fault for fault in truth["faults"]}
    for check in report["checks"]:
        rule, outcome = check["rule"], check["outcome"]
        accepted = truth["checks"].get(rule)
        if accepted is None:
            continue
        tally.checks += 1
        tally.checks_right += outcome in accepted
        if rule in faults:
            tally.faults += 1
            tally.faults_found += outcome in accepted
            tally.faults_to_people += outcome == "review" and outcome not in accepted
        verdict = _verdict(outcome, accepted)
        tally.silent += verdict == "SILENT"
        tally.alarms += verdict == "ALARM"
        tally.to_people += verdict == "REVIEW"
        if verdict:
            planted = f" planted: {faults[rule]['what']}" if rule in faults else ""
            yield f"{verdict} {rule}: {outcome}, should be {'/'.join(accepted)}{planted} | {check['message'][:120]}"


def _verdict(outcome: str, accepted: list[str]) -> str:
    """What is wrong with an outcome; empty where it is accepted."""
    if outcome in accepted:
        return ""
    if outcome in _SILENT:
        return "OTHER" if _SILENT & set(accepted) else "SILENT"
    if outcome in _ALARMS:
        return "ALARM" if _SILENT & set(accepted) else "OTHER"
    return "REVIEW"


def _row(name: str, tally: Tally) -> str:
    fields, right = (_without_rows(counts) for counts in (tally.fields, tally.fields_right))
    return (
        f"{name} {tally.dossiers} | {tally.pages} {_share(tally.pages_right, tally.pages)} {tally.pages_unknown} | "
        f"{fields} {_share(right, fields)} | "
        f"{tally.faults} {tally.faults_found} {tally.faults_to_people} {tally.silent} | "
        f"{tally.alarms / max(tally.dossiers, 1):.2f} | "
        f"{_share(tally.to_people, tally.checks)}"
    )


def _without_rows(counts: Counter[str]) -> int:
    return sum(count for kind, count in counts.items() if not kind.endswith(_ROWS))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


def _add(total: Tally, tally: Tally) -> None:
    for name, value in vars(tally).items():
        if isinstance(value, Counter):
            getattr(total, name).update(value)
        else:
            setattr(total, name, getattr(total, name) + value)
