"""A round as it is at a bureau: from a ZIP on the page of `verifier serve`, which reads it, to the sealed report."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser, Download, Page, ViewportSize, expect

from tests.api.web.conftest import OFFICE_SCREEN, assert_accessible
from tests.api.web.serve import PASSWORD, log_in, serving

SAMPLES = Path(__file__).parents[3] / "samples" / "dossiers"
LEASE, LACKING = "13.租赁合同.pdf", "m04-premises"
READ_WITHIN = 900_000  # milliseconds, for sixty pages on a busy machine
SHOWN_WITHIN = 60_000


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The administrator at an office screen; whatever the browser complains of is a failure."""
    with serving(tmp_path) as url:
        context = chromium.new_context(
            base_url=url,
            viewport=ViewportSize(width=OFFICE_SCREEN["width"], height=OFFICE_SCREEN["height"]),
            locale="zh-CN",
        )
        opened = context.new_page()
        opened.set_default_timeout(SHOWN_WITHIN)
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        log_in(opened)
        yield opened
        context.close()
        assert faults == []


def test_from_a_zip_to_the_sealed_report(page: Page, tmp_path: Path) -> None:
    submit(page, sample_without_lease(tmp_path / "申报材料.zip"))
    with page.expect_navigation():
        page.get_by_role("link", name="打开").click()
    assert LACKING in findings(page)
    read_again(page)
    turn(page)
    assert LACKING in letter_asks_for(page)
    supplement(page, SAMPLES / "faulty" / LEASE)
    expect(page.locator("section.changed li.closed", has_text="场所")).to_be_visible()
    remaining = findings(page)
    assert LACKING not in remaining
    confirm_all(page)
    sign(page)
    check_printed(page, len(remaining))


def sample_without_lease(path: Path) -> Path:
    """The sample with planted faults, one of its papers left behind."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((SAMPLES / "faulty").iterdir()):
            if file.name != LEASE:
                archive.write(file, file.name)
    return path


def submit(page: Page, archive: Path) -> None:
    """Hand it in with the portal's figures, and wait until it is read."""
    page.goto("/dossiers/new")
    page.locator("#files").set_input_files(archive)
    page.get_by_text("填报数据（申报系统").click()
    declared = (SAMPLES / "faulty.declared.json").read_text(encoding="utf-8")
    page.get_by_label("或粘贴申报系统导出的JSON").fill(declared)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已核验")).to_be_visible(timeout=READ_WITHIN)


def findings(page: Page) -> list[str]:
    """The rules of what a person has to look at."""
    page.locator("article.finding").first.wait_for()
    return [article.get_attribute("data-rule") or "" for article in page.locator("article.finding").all()]


def read_again(page: Page) -> None:
    """Have a boxed figure read again, and take over what it says."""
    page.locator("article[data-rule='x07-total-assets'] .head").click()
    page.keyboard.press("3")
    page.get_by_label("要更正的内容").select_option(index=1)
    page.get_by_label("改为").fill("")
    box = page.locator(".frame .box.found .line").first
    box.wait_for()
    page.get_by_role("button", name="框选重读").click()
    bounds = box.bounding_box()
    assert bounds is not None
    page.mouse.move(bounds["x"] - 4, bounds["y"] - 4)
    page.mouse.down()
    page.mouse.move(bounds["x"] + bounds["width"] + 4, bounds["y"] + bounds["height"] + 4, steps=3)
    page.mouse.up()
    page.get_by_role("button", name="填入更正").first.click()
    expect(page.get_by_label("改为")).to_have_value(re.compile(r"^[\d,.]+$"))
    expect(page.locator("[data-place-words]")).to_have_text(re.compile("已框出"))
    page.keyboard.press("Escape")  # it was read well before


def turn(page: Page) -> None:
    """Turn a page for good; it is read anew, and what that changed is told."""
    page.keyboard.press("r")
    turned = page.locator("[data-page-number]").inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="按此方向重新识读").click()
    expect(page.locator("section.changed")).to_be_visible(timeout=READ_WITHIN)
    page.wait_for_load_state()
    page.get_by_role("tab", name="记录").click()
    act = page.locator("#panel-history li", has_text="更正页面")
    expect(act).to_contain_text(turned.split(" ")[0])
    expect(act).to_contain_text("旋转次数")


def letter_asks_for(page: Page) -> str:
    """Fetch the draft of the letter, and tell the rules that were chosen for it."""
    with page.expect_navigation():
        page.get_by_role("link", name="补正通知").first.click()
    chosen = [box.get_attribute("value") or "" for box in page.locator("input[name=rule]:checked").all()]
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下载通知书草稿").click()
    words = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(bytes_of(downloading.value))).paragraphs)
    assert "请补齐后提交" in words
    return " ".join(chosen)


def supplement(page: Page, paper: Path) -> None:
    """Add what was lacking to the dossier whose letter is open, and have it verified again."""
    dossier = page.url.split("/dossiers/")[1].split("/")[0]
    page.goto(f"/dossiers/{dossier}/files")
    page.locator("#files").set_input_files(paper)
    page.get_by_role("button", name=f"替换{paper.name}").wait_for()
    page.wait_for_load_state()  # the modules of the page that was loaded anew
    page.get_by_role("button", name="重新核验").click()
    page.wait_for_url(f"**/dossiers/{dossier}")
    expect(page.locator("section.changed")).to_be_visible(timeout=READ_WITHIN)
    page.wait_for_load_state()


def confirm_all(page: Page) -> None:
    """Decide one finding after the other, with keys alone."""
    for number in range(len(findings(page))):
        rule = page.locator("article.finding.chosen").get_attribute("data-rule")
        page.keyboard.press("1")
        expect(page.get_by_label("理由", exact=True)).to_be_focused()
        page.keyboard.type(f"与原件核对，属实{number}")
        page.keyboard.press("Enter")
        expect(page.locator(f"article[data-rule='{rule}']")).to_have_attribute("data-verdict", "confirmed")


def sign(page: Page) -> None:
    """Sign the conclusion, and wait for the seal."""
    page.get_by_role("link", name="审核结论").first.click()
    page.get_by_label("建议不予认定").check()
    page.get_by_label("审核意见").fill("填报数据与审计报告不一致。")
    page.get_by_label("本人密码").fill(PASSWORD)
    assert_accessible(page)
    page.get_by_role("button", name="签署并封存").click()
    page.get_by_role("link", name="PDF").wait_for()


def check_printed(page: Page, decided: int) -> None:
    """The sealed PDF tells the conclusion and every decision."""
    with page.expect_download() as downloading:
        page.get_by_role("link", name="PDF").click()
    with pdfium.PdfDocument(bytes_of(downloading.value)) as printed:
        words = re.sub(r"\s", "", "".join(sheet.get_textpage().get_text_bounded() for sheet in printed))
    assert "建议不予认定" in words
    assert "填报数据与审计报告不一致。" in words
    for number in range(decided):
        assert f"与原件核对，属实{number}" in words


def bytes_of(download: Download) -> bytes:
    return Path(download.path()).read_bytes()
