from urllib.parse import quote

import pytest

from tests.api.conftest import Running
from tests.api.web.conftest import ONE_DATABASE, Office, assert_accessible, assert_fits

pytestmark = ONE_DATABASE


def test_a_person_logs_in_and_out(office: Office) -> None:
    person = office.person()
    person.page.goto("/dossiers?open=true")
    assert person.page.url.endswith("/login?next=%2Fdossiers%3Fopen%3Dtrue")
    assert_accessible(person.page)
    person.log_in()
    assert person.page.get_by_role("heading", name="申报材料").is_visible()
    person.page.get_by_role("button", name="退出").click()
    person.page.wait_for_url("**/login")
    person.page.goto("/dossiers")
    assert "/login" in person.page.url
    assert person.faults == []


def test_a_wrong_password_is_said(office: Office) -> None:
    person = office.person()
    person.page.goto("/login")
    person.page.get_by_label("用户名").fill(person.name)
    person.page.get_by_label("密码").fill("wrong")
    person.page.keyboard.press("Enter")
    assert person.page.get_by_role("alert").inner_text() == "用户名或密码不正确，请核对后重试。"


@pytest.mark.parametrize(
    "next_", ["https://example.com/", "//example.com", "/\\example.com", "/\t/example.com", "javascript:alert(1)", "x"]
)
def test_the_log_in_leads_nowhere_else(office: Office, running: Running, next_: str) -> None:
    person = office.person()
    person.page.goto(f"{running.url}/login?next={quote(next_)}")
    assert person.page.locator("form.login").get_attribute("data-next") == "/dossiers"


def test_what_there_is_not_is_a_page_that_leads_back(office: Office) -> None:
    person = office.person()
    person.log_in()
    answer = person.page.goto("/dossiers?page=0")
    assert answer is not None
    assert answer.status == 422
    assert person.page.get_by_role("link", name="返回材料列表").is_visible()
    assert_fits(person.page)
