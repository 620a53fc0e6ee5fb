"""A batch of another city's applicants by `verifier batch --ruleset`: Word files, which need no OCR."""

import csv
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result

from verifier import cli
from verifier.ruleset import load_ruleset

EXAMPLE = load_ruleset("example-pingchuan-2026")
COVER = (
    "平川市中小企业公共服务示范平台",
    "申请报告",
    "申请单位名称：{name}",
    "填报日期：{day}",
    "平川市工业和信息化局制",
)
DECLARATION = (
    "申报材料真实性声明",
    "本单位知悉并保证所提供的平川市中小企业公共服务示范平台申报资料和相关证明文件的真实性、完整性和准确性，并承担因资料虚假而产生的后果。",
    "申报单位（盖章）：{name}",
    "法定代表人（签字）：",
    "日期：{day}",
)
CLIENTS = ("服务的中小企业名单及服务评价表",)
PLANS = (
    (
        "年度运营计划",
        "一、围绕全市装备制造产业链组织四场供需对接活动，邀请龙头企业发布配套需求。",
        "二、与两所高校共建成果转化工作站，每季度发布一次可转让技术目录。",
    ),
    (
        "二〇二六年工作计划",
        "（一）开展政策宣讲进园区，全年不少于六场，覆盖七个产业集聚区。",
        "（二）升级线上服务大厅，增加融资撮合与人才招聘两个栏目。",
    ),
)


def write(path: Path, lines: Iterable[str], rows: Iterable[tuple[str, ...]] = (), **filled: str) -> None:
    """A document as a word processor saves it: a headline and lines, then a table."""
    document = docx.Document()
    for text in lines:
        document.add_paragraph(text.format(**filled))
    table = None
    for row in rows:
        table = table if table is not None else document.add_table(0, len(row))
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))


def write_dossier(folder: Path, name: str, clients: range, plan: int, day: str = "2026年3月16日") -> None:
    """An applicant's cover, list of clients, plan and declaration; a blank name or day leaves the forms blank."""
    rows = [("序号", "服务企业名称", "联系人", "联系电话", "服务内容简述", "企业满意度")]
    rows += [
        (str(row), f"平川第{number}机械有限公司", "李明", f"0374-2{number:06}", "技术咨询", "满意")
        for row, number in enumerate(clients, 1)
    ]
    write(folder / "1封面.docx", COVER, name=name, day=day)
    write(folder / "2名单.docx", CLIENTS, rows)
    write(folder / "3计划.docx", PLANS[plan])
    write(folder / "4声明.docx", DECLARATION, name=name, day=day)


def batch(folder: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setenv("VERIFIER_OCR_ENGINE", "none")
    options = ["--ruleset", EXAMPLE.id, "--output", str(output), "--jobs", "1", "--format", "json"]
    return CliRunner().invoke(cli.main, ["batch", str(folder), *options])


def report_of(output: Path, name: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((output / name / "report.json").read_text(encoding="utf-8"))
    return report


def outcomes(output: Path, name: str) -> dict[str, str]:
    return {check["rule"]: check["outcome"] for check in report_of(output, name)["checks"]}


def test_applicants_of_another_city_are_compared_with_one_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    write_dossier(folder / "甲", "平川智服科技有限公司", range(40), 0)
    write_dossier(folder / "乙", "青屏云海服务有限公司", range(10, 50), 0)
    shutil.copy(folder / "甲" / "3计划.docx", folder / "乙" / "3计划.docx")
    write_dossier(folder / "丙", "临云金桥咨询有限公司", range(60, 100), 1)
    result = batch(folder, output, monkeypatch)
    assert result.exit_code == 1, result.stderr
    head, _, *rows = csv.reader((output / "summary.csv").read_text(encoding="utf-8-sig").splitlines())
    assert head[7:] == [rule.id for rule in EXAMPLE.rules]
    assert {row[0]: row[1] for row in rows} == {
        "甲": "平川智服科技有限公司",
        "乙": "青屏云海服务有限公司",
        "丙": "临云金桥咨询有限公司",
    }
    assert report_of(output, "甲")["ruleset"] == {"id": EXAMPLE.id, "version": EXAMPLE.version}
    found = {name: outcomes(output, name) for name in ("甲", "乙", "丙")}
    assert {name: rules["shared-clients"] for name, rules in found.items()} == {
        "甲": "discrepancy",
        "乙": "discrepancy",
        "丙": "pass",
    }
    assert {name: rules["shared-document"] for name, rules in found.items()} == {
        "甲": "discrepancy",
        "乙": "discrepancy",
        "丙": "pass",
    }
    for rules in found.values():
        assert {rules[rule] for rule in ("client-list", "plan", "declaration", "applicant-name")} == {"pass"}
        assert rules["tax-certificate"] == "missing"


def test_blank_forms_of_that_city_are_not_taken_for_the_material(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    write_dossier(folder / "甲", "", range(0), 0, day="    年  月  日")
    assert batch(folder, output, monkeypatch).exit_code == 1
    found = outcomes(output, "甲")
    assert {found[rule] for rule in ("application-report", "client-list", "declaration")} == {"review"}
    assert found["plan"] == "pass"


def test_a_single_applicant_has_nobody_to_be_compared_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    write_dossier(folder / "甲", "平川智服科技有限公司", range(40), 0)
    assert batch(folder, output, monkeypatch).exit_code == 1
    found = outcomes(output, "甲")
    assert (found["shared-clients"], found["shared-document"]) == ("not_applicable", "not_applicable")
