from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.kinds import business_licence, institution_certificate
from extractors.models import Field
from tests.extractors.pages import page_of

HERE = Path(__file__).parent
EXTRACT = {"licences": business_licence.extract, "institutions": institution_certificate.extract}


def _cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    assert cases
    return [{**case, "kind": name} for case in cases]


CASES = [*_cases("licences"), *_cases("institutions")]


def _read(case: dict[str, Any]) -> dict[str, Field]:
    rows = [(row[0], *(tuple(cell) for cell in row[1:])) for row in case["rows"]]
    page = page_of(rows, seals=case.get("seals", ()), landscape=case.get("landscape", False))
    return {field.path: field for field in EXTRACT[case["kind"]]([page])}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_layouts(case: dict[str, Any]) -> None:
    fields = _read(case)
    assert {path: fields[path].value if path in fields else None for path in case["fields"]} == case["fields"]
    for path, note in case.get("notes", {}).items():
        assert fields[path].note == note
    for path in case.get("doubtful", ()):
        assert fields[path].doubtful
        assert fields[path].note


def test_every_value_shows_its_place() -> None:
    for field in _read(CASES[0]).values():
        assert field.evidence
        assert all(place.file == "材料.pdf" and place.page == 1 for place in field.evidence)
        assert field.raw


def test_a_value_over_lines_has_a_place_on_each() -> None:
    scope = _read(CASES[0])["scope"]
    assert [place.text[:4] for place in scope.evidence] == ["企业管理", "技术服务", "批准的项"]


def test_the_registrar_from_a_seal_says_so() -> None:
    assert _read(CASES[0])["registrar"].note == "取自印章"
