"""What a reviewer puts right on a dossier's page is verified again at once, by a real worker."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.conftest import Bureau, Running
from tests.api.papers import make_docx
from tests.api.web.conftest import ONE_DATABASE, Office, Person
from verifier.client import Client
from verifier.store.tables import Role

pytestmark = [ONE_DATABASE, pytest.mark.usefixtures("worker")]
RIGHT, WRONG = "许昌鼎信企业管理咨询有限公司", "许昌鼎新企业管理咨询有限公司"
COVER = ("许昌市中小企业公共服务示范平台", "申请报告", f"申请单位：{RIGHT}", "填报日期：2026年3月10日")
DECLARATION = ("声明", "本单位承诺所提交的申报材料真实、准确、完整。", f"申报单位：{WRONG}")  # its day was not read


@pytest.fixture
def reviewer(office: Office, running: Running, bureau: Bureau, tmp_path: Path) -> Iterator[Person]:
    """At the page of a dossier whose declaration names another company than its cover."""
    papers = [make_docx(tmp_path / "1.docx", *COVER), make_docx(tmp_path / "2.docx", *DECLARATION)]
    with Client(running.url, bureau.key) as portal:
        made = portal.wait(portal.submit(papers).id)
    person = office.person()
    person.log_in(f"/dossiers/{made.id}")
    yield person
    assert person.faults == []


def open_declaration(page: Page) -> Locator:
    """What was read of the declaration."""
    page.get_by_role("tab", name="识读内容").click()
    paper = page.locator("details.document", has_text="真实性声明")
    paper.locator("> summary").click()
    return paper


def test_a_corrected_value_closes_what_it_caused_and_is_told(reviewer: Person) -> None:
    page = reviewer.page
    open_declaration(page)
    page.locator("tr[data-path='declaration.applicant']").get_by_role("button", name="更正").click()
    value = page.get_by_label("改为")
    expect(value).to_be_focused()
    expect(value).to_have_value(WRONG)
    value.fill(RIGHT)
    expect(page.locator("[data-preview]")).to_have_text(f"将记为：{RIGHT}")
    page.get_by_label("理由", exact=True).fill("原件清楚")
    page.keyboard.press("Enter")
    expect(page.locator("section.changed li.closed")).to_contain_text("已解决")
    expect(page.locator("section.changed li.unchanged")).to_have_text(re.compile(r"仍存在 \d+"))
    page.wait_for_load_state()  # the modules of the page that was loaded anew
    open_declaration(page)
    row = page.locator("tr[data-path='declaration.applicant']")
    expect(row).to_contain_text("人工更正")
    expect(row).to_contain_text(WRONG)  # what was read stays
    page.get_by_role("tab", name="记录").click()
    entry = page.locator("#panel-history li", has_text="更正内容")
    expect(entry).to_contain_text(f"{WRONG} → {RIGHT}")
    expect(entry.locator("del")).to_have_text(WRONG)  # what was read has not changed: nothing took its place
    expect(entry).not_to_contain_text("—")
    expect(entry).to_contain_text("原件清楚")
    expect(entry).to_contain_text(reviewer.name)


def test_a_correction_whose_field_is_gone_is_listed_and_taken_back(
    reviewer: Person, running: Running, bureau: Bureau
) -> None:
    page = reviewer.page
    dossier = page.url.partition("#")[0].rpartition("/")[2]
    with Client(running.url, bureau.key) as portal, running.client(bureau.key) as program:
        portal.correct(dossier, "declaration.applicant", RIGHT, "原件清楚")
        files = program.get(f"/v1/dossiers/{dossier}").json()["files"]
        portal.remove_file(dossier, next(file["id"] for file in files if file["name"] == "2.docx"))
        portal.resubmit(dossier)
        portal.wait(dossier)
    page.goto(f"/dossiers/{dossier}/conclusion")
    expect(page.locator(".warning")).to_contain_text("有 1 项人工更正没有采用")
    page.get_by_role("link", name="查看没有采用的更正").click()
    section = page.get_by_role("region", name="没有采用的更正")
    expect(section).to_contain_text("真实性声明 ")
    for told in (RIGHT, "原件清楚", "没有识读到这一项"):
        expect(section).to_contain_text(told)
    page.get_by_role("tab", name="问题").click()
    page.get_by_role("link", name="查看没有采用的更正").click()
    section.get_by_role("button", name="撤回").click()
    with page.expect_navigation():  # what changed since the run before is told on the old page as well
        page.get_by_role("dialog").get_by_role("button", name="撤回并重新核验").click()
    expect(page.locator(".standing")).to_have_count(0)  # once it has been verified
    expect(section).to_have_count(0)
    page.goto(f"/dossiers/{dossier}/conclusion")
    expect(page.locator(".warning")).to_have_count(0)


def test_what_was_not_read_is_put_in_with_its_place_by_keys_alone(reviewer: Person) -> None:
    page = reviewer.page
    paper = open_declaration(page)
    paper.get_by_text("没有识读到的项目").click()
    paper.get_by_role("button", name="更正").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("改为")).to_be_focused()
    page.keyboard.type("2026年3月9日")
    page.get_by_label("理由", exact=True).fill("签字旁手写")
    page.keyboard.press("Enter")
    where = page.get_by_label("所在页")
    expect(where).to_be_focused()  # it is asked for
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    expect(page.locator("[data-page-number]")).to_have_text("第2 / 2页")
    where.focus()
    page.keyboard.press("Enter")
    row = page.locator("tr[data-path='declaration.signed_on']")
    expect(row).to_contain_text("人工更正")  # once it has been verified
    expect(row.locator("a.to-page")).to_have_text("第1页")  # of its file


def test_a_box_says_where_it_stands(reviewer: Person) -> None:
    page = reviewer.page
    paper = open_declaration(page)
    paper.get_by_text("没有识读到的项目").click()
    paper.get_by_role("button", name="更正").last.click()
    page.locator(".thumbnail[data-number='1']").click()
    page.get_by_label("改为").fill("2026年3月9日")
    page.get_by_label("理由", exact=True).fill("签字旁手写")
    page.get_by_role("button", name="在页面上框出依据").click()
    bounds = page.locator(".frame[data-number='1'] svg").bounding_box()
    assert bounds is not None
    page.mouse.move(bounds["x"] + 80, bounds["y"] + 80)
    page.mouse.down()
    page.mouse.move(bounds["x"] + 240, bounds["y"] + 110)
    page.mouse.up()
    expect(page.get_by_label("所在页")).to_have_value("1")
    expect(page.locator("[data-place-words]")).to_have_text("第1页，已框出")
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.post_data or "") if "/corrections/" in sent.url else None)
    page.get_by_role("button", name="保存并重新核验").click()
    expect(page.locator("tr[data-path='declaration.signed_on']")).to_contain_text("人工更正")
    assert '"polygon":[[' in asked[0]


def test_a_page_of_another_kind_is_verified_again(reviewer: Person) -> None:
    page = reviewer.page
    page.locator(".thumbnail[data-number='2']").click()
    expect(page.locator("[data-page-number]")).to_have_text("第2 / 2页")
    page.get_by_label("这一页的材料类别").select_option("lease")
    page.get_by_role("button", name="更改类别").click()
    page.get_by_role("button", name="更改并重新核验").click()
    expect(page.locator(".thumbnail[data-number='2']")).to_contain_text("租赁合同")
    expect(page.locator("section.changed")).to_contain_text("新出现")


def test_a_note_is_left_for_a_colleague(reviewer: Person, office: Office) -> None:
    page = reviewer.page
    page.keyboard.press("m")
    page.keyboard.type("请李工复看第2页")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-notes li")).to_contain_text("请李工复看第2页")
    colleague = office.person(Role.ADMIN)
    colleague.log_in(page.url.partition("#")[0].removeprefix(page.url.partition("/dossiers")[0]))
    colleague.page.get_by_role("tab", name="留言").click()
    expect(colleague.page.locator("#panel-notes li")).to_contain_text("请李工复看第2页")
    assert colleague.faults == []
