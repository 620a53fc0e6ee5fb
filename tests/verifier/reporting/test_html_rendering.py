"""The report as a whole: order, completeness, safety. Where boxes are drawn is in test_cropping."""

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.models import Document, Evidence, Field, Line, Page, Problem, Seal, SealShape, TextSource
from tests.verifier.reporting.dossier import CHECKED_ON, CONTEXT, Sample, empty_dossier, make_report
from tests.verifier.reporting.pages import LEASE_BACK, MAIN, STAFF
from tests.verifier.reporting.paper import DrawnPictures
from tests.verifier.reporting.reader import BLUE, Reader, bounds_of
from verifier.models import Check, DossierFile, Finding, Outcome, Report, Value
from verifier.reporting import ReportContext, render_html

NO_PICTURES = DrawnPictures({})
FINDINGS = (Outcome.DISCREPANCY, Outcome.MISSING, Outcome.REVIEW)


def read(report: Report, pictures: DrawnPictures = NO_PICTURES, context: ReportContext = CONTEXT) -> Reader:
    return Reader(render_html(report, pictures, context, checked_on=CHECKED_ON))


def test_sections_stand_in_the_order_a_reviewer_works(page: Reader) -> None:
    assert [section.get("id") for section in page.all("//main/section")] == [
        "summary", "checklist", "findings", "pass", "not_applicable", "coverage", "fields", "seals", "problems",
        "unidentified", "pages",
    ]  # fmt: skip


def test_the_heading_says_who_when_and_by_which_rules(page: Reader) -> None:
    words = page.words(page.one("//header[@class='report']"))
    for expected in (
        "许昌云桥企业服务有限公司", "2026年3月18日（申请报告封面的填报日期）", "核验日期 2026年3月20日",
        "3 个文件，共 13 页；另有 1 个文件未能打开", "2026-0007", "许工信〔2020〕154号", "规则版本 2026.1",
    ):  # fmt: skip
        assert expected.replace(" ", "") in words.replace(" ", "")


def test_findings_come_first_by_weight_and_then_in_rule_order(page: Reader, sample: Sample) -> None:
    shown = [article.get("id") for article in page.all("//article")]
    assert shown == [
        check.rule for outcome in FINDINGS for check in sample.report.checks if check.finding.outcome is outcome
    ]
    passed = [check.rule for check in sample.report.checks if check.finding.outcome is Outcome.PASS]
    assert [row.get("id") for row in page.all("details", page.section("pass"))] == passed
    assert max(page.text.index(f'id="{rule}"') for rule in shown) < page.text.index(f'id="{passed[0]}"')


def test_the_summary_counts_and_names_every_outcome(page: Reader) -> None:
    counts = [page.words(item) for item in page.all("//ul[@class='counts']/li")]
    expected = [(3, "不一致"), (4, "缺失"), (4, "待人工核实"), (11, "一致（通过）"), (1, "不适用")]
    for words, (count, word) in zip(counts, expected, strict=True):
        assert words.startswith(f"{count}{word}")


def test_what_was_not_read_is_said_at_the_top(page: Reader) -> None:
    warnings = " ".join(page.words(warning) for warning in page.all("//p[@class='warning']"))
    assert "有 2 处文件或页面未能读取" in warnings
    assert "有 1 页未能识别属于哪种材料" in warnings


def test_each_item_of_the_list_has_its_conclusion_and_its_pages(page: Reader) -> None:
    rows = {page.words(row).split()[0]: page.words(row) for row in page.all("//table[@class='checklist']/tbody/tr")}
    assert list(rows) == [item.code for item in CONTEXT.checklist]
    assert f"租赁合同 {MAIN} 第7页；{LEASE_BACK} 第1页" in rows["第十二条（四）"].replace(" ；", "；")
    assert "不一致" in rows["第十二条（四）"]
    assert "不完整：审计意见页" in rows["第十二条（六）"]
    assert "服务收支情况专项审计报告 未见" in rows["第十二条（六）"]
    assert "一致（通过）" in rows["第十二条（二）"]


def test_a_finding_is_an_evidence_sheet(page: Reader) -> None:
    sheet = page.section("x07-total-assets")
    declared, found = page.all(".//section[@class='side']", sheet)
    assert "上年末总资产 申请表 5,123,400.00 元（512.34 万元） 原文：512.34 万元" in page.words(declared)
    assert "资产总计（期末） 上一年度审计报告 5,213,400.00 元（521.34 万元） 原文：5,213,400.00" in page.words(found)
    words = page.words(sheet)
    for expected in (
        "不一致",
        "上年末总资产与审计报告一致",
        "相差9万元",
        "＝ 90,000.00 元",
        "第七条（二）",
        "资产总额不低于50万元",
    ):
        assert expected in words
    assert f"{MAIN} 第2页 · 图1 · 识读把握 高 97%" in page.words(declared)
    assert "结论把握 高 97%" in words


def test_every_place_of_every_finding_is_shown_in_a_box(page: Reader, sample: Sample) -> None:
    checked = 0
    for check in sample.report.checks:
        if not check.is_finding:
            continue
        sheet = page.section(check.rule)
        captions = [page.words(caption) for caption in page.all(".//figcaption", sheet)]
        for value in (*check.finding.declared, *check.finding.found):
            for place in value.evidence:
                assert any(f"{place.file} 第{place.page}页" in caption for caption in captions)
                checked += 1
        crops = page.crops(sheet)
        assert len(crops) == len(captions)
        assert all(bounds_of(crop, BLUE) for crop in crops)
    assert checked > 2 * len(STAFF)


def test_the_rows_of_a_table_share_one_figure(page: Reader) -> None:
    found = page.all(".//section[@class='side']", page.section("x11-headcount"))[1]
    assert len(page.crops(found)) == 1
    assert "共 11 项" in page.words(found)
    assert all(name in page.words(found) for name in STAFF)


def test_a_value_of_the_portal_says_that_it_has_no_page(page: Reader) -> None:
    declared = page.all(".//section[@class='side']", page.section("x11-headcount"))[0]
    assert "从业人数 申报系统 12 人 原文：12由申报系统提供，没有页面" in page.words(declared)


def test_what_passed_can_be_unfolded_with_its_evidence(page: Reader) -> None:
    row = page.section("x05-registered-capital")
    assert page.words(page.one("summary", row)) == f"注册资本一致 x05-registered-capital均为500万元。{MAIN} 第2、4页"
    assert len(page.crops(row)) == 2


def test_a_place_cited_twice_is_embedded_once(page: Reader) -> None:
    stored = [image.get("href") for image in page.all("//image")]
    assert len(stored) == len(set(stored))
    cited = [use.get("href") for use in page.all("//use")]
    assert len(cited) > len(set(cited))
    assert {f"#{drawing.get('id')}" for drawing in page.all("//defs/*")} == set(cited)


def test_an_office_page_shows_its_text_with_a_box(page: Reader) -> None:
    (drawing,) = page.drawings(page.section("m11-plan"))
    assert drawing.tag == "g"
    assert "许昌云桥企业服务有限公司2026年度运营计划" in page.words(drawing)
    (box,) = page.all("polygon", drawing)
    xs, ys = zip(*(map(float, point.split(",")) for point in box.get("points", "").split()), strict=True)
    (line,) = [each for each in page.all("text", drawing) if "年度运营计划" in page.words(each)]
    start, length = float(line.get("x", "")), float(line.get("textlength", line.get("textLength", "")))
    assert min(xs) <= start <= start + length <= max(xs)
    assert min(ys) < float(line.get("y", "")) < max(ys)


def test_declared_figures_without_evidence_are_named(page: Reader) -> None:
    rows = [page.words(row) for row in page.all("//table[@class='coverage']/tbody/tr")]
    assert any(row.startswith("上年末总资产") and "有不一致" in row for row in rows)
    assert any(row.startswith("服务场地面积") and "有佐证" in row for row in rows)
    assert any(row.startswith("营业收入 第2个年度") and "没有佐证" in row for row in rows)


def test_all_values_seals_problems_and_pages_are_listed(page: Reader, sample: Sample) -> None:
    fields = page.words(page.section("fields"))
    assert "统一社会信用代码91411002MA3X4Y5Z6K校验位正确" in fields
    assert "日期没有填写完整" in fields
    singles = [field for field in sample.report.dossier.fields.values() if "[" not in field.path]
    assert all(" ".join(field.raw.split()) in fields for field in singles)
    assert "文字无法辨认" in page.words(page.section("seals"))
    assert "文件加了密码，无法打开。请申请单位提供不加密码的PDF。" in page.words(page.section("problems"))
    unidentified = page.words(page.section("unidentified"))
    assert f"{MAIN} 第9页" in unidentified
    assert f"空白页：{MAIN} 第8页" in unidentified
    pages = page.words(page.section("pages"))
    assert f"{MAIN}第1页" in pages
    assert "第11页 — —页面图像已损坏" in pages
    assert "资质证书.pdf整个文件" in pages


def test_the_file_needs_nothing_from_elsewhere_and_allows_nothing_else(page: Reader) -> None:
    policy = page.one("//meta[@http-equiv='Content-Security-Policy']").get("content", "")
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (source,) = re.findall(f"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not page.all("//link | //iframe | //object | //embed | //form | //*[@style] | //*[@src]")
    assert all(
        element.get("href", "").startswith(("#", "data:image/jpeg;base64,")) for element in page.all("//*[@href]")
    )


def test_every_link_leads_somewhere(page: Reader) -> None:
    names = [element.get("id") for element in page.all("//*[@id]")]
    assert len(names) == len(set(names))
    assert {link.get("href", "")[1:] for link in page.all("//a")} <= set(names)


def test_the_same_report_gives_the_same_file(page: Reader, sample: Sample) -> None:
    again = render_html(sample.report, sample.pictures, sample.context, checked_on=CHECKED_ON)
    assert again == page.text


HOSTILE = ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "{{ 7*7 }}", "</title></style>'\"&amp;"]


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_stays_text_wherever_it_stands(text: str) -> None:
    reader = hostile_reader(text)
    assert [len(reader.all(f"//{tag}")) for tag in ("script", "style", "img")] == [1, 1, 0]
    assert len(reader.all("//title")) == 1 + len(reader.all("//svg/title"))
    assert not reader.all("//@onerror/..")
    for section in ("checklist", "findings", "pass", "fields", "seals", "problems", "unidentified", "pages"):
        assert text in reader.words(reader.section(section)), section
    assert text in reader.words(reader.one("//h1"))


def test_characters_that_hide_or_turn_text_are_shown() -> None:
    text = "invoice\u202egpj.exe\u200b\x00"
    reader = hostile_reader(text)
    assert not set(reader.text) & set("\u202e\u200b\x00\ufeff")
    assert "invoice⟦U+202E⟧gpj.exe⟦U+200B⟧⟦U+0000⟧" in reader.words()
    assert all(element.tag == "bdi" for element in reader.all("//*[@class='file']"))


def hostile_reader(text: str) -> Reader:
    """A report in which this text stands in every place that a stranger can fill."""
    polygon = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.2), (0.1, 0.2))
    evidence = Evidence(text, 1, polygon, text, 0.9)
    value = Value("lease.lessee", text, text + " ", (evidence,))
    finding = Finding(Outcome.REVIEW, text, (value,), (value,), 0.5, (text,))
    seal = Seal(SealShape.ROUND, evidence, text)
    line = Line(text, polygon, 1.0, TextSource.OFFICE)
    documents = (
        Document("lease", ((text, 1),), 0.9, seals=(seal,), incomplete=(text,)),
        Document("unknown", ((text, 2),), 0.9),
    )
    dossier = replace(
        empty_dossier(),
        id=text,
        submitted_from=text,
        files=(DossierFile(text, "0" * 64, 3),),
        pages=(Page(text, 1, 595, 842, (line,), has_image=False),),
        documents=documents,
        fields={
            "lease.lessee": Field(
                "lease.lessee", text, text, 0.4, (evidence,), text, confirmed_by=(text,), alternatives=(text,)
            )
        },
        problems=(Problem(text, 3, "page-unreadable", text),),
    )
    checks = (
        Check("x01-applicant-name", text, text, finding),
        Check("x02-credit-code", text, text, replace(finding, outcome=Outcome.PASS)),
    )
    return read(make_report(dossier, checks, applicant=text), context=replace(CONTEXT, clauses={text: text}))


def test_a_page_without_picture_says_so_in_place(sample: Sample, tmp_path: Path) -> None:
    damaged, text = tmp_path / "damaged.jpg", tmp_path / "text.png"
    damaged.write_bytes(sample.pictures.paths[MAIN, 6].read_bytes()[:3000])
    text.write_text("no picture", encoding="utf-8")
    paths = sample.pictures.paths | {(MAIN, 6): damaged, (MAIN, 2): text, (LEASE_BACK, 1): tmp_path / "gone.jpg"}
    del paths[MAIN, 10]
    reader = read(sample.report, DrawnPictures(paths))
    assert page_notes(reader, "x07-total-assets") == ["无法显示图片：该页的图像文件已损坏"] * 2
    assert page_notes(reader, "v03-lease-term") == ["无法显示图片：该页的图像文件已不存在"]
    assert page_notes(reader, "m14-declaration") == ["无法显示图片：没有该页的图像"]
    assert "5,213,400.00 元" in reader.words(reader.section("x07-total-assets"))


def page_notes(reader: Reader, rule: str) -> list[str]:
    return [reader.words(note) for note in reader.all(".//p[@class='no-picture']", reader.section(rule))]


def test_a_place_that_is_nowhere_shows_the_whole_page_without_a_box(sample: Sample) -> None:
    nowhere = Evidence(MAIN, 6, ((700.0, 20.0), (900.0, 20.0), (900.0, 40.0)), "5,213,400.00", 0.9)
    finding = Finding(Outcome.REVIEW, "请核对。", (), (Value("audit_report.total_assets", 1, "1", (nowhere,)),))
    reader = read(replace(sample.report, checks=(Check("x07-total-assets", "", "总资产", finding),)), sample.pictures)
    sheet = reader.section("x07-total-assets")
    assert "未能定位到页内具体位置" in reader.words(sheet)
    (crop,) = reader.crops(sheet)
    assert abs(crop.width / crop.height - 1240 / 1754) < 0.01
    assert bounds_of(crop, BLUE) is None


def test_what_was_looked_for_and_not_found_has_no_confidence(sample: Sample) -> None:
    place = Evidence(MAIN, 10, ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)), "", 0.0)
    missing = Finding(Outcome.MISSING, "未见印章。", (), (Value("declaration.seal", None, "", (place,)),), 0.9)
    doubtful = replace(missing, outcome=Outcome.REVIEW, confidence=0.0)
    reader = read(
        replace(sample.report, checks=(Check("s03", "", "盖章", missing), Check("s04", "", "签字", doubtful))),
        sample.pictures,
    )
    assert "没有找到" in reader.words(reader.section("s03"))
    assert "识读把握" not in reader.words(reader.section("s03"))
    assert "结论把握 中 90%" in reader.words(reader.section("s03"))
    assert "结论把握" not in reader.words(reader.section("s04"))  # a person has yet to conclude


def test_a_report_without_checks_never_looks_complete() -> None:
    reader = read(make_report(empty_dossier(), ()))
    assert "没有执行任何核验项目，本报告不能作为核验依据。" in reader.words(reader.section("summary"))
    assert "没有读到任何页面" in reader.words(reader.section("summary"))
    assert "没有发现不一致" not in reader.words()
    assert "都已读取" not in reader.words()
    assert all("未核验" in reader.words(row) for row in reader.all("//table[@class='checklist']/tbody/tr"))


def test_a_report_without_findings_says_so(sample: Sample) -> None:
    checks = [check for check in sample.report.checks if not check.is_finding]
    reader = read(replace(sample.report, checks=tuple(checks)), sample.pictures)
    assert "没有发现不一致、缺失或待人工核实的事项。" in reader.words(reader.section("findings"))
    assert not reader.all("//article")


def test_a_dossier_of_which_nothing_is_there(sample: Sample) -> None:
    nothing = Finding(Outcome.MISSING, "没有找到。")
    checks = [replace(check, finding=nothing) for check in sample.report.checks]
    reader = read(make_report(empty_dossier(), checks, applicant=None))
    assert "未能识别申请单位名称" in reader.words(reader.one("//h1"))
    assert len(reader.all("//article")) == len(checks)
    assert all("没有可供展示的页面" in reader.words(article) for article in reader.all("//article"))


def test_hundreds_of_values_and_endless_names_are_all_there(sample: Sample) -> None:
    name = "很长的文件夹名称/" * 12 + "a" * 180 + ".pdf"
    polygon = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.2), (0.1, 0.2))
    fields = {
        path: Field(path, text, text, 0.9, (Evidence(name, 1, polygon, text, 0.9),))
        for path, text in ((f"client_list.rows[{row}].name", f"许昌第{row}号客户有限公司" * 9) for row in range(240))
    }
    dossier = replace(empty_dossier(), fields=fields, files=(DossierFile(name, "0" * 64, 1),))
    reader = read(make_report(dossier, sample.report.checks), sample.pictures)
    words = reader.words(reader.section("fields"))
    assert all(field.raw in words for field in fields.values())
    assert "第240行" in words
    assert name in reader.words(reader.section("pages"))
