"""Handing in through the page, read by a real worker."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.api.conftest import Bureau, Running
from tests.api.papers import make_docx
from tests.api.reported import verified
from tests.api.web.conftest import ONE_DATABASE, Office, Person, assert_accessible, assert_fits
from verifier.store import dossiers
from verifier.store.tables import Dossier, DossierState, Role

pytestmark = [ONE_DATABASE, pytest.mark.usefixtures("worker")]


@pytest.fixture
def person(office: Office) -> Person:
    opened = office.person(Role.OPERATOR)
    opened.log_in("/dossiers/new")
    return opened


def test_two_archives_are_two_dossiers_that_are_read(person: Person, tmp_path: Path) -> None:
    page = person.page
    archives = [zipped(tmp_path / f"申请{n}.zip", make_docx(tmp_path / f"{n}.docx", f"第{n}份")) for n in (1, 2)]
    page.locator("#files").set_input_files(archives)
    cards = page.locator(".card")
    expect(cards.locator("h2")).to_have_text(["申请1", "申请2"])
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="提交2份材料").click()
    for number in range(2):
        cards.nth(number).get_by_text("已核验").wait_for()
    assert cards.get_by_role("link", name="打开").count() == 2
    page.goto("/dossiers")
    assert page.locator("tr[data-state=done]").count() == 2
    assert_accessible(page)
    assert person.faults == []


def test_declared_figures_are_sent_as_the_contract_has_them(person: Person, tmp_path: Path, running: Running) -> None:
    page = person.page
    page.locator("#files").set_input_files([make_docx(tmp_path / "a.docx", "甲"), make_docx(tmp_path / "b.docx", "乙")])
    card = page.locator(".card")
    expect(card).to_have_count(1)
    card.get_by_label("编号").fill("2026-0007")
    card.get_by_text("填报数据（申报系统").click()
    card.get_by_label("上年末总资产").fill("5,123,400.00")
    card.get_by_label("从业人数").fill("23")
    card.get_by_label("专业人员占总人数比例").fill("82.5")
    card.get_by_label("第2个年度营业收入").fill("860000")
    page.get_by_role("button", name="提交").click()
    card.get_by_role("link", name="打开").wait_for()
    declared = stored(running, "2026-0007").declared["application_form"]
    assert declared == {
        "total_assets": "5123400.00",
        "headcount": 23,
        "qualified_share": 0.825,
        "years": [{"revenue": "860000"}],
    }


def test_a_figure_that_is_none_is_said_at_its_card(person: Person, tmp_path: Path) -> None:
    page = person.page
    page.locator("#files").set_input_files(make_docx(tmp_path / "a.docx", "甲"))
    page.get_by_text("填报数据（申报系统").click()
    page.get_by_label("从业人数").fill("约20")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".card [role=alert]")).to_have_text("“从业人数”应为数字，现为“约20”。")
    page.get_by_label("从业人数").fill("20")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="打开").wait_for()


def test_a_refused_file_is_named(person: Person, tmp_path: Path) -> None:
    program = tmp_path / "扫描.pdf"
    program.write_bytes(b"MZ" + bytes(2000))
    person.page.locator("#files").set_input_files(program)
    person.page.get_by_role("button", name="提交").click()
    fault = person.page.locator(".card [role=alert]")
    fault.get_by_text("扫描.pdf").wait_for()


def test_a_folder_of_folders_is_as_many_dossiers(person: Person, tmp_path: Path) -> None:
    for name in ("甲公司", "乙公司"):
        (tmp_path / "批次" / name / "附件").mkdir(parents=True)
        make_docx(tmp_path / "批次" / name / "附件" / "说明.docx", name)
        (tmp_path / "批次" / name / ".DS_Store").write_bytes(b"x")
    person.page.locator("#folder").set_input_files(tmp_path / "批次")
    expect(person.page.locator(".card")).to_have_count(2)
    assert sorted(person.page.locator(".card h2").all_inner_texts()) == ["乙公司", "甲公司"]
    assert person.page.locator(".card .files bdi").all_text_contents() == ["附件/说明.docx"] * 2
    person.page.get_by_role("button", name="合并为一份材料").click()
    expect(person.page.locator(".card")).to_have_count(1)


def test_what_is_dropped_is_handed_in_with_its_folders(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "甲公司"
    (folder / "附件").mkdir(parents=True)
    make_docx(folder / "附件" / "说明.docx", "甲")
    archive = zipped(tmp_path / "乙公司.zip", make_docx(tmp_path / "乙.docx", "乙"))
    page = person.page
    drop(page, page.locator(".drop"), folder, archive)
    cards = page.locator(".card")
    expect(cards.locator("h2")).to_have_text(["甲公司", "乙公司"])
    expect(cards.locator(".files bdi")).to_have_text(["附件/说明.docx", "乙公司.zip"])
    page.get_by_role("button", name="提交2份材料").click()
    for number in range(2):
        cards.nth(number).get_by_text("已核验").wait_for()
    assert person.faults == []


def drop(page: Page, place: Locator, *paths: Path) -> None:
    """Drop files of the machine, as a person does with the mouse."""
    bounds = place.bounding_box()
    assert bounds is not None
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        at = {"x": bounds["x"] + bounds["width"] / 2, "y": bounds["y"] + 10}
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})


def test_a_supplement_replaces_a_file_and_is_verified(person: Person, tmp_path: Path, running: Running) -> None:
    page = person.page
    page.locator("#files").set_input_files([make_docx(tmp_path / "a.docx", "甲"), make_docx(tmp_path / "b.docx", "乙")])
    page.get_by_label("编号").fill("补正")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已核验").wait_for()
    dossier = stored(running, "补正")
    page.goto(f"/dossiers/{dossier.id}/files")
    assert_accessible(page)
    assert_fits(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="替换a.docx").click()
    chooser.value.set_files(make_docx(tmp_path / "c.docx", "丙"))
    page.get_by_role("button", name="替换c.docx").wait_for()
    page.wait_for_load_state()  # the modules of the page that was loaded anew
    page.get_by_role("button", name="删除b.docx").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    page.get_by_role("button", name="替换b.docx").wait_for(state="detached")
    page.wait_for_load_state()
    page.locator("#files").set_input_files(make_docx(tmp_path / "d.docx", "丁"))
    page.get_by_role("button", name="替换d.docx").wait_for()
    page.wait_for_load_state()
    page.get_by_role("button", name="重新核验").click()
    page.wait_for_url(f"**/dossiers/{dossier.id}")
    with running.store.read() as session:
        again = stored(running, "补正")
        assert [file.name for file in dossiers.files(session, again)] == ["c.docx", "d.docx"]
    assert again.revision == 2
    assert again.state is not DossierState.BUILDING


def test_nothing_is_handed_in_while_a_file_is_on_its_way(
    office: Office, running: Running, bureau: Bureau, tmp_path: Path
) -> None:
    dossier = verified(running, bureau.id)
    person = office.person()
    page = person.page
    person.log_in(f"/dossiers/{dossier}/files")
    resubmit = page.get_by_role("button", name="重新核验")
    expect(resubmit).to_be_enabled()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/dossiers/*/files", hold)
    page.locator("#files").set_input_files(make_docx(tmp_path / "补充.docx", "补"))
    expect(resubmit).to_be_disabled()
    drop(page, page.locator(".drop"), make_docx(tmp_path / "又一份.docx", "又"))
    expect(page.get_by_role("alert")).to_have_text("上一项改动还没有完成，请待其完成后再添加。")
    assert len(held) == 1
    held[0].continue_()
    page.get_by_role("button", name="替换补充.docx").wait_for()
    expect(resubmit).to_be_enabled()
    assert person.faults == []


def zipped(path: Path, file: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(file, file.name)
    return path


def stored(running: Running, reference: str) -> Dossier:
    with running.store.read() as session:
        found = session.query(Dossier).filter_by(reference=reference).one()
        assert isinstance(found, Dossier)
        return found
