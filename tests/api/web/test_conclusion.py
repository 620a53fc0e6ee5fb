"""The conclusion's page: from what is still open to the sealed report, and the seal lifted again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api.conftest import PASSWORD, Bureau, Running
from tests.api.papers import make_docx
from tests.api.reported import FINDINGS, verified
from tests.api.web.conftest import ONE_DATABASE, Office, Person, assert_accessible, assert_fits
from verifier.client import Client
from verifier.store import conclusions, dossiers, runs
from verifier.store.tables import Role, Verdict

pytestmark = ONE_DATABASE


def decide_all(running: Running, bureau: Bureau, dossier: str) -> None:
    with running.store.write() as session:
        found = dossiers.locked(session, bureau.id, dossier)
        for check in conclusions.open_findings(session, found):
            runs.decide(session, found, check.rule, Verdict.CONFIRMED, "属实", actor="key:test")


def at_conclusion(office: Office, dossier: str, role: Role = Role.REVIEWER) -> Person:
    person = office.person(role)
    person.log_in()
    person.page.goto(f"/dossiers/{dossier}/conclusion")
    return person


def sign(person: Person, password: str = PASSWORD) -> None:
    page = person.page
    page.get_by_label("建议不予认定").check()
    page.get_by_label("审核意见").fill("资产总额低于50万元。<script>alert(1)</script>")
    page.get_by_label("本人密码").fill(password)
    page.get_by_role("button", name="签署并封存").click()


def test_what_is_open_is_named_with_links(office: Office, running: Running, bureau: Bureau) -> None:
    dossier = verified(running, bureau.id)
    page = at_conclusion(office, dossier).page
    assert page.get_by_role("heading", name="还有 3 项没有决定").is_visible()
    links = [link.get_attribute("href") for link in page.locator(".undecided a").all()]
    assert links == [f"/dossiers/{dossier}#{rule}" for rule, outcome in FINDINGS.items() if outcome != "pass"]
    assert page.locator("form.sign").count() == 0
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.usefixtures("worker")
def test_signed_sealed_downloaded_and_lifted(office: Office, running: Running, bureau: Bureau, tmp_path: Path) -> None:
    with Client(running.url, bureau.key) as portal:
        made = portal.wait(portal.submit([make_docx(tmp_path / "说明.docx", "服务机构基本情况")]).id)
    decide_all(running, bureau, made.id)
    person = at_conclusion(office, made.id, Role.ADMIN)
    page = person.page
    assert_accessible(page)
    sign(person, "not my password")
    page.get_by_role("alert").filter(has_text="密码不正确").wait_for()
    person.faults.clear()  # the browser tells of the refusal
    sign(person)
    page.get_by_role("heading", name="已签署的结论").wait_for()
    page.get_by_role("link", name="网页版").wait_for()  # once the worker has made it
    assert_accessible(page)
    assert_fits(page)
    assert "建议不予认定" in page.locator(".facts").inner_text()
    with running.store.read() as session:
        standing = conclusions.standing(session, dossiers.get(session, bureau.id, made.id))
        assert standing is not None
        digests = conclusions.reports(session, standing)
    assert set(page.locator(".digest").all_inner_texts()) == set(digests.values())
    with page.expect_download() as downloading:
        page.get_by_role("link", name="PDF").click()
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF-")
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="网页版").click()
    report = opening.value
    report.wait_for_load_state()
    assert "建议不予认定" in report.locator("#conclusion").inner_text()
    assert "审核决定 确认：属实（key:test，" in report.locator("#findings").inner_text()
    page.get_by_label("撤销的理由").fill("漏看一页")
    page.reload()
    expect(page.get_by_label("撤销的理由")).to_have_value("漏看一页")
    page.get_by_role("button", name="撤销结论").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销").click()
    page.get_by_text("撤销：漏看一页").wait_for()
    with page.expect_download() as downloading:  # what was sealed is kept
        page.get_by_role("link", name="PDF").click()
    assert Path(downloading.value.path()).read_bytes().startswith(b"%PDF-")
    expect(page.get_by_role("button", name="签署并封存")).to_be_visible()
    assert person.faults == []


def test_signed_by_keys_alone(office: Office, running: Running, bureau: Bureau) -> None:
    dossier = verified(running, bureau.id)
    decide_all(running, bureau, dossier)
    page = at_conclusion(office, dossier).page
    page.locator("input[name=verdict]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("材料齐全")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="已签署的结论").wait_for()
    expect(page.locator(".facts .verdict")).to_have_text("建议认定")
    expect(page.get_by_text("正在生成封存的报告")).to_be_visible()  # no worker has made it yet


def test_what_was_not_seen_is_not_signed_and_the_opinion_stays(
    office: Office, running: Running, bureau: Bureau
) -> None:
    dossier = verified(running, bureau.id)
    decide_all(running, bureau, dossier)
    person = at_conclusion(office, dossier)
    page = person.page
    rule = next(rule for rule, outcome in FINDINGS.items() if outcome != "pass")
    with running.store.write() as session:
        found = dossiers.locked(session, bureau.id, dossier)
        runs.decide(session, found, rule, Verdict.DISMISSED, "不是问题", actor="key:test")
    sign(person)
    page.get_by_role("alert").filter(has_text="已有改动").wait_for()
    typed = page.get_by_label("审核意见").input_value()
    assert typed.startswith("资产总额低于50万元")
    with page.expect_navigation():
        page.get_by_role("button", name="重新载入").click()
    expect(page.get_by_label("审核意见")).to_have_value(typed)
    sign(person)
    page.get_by_role("heading", name="已签署的结论").wait_for()


def test_what_was_changed_since_is_not_concluded(office: Office, running: Running, bureau: Bureau) -> None:
    dossier = verified(running, bureau.id)
    decide_all(running, bureau, dossier)
    with running.store.write() as session:
        found = dossiers.locked(session, bureau.id, dossier)
        dossiers.override_page(session, found, 1, actor="key:test", quarter_turns=1)
    page = at_conclusion(office, dossier).page
    assert page.get_by_text("在改动之后还没有核验结果").is_visible()
    assert page.locator("form.sign").count() == 0


def test_an_operator_looks_and_signs_nothing(office: Office, running: Running, bureau: Bureau) -> None:
    dossier = verified(running, bureau.id)
    decide_all(running, bureau, dossier)
    page = at_conclusion(office, dossier, Role.OPERATOR).page
    assert page.get_by_text("等待审核人签署结论").is_visible()
    assert page.locator("form.sign").count() == 0
