"""The letter's page: what is chosen goes into the draft, by mouse and by keys."""

from io import BytesIO
from pathlib import Path

import docx
from playwright.sync_api import Download, expect

from tests.api.conftest import Bureau, Running
from tests.api.reported import FINDINGS, verified
from tests.api.web.conftest import ONE_DATABASE, Office, Person, assert_accessible, assert_fits
from verifier.store import dossiers, runs
from verifier.store.tables import Role, Verdict

pytestmark = ONE_DATABASE


def reviewer_at(office: Office, dossier: str, role: Role = Role.REVIEWER) -> Person:
    person = office.person(role)
    person.log_in()
    person.page.goto(f"/dossiers/{dossier}/letter")
    return person


def text_of(download: Download) -> str:
    content = Path(download.path()).read_bytes()
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)


def test_what_is_chosen_is_in_the_draft(office: Office, running: Running, bureau: Bureau) -> None:
    dossier = verified(running, bureau.id)
    person = reviewer_at(office, dossier)
    page = person.page
    assert page.locator("input[name=rule]:checked").count() == 2  # what is to be made sure of is for a person to add
    assert page.locator(".count b").inner_text() == "2"
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("标题s01-seal").check()
    page.get_by_label("标题m12-lease").uncheck()
    assert page.locator(".count b").inner_text() == "2"
    page.get_by_label("补正期限").fill("2031-04-15")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下载通知书草稿").click()
    assert downloading.value.suggested_filename == "补正通知书-许昌云桥企业服务有限公司.docx"
    text = text_of(downloading.value)
    assert [rule for rule in FINDINGS if f"说明{rule}" in text] == ["x07-total-assets", "s01-seal"]
    assert "请于2031年4月15日前" in text
    assert person.faults == []


def test_by_keys_alone(office: Office, running: Running, bureau: Bureau) -> None:
    person = reviewer_at(office, verified(running, bureau.id))
    page = person.page
    page.locator("#main").focus()
    reached: list[str] = []
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent || document.activeElement.name"))
        if "下载" in reached[-1]:
            break
        if page.evaluate("document.activeElement.type") == "checkbox":
            page.keyboard.press("Space")
    assert "下载" in reached[-1]
    assert page.locator(".count b").inner_text() == "1"  # the two are off, the third is on
    with page.expect_download() as downloading:
        page.keyboard.press("Enter")
    assert "说明s01-seal" in text_of(downloading.value)


def test_nothing_chosen_is_said_and_groups_are_marked_at_once(office: Office, running: Running, bureau: Bureau) -> None:
    person = reviewer_at(office, verified(running, bureau.id))
    page = person.page
    for button in page.get_by_role("button", name="全不选").all():
        button.click()
    page.get_by_role("button", name="下载通知书草稿").click()
    assert page.get_by_role("alert").inner_text() == "请至少选定一项要告知的事项。"
    page.get_by_role("button", name="全选").first.click()
    assert page.locator(".count b").inner_text() == "1"


def test_choices_outlive_the_page_but_no_decision(office: Office, running: Running, bureau: Bureau) -> None:
    dossier = verified(running, bureau.id)
    page = reviewer_at(office, dossier).page
    lease, seal, assets = (page.get_by_label(f"标题{rule}") for rule in ("m12-lease", "s01-seal", "x07-total-assets"))
    lease.uncheck()
    seal.check()
    page.get_by_label("补正期限").fill("2031-04-15")
    page.goto(f"/dossiers/{dossier}")
    page.goto(f"/dossiers/{dossier}/letter")
    expect(seal).to_be_checked()
    expect(lease).not_to_be_checked()
    expect(page.get_by_label("补正期限")).to_have_value("2031-04-15")
    expect(page.locator(".count b")).to_have_text("2")
    with running.store.write() as session:
        found = dossiers.locked(session, bureau.id, dossier)
        for rule in ("s01-seal", "x07-total-assets"):
            runs.decide(session, found, rule, Verdict.DISMISSED, "不是问题", actor="key:test")
    page.reload()
    expect(page.locator(".count b")).to_have_text("0")
    for box in (lease, seal, assets):
        expect(box).not_to_be_checked()


def test_what_was_decided_is_shown_and_text_is_text(office: Office, running: Running, bureau: Bureau) -> None:
    dossier = verified(running, bureau.id)
    with running.store.write() as session:
        found = dossiers.locked(session, bureau.id, dossier)
        reason = "<img src=x onerror=document.title=1>"
        runs.decide(session, found, "m12-lease", Verdict.DISMISSED, reason, actor="key:test")
    person = reviewer_at(office, dossier)
    page = person.page
    assert f"已排除：{reason}" in page.locator(".points.missing").inner_text()
    assert not page.get_by_label("标题m12-lease").is_checked()
    assert page.locator("main img").count() == 0
    assert person.faults == []


def test_who_only_hands_in_gets_none(office: Office, running: Running, bureau: Bureau) -> None:
    person = reviewer_at(office, verified(running, bureau.id), Role.OPERATOR)
    assert person.page.get_by_role("heading", name="没有权限").is_visible()
