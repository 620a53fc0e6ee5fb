"""The pages of a dossier in the viewer: only those in view are there, and those that are read meanwhile come."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.api.conftest import Bureau, Running
from tests.api.web.conftest import ONE_DATABASE, Office
from tests.api.web.reviewed import long_report, put_read, put_verified, small_picture
from verifier.store import dossiers, progress
from verifier.store.progress import FoundFile
from verifier.store.tables import Task

pytestmark = ONE_DATABASE
# Past all pages at once, as somebody who drags the scroll bar to the top.
FLY = """stage => {
  for (let place = 100; place >= 0; place -= 1) {
    stage.scrollTop = stage.scrollHeight * place / 100;
    stage.dispatchEvent(new Event("scroll"));
  }
}"""


def test_three_hundred_pages_are_scrolled_without_fetching_all(
    office: Office, running: Running, bureau: Bureau
) -> None:
    dossier_id = put_verified(running, bureau, long_report(300), lambda _file, number: small_picture(number))
    person = office.person()
    page = person.page
    pictures: list[str] = []
    page.on("request", lambda asked: pictures.append(asked.url) if "/image" in asked.url else None)
    person.log_in(f"/dossiers/{dossier_id}")
    expect(page.locator(".frame image")).not_to_have_count(0)
    expect(page.locator(".thumbnail img")).not_to_have_count(0)
    assert len(pictures) < 30
    assert page.locator(".thumbnail").count() < 20
    page.locator(".stage").evaluate("stage => { stage.scrollTop = stage.scrollHeight; }")
    expect(page.locator("[data-page-number]")).to_have_text("第300 / 300页")
    expect(page.locator(".frame[data-number='300'] image")).to_have_count(1)
    expect(page.locator(".thumbnail[aria-current]")).to_have_attribute("data-number", "300")
    before = len(set(pictures))
    page.locator(".stage").evaluate(FLY)
    assert page.locator(".frame").count() < 10
    page.wait_for_timeout(300)
    assert len(set(pictures)) - before < 30  # what flew past was not fetched
    assert person.faults == []


def test_pages_that_are_read_meanwhile_are_shown(office: Office, running: Running, bureau: Bureau) -> None:
    report = long_report(2, 1)
    with running.store.write() as session:
        dossier = dossiers.create(session, bureau.id, actor="test")
        blob = running.store.blobs.put([b"%PDF-1.7 "])
        dossiers.add_file(session, dossier, "申报材料.pdf", blob, actor="test")
        dossiers.submit(session, dossier, actor="test")
        dossier_id = dossier.id
    person = office.person()
    page = person.page
    person.log_in(f"/dossiers/{dossier_id}")
    expect(page.locator(".thumbnail")).to_have_count(0)  # nobody has opened the file yet
    with running.store.write() as session:
        dossier = dossiers.locked(session, bureau.id, dossier_id)
        found = [FoundFile("申报材料.pdf", blob.sha256, "pdf", 2)]
        progress.opened(session, dossier, found, [], version="test", at_once=2, lasts=timedelta(days=1))
        session.query(Task).delete()
    expect(page.locator(".frame[data-number='1']")).to_contain_text("还没有识读")
    with running.store.write() as session:
        dossier = dossiers.locked(session, bureau.id, dossier_id)
        first = dossiers.pages(session, dossier)[0]
        put_read(running, session, dossier, first, report.dossier.pages[0], picture=small_picture())
    expect(page.locator(".frame[data-number='1'] image")).to_have_count(1)
    expect(page.locator(".thumbnail[data-number='1'] img")).to_have_count(1)
    expect(page.locator(".thumbnail[data-number='2']")).to_contain_text("待识读")
    assert person.faults == []
