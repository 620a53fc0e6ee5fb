"""The demo over the three dossiers that are kept with the source, against the truth about them."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.end_to_end.running import DOSSIERS, FINISHES_WITHIN, ROOT, SCHEMA, kinds_of, read_json, unaccounted
from verifier.reporting.labels import confirmation_word, field_label

NAMES = ("complete", "faulty", "poor")
SILENT, ALARMS = frozenset({"pass", "not_applicable"}), frozenset({"discrepancy", "missing"})


@dataclass(frozen=True)
class Demo:
    status: int
    lines: list[str]
    err: str
    output: Path

    def report(self, name: str) -> dict[str, Any]:
        return read_json(self.output / name / "report.json")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    output = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [ROOT / "scripts" / "demo", output],
        cwd=output,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=FINISHES_WITHIN,
        check=False,
    )
    return Demo(done.returncode, done.stdout.splitlines(), done.stderr, output)


def truth(name: str) -> dict[str, Any]:
    return read_json(DOSSIERS / f"{name}.truth.json")


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {check["rule"]: check["outcome"] for check in report["checks"]}


def test_the_demo_ends_well_and_says_where_the_reports_are(demo: Demo) -> None:
    assert (demo.status, demo.err) == (0, "")
    for name in NAMES:
        assert any(line.startswith(f"{name}：") for line in demo.lines)
    assert demo.lines[-6:] == [
        str(demo.output / name / f"report.{form}") for name in NAMES for form in ("html", "json")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_report_is_as_the_schema_says_and_holds_every_page(name: str, demo: Demo) -> None:
    report = demo.report(name)
    Draft202012Validator(SCHEMA).validate(report)
    assert list(unaccounted(report)) == []
    assert {(page["file"], page["page"]) for page in truth(name)["pages"]} == set(kinds_of(report))
    assert report["problems"] == []
    assert sum(report["summary"].values()) == len(report["checks"])


@pytest.mark.parametrize("name", NAMES)
def test_the_applicant_is_named(name: str, demo: Demo) -> None:
    assert demo.report(name)["dossier"]["applicant"] == truth(name)["dossier"]["applicant"]


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_taken_for_another_kind_with_certainty(name: str, demo: Demo) -> None:
    found = kinds_of(demo.report(name))
    wrong = {
        (page["file"], page["page"]): found[page["file"], page["page"]]
        for page in truth(name)["pages"]
        if found[page["file"], page["page"]] not in (page["kind"], "unknown")
    }
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_no_planted_fault_is_passed_silently(name: str, demo: Demo) -> None:
    found, known = outcomes(demo.report(name)), truth(name)
    for fault in known["faults"]:
        assert found[fault["rule"]] in {*known["checks"][fault["rule"]], "review"} - SILENT, fault["what"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_passes_that_should_not(name: str, demo: Demo) -> None:
    found, accepted = outcomes(demo.report(name)), truth(name)["checks"]
    silent = {rule for rule in accepted if found[rule] in SILENT and not SILENT & set(accepted[rule])}
    assert silent == set()


@pytest.mark.parametrize("name", ["complete", "faulty"])
def test_no_false_alarm(name: str, demo: Demo) -> None:
    found, accepted = outcomes(demo.report(name)), truth(name)["checks"]
    alarms = {rule for rule in accepted if found[rule] in ALARMS and not ALARMS & set(accepted[rule])}
    assert alarms == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_field_and_confirmation_has_a_chinese_name(name: str, demo: Demo) -> None:
    fields = demo.report(name)["fields"]
    labels = {path: field_label(path).name for path in fields}
    labels |= {code: confirmation_word(code) for field in fields.values() for code in field.get("confirmed_by", [])}
    assert {code: label for code, label in labels.items() if re.search("[a-z]", label)} == {}


@pytest.mark.parametrize("name", NAMES)
def test_report_html_stands_alone_and_shows_every_finding(name: str, demo: Demo) -> None:
    page = (demo.output / name / "report.html").read_text(encoding="utf-8")
    report = demo.report(name)
    assert report["dossier"]["applicant"] in page
    for check in report["checks"]:
        assert f'id="{check["rule"]}"' in page
    addresses = re.findall(r"""(?:href|src)=["']?([^"'\s>]+)""", page)
    assert {address.partition(",")[0] for address in addresses if not address.startswith("#")} <= {
        "data:image/jpeg;base64"
    }
    assert not re.search(r"url\(|@import", page)
