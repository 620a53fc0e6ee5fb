"""Numbers of people on a dossier's page: hidden, shown once a reviewer says what for, and hidden again."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from extractors.models import Document, Evidence, Field
from tests.api.conftest import Bureau, Running
from tests.api.objects import planted
from tests.api.web.conftest import ONE_DATABASE, Office, assert_accessible, assert_fits
from verifier.store import rereads
from verifier.store.clock import now
from verifier.store.tables import Role, Unmasking

pytestmark = ONE_DATABASE
PHONE, HIDDEN = "13812345678", "138****5678"
LANDLINE = "0374-2961234"
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
    page.wait_for_load_state()  # the modules of the page that was loaded anew
    page.get_by_role("tab", name="识读内容").click()
    page.locator("details.document > summary").first.click()
    row.get_by_role("button", name="更正").click()
    expect(page.get_by_label("改为")).to_have_value(f"王某{PHONE}")
    page.get_by_label("改为").press("Escape")
    page.get_by_role("button", name="隐去号码").click()
    expect(page.locator("h1")).to_contain_text(HIDDEN)
    assert person.faults == []


def test_a_text_with_hidden_numbers_that_was_read_again_is_no_correction(
    office: Office, running: Running, address: str
) -> None:
    person = office.person()
    person.log_in(address)
    page = person.page
    page.locator("article.finding .head").first.click()
    page.keyboard.press("3")
    for number in (LANDLINE, "138-1234-5678", "１３８１２３４５６７８"):
        _read_again(page, running, number)
        page.get_by_role("button", name="填入更正").click()
        expect(page.locator(".notices")).to_contain_text("显示号码")
        page.get_by_role("button", name="关闭提示").click()
        page.locator(".reread").get_by_role("button", name="关闭").click()
    assert person.faults == []


def _read_again(page: Page, running: Running, text: str) -> None:
    """Box a part of the page, and read this there as a worker would."""
    page.get_by_role("button", name="框选重读").click()
    bounds = page.locator(".frame[data-number='1'] svg").bounding_box()
    assert bounds is not None
    page.mouse.move(bounds["x"] + 80, bounds["y"] + 80)
    page.mouse.down()
    page.mouse.move(bounds["x"] + 240, bounds["y"] + 110)
    with page.expect_response(lambda answer: answer.url.endswith("/rereads")) as asked:
        page.mouse.up()
    line = {"text": text, "confidence": 0.9, "polygon": [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.2]]}
    with running.store.write() as session:
        rereads.read(session, asked.value.json()["id"], [line])


def test_what_is_being_put_right_is_not_thrown_away_unasked(office: Office, address: str) -> None:
    person = office.person()
    person.log_in(address)
    page = person.page
    page.locator("article.finding .head").first.click()
    page.keyboard.press("1")
    page.get_by_label("理由", exact=True).fill("已电话核实")
    page.get_by_text("显示号码", exact=True).click()
    page.get_by_role("button", name="联系申请单位").click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.get_by_label("理由", exact=True)).to_have_value("已电话核实")
    expect(page.locator("h1")).to_contain_text(HIDDEN)
    page.get_by_role("button", name="联系申请单位").click()
    page.get_by_role("dialog").get_by_role("button", name="继续").click()
    expect(page.locator("h1")).to_contain_text(PHONE)
    page.wait_for_load_state()  # the modules of the page that was loaded anew
    page.keyboard.press("1")
    expect(page.get_by_label("理由", exact=True)).to_have_value("已电话核实")
    assert person.faults == []


@pytest.mark.parametrize("width", [320, 500, 800])
def test_the_choices_are_in_sight_on_a_narrow_screen(office: Office, address: str, width: int) -> None:
    person = office.person(viewport={"width": width, "height": 800})
    person.log_in(address)
    page = person.page
    page.get_by_text("显示号码", exact=True).click()
    for name in ("核对材料", "联系申请单位", "更正识读"):
        bounds = page.get_by_role("button", name=name).bounding_box()
        assert bounds is not None
        assert bounds["x"] >= 0
        assert bounds["x"] + bounds["width"] <= width


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_screen_whose_clock_is_wrong_shows_them_for_as_long(
    office: Office, running: Running, address: str, hours: int
) -> None:
    """One that is ahead does not load the page again and again, one that is behind does not show them for longer."""
    person = office.person()
    page = person.page
    page.clock.install(time=datetime.now(UTC) + timedelta(hours=hours))
    person.log_in(address)
    page.get_by_text("显示号码", exact=True).click()
    page.get_by_role("button", name="核对材料").click()
    expect(page.locator("h1")).to_contain_text(PHONE)
    page.wait_for_load_state()
    page.evaluate("window.isTheSame = true")
    page.clock.run_for("14:00")
    assert page.evaluate("fetch('/healthz').then(() => window.isTheSame)") is True
    with running.store.write() as session:
        session.execute(update(Unmasking).values(until=now(session)))
    page.clock.run_for("02:00")
    expect(page.locator("h1")).to_contain_text(HIDDEN)


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
