"""What was typed on a dossier's page and not sent yet is there again, for who typed it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.api.conftest import Bureau, Running
from tests.api.web.conftest import ONE_DATABASE, Office, Person
from tests.api.web.reviewed import long_report, put_verified, small_picture
from verifier.store.tables import Role

pytestmark = ONE_DATABASE


@pytest.fixture
def dossier_id(running: Running, bureau: Bureau) -> str:
    return put_verified(running, bureau, long_report(2, 2), lambda _file, _number: small_picture())


@pytest.fixture
def reviewer(office: Office, dossier_id: str) -> Iterator[Person]:
    person = office.person()
    person.log_in(f"/dossiers/{dossier_id}")
    yield person
    assert person.faults == []


def test_a_reason_that_was_typed_is_there_again(reviewer: Person) -> None:
    page = reviewer.page
    page.keyboard.press("1")
    page.keyboard.type("已电话核实")
    reason = page.get_by_label("理由", exact=True)
    page.locator(".choice [data-verdict=dismissed]").click()  # another verdict, the same words
    expect(reason).to_have_value("已电话核实")
    page.reload()
    expect(page.locator("article.finding.chosen")).to_have_count(1)
    page.keyboard.press("2")
    expect(reason).to_have_value("已电话核实")
    page.keyboard.press("Enter")
    expect(page.locator("article[data-verdict=dismissed]")).to_have_count(1)
    page.keyboard.press("1")
    expect(reason).to_have_value("")  # the next finding has none


def test_a_note_that_was_begun_is_there_again(reviewer: Person) -> None:
    page = reviewer.page
    note = page.get_by_label("给同事留言")
    page.keyboard.press("m")
    page.keyboard.type("请复看第2页的印章")
    page.reload()
    page.get_by_role("tab", name="留言").click()
    expect(note).to_have_value("请复看第2页的印章")
    note.press("Enter")
    expect(page.locator("#panel-notes li").filter(has_text="请复看第2页的印章")).to_have_count(1)
    page.reload()
    expect(note).to_have_value("")


def test_what_one_began_to_write_no_colleague_finds_at_the_same_window(
    office: Office, reviewer: Person, dossier_id: str
) -> None:
    page = reviewer.page
    colleague = Person(office.person(Role.ADMIN).name, page, reviewer.faults)
    page.keyboard.press("1")
    page.keyboard.type("已电话核实")
    for person, kept in ((colleague, ""), (reviewer, "已电话核实")):
        page.context.clear_cookies()  # as when a log-in has ended by itself
        person.log_in(f"/dossiers/{dossier_id}")
        page.keyboard.press("1")
        expect(page.get_by_label("理由", exact=True)).to_have_value(kept)


def test_nothing_stays_in_the_browser_of_who_logs_out(reviewer: Person, dossier_id: str) -> None:
    page = reviewer.page
    page.keyboard.press("1")
    page.keyboard.type("已电话核实")
    assert page.evaluate("sessionStorage.length") > 0
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    reviewer.log_in(f"/dossiers/{dossier_id}")
    page.keyboard.press("1")
    expect(page.get_by_label("理由", exact=True)).to_have_value("")
