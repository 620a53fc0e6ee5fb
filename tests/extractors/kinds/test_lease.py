from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.kinds import lease
from extractors.models import Field
from tests.extractors.pages import pages_of

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("lease.yaml").read_text(encoding="utf-8"))


def _read(*texts: str) -> dict[str, Field]:
    return {field.path: field for field in lease.extract(pages_of(*texts))}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_wordings(case: dict[str, Any]) -> None:
    fields = _read(case["text"])
    found = {path: fields[path].value if path in fields else None for path in case["fields"]}
    assert found == case["fields"]
    assert {path for path in case["fields"] if path in fields and fields[path].doubtful} == {
        *case.get("doubtful", ()),
        *(path for path, value in case["fields"].items() if value is None and path in fields),
    }


CLAUSES: dict[str, list[list[Any]]] = yaml.safe_load(
    Path(__file__).with_name("lease_clauses.yaml").read_text(encoding="utf-8")
)


def _clause(sentence: str) -> dict[str, Field]:
    return _read(f"房屋租赁合同\n一、{sentence}")


@pytest.mark.parametrize(("sentence", "first", "last", "doubtful"), CLAUSES["term"])
def test_periods(sentence: str, first: date | None, last: date | None, *, doubtful: bool) -> None:
    fields = _clause(sentence)
    found = [fields[path].value if path in fields else None for path in ("starts_on", "ends_on")]
    assert found == [first, last]
    assert ("ends_on" in fields and fields["ends_on"].doubtful) == doubtful


@pytest.mark.parametrize(("sentence", "yuan"), CLAUSES["rent"])
def test_rents(sentence: str, yuan: int | None) -> None:
    field = _clause(sentence).get("rent")
    assert (field.value if field is not None else None) == yuan


def test_the_rent_keeps_what_it_is_for() -> None:
    assert _clause("租金标准：4.2万元/年，按年支付。")["rent"].raw == "4.2万元/年"


@pytest.mark.parametrize(("sentence", "address"), CLAUSES["address"])
def test_addresses_within_a_sentence(sentence: str, address: str) -> None:
    assert _clause(sentence)["address"].value == address


@pytest.mark.parametrize(("head", "lessor", "lessee"), CLAUSES["parties"])
def test_parties(head: list[str], lessor: str | None, lessee: str | None) -> None:
    fields = _read("\n".join(["房屋租赁合同", *head]))
    assert [fields[path].value if path in fields else None for path in ("lessor", "lessee")] == [lessor, lessee]
