"""Figures about reports: what is right, what was passed in silence, what was an alarm for nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from verifier.evaluation import Evaluation, compare

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "evaluation_cases.yaml").read_text(encoding="utf-8")
)
COUNTED = (
    "checks",
    "checks_right",
    "faults",
    "faults_found",
    "faults_to_people",
    "silent",
    "alarms",
    "to_people",
)
EMPTY: dict[str, Any] = {"materials": [], "fields": {}, "checks": []}


def truth(**parts: Any) -> dict[str, Any]:
    base = {"dossier": {"quality": "clean"}, "pages": [], "documents": [], "checks": {}, "faults": []}
    return {**base, **parts}


def material(kind: str, *documents: tuple[str, list[int]]) -> dict[str, Any]:
    return {"kind": kind, "documents": [{"file": file, "pages": pages} for file, pages in documents]}


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['outcome']}-{case['accepted']}-{case.get('planted', '')}"
)
def test_a_check_is_counted_by_its_outcome(case: dict[str, Any]) -> None:
    rule = "x07-total-assets"
    report = {**EMPTY, "checks": [{"rule": rule, "outcome": case["outcome"], "message": case.get("message", "…")}]}
    accepted = {rule: case["accepted"]} if case["accepted"] else {}
    faults = [{"rule": rule, "what": "ten times as much"}] if case.get("planted") else []
    evaluation = Evaluation()
    compare("a", report, truth(checks=accepted, faults=faults), evaluation)
    counts = evaluation.as_json()["qualities"]["clean"]
    assert {name: counts[name] for name in COUNTED if counts[name]} == case["counts"]
    told = [line for line in evaluation.cases if rule in line]
    assert len(told) == ("case" in case)
    if told:
        assert told[0].startswith(f"a: {case['case']} ")
        assert ("ten times as much" in told[0]) is bool(case.get("planted"))


def test_pages_are_counted_by_kind() -> None:
    report = {**EMPTY, "materials": [material("lease", ("a.pdf", [1, 2])), material("unknown", ("a.pdf", [3]))]}
    pages = [
        {"file": "a.pdf", "page": page, "kind": kind} for page, kind in enumerate(("lease", "plan", "plan", "plan"), 1)
    ]
    evaluation = Evaluation()
    compare("a", report, truth(pages=pages), evaluation)
    counts = evaluation.as_json()["qualities"]["clean"]
    assert (counts["pages"], counts["pages_right"], counts["pages_unknown"]) == (4, 1, 1)
    assert [line for line in evaluation.cases if "page a.pdf 4" in line] == ["a: page a.pdf 4: None, should be plan"]


def test_fields_are_found_by_the_first_page_of_their_document() -> None:
    report = {
        "materials": [material("lease", ("b.pdf", [1]), ("a.pdf", [2, 3]))],
        "fields": {
            "lease.lessee": {"value": "他人"},
            "lease[1].lessee": {"value": "河南鼎诚(许昌)有限公司"},
            "lease[1].area": {"value": 320.0},
            "lease[1].ends_on": {"value": None},
        },
        "checks": [],
    }
    fields = {"lessee": "河南鼎诚（许昌）有限公司", "area": 320, "ends_on": "2027-12-31", "rent": "36000.00"}
    document = {"kind": "lease", "file": "a.pdf", "pages": [3, 2], "fields": fields}
    evaluation = Evaluation()
    compare("a", report, truth(documents=[document]), evaluation)
    counts = evaluation.as_json()["qualities"]["clean"]
    assert (counts["fields"], counts["fields_right"], counts["fields_unread"]) == (4, 2, 2)
    assert sum("field lease." in line for line in evaluation.cases) == 2


def test_the_table_has_a_row_for_each_quality_and_the_sum() -> None:
    evaluation = Evaluation()
    pages = [{"file": "a.pdf", "page": 1, "kind": "lease"}]
    for quality in ("clean", "poor", "poor"):
        compare("a", EMPTY, truth(dossier={"quality": quality}, pages=pages), evaluation)
    lines = evaluation.as_text().splitlines()
    rows = [line for line in lines if line.startswith(("clean ", "poor ", "合计 "))]
    assert [row.split("|")[0].strip() for row in rows] == ["clean 1", "poor 2", "合计 3"]
    assert rows[-1].split("|")[1].split() == ["3", "0.0%", "0"]
