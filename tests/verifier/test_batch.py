"""Many dossiers in one run: each is verified, one that cannot be read stops nothing, and the table is safe to open."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from extractors.reading.pool import PagePool
from verifier.batch import BatchRun, dossiers_in, verify_folder
from verifier.errors import BatchError
from verifier.models import Report
from verifier.ruleset import load_ruleset
from verifier.settings import Settings

RULESET = load_ruleset()
TODAY = date(2026, 3, 18)
DECLARATION = (
    "申报材料真实性声明",
    "本单位知悉并保证所提供的申报资料和相关证明文件的真实性、完整性和准确性，",
    "并承担因资料虚假而产生的后果。",
    "申报单位：{name}",
    "2026年3月17日",
)


@pytest.fixture(scope="module")
def pool() -> Iterator[PagePool]:
    with PagePool(Settings(ocr_engine="none", processes=1).reading) as pages:
        yield pages


def write_declaration(path: Path, name: str) -> None:
    """A declaration as a word processor saves it, alone or in a ZIP."""
    document = docx.Document()
    for text in DECLARATION:
        document.add_paragraph(text.format(name=name))
    stream = io.BytesIO()
    document.save(stream)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("声明.docx", stream.getvalue())
    else:
        path.write_bytes(stream.getvalue())


def run_batch(folder: Path, pool: PagePool, output: Path) -> tuple[dict[str, Report | None], list[str]]:
    told: list[str] = []
    run = BatchRun(RULESET, ("json",), TODAY)
    return dict(verify_folder(folder, run, pool, output, tell=told.append)), told


def table(output: Path) -> list[list[str]]:
    text = (output / "summary.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_one_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path, pool: PagePool) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    write_declaration(folder / "a甲" / "声明.docx", "许昌鼎诚有限公司")
    (folder / "b乙.zip").write_bytes(b"PK\x03\x04 torn")
    (folder / "c丙").mkdir()
    write_declaration(folder / "=丁.zip", "许昌鼎信有限公司")
    results, told = run_batch(folder, pool, output)
    assert list(results) == ["=丁", "a甲", "b乙", "c丙"]
    assert {name for name, report in results.items() if report is None} == {"b乙", "c丙"}
    assert [line.partition("：")[0] for line in told[:4]] == ["=丁", "a甲", "b乙", "c丙"]
    rows = {row[0]: row for row in table(output)}
    assert rows["b乙"][1] == rows["c丙"][1] == "无法读取"
    assert rows["a甲"][1] == "许昌鼎诚有限公司"
    assert "'=丁" in rows
    for name in ("=丁", "a甲"):
        written = json.loads((output / name / "report.json").read_text(encoding="utf-8"))
        assert written["dossier"]["id"] == name
        last_told = [line for line in told if line.startswith(f"{name}：")][-1]  # comparing them changed the counts
        assert last_told.startswith(f"{name}：与其他材料比较后")
        assert list(map(int, re.findall(r"(\d+)项", last_told))) == list(written["summary"].values())
    assert not (output / "b乙" / "report.json").exists()


def test_the_table_has_a_column_for_each_outcome_and_rule(tmp_path: Path, pool: PagePool) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    write_declaration(folder / "甲.zip", "许昌鼎诚有限公司")
    results, _ = run_batch(folder, pool, output)
    head, titles, row = table(output)
    assert head[7:] == [rule.id for rule in RULESET.rules]
    assert titles[7:] == [rule.title for rule in RULESET.rules]
    assert len(row) == len(head)
    report = results["甲"]
    assert report is not None
    assert sum(map(int, row[2:7])) == len(RULESET.rules)
    assert row[head.index("m14-declaration")] == "一致（通过）"
    assert row[head.index("s03-declaration-seal")] == "缺失"
    assert row[head.index("m11-plan")] == "缺失"
    (sheet,) = openpyxl.load_workbook(output / "summary.xlsx").worksheets
    *_, same = sheet.iter_rows(values_only=True)
    assert [str(value) for value in same] == row
    link = sheet.cell(4, head.index("m11-plan") + 1).hyperlink
    assert link is not None
    assert link.target is not None
    assert (output / link.target).is_file()


def test_declared_figures_lie_beside_a_dossier(tmp_path: Path, pool: PagePool) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    for name, text in (("甲", '{"application_form": {"headcount": 12}}'), ("乙", "{")):
        write_declaration(folder / f"{name}.zip", "许昌鼎诚有限公司")
        (folder / f"{name}.declared.json").write_text(text, encoding="utf-8")
    results, told = run_batch(folder, pool, output)
    report = results["甲"]
    assert report is not None
    assert report.dossier.declared["application_form.headcount"].value == 12
    assert results["乙"] is None
    assert any("乙.declared.json" in line for line in told)


def test_a_folder_without_dossiers_is_an_error(tmp_path: Path, pool: PagePool) -> None:
    with pytest.raises(BatchError):
        run_batch(tmp_path, pool, tmp_path / "out")


def test_reports_of_an_earlier_run_are_no_dossiers_and_an_applicant_s_report_json_hides_none(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "report.json").write_text("{}")
    (tmp_path / "甲" / "营业执照.jpg").write_bytes(b"")
    (tmp_path / "乙").mkdir()
    (tmp_path / "乙" / "summary.csv").write_text("a,b")
    (tmp_path / "乙" / "年报.pdf").write_bytes(b"")
    earlier = tmp_path / "out"
    (earlier / "甲").mkdir(parents=True)
    (earlier / "summary.csv").write_text("")
    (earlier / "summary.xlsx").write_bytes(b"")
    (earlier / "甲" / "report.json").write_text("{}")
    (earlier / "甲" / "report.html").write_text("")
    (earlier / "甲" / "report.pdf").write_bytes(b"")
    (tmp_path / ".隐藏").mkdir()
    (tmp_path / "空").mkdir()
    assert [path.name for path in dossiers_in(tmp_path)] == sorted(["甲", "乙", "空"])
