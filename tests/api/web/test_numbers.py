"""Numbers of people on a dossier's page: hidden, shown once a reviewer says what for, and hidden again."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from extractors.models import Document, Evidence, Field
from tests.api.conftest import Bureau, Running
from tests.api.objects import planted
from tests.api.web.conftest import ONE_DATABASE, Office, assert_accessible, assert_fits
from verifier.store.clock import now
from verifier.store.tables import Role, Unmasking

pytestmark = ONE_DATABASE
PHONE, HIDDEN = "13812345678", "138****5678"
FIELD = "lease.contact"


def _lease(file: str) -> Document:
    place = Evidence(file, 1, ((0.1, 0.1), (0.5, 0.1), (0.5, 0.13), (0.1, 0.13)), f"王某 {PHONE}", 0.9)
    return Document("lease", ((file, 1),), 0.9, fields=(Field(FIELD, f"王某{PHONE}", f"王某 {PHONE}", 0.9, (place,)),))


@pytest.fixture
def address(running: Running, bureau: Bureau) -> str:
    """Of the page of a dossier with a phone in every text."""
    return f"/dossiers/{planted(running, bureau, f'电话{PHONE}', _lease).ids['dossier_id']}"


def test_a_number_is_hidden_until_a_reviewer_says_what_for(office: Office, address: str) -> None:
    person = office.person()
    person.log_in(address)
    page = person.page
    expect(page.locator("h1")).to_contain_text(HIDDEN)
    assert PHONE not in page.content()
    page.get_by_role("tab", name="识读内容").click()
    page.locator("details.document > summary").first.click()
    row = page.locator(f"tr[data-path='{FIELD}']")
    expect(row).to_contain_text(HIDDEN)
    row.get_by_role("button", name="更正").click()
    expect(page.locator(".notices")).to_contain_text("显示号码")
    expect(page.get_by_label("改为")).to_be_hidden()
    page.get_by_text("显示号码", exact=True).click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="更正识读").click()
    expect(page.locator("h1")).to_contain_text(PHONE)
    page.get_by_role("tab", name="识读内容").click()
    page.locator("details.document > summary").first.click()
    row.get_by_role("button", name="更正").click()
    expect(page.get_by_label("改为")).to_have_value(f"王某{PHONE}")
    page.get_by_label("改为").press("Escape")
    page.get_by_role("button", name="隐去号码").click()
    expect(page.locator("h1")).to_contain_text(HIDDEN)
    assert person.faults == []


def test_a_page_left_open_hides_them_when_the_time_is_over(office: Office, running: Running, address: str) -> None:
    person = office.person()
    person.log_in(address)
    page = person.page
    page.get_by_text("显示号码", exact=True).click()
    page.get_by_role("button", name="核对材料").click()
    expect(page.locator("h1")).to_contain_text(PHONE)
    with running.store.write() as session:
        session.execute(update(Unmasking).values(until=now(session) + timedelta(seconds=10)))
    page.reload()  # once more before that, unless the machine is very busy; then nobody touches it
    expect(page.locator("h1")).to_contain_text(HIDDEN)
    assert person.faults == []


def test_who_does_not_review_is_not_offered_them(office: Office, address: str) -> None:
    person = office.person(Role.OPERATOR)
    person.log_in(address)
    expect(person.page.locator("h1")).to_contain_text(HIDDEN)
    expect(person.page.get_by_text("显示号码", exact=True)).to_have_count(0)
    assert PHONE not in person.page.content()
