"""What the command says, and how it ends, where nothing can be read or written."""

from importlib.resources import files
from pathlib import Path

import pytest

from tests.end_to_end.conftest import PLAN
from tests.end_to_end.running import read_json, verifier

CASES = {
    "a path that does not exist": (("check", "无此文件"), {}, "找不到“无此文件”。请检查路径。（not-found）"),
    "a folder without files": (("check", "空文件夹"), {}, "没有可以读取的文件。"),
    "a file of no bytes": (("ocr", "空.pdf"), {}, "“空.pdf”：文件为空（0字节）。请重新上传。（empty-file）"),
    "no file that can be read": (("extract", "坏文件"), {}, "共2个文件，全部无法读取"),
    "an output folder that is a file": (("check", PLAN, "--output", PLAN), {}, "已有同名的文件"),
    "an output folder inside a file": (("check", PLAN, "--output", f"{PLAN}/o"), {}, "路径中有一部分是文件"),
    "an output folder that cannot be made": (("check", PLAN, "--output", "/proc/o"), {}, "（output-not-writable）"),
    "an unknown format": (
        ("check", PLAN, "--format", "json,odt"),
        {},
        "不支持的格式：odt；可用：json、html、pdf、docx、xlsx。",
    ),
    "no day": (("check", PLAN, "--submitted-on", "2026-02-30"), {}, "“2026-02-30”不是日期"),
    "no such ruleset": (("check", PLAN, "--ruleset", "无"), {}, "没有名为“无”的规则集。可用的规则集：xuchang-2020-154"),
    "no ruleset file": (("check", PLAN, "--ruleset", "无.yaml"), {}, "规则集文件“无.yaml”无法读取（文件不存在）。"),
    "a ruleset file with a wrong word": (
        ("check", PLAN, "--ruleset", "规则.yaml"),
        {},
        "规则.yaml 第2行第1列：未知的关键字",
    ),
    "batch by a wrong ruleset": (("batch", "坏文件", "--ruleset", "规则.yaml"), {}, "（invalid-ruleset）"),
    "no declared file": (("check", PLAN, "--declared", "无.json"), {}, "申报数据文件“无.json”无法读取"),
    "a declared file that is none": (("check", PLAN, "--declared", PLAN), {}, "无法读取"),
    "no such engine": (("ocr", PLAN, "--ocr-engine", "无"), {}, "没有名为“无”的识别引擎"),
    "a model folder without a model": (("ocr", PLAN), {"VERIFIER_DETECTION_MODEL": "空文件夹"}, "（model-folder）"),
    "a setting out of range": (("ocr", PLAN), {"VERIFIER_PROCESSES": "许多"}, "设置无效：processes＝许多。"),
    "batch over a file": (("batch", PLAN), {}, "不是文件夹"),
    "batch over nothing": (("batch", "空文件夹"), {}, "没有可核验的材料"),
    "rules of no ruleset": (("rules", "--ruleset", "无"), {}, "没有名为“无”的规则集"),
}


@pytest.fixture
def place(small: Path, tmp_path: Path) -> Path:
    (tmp_path / PLAN).write_bytes((small / PLAN).read_bytes())
    (tmp_path / "空文件夹").mkdir()
    (tmp_path / "空.pdf").touch()
    (tmp_path / "规则.yaml").write_text("id: a\ncolour: red\n")
    (tmp_path / "坏文件").mkdir()
    (tmp_path / "坏文件" / "甲.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "坏文件" / "乙.docx").write_bytes(b"PK\x03\x04 nothing")
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_is_status_2_with_a_sentence_on_standard_error(case: str, place: Path) -> None:
    arguments, environment, sentence = CASES[case]
    before = sorted(place.rglob("*"))
    run = verifier(*arguments, cwd=place, **environment)
    assert run.status == 2
    assert sentence in run.err
    assert "Traceback" not in run.err
    assert run.out == ""
    assert sorted(place.rglob("*")) == before  # nothing is left behind


def test_a_settings_file_is_heard_and_one_with_an_unknown_key_refused(place: Path) -> None:
    (place / "verifier.toml").write_text('ocr_engine = "none"\n')
    assert verifier("ocr", PLAN, cwd=place).status == 0
    (place / "verifier.toml").write_text('ocr_motor = "none"\n')
    run = verifier("ocr", PLAN, cwd=place)
    assert run.status == 2
    assert "设置无效：ocr_motor＝none" in run.err
    (place / "verifier.toml").write_text("ocr_engine = none\n")
    run = verifier("ocr", PLAN, cwd=place)
    assert run.status == 2
    assert "设置文件verifier.toml无法读取" in run.err


def test_a_ruleset_of_a_file_is_what_is_checked_by(place: Path) -> None:
    example = files("verifier").joinpath("rulesets", "example-pingchuan-2026.yaml").read_text(encoding="utf-8")
    (place / "我的规则.yaml").write_text(example.replace("id: example-pingchuan-2026", "id: mine"), encoding="utf-8")
    (place / "一批" / "甲").mkdir(parents=True)
    (place / PLAN).rename(place / "一批" / "甲" / PLAN)
    run = verifier("check", "一批/甲", "--ruleset", "我的规则.yaml", "--output", "报告", cwd=place)
    assert run.status == 1, run.err
    report = read_json(place / "报告" / "report.json")
    assert report["ruleset"] == {"id": "mine", "version": "1"}
    assert {check["rule"]: check["outcome"] for check in report["checks"]}["plan"] == "pass"
    assert "平川市中小企业公共服务示范平台管理办法" in (place / "报告" / "report.html").read_text(encoding="utf-8")
    run = verifier("batch", "一批", "--ruleset", "我的规则.yaml", "--output", "汇总", cwd=place)
    assert run.status == 1, run.err
    assert read_json(place / "汇总" / "甲" / "report.json")["checks"] == report["checks"]
