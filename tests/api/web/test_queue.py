from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.api.conftest import Bureau, Running
from tests.api.web.conftest import ONE_DATABASE, Office, assert_accessible, assert_fits
from verifier.store import accounts, claims, dossiers
from verifier.store.blobs import Blob
from verifier.store.tables import Dossier, DossierState, Role

pytestmark = ONE_DATABASE

HOSTILE = '<img src=x onerror="document.title=1">\u202egpj.exe" onmouseover="x'


def drafted(running: Running, bureau: Bureau, reference: str, **values: object) -> str:
    """A dossier that was never handed in, with what its row may hold."""
    with running.store.write() as session:
        dossier = dossiers.create(session, bureau.id, actor="test", ruleset="xuchang-2020-154", reference=reference)
        session.flush()
        dossiers.add_file(session, dossier, f"{reference}.pdf", Blob("a" * 64, 3), actor="test")
        for name, value in values.items():
            setattr(dossier, name, value)
        return dossier.id


def test_the_list_is_searched_and_filtered(office: Office, running: Running, bureau: Bureau) -> None:
    drafted(running, bureau, "2026-0001", applicant="许昌甲技术服务有限公司")
    drafted(running, bureau, "2026-0002", applicant="许昌乙咨询有限公司")
    drafted(running, bureau, "2026-0003", state=DossierState.FAILED, reason="压缩包已损坏。")
    person = office.person()
    person.log_in()
    rows = person.page.locator("tbody tr")
    assert rows.count() == 3
    person.page.get_by_label("查找").fill("乙咨询")
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**text=*")
    assert rows.count() == 1
    assert "许昌乙咨询有限公司" in rows.first.inner_text()
    person.page.goto("/dossiers")
    person.page.get_by_role("link", name="未能核验").click()
    person.page.wait_for_url("**state=failed")
    assert "压缩包已损坏。" in rows.first.inner_text()
    person.page.get_by_label("只看有待处理问题的").check()
    person.page.get_by_role("button", name="查找").click()
    person.page.get_by_text("没有符合条件的材料").wait_for()
    assert person.faults == []


def test_who_holds_a_dossier_is_shown(office: Office, running: Running, bureau: Bureau) -> None:
    person = office.person()
    dossier_id = drafted(running, bureau, "1", applicant="甲公司")
    drafted(running, bureau, "2", applicant="乙公司")
    person.log_in()
    with running.store.write() as session:
        user = accounts.user_named(session, person.name)
        assert user is not None
        actor = f"user:{user.id}"
        claims.claim(session, dossiers.locked(session, bureau.id, dossier_id), actor=actor)
    person.page.get_by_role("combobox", name="认领").select_option("我认领的")
    person.page.get_by_role("button", name="查找").click()
    person.page.wait_for_url("**holder=mine*")
    assert person.page.locator("tbody tr").count() == 1
    assert person.name in person.page.locator("tbody tr").inner_text()


def test_a_dossier_is_taken_up_and_let_go_in_the_list_by_one_person_at_a_time(
    office: Office, running: Running, bureau: Bureau
) -> None:
    drafted(running, bureau, "1", applicant="甲公司")
    drafted(running, bureau, "2", applicant="乙公司")
    one, other = office.person(), office.person(Role.ADMIN)
    for person in (one, other):
        person.log_in()
    row, same = (person.page.locator("tbody tr", has_text="甲公司") for person in (one, other))
    row.get_by_role("button", name="认领").click()
    row.get_by_text(one.name).wait_for()
    expect(row.get_by_role("button", name="释放：甲公司")).to_be_focused()
    same.get_by_role("button", name="认领").click()  # on a list that is out of date
    other.page.get_by_text(f"这份材料正由{one.name}处理").wait_for()
    expect(same).to_contain_text(one.name)
    other.faults.clear()  # the browser tells of the refusal
    same.get_by_role("button", name="代为释放").click()
    other.page.get_by_role("dialog").get_by_role("button", name="确定").click()
    same.get_by_role("button", name="认领").click()
    expect(same).to_contain_text(other.name)
    row.get_by_role("button", name="释放").click()
    one.page.get_by_text(f"这份材料正由{other.name}处理").wait_for()
    expect(row).to_contain_text(other.name)
    expect(row.get_by_role("button")).to_have_count(0)
    assert one.page.locator("tbody tr", has_text="乙公司").get_by_role("button", name="认领").is_visible()
    one.faults.clear()
    assert other.faults == []


def test_what_was_taken_up_leaves_the_list_of_what_nobody_holds(
    office: Office, running: Running, bureau: Bureau
) -> None:
    drafted(running, bureau, "1", applicant="甲公司")
    drafted(running, bureau, "2", applicant="乙公司")
    person = office.person()
    page = person.page
    person.log_in("/dossiers?holder=nobody")
    expect(page.get_by_text("共 2 份")).to_be_visible()
    page.get_by_role("button", name="认领：甲公司").click()
    expect(page.locator("tr[data-dossier]")).to_have_count(1)
    expect(page.get_by_text("共 1 份")).to_be_visible()
    expect(page.get_by_role("link", name="乙公司")).to_be_focused()  # keys go on from there
    page.get_by_role("button", name="认领：乙公司").click()
    expect(page.get_by_text("没有符合条件的材料")).to_be_visible()
    assert person.faults == []


def test_who_may_not_review_takes_up_nothing(office: Office, running: Running, bureau: Bureau) -> None:
    drafted(running, bureau, "1", applicant="甲公司")
    person = office.person(Role.OPERATOR)
    person.log_in()
    assert person.page.locator("tr[data-dossier]").count() == 1
    assert person.page.get_by_role("button", name="认领").count() == 0


def test_what_people_send_is_text(office: Office, running: Running, bureau: Bureau) -> None:
    dossier_id = drafted(
        running, bureau, HOSTILE, applicant=HOSTILE, state=DossierState.FAILED, reason=HOSTILE + "长" * 300
    )
    person = office.person()
    person.log_in()
    shown = HOSTILE.replace("\u202e", "⟦U+202E⟧")  # what would turn the text around is named instead
    assert shown in person.page.locator("tbody tr").inner_text()
    assert_fits(person.page)
    person.page.goto(f"/dossiers/{dossier_id}/files")
    assert shown in person.page.locator("tbody tr").inner_text()
    person.page.goto(f"/dossiers?text={'x' * 150}")
    assert_fits(person.page)
    assert person.page.title() != "1"
    assert person.faults == []


def test_a_long_list_has_pages(office: Office, running: Running, bureau: Bureau) -> None:
    with running.store.write() as session:
        for number in range(51):
            dossiers.create(session, bureau.id, actor="test", ruleset="xuchang-2020-154", reference=f"n{number}")
    person = office.person()
    person.log_in()
    assert person.page.locator("tbody tr").count() == 50
    person.page.get_by_role("link", name="下一页").click()
    person.page.wait_for_url("**page=2*")
    assert person.page.locator("tbody tr").count() == 1
    assert person.page.get_by_text("第 2 / 2 页").is_visible()


def test_another_bureaus_dossiers_are_not_there(office: Office, running: Running) -> None:
    drafted(running, running.bureau(), "别处", applicant="别处的公司")
    person = office.person(Role.ADMIN)
    person.log_in()
    assert person.page.get_by_text("还没有材料").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("zoom", [1, 2])
def test_the_list_fits_office_screens(office: Office, running: Running, bureau: Bureau, scheme: str, zoom: int) -> None:
    for number in range(3):
        drafted(running, bureau, f"2026-{number}", applicant="河南省许昌市中小企业公共技术服务中心有限责任公司")
    person = office.person(
        viewport={"width": 1366 // zoom, "height": 768 // zoom}, device_scale_factor=zoom, color_scheme=scheme
    )
    person.log_in()
    assert_fits(person.page)
    assert_accessible(person.page)


def test_the_pages_of_another_bureau_are_not_found(office: Office, running: Running) -> None:
    dossier_id = drafted(running, running.bureau(), "别处")
    person = office.person()
    person.log_in()
    answer = person.page.goto(f"/dossiers/{dossier_id}/files")
    assert answer is not None
    assert answer.status == 404
    assert "别处" not in person.page.content()


def test_a_row_follows_its_dossier(office: Office, running: Running, bureau: Bureau) -> None:
    dossier_id = drafted(running, bureau, "1", state=DossierState.RUNNING, pages=8, pages_done=2)
    person = office.person()
    person.log_in()
    person.page.get_by_text("2/8 页").wait_for()
    with running.store.write() as session:
        session.get_one(Dossier, dossier_id).pages_done = 5
    person.page.get_by_text("5/8 页").wait_for()
    with running.store.write() as session:
        session.get_one(Dossier, dossier_id).state = DossierState.DONE
    person.page.locator("tr[data-state=done]").wait_for()


def test_a_row_that_one_answer_does_not_hold_is_asked_for(office: Office, running: Running, bureau: Bureau) -> None:
    """More are at work than the 200 that one answer holds: the oldest are not among them, and have not ended."""
    oldest = drafted(running, bureau, "0", state=DossierState.RUNNING, pages=8, pages_done=2)
    with running.store.write() as session:
        for number in range(1, 201):
            dossier = dossiers.create(session, bureau.id, actor="test", reference=f"n{number}")
            dossier.state = DossierState.RUNNING
    person = office.person()
    person.log_in("/dossiers?order=oldest")
    loads: list[str] = []
    person.page.on("domcontentloaded", lambda page: loads.append(page.url))
    person.page.get_by_text("2/8 页").wait_for()
    with running.store.write() as session:
        session.get_one(Dossier, oldest).pages_done = 5
    person.page.get_by_text("5/8 页").wait_for()
    assert loads == []
    with running.store.write() as session:
        session.get_one(Dossier, oldest).state = DossierState.DONE
    person.page.locator("tr[data-state=done]").wait_for()


def test_the_table_is_had_of_what_is_listed(office: Office, running: Running, bureau: Bureau) -> None:
    drafted(running, bureau, "1", applicant="许昌甲技术服务有限公司")
    mine = drafted(running, bureau, "2", applicant="许昌乙咨询有限公司")
    drafted(running, bureau, "3", applicant="许昌丙咨询有限公司")
    person = office.person()
    with running.store.write() as session:
        user = accounts.user_named(session, person.name)
        assert user is not None
        claims.claim(session, dossiers.locked(session, bureau.id, mine), actor=f"user:{user.id}")
    person.log_in("/dossiers?holder=mine&order=applicant")
    with person.page.expect_download() as told:
        person.page.get_by_role("link", name="导出汇总表").click()
    assert told.value.suggested_filename == "专家评审汇总.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(told.value.path().read_bytes())).worksheets[0]
    names = {cell for row in sheet.iter_rows(values_only=True) for cell in row if str(cell).startswith("许昌")}
    assert names == {"许昌乙咨询有限公司"}
