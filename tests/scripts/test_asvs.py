"""Every test that the table of ASVS items names is there, and no item is claimed as met without anything to show."""

import re

import pytest

from scripts.pins import ROOT

TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)))
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| (?:\d+\.\d+\.\d+|V\d+)", line)
]


@pytest.mark.parametrize(("file", "name"), TESTS, ids=[name for _, name in TESTS])
def test_a_test_that_is_named_is_there(file: str, name: str) -> None:
    assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")


def test_every_item_stands_once_with_a_state() -> None:
    items = [item for row in ROWS for item in re.findall(r"\d+\.\d+\.\d+", row[0])]
    assert len(items) == len(set(items)) > 150
    assert {row[2] for row in ROWS} <= {"met", "partly", "no", "site", "n/a"}


def test_what_is_said_to_be_met_or_lacking_has_its_reason() -> None:
    assert [row[0] for row in ROWS if row[2] != "n/a" and not row[3] and not row[4]] == []
    assert [row[0] for row in ROWS if row[2] in {"partly", "no", "site"} and not row[3]] == []


def test_the_documents_that_are_referred_to_are_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)
    assert linked
    assert [path for path in linked if not (ROOT / "docs" / path).exists()] == []
