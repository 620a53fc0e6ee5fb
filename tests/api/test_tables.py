"""The table for the expert review: a row an applicant, a column a rule, the bureau's own alone, no formulas."""

from io import BytesIO

import httpx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.api.conftest import Bureau, Running
from tests.api.problems import assert_problem
from tests.api.reported import APPLICANT, FINDINGS, verified
from verifier.store import audit, dossiers
from verifier.store.tables import Scope

LEAD = ["编号", "申请单位", "状态", "待决定", "审核结论"]
COUNTS = 5
FIRST = len(LEAD) + COUNTS


def sheets_of(answer: httpx.Response) -> list[Worksheet]:
    assert answer.status_code == 200, answer.text
    return list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets)


@pytest.fixture
def dossier(running: Running, bureau: Bureau) -> str:
    return verified(running, bureau.id, reference="=2026-0153")


def test_rows_columns_and_links(
    client: httpx.Client, stranger: httpx.Client, dossier: str, running: Running, bureau: Bureau
) -> None:
    other = verified(running, bureau.id, {"n01-new": "missing"}, reference="乙")
    said = {"verdict": "dismissed", "reason": "盖在附件里"}
    assert client.put(f"/v1/dossiers/{dossier}/checks/m12-lease/decision", json=said).status_code == 200
    with running.store.write() as session:
        dossiers.create(session, bureau.id, actor="test", ruleset="xuchang-2020-154", reference="丙")
    (sheet,) = sheets_of(client.get("/v1/table"))
    clauses, ids, titles, third, second, first = sheet.iter_rows(values_only=True)
    assert list(ids[FIRST:]) == ["n01-new", *FINDINGS]
    assert list(titles[: len(LEAD)]) == LEAD
    assert titles[FIRST] == "标题n01-new"
    assert set(clauses[FIRST:]) == {"第七条（二）"}
    assert first[: len(LEAD)] == ("'=2026-0153", APPLICANT, "已核验", 2, None)
    assert list(first[FIRST:]) == [None, "缺失（排除）", "不一致", "待人工核实", "一致（通过）"]
    assert second[3:5] == (1, None)
    assert third[:4] == ("丙", None, "待提交", None)
    assert set(third[FIRST:]) == {None}
    found = sheet.cell(6, FIRST + 2).hyperlink
    assert found is not None
    assert (found.target, found.location) == (
        f"{running.url}/v1/dossiers/{dossier}/report?format=html", "m12-lease",
    )  # fmt: skip
    assert sheet.cell(6, FIRST + 5).hyperlink is None  # passed
    named = sheet.cell(5, 1).hyperlink
    assert named is not None
    assert named.target == f"{running.url}/dossiers/{other}"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    (theirs,) = sheets_of(stranger.get("/v1/table"))
    assert theirs.max_row <= 4
    assert not [cell.value for row in theirs.iter_rows(min_row=4) for cell in row if cell.value is not None]
    with running.store.read() as session:
        entry = audit.listed(session, bureau.id)[0]
    assert (entry.action, entry.details) == ("table.view", {"dossiers": 3})


def test_filtered_as_the_list(client: httpx.Client, dossier: str, running: Running, bureau: Bureau) -> None:
    settled = verified(running, bureau.id, {"x01-name": "pass"}, reference="甲")

    def references(**asked: str) -> list[object]:
        (sheet,) = sheets_of(client.get("/v1/table", params=asked))
        return [value for row in sheet.iter_rows(min_row=4, max_col=1, values_only=True) if (value := row[0])]

    assert references() == ["甲", "'=2026-0153"]
    assert references(order="oldest") == ["'=2026-0153", "甲"]
    assert references(open="true") == ["'=2026-0153"]
    assert references(text="甲") == ["甲"]
    assert references(text=settled) == ["甲"]
    assert references(state="failed") == []
    assert references(state="done", format="xlsx") == ["甲", "'=2026-0153"]
    assert_problem(client.get("/v1/table", params={"format": "csv"}), "request-invalid")
    assert_problem(client.get("/v1/table", params={"state": "gone"}), "request-invalid")


def test_dossiers_of_another_ruleset_have_a_sheet_of_their_own(
    client: httpx.Client, dossier: str, running: Running, bureau: Bureau
) -> None:
    with running.store.write() as session:
        made = dossiers.create(session, bureau.id, actor="test", ruleset="xuchang-2020-154", reference="丁")
        made.ruleset = "another"
    sheets = sheets_of(client.get("/v1/table"))
    assert [sheet.title for sheet in sheets] == ["专家评审汇总", "专家评审汇总2"]
    assert [sheet.cell(4, 1).value for sheet in sheets] == ["丁", "'=2026-0153"]


def test_more_than_a_sheet_holds_is_refused(
    client: httpx.Client, dossier: str, monkeypatch: pytest.MonkeyPatch, running: Running, bureau: Bureau
) -> None:
    verified(running, bureau.id)
    monkeypatch.setattr("api.tables.service.MOST", 1)
    answer = client.get("/v1/table")
    assert_problem(answer, "table-too-large")
    assert "2份" in answer.json()["detail"]
    assert len(sheets_of(client.get("/v1/table", params={"text": dossier}))) == 1


def test_a_program_that_only_hands_in_gets_none(running: Running, bureau: Bureau) -> None:
    with running.client(running.key(bureau.id, Scope.SUBMIT)) as portal:
        assert_problem(portal.get("/v1/table"), "not-permitted")
