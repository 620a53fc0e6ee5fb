import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from extractors.models import Problem
from tests.api.conftest import Bureau, Running, logged_in
from tests.api.web.conftest import ONE_DATABASE, Office, Person, assert_accessible, assert_fits
from tests.api.web.reviewed import long_report, put_verified
from tests.verifier.reporting.dossier import Sample, build_sample
from verifier.models import DossierFile
from verifier.store import audit, dossiers, runs
from verifier.store.tables import Decision, Dossier, Role, Verdict

pytestmark = ONE_DATABASE
HOSTILE = '<img src=x onerror="document.title=1">"><script>document.title=2</script>\u202egpj.exe' + "很长" * 150


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return build_sample(Path(tmp_path_factory.mktemp("pages")), scale=0.6)


@pytest.fixture
def dossier_id(running: Running, bureau: Bureau, sample: Sample) -> str:
    """The sample of the report's tests, with its drawn pages."""

    def picture(file: str, page: int) -> bytes | None:
        path = sample.pictures.path(file, page)
        return path.read_bytes() if path is not None and path.suffix == ".jpg" else None

    return put_verified(running, bureau, sample.report, picture)


@pytest.fixture
def reviewer(office: Office, dossier_id: str) -> Iterator[Person]:
    person = office.person()
    person.log_in(f"/dossiers/{dossier_id}")
    yield person
    assert person.faults == []


def chosen(page: Page) -> str:
    rule = page.locator("article.finding.chosen").get_attribute("data-rule")
    assert rule is not None
    return rule


def test_all_findings_are_decided_with_keys_alone(
    reviewer: Person, running: Running, dossier_id: str, sample: Sample
) -> None:
    page = reviewer.page
    findings = [check.rule for check in sample.report.checks if check.is_finding]
    said: dict[str, str] = {}
    verdicts = {"1": "confirmed", "2": "dismissed"}
    for number in range(len(findings)):
        rule, key = chosen(page), "12"[number % 2]
        page.keyboard.press(key)
        expect(page.get_by_label("理由", exact=True)).to_be_focused()
        page.keyboard.type(f"理由{number}")
        page.keyboard.press("Enter")
        expect(page.locator(f"article[data-rule='{rule}']")).to_have_attribute("data-verdict", verdicts[key])
        said[rule] = verdicts[key]
    expect(page.locator("[data-done]")).to_have_text(f"已处理 {len(findings)} / {len(findings)}")
    assert sorted(said) == sorted(findings)
    with running.store.read() as session:
        stored = {one.rule: one.verdict.value for one in session.query(Decision).filter_by(dossier_id=dossier_id)}
    assert stored == said


def test_keys_lead_from_finding_to_finding_and_through_pages(reviewer: Person) -> None:
    page = reviewer.page
    first = chosen(page)
    page.keyboard.press("j")
    second = chosen(page)
    assert second != first
    page.keyboard.press("k")
    assert chosen(page) == first
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="按键说明")
    expect(help_).to_be_visible()
    page.keyboard.press("j")  # means nothing while the dialog is open
    assert chosen(page) == first
    page.keyboard.press("?")
    expect(help_).to_be_hidden()
    page.keyboard.press("+")
    expect(page.get_by_label("缩放比例")).to_have_text("125%")
    page.keyboard.press("0")
    expect(page.get_by_label("缩放比例")).to_have_text("100%")
    at = page.locator("[data-page-number]")
    before = at.inner_text()
    page.keyboard.press("]")
    expect(at).not_to_have_text(before)
    page.keyboard.press("m")
    expect(page.get_by_label("给同事留言")).to_be_focused()


def test_a_chosen_finding_shows_both_crops_and_is_boxed_on_its_page(reviewer: Person) -> None:
    page = reviewer.page
    page.locator("article[data-rule='x07-total-assets'] .head").click()
    finding = page.locator("article.finding.chosen")
    for side in ("declared", "found"):
        crop = finding.locator(f".side.{side} .crop.shown").first
        expect(crop.locator("image")).to_have_attribute("href", re.compile("/image$"))
        expect(crop.locator(".box polygon.line")).to_have_count(1)
    number = finding.locator(".side.found .crop").first.get_attribute("data-page")
    frame = page.locator(f".frame[data-number='{number}']")
    expect(frame.locator(".box.found")).not_to_have_count(0)
    expect(finding.locator(".clause")).to_contain_text("条")
    assert finding.locator(".explanation li").count() > 0
    expect(finding.locator(".side.found .confidence").first).to_contain_text(re.compile("[高中低] \\d+%"))


def test_filters_leave_what_is_asked_for(reviewer: Person, sample: Sample) -> None:
    page = reviewer.page
    findings = page.locator("article.finding:visible")
    total = findings.count()
    page.keyboard.press("1")
    page.keyboard.type("属实")
    page.keyboard.press("Enter")
    expect(page.locator("article[data-verdict=confirmed]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(findings).to_have_count(total - 1)
    page.keyboard.press("l")
    assert page.locator("article.finding:visible:not([data-unsure]):not(.chosen)").count() == 0
    page.reload()
    expect(page.get_by_label("只看未处理")).to_be_checked()


def test_a_page_without_picture_is_drawn_and_links_lead_to_pages(reviewer: Person) -> None:
    page = reviewer.page
    page.get_by_role("tab", name="材料清单").click()
    page.locator("#panel-checklist .place", has_text="发展规划.docx").get_by_role("link").click()
    expect(page.locator(".drawn-text text", has_text="年度运营计划")).to_have_count(1)
    page.get_by_role("tab", name="识读内容").click()
    page.locator("details.document summary b").nth(1).click()
    page.locator("#panel-fields details[open] a.to-page[data-boxes]").first.click()
    expect(page.locator(".frame .box")).not_to_have_count(0)


def test_what_one_holds_another_cannot_decide(office: Office, running: Running, dossier_id: str) -> None:
    one, other = office.person(), office.person(Role.ADMIN)
    for person in (one, other):
        person.log_in(f"/dossiers/{dossier_id}")
    one.page.keyboard.press("1")
    one.page.keyboard.type("属实")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("article[data-verdict=confirmed]")).to_have_count(1)
    expect(one.page.locator("[data-holder]")).to_have_text("由您审核")
    other.page.keyboard.press("2")
    other.page.keyboard.type("不是问题")
    other.page.keyboard.press("Enter")
    expect(other.page.get_by_role("alert")).to_contain_text(f"正由{one.name}处理")
    with running.store.read() as session:
        verdicts = [one.verdict.value for one in session.query(Decision).filter_by(dossier_id=dossier_id)]
    assert verdicts == ["confirmed"]
    other.page.reload()
    expect(other.page.locator("[data-holder]")).to_contain_text("正在审核")
    assert one.faults == []
    one.page.reload()
    one.page.keyboard.press("t")
    expect(one.page.locator("[data-holder]")).to_have_text("无人认领")


def test_a_stale_page_decides_nothing_and_keeps_what_was_typed(
    reviewer: Person, running: Running, bureau: Bureau, dossier_id: str
) -> None:
    page = reviewer.page
    rule = chosen(page)
    page.keyboard.press("1")
    page.keyboard.type("与原件核对")
    with running.store.write() as session:
        found = dossiers.locked(session, bureau.id, dossier_id)
        runs.decide(session, found, rule, Verdict.DISMISSED, "不是问题", actor="key:test")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("内容在读取之后已有改动")
    expect(page.get_by_label("理由", exact=True)).to_have_value("与原件核对")
    reviewer.faults.clear()  # the browser tells of the refusal
    page.get_by_role("button", name="重新载入").click()
    expect(page.locator(f"article[data-rule='{rule}']")).to_have_attribute("data-verdict", "dismissed")
    expect(page.locator("article.finding.chosen")).to_have_attribute("data-rule", rule)
    page.keyboard.press("1")
    expect(page.get_by_label("理由", exact=True)).to_be_focused()
    page.get_by_label("理由", exact=True).fill("属实")
    page.keyboard.press("Enter")
    expect(page.locator(f"article[data-rule='{rule}']")).to_have_attribute("data-verdict", "confirmed")


def test_no_key_works_behind_a_question_and_the_page_asked_about_is_changed(reviewer: Person) -> None:
    page = reviewer.page
    first = chosen(page)
    at = page.locator("[data-page-number]").inner_text()
    number = re.findall(r"\d+", at)[0]
    asked: list[tuple[str, str]] = []
    page.on("request", lambda sent: asked.append((sent.url, sent.post_data or "")) if "/override" in sent.url else None)
    page.get_by_label("这一页的材料类别").select_option("lease")
    page.get_by_role("button", name="更改类别").click()
    for key in ("]", "j", "?", "1"):
        page.keyboard.press(key)
    assert (chosen(page), page.locator("[data-page-number]").inner_text()) == (first, at)
    expect(page.get_by_role("dialog", name="按键说明")).to_be_hidden()
    with page.expect_navigation():
        page.get_by_role("button", name="更改并重新核验").click()
    (one,) = asked
    assert one[0].endswith(f"/pages/{number}/override")
    assert '"kind":"lease"' in one[1]


def test_an_arrow_key_on_the_kind_of_a_page_asks_nothing(reviewer: Person) -> None:
    page = reviewer.page
    page.get_by_label("这一页的材料类别").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="更改类别")).to_be_visible()
    assert page.locator("dialog[open]").count() == 0


def test_tools_stay_within_the_viewer_and_notices_clear_of_decisions(reviewer: Person) -> None:
    page = reviewer.page
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="按此方向重新识读")).to_be_visible()
    edge = right_of(page.locator(".viewer"))
    for tool in page.locator(".tools button:visible, .tools select").all():
        assert right_of(tool) <= edge
    page.locator("article.finding").evaluate_all("all => { for (const one of all) one.dataset.verdict = 'confirmed'; }")
    page.keyboard.press("n")
    expect(page.locator(".notice")).to_contain_text("没有未处理的问题了")
    notice, decide = page.locator(".notice").bounding_box(), page.locator(".decide").bounding_box()
    assert notice is not None
    assert decide is not None
    assert notice["y"] + notice["height"] <= decide["y"] or notice["x"] + notice["width"] <= decide["x"]


def right_of(place: Locator) -> float:
    bounds = place.bounding_box()
    assert bounds is not None
    return bounds["x"] + bounds["width"]


def test_a_note_is_stored_once_however_often_enter_is_pressed(
    reviewer: Person, running: Running, bureau: Bureau, dossier_id: str
) -> None:
    page = reviewer.page
    page.keyboard.press("m")
    page.keyboard.type("请复看")
    page.evaluate(
        "() => { const form = document.querySelector('form.note'); form.requestSubmit(); form.requestSubmit(); }"
    )
    expect(page.locator("#panel-notes li").filter(has_text="请复看")).to_have_count(1)
    with running.client(bureau.key) as program:
        assert len(program.get(f"/v1/dossiers/{dossier_id}/notes").json()["items"]) == 1


def test_what_strangers_wrote_is_text(office: Office, running: Running, bureau: Bureau) -> None:
    report = long_report(3, 3, words=HOSTILE)
    name = HOSTILE[:100] + ".pdf"
    renamed = replace(
        report,
        dossier=replace(
            report.dossier,
            files=(*report.dossier.files, DossierFile(name, "b" * 64, 1)),
            problems=(Problem(name, 1, "unreadable", HOSTILE),),
        ),
    )
    dossier_id = put_verified(running, bureau, renamed, lambda _file, _number: None, reference=HOSTILE[:80])
    person = office.person()
    page = person.page
    person.log_in(f"/dossiers/{dossier_id}")
    expect(page.locator("h1")).to_contain_text("<img src=x onerror=")
    expect(page.locator("h1")).to_contain_text("⟦U+202E⟧gpj.exe")
    expect(page.locator(".drawn-text text").first).to_contain_text("<script>")
    for tab in page.get_by_role("tab").all():
        tab.click()
    page.get_by_role("tab", name="留言").click()
    page.get_by_role("tab", name="问题").click()
    page.keyboard.press("1")
    page.keyboard.type(HOSTILE[:60])
    page.keyboard.press("Enter")
    expect(page.locator("article[data-verdict=confirmed]")).to_have_count(1)
    assert "申报材料核验" in page.title()
    assert (
        page.evaluate("document.querySelectorAll('main img:not([src^=\"/v1/\"]), main script:not([type])').length") == 0
    )
    assert_fits(page)
    assert person.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_an_office_screen_and_is_accessible(office: Office, dossier_id: str, scheme: str) -> None:
    person = office.person(color_scheme=scheme)
    page = person.page
    person.log_in(f"/dossiers/{dossier_id}")
    expect(page.locator(".crop.shown")).not_to_have_count(0)
    assert_fits(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert_accessible(page)
    page.keyboard.press("3")
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert_fits(page)
        assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert_accessible(page)


def test_nothing_is_cut_off_at_twice_the_size(office: Office, dossier_id: str) -> None:
    person = office.person(viewport={"width": 683, "height": 384}, device_scale_factor=2)
    page = person.page
    person.log_in(f"/dossiers/{dossier_id}")
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert_fits(page)
    page.get_by_role("tab", name="问题").click()
    page.keyboard.press("3")
    expect(page.get_by_label("理由", exact=True)).to_be_visible()
    assert_fits(page)
    clipped = page.evaluate(
        """() => [...document.querySelectorAll("button, h1, h3, p, td, th, dt, dd, label")]
            .filter((each) => each.checkVisibility() && each.clientWidth > 0
                && !each.closest(".thumbnails, .choice, .visually-hidden")
                && each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== "auto")
            .map((each) => each.outerHTML.slice(0, 120))"""
    )
    assert clipped == []


def test_an_operator_looks_and_decides_nothing(office: Office, dossier_id: str) -> None:
    person = office.person(Role.OPERATOR)
    person.log_in(f"/dossiers/{dossier_id}")
    page = person.page
    expect(page.locator("article.finding.chosen")).to_have_count(1)
    assert page.get_by_role("button", name="确认").count() == 0
    assert page.get_by_role("button", name="更正").count() == 0
    page.keyboard.press("1")
    assert person.faults == []


def test_another_bureaus_dossier_is_not_there(office: Office, running: Running, sample: Sample) -> None:
    strange = put_verified(running, running.bureau(), sample.report, lambda _file, _number: None)
    person = office.person()
    person.log_in()
    answer = person.page.goto(f"/dossiers/{strange}")
    assert answer is not None
    assert answer.status == 404


def test_the_view_of_a_report_is_noted(running: Running, bureau: Bureau, office: Office, dossier_id: str) -> None:
    person = office.person()
    person.log_in(f"/dossiers/{dossier_id}")
    with running.store.read() as session:
        views = [entry for entry in audit.listed(session, bureau.id) if entry.action == "report.view"]
        assert [entry.details["format"] for entry in views] == ["page"]
        assert runs.latest(session, dossiers.get(session, bureau.id, dossier_id)) is not None


def test_a_figure_that_only_the_portal_states_can_be_put_in(running: Running, bureau: Bureau, dossier_id: str) -> None:
    with running.store.write() as session:
        session.get_one(Dossier, dossier_id).declared = {"application_form": {"equipment_count": 5}}
    with logged_in(running, bureau, "张工") as client:
        page = client.get(f"/dossiers/{dossier_id}").text
    table = page.partition('id="panel-coverage"')[2].partition("</table>")[0]
    button = re.search(r'<button[^>]*data-path="application_form.equipment_count"[^>]*>', table)
    assert button is not None
    assert "data-needs-place" in button[0]
