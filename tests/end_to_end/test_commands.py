import os
import pty
import shutil
import subprocess
from pathlib import Path

import pypdfium2
from jsonschema import Draft202012Validator

from tests.end_to_end.conftest import EQUIPMENT, LICENCE, PLAN
from tests.end_to_end.running import SCHEMA, VERIFIER, Run, kinds_of, read_json, unaccounted, verifier
from tests.extractors.intake.zips import make_zip_in_gbk

FILES = [PLAN, LICENCE, EQUIPMENT]  # as a person would read them
KINDS = {(LICENCE, 1): "business_licence", (EQUIPMENT, 1): "equipment_inventory", (PLAN, 1): "plan"}
APPLICANT, CREDIT_CODE = "许昌天佑检测技术有限公司", "91411082MA98XFJ61K"


def test_check_writes_the_report_and_says_where(checked: tuple[Run, Path]) -> None:
    run, output = checked
    assert run.status == 1  # most materials are missing
    assert run.err == ""
    assert APPLICANT in run.out
    assert str(output / "report.json") in run.out
    assert str(output / "report.html") in run.out
    assert sorted(path.name for path in output.iterdir()) == ["report.html", "report.json"]
    assert (output / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_the_formats_asked_for_are_written(small: Path, tmp_path: Path) -> None:
    run = verifier(
        "check",
        small / PLAN,
        "--output",
        "o",
        "--format",
        "pdf,docx,xlsx",
        "--submitted-on",
        "2024-06-20",
        cwd=tmp_path,
    )
    assert (run.status, run.err) == (1, "")
    names = ["report.docx", "report.json", "report.pdf", "report.xlsx"]
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == names
    assert all(str(Path("o") / name) in run.out for name in names)
    with pypdfium2.PdfDocument(tmp_path / "o" / "report.pdf") as document:
        assert "申报材料核验报告" in document[0].get_textpage().get_text_range()
    wrong = verifier("check", small / PLAN, "--format", "pdf,odt", cwd=tmp_path)
    assert wrong.status == 2
    assert "不支持的格式：odt；可用：json、html、pdf、docx、xlsx。" in wrong.err


def test_report_json_is_as_the_schema_says_and_holds_every_page(checked: tuple[Run, Path]) -> None:
    report = read_json(checked[1] / "report.json")
    Draft202012Validator(SCHEMA).validate(report)
    assert [file["name"] for file in report["dossier"]["files"]] == FILES
    assert list(unaccounted(report)) == []
    assert kinds_of(report) == KINDS
    assert report["problems"] == []
    assert report["dossier"]["submitted_on"] == "2024-06-20"
    assert report["fields"]["business_licence.credit_code"]["value"] == CREDIT_CODE
    assert report["timing"]["pages"] == 3


def test_a_zip_with_names_in_gbk_gives_the_same_report_as_the_folder(
    small: Path, checked: tuple[Run, Path], tmp_path: Path
) -> None:
    archive = tmp_path / "材料.zip"
    archive.write_bytes(make_zip_in_gbk({name: (small / name).read_bytes() for name in FILES}))
    run = verifier("check", archive, "--submitted-on", "2024-06-20", "--output", "o", "--format", "json", cwd=tmp_path)
    assert run.status == 1, run.err
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == ["report.json"]
    ours, theirs = (read_json(path / "report.json") for path in (tmp_path / "o", checked[1]))
    assert ours["dossier"]["files"] == theirs["dossier"]["files"]
    for part in ("summary", "materials", "fields", "checks", "problems"):
        assert ours[part] == theirs[part]


def test_ocr_gives_one_json_line_a_page(small: Path, tmp_path: Path) -> None:
    run = verifier("ocr", small, "--json", cwd=tmp_path)
    assert (run.status, run.err) == (0, "")
    assert [(page["file"], page["page"]) for page in run.json_lines] == [(name, 1) for name in FILES]
    for page in run.json_lines:
        assert list(page) == ["file", "page", "width", "height", "seconds", "lines"]
        assert all(list(line) == ["text", "polygon", "confidence"] for line in page["lines"])
        corners = [coordinate for line in page["lines"] for corner in line["polygon"] for coordinate in corner]
        assert all(0 <= coordinate <= 1 for coordinate in corners)
        assert all(0 <= line["confidence"] <= 1 for line in page["lines"])
        assert page["height"] > page["width"] > 0 or page["file"] == LICENCE
    licence = next(page for page in run.json_lines if page["file"] == LICENCE)
    assert any(CREDIT_CODE in line["text"] for line in licence["lines"])


def test_ocr_without_json_is_to_be_read(small: Path, tmp_path: Path) -> None:
    run = verifier("ocr", small / PLAN, cwd=tmp_path)
    assert run.out.startswith(f"=== {PLAN} 第1页\n2024年度运营计划\n")


def test_classify_gives_one_json_line_a_page(small: Path, tmp_path: Path) -> None:
    run = verifier("classify", small, cwd=tmp_path)
    assert (run.status, run.err) == (0, "")
    assert {(page["file"], page["page"]): page["kind"] for page in run.json_lines} == KINDS
    for page in run.json_lines:
        assert list(page) == ["file", "page", "kind", "confidence"]
        assert 0.5 < page["confidence"] <= 1


def test_extract_gives_the_same_parts_as_the_report(small: Path, checked: tuple[Run, Path], tmp_path: Path) -> None:
    run = verifier("extract", small, cwd=tmp_path)
    assert (run.status, run.err) == (0, "")
    (tmp_path / "extract.json").write_text(run.out, encoding="utf-8")
    extract, report = read_json(tmp_path / "extract.json"), read_json(checked[1] / "report.json")
    assert extract == {part: report[part] for part in ("materials", "fields", "problems")}
    assert list(extract) == ["materials", "fields", "problems"]


def test_declared_figures_are_checked_against_the_papers(small: Path, tmp_path: Path) -> None:
    (tmp_path / "declared.json").write_text('{"application_form": {"registered_capital": "7000000.00"}}', "utf-8")
    run = verifier("check", small / LICENCE, "--declared", "declared.json", "--output", "o", cwd=tmp_path)
    assert run.status == 1
    report = read_json(tmp_path / "o" / "report.json")
    (check,) = [check for check in report["checks"] if check["rule"] == "x05-registered-capital"]
    assert check["outcome"] == "discrepancy"
    assert check["declared"][0]["value"] == "7000000.00"
    assert check["found"][0]["value"] == "1000000.00"
    assert check["found"][0]["evidence"][0]["file"] == LICENCE


def test_a_report_of_an_earlier_run_does_not_outlive_a_run_that_fails(tmp_path: Path) -> None:
    output = tmp_path / "o"
    output.mkdir()
    (output / "report.json").write_text("{}")
    (tmp_path / "empty.pdf").touch()
    run = verifier("check", "empty.pdf", "--output", "o", cwd=tmp_path)
    assert run.status == 2
    assert "文件为空" in run.err
    assert list(output.iterdir()) == []


def test_batch_takes_folders_archives_and_pdfs_and_sums_them_up(small: Path, tmp_path: Path) -> None:
    round_ = tmp_path / "第一批"
    for name in ("甲公司", "乙公司"):
        (round_ / name).mkdir(parents=True)
        shutil.copy(small / PLAN, round_ / name)
    (round_ / "甲公司.zip").write_bytes(make_zip_in_gbk({"计划.docx": (small / PLAN).read_bytes()}))
    (round_ / "丙公司.pdf").write_bytes(b"")
    (round_ / "遗落的计划.docx").write_bytes((small / PLAN).read_bytes())
    run = verifier("batch", "第一批", "--jobs", "1", "--format", "json", "--submitted-on", "2026-03-10", cwd=tmp_path)
    output = tmp_path / "第一批-reports"
    assert run.status == 1
    assert run.err == ""
    assert "丙公司：“丙公司.pdf”：文件为空（0字节）。请重新上传。（empty-file）" in run.out
    assert "遗落的计划.docx：不是文件夹、ZIP或PDF，未核验。" in run.out
    # A folder and an archive of one name are two dossiers, and neither report takes the other's place.
    reports = {path.parent.name: read_json(path) for path in output.glob("*/report.json")}
    assert set(reports) == {"甲公司", "甲公司.zip", "乙公司"}
    assert {report["dossier"]["submitted_on"] for report in reports.values()} == {"2026-03-10"}
    assert {name: report["dossier"]["files"][0]["name"] for name, report in reports.items()} == {
        "甲公司": PLAN, "甲公司.zip": "计划.docx", "乙公司": PLAN,
    }  # fmt: skip
    assert (output / "summary.xlsx").read_bytes().startswith(b"PK")
    rows = (output / "summary.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sorted(row.split(",")[0] for row in rows[2:]) == ["丙公司", "乙公司", "甲公司", "甲公司.zip"]
    # Run again where the reports lie among the dossiers: they are not taken for dossiers.
    shutil.move(output, round_ / "报告")
    again = verifier("batch", ".", "--jobs", "1", "--format", "json", "--output", "报告", cwd=round_)
    assert "共4份" in again.out


def test_two_files_of_one_name_are_told_apart(small: Path, tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        shutil.copy(small / PLAN, tmp_path / folder)
    run = verifier("classify", f"甲/{PLAN}", f"乙/{PLAN}", cwd=tmp_path)
    names = [page["file"] for page in run.json_lines]
    assert run.status == 0
    assert len(set(names)) == 2
    assert all("年度运营计划" in name for name in names)


def test_progress_is_shown_on_a_terminal_and_only_there(small: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run([VERIFIER, "classify", small / PLAN], stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "已读取1/1页" in shown
    assert "已读取" not in done.stdout.decode()
