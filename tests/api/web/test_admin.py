"""What administrators look after, as they see it."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api.conftest import PASSWORD, RECEIVER_PORT, Bureau, Running
from tests.api.web.conftest import ONE_DATABASE, Office, Person, assert_accessible, assert_fits
from verifier.store import accounts, dossiers, presence, progress, runs, trials, webhooks
from verifier.store.progress import Assembled, FoundFile
from verifier.store.tables import Delivery, DeliveryState, Role, RunCheck, Task, Trial, Webhook

pytestmark = ONE_DATABASE

VALID = Path(__file__).parents[2] / "verifier" / "rulesets" / "valid.yaml"
PAGES = ("users", "keys", "rulesets", "webhooks", "state", "audit")
HOUR = timedelta(hours=1)
NEW = "another long password"
HOSTILE = '<img src=x onerror="document.title=1">\u202e'


@pytest.fixture
def admin(office: Office) -> Person:
    person = office.person(Role.ADMIN)
    person.log_in("/admin/users")
    return person


def done(running: Running, bureau: Bureau, applicant: str = "许昌甲技术服务有限公司") -> str:
    """A dossier that was verified, with one passed check."""
    with running.store.write() as session:
        dossier = dossiers.create(session, bureau.id, actor="test", reference="2026-0153")
        blob = running.store.blobs.put([b"%PDF-1.7"])
        dossiers.add_file(session, dossier, "a.pdf", blob, actor="test")
        dossiers.submit(session, dossier, actor="test")
        progress.opened(
            session, dossier, [FoundFile("a.pdf", blob.sha256, "pdf", 1)], [], version="v", at_once=1, lasts=HOUR
        )
        check = RunCheck(
            rule="assets", position=0, title="资产总额", clause="c", outcome="pass", message="", inputs="i"
        )
        report = {"json": running.store.blobs.put([b"{}"]).sha256}
        changes = runs.changes(runs.Earlier(), [check])
        outcome = Assembled("i", "r", "1", "none", "1", applicant, report, {"pass": 1}, [check], changes)
        progress.assembled(session, dossier, outcome)
        session.query(Task).delete()
        return dossier.id


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(office: Office, running: Running, bureau: Bureau, scheme: str) -> None:
    done(running, bureau, HOSTILE)
    with running.store.write() as session:
        webhooks.create(session, bureau.id, "https://portal.example.cn/notices", ["dossier.done"], actor="test")
        presence.seen(session, "host-1:4711", program="0", engine="none")
    person = office.person(Role.ADMIN, color_scheme=scheme)
    person.log_in("/admin/users")
    for width in (1366, 683):  # the office's screen, and at 200%
        person.page.set_viewport_size({"width": width, "height": 768})
        for name in PAGES:
            person.page.goto(f"/admin/{name}")
            assert person.page.locator("h1").count() == 1
            assert_accessible(person.page)
            assert_fits(person.page)
        for address in ("/admin/users", "/admin/rulesets"):
            person.page.goto(address)
            person.page.locator("tbody th a").first.click()
            person.page.locator("nav.trail").wait_for()
            assert_accessible(person.page)
            assert_fits(person.page)
        person.page.goto("/password")
        assert_accessible(person.page)
    assert person.page.title() != "1"
    assert person.faults == []


def test_a_reviewer_sees_none_of_it(office: Office) -> None:
    person = office.person(Role.REVIEWER)
    person.log_in()
    assert person.page.get_by_role("link", name="管理", exact=True).count() == 0
    for name in PAGES:
        answer = person.page.goto(f"/admin/{name}")
        assert answer is not None
        assert answer.status == 403
    person.page.goto("/password")
    assert person.page.get_by_role("heading", name="更改密码").is_visible()


def test_a_person_is_added_changed_and_disabled_by_keyboard(office: Office, admin: Person, bureau: Bureau) -> None:
    page = admin.page
    name = f"{bureau.name}-li"
    page.get_by_label("用户名").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type("李四")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("password1234")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="密码是常见的").wait_for()
    page.get_by_label("初始密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="李四").wait_for()
    newcomer = office.at_screen(name)
    newcomer.log_in()
    assert newcomer.page.url.endswith("/password")
    newcomer.page.goto("/dossiers")
    assert newcomer.page.url.endswith("/password")
    assert newcomer.page.get_by_role("navigation", name="主导航").count() == 0
    assert_accessible(newcomer.page)
    newcomer.page.get_by_label("现在的密码").fill(PASSWORD)
    newcomer.page.get_by_label("新密码", exact=True).fill(NEW)
    newcomer.page.get_by_label("再填一次新密码").fill(NEW)
    newcomer.page.get_by_role("button", name="更改密码").click()
    newcomer.page.wait_for_url("**/dossiers")
    with page.expect_navigation():  # both pages have a field named 角色
        page.get_by_role("link", name="李四").press("Enter")
    page.get_by_label("角色").select_option("经办人")
    with page.expect_navigation():  # what was saved is shown anew
        page.get_by_role("button", name="保存").press("Enter")
    page.get_by_role("button", name="停用").press("Enter")
    page.get_by_role("button", name="确定").press("Enter")
    page.get_by_role("button", name="重新启用").wait_for()
    newcomer.page.goto("/dossiers")
    assert "/login" in newcomer.page.url
    page.goto("/admin/users")
    assert "已停用" in page.get_by_role("row", name="李四").inner_text()
    assert "经办人" in page.get_by_role("row", name="李四").inner_text()
    assert [fault for fault in admin.faults if "422" not in fault] == []


def test_the_last_administrator_is_told_that_they_must_stay(admin: Person) -> None:
    with admin.page.expect_navigation():  # both pages have a field named 角色
        admin.page.get_by_role("link", name=admin.name).click()
    admin.page.get_by_label("角色").select_option("审核人")
    admin.page.get_by_role("button", name="保存").click()
    admin.page.get_by_role("alert").filter(has_text="最后一名管理员").wait_for()
    assert admin.page.get_by_role("heading", name="重设密码").count() == 0


def test_ones_own_password(office: Office) -> None:
    person = office.person()
    person.log_in("/password")
    page = person.page

    def change(old: str, new: str, again: str) -> None:
        page.get_by_label("现在的密码").fill(old)
        page.get_by_label("新密码", exact=True).fill(new)
        page.get_by_label("再填一次新密码").fill(again)
        page.get_by_role("button", name="更改密码").click()

    change(PASSWORD, NEW, NEW + "x")
    page.get_by_role("alert").filter(has_text="两次填写的不一样").wait_for()
    change("wrong", NEW, NEW)
    page.get_by_role("alert").filter(has_text="原密码不正确").wait_for()
    change(PASSWORD, NEW, NEW)
    page.get_by_text("密码已更改").wait_for()
    page.goto("/dossiers")
    assert "/login" not in page.url


def test_one_sees_where_one_is_logged_in_and_ends_it(office: Office) -> None:
    person = office.person()
    person.log_in("/password")
    elsewhere = [office.at_screen(person.name) for _ in range(3)]
    for one in elsewhere:
        one.log_in()
    page = person.page
    page.reload()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(4)
    assert "Chrome（Linux）" in rows.last.inner_text()
    assert "这里" in rows.last.inner_text()
    assert_accessible(page)
    page.get_by_label("自己的密码").fill("wrong")
    page.get_by_role("button", name="结束登录").click()
    page.get_by_role("alert").filter(has_text="没有结束登录").wait_for()
    with page.expect_navigation():
        page.get_by_label("结束哪一次登录").select_option(index=1)  # the latest
        page.get_by_label("自己的密码").fill(PASSWORD)
        page.get_by_role("button", name="结束登录").click()
    expect(rows).to_have_count(3)
    elsewhere[2].page.goto("/dossiers")
    assert "/login" in elsewhere[2].page.url
    elsewhere[0].page.goto("/dossiers")
    assert "/login" not in elsewhere[0].page.url
    with page.expect_navigation():
        page.get_by_label("自己的密码").fill(PASSWORD)
        page.get_by_role("button", name="结束登录").click()
    expect(rows).to_have_count(1)
    elsewhere[0].page.goto("/dossiers")
    assert "/login" in elsewhere[0].page.url
    assert [fault for fault in person.faults if "422" not in fault] == []


def test_all_log_ins_of_a_person_are_ended(office: Office, admin: Person) -> None:
    reviewer = office.person()
    reviewer.log_in()
    admin.page.reload()
    admin.page.get_by_role("link", name=reviewer.name).click()
    admin.page.get_by_role("button", name="结束全部登录").click()
    admin.page.get_by_text("各处的登录都已结束").wait_for()
    reviewer.page.goto("/dossiers")
    assert "/login" in reviewer.page.url


def test_a_key_is_shown_once_and_ended(admin: Person, running: Running) -> None:
    page = admin.page
    page.goto("/admin/keys")
    page.get_by_label("名称").fill("申报系统")
    page.get_by_role("button", name="签发").click()
    text = page.get_by_label("只显示这一次的密钥").input_value()
    page.keyboard.press("Escape")
    assert page.get_by_label("只显示这一次的密钥").is_visible()
    with running.client(text) as program:
        assert program.get("/v1/dossiers").status_code == 200
        assert program.get("/v1/keys").status_code == 403
        page.get_by_role("button", name="我已保存").click()
        page.get_by_role("row", name="申报系统").get_by_text("提交、查看").or_(
            page.get_by_text("查看、提交")
        ).wait_for()
        assert text not in page.content()
        page.get_by_role("button", name="停用密钥申报系统").click()
        page.get_by_role("button", name="确定").click()
        page.get_by_text("已停用").wait_for()
        assert program.get("/v1/dossiers").status_code == 401
    assert admin.faults == []


def test_a_ruleset_is_uploaded_tried_looked_at_and_made_current(
    admin: Person, running: Running, bureau: Bureau, tmp_path: Path
) -> None:
    dossier = done(running, bureau)
    page = admin.page
    wrong = tmp_path / "新办法.yaml"
    wrong.write_bytes(VALID.read_bytes().replace(b"check: threshold", b"check: treshold"))
    page.goto("/admin/rulesets")
    page.get_by_label("规则集文件").set_input_files(wrong)
    page.get_by_role("button", name="上传").click()
    page.get_by_text("新办法.yaml 第15行第12列：未知的核验方式“treshold”").wait_for()
    page.get_by_label("规则集文件").set_input_files(VALID)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("heading", name="测试办法").wait_for()
    page.get_by_text("资产总额").first.click()
    page.get_by_text("核对一个数字是否达到规定的下限").wait_for()
    page.get_by_role("button", name="试用").click()
    page.get_by_text("还剩 1 份，共 1 份").wait_for()
    change = {"rule": "assets", "title": "资产总额", "before": "pass", "after": "discrepancy", "cause": "ruleset"}
    with running.store.write() as session:  # what a worker does
        trial = session.query(Trial).filter(Trial.organisation_id == bureau.id).one()
        trials.tried(session, trial.id, dossier, [change], checks=5)
    page.get_by_text("1 份材料中，1 份的结果会改变。").wait_for()
    row = page.get_by_role("row", name="许昌甲技术服务有限公司")
    assert "资产总额：一致（通过） → 不一致" in row.inner_text()
    assert_accessible(page)
    page.get_by_role("button", name="设为现行规则集").click()
    page.get_by_role("button", name="确定").click()
    page.get_by_role("heading", name="测试办法").wait_for()
    expect(page.get_by_text("现行", exact=True)).to_be_visible()
    with running.store.write() as session:
        assert dossiers.create(session, bureau.id, actor="test").ruleset == "test-city"
    assert [fault for fault in admin.faults if "422" not in fault] == []


def test_without_a_trial_it_takes_a_reason(admin: Person) -> None:
    page = admin.page
    page.goto("/admin/rulesets")
    page.get_by_role("link", name="平川市").click()
    page.get_by_text("不经试用，直接设为现行").click()
    page.get_by_label("理由").fill("新办法今日施行")
    page.get_by_role("button", name="直接设为现行").click()
    page.get_by_role("button", name="确定").click()
    page.get_by_text("未经试用：新办法今日施行").wait_for()
    assert admin.faults == []


def test_notices_that_did_not_arrive_are_sent_again(admin: Person, running: Running, bureau: Bureau) -> None:
    page = admin.page
    page.goto("/admin/webhooks")
    page.get_by_label("地址", exact=True).fill(f"http://127.0.0.1:{RECEIVER_PORT}/notices")
    page.get_by_role("button", name="登记").click()
    assert page.get_by_label("只显示这一次的密钥").input_value().startswith("whsec_")
    page.get_by_role("button", name="我已保存").click()
    page.get_by_text("通知中").wait_for()
    done(running, bureau)
    with running.store.write() as session:
        notice = session.query(Delivery).join(Webhook).filter_by(organisation_id=bureau.id).one()
        notice.state, notice.error = DeliveryState.DEAD, "对方没有应答。"
    page.goto("/admin/webhooks?state=dead")
    assert "对方没有应答。" in page.get_by_role("row", name="核验完成").last.inner_text()
    page.get_by_role("button", name="重发").click()
    page.get_by_text("没有通知。").wait_for()
    with running.store.read() as session:
        assert session.get_one(Delivery, notice.id).state is DeliveryState.PENDING
    assert admin.faults == []


def test_the_state_says_where_nobody_works(admin: Person, running: Running) -> None:
    with running.store.write() as session:
        presence.forget(session, older=timedelta(0))  # those of other tests
    page = admin.page
    page.goto("/admin/state")
    page.get_by_role("alert").filter(has_text="没有按时报到的工作进程").wait_for()
    with running.store.write() as session:
        presence.seen(session, "host-1:4711", program="1.0", engine="openvino")
    page.get_by_role("link", name="刷新").click()
    row = page.get_by_role("row", name="host-1:4711")
    assert "空闲" in row.inner_text()
    assert "版本不同" in row.inner_text()
    assert page.get_by_role("alert").count() == 0
    with running.store.write() as session:
        presence.gone(session, "host-1:4711")


def test_acts_are_found_by_what_who_and_about_which_dossier(admin: Person, running: Running, bureau: Bureau) -> None:
    dossier, other = done(running, bureau), done(running, bureau)
    page = admin.page
    page.goto("/admin/audit")
    rows = page.locator("tbody tr")
    assert "完成核验" in rows.first.inner_text()
    page.get_by_label("操作", exact=True).select_option("提交核验")
    page.get_by_label("材料", exact=True).fill(dossier)
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**act=dossier.submit*")
    assert rows.count() == 1
    assert dossier[:8] in rows.first.inner_text()
    assert other[:8] not in rows.first.inner_text()
    page.goto("/admin/audit")
    page.get_by_label("由", exact=True).select_option(admin.name)
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**by=user*")
    assert {text.split("\t")[3].strip() for text in rows.all_inner_texts()} == {"登录"}
    page.goto("/admin/audit?dossier=12")
    page.get_by_role("alert").filter(has_text="32位").wait_for()
    assert admin.faults == []


def test_a_long_log_has_pages(admin: Person, running: Running, bureau: Bureau) -> None:
    with running.store.write() as session:
        for number in range(55):
            accounts.create_key(session, bureau.id, f"k{number}", [], actor="test")
    admin.page.goto("/admin/audit?act=key.create")
    rows = admin.page.locator("tbody tr")
    assert rows.count() == 50
    admin.page.get_by_role("link", name="更早的记录").click()
    admin.page.wait_for_url("**cursor=*")
    assert rows.count() == 6
