"""What is told of a ruleset that is not valid: every fault, with line, column and the word that may be meant."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from verifier.errors import RulesetError
from verifier.ruleset import choose_ruleset, parse_ruleset
from verifier.ruleset_source import in_chinese

FOLDER = Path(__file__).parent / "rulesets"
VALID = (FOLDER / "valid.yaml").read_text(encoding="utf-8")
FAULTS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "faults.yaml").read_text(encoding="utf-8"))


def told(content: bytes) -> list[str]:
    with pytest.raises(RulesetError) as caught:
        parse_ruleset("甲.yaml", content)
    assert caught.value.code == "invalid-ruleset"
    heading, *lines = str(caught.value).split("\n")
    if not lines:
        return [heading]
    assert heading == f"规则集“甲.yaml”有{len(lines)}处错误："
    return lines


def test_the_ruleset_without_a_fault_is_taken() -> None:
    ruleset = choose_ruleset(str(FOLDER / "valid.yaml"))
    assert [rule.id for rule in ruleset.rules] == ["audit", "assets", "name", "share", "term"]
    assert ruleset == parse_ruleset("甲.yaml", VALID.encode("utf-8-sig"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["case"])
def test_every_fault_is_told_with_its_place(fault: dict[str, Any]) -> None:
    text = VALID
    for old, new in (fault["put"], *fault.get("and", ())):
        assert text.count(old) == 1
        text = text.replace(old, new)
    assert told(text.encode()) == [f"甲.yaml {line}" for line in fault["says"]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "甲.yaml 第1行第1列：“规则集”应由“关键字: 值”组成；没有内容。"),
        (b"- rules", "甲.yaml 第1行第1列：“规则集”应由“关键字: 值”组成；写的是列表或映射。"),
        ("id: a\n名: 平川".encode("gbk"), "甲.yaml 第2行：文件不是UTF-8编码，请另存为UTF-8。"),
        (b"id: a\x00", "甲.yaml：文件含有YAML不允许的字符（第6个字符）。"),
        (b"[" * 5000, "甲.yaml：YAML嵌套过深。"),
    ],
)
def test_a_file_that_is_no_ruleset_at_all(content: bytes, says: str) -> None:
    assert told(content) == [says]


def test_a_ruleset_without_rules_would_let_everything_pass() -> None:
    without, _, _ = VALID.partition("rules:\n  - {id")
    empty = without.replace("rules: [audit]", "rules: []") + "rules: []\n"
    assert told(empty.encode()) == ["甲.yaml 第10行第8列：规则集没有任何规则，会使所有材料通过。"]


def test_a_list_that_holds_itself_ends() -> None:
    assert "“rules”应由“关键字: 值”组成" in told(b"rules: &r [*r]")[-1]


def test_a_list_of_many_aliases_is_gone_through_once() -> None:
    """Each level doubles the one before: written out it would fill the memory."""
    levels = "\n".join(f"l{n + 1}: &l{n + 1} [*l{n}, *l{n}]" for n in range(60))
    assert len(told(f"l0: &l0 [a]\n{levels}".encode())) == 61 + 6


@pytest.mark.parametrize(
    ("choice", "code", "says"),
    [
        ("atlantis-1", "unknown-ruleset", "没有名为“atlantis-1”的规则集。可用的规则集：xuchang-2020-154、"),
        (
            "无.yaml",
            "ruleset-not-readable",
            "规则集文件“无.yaml”无法读取（文件不存在）。可用的规则集：xuchang-2020-154、",
        ),
        ("夹/无", "ruleset-not-readable", "（文件不存在）"),
        ("夹.yml", "ruleset-not-readable", "（不是文件）"),
        ("../rulesets/xuchang-2020-154", "ruleset-not-readable", "（文件不存在）"),
    ],
)
def test_a_choice_that_leads_nowhere(
    choice: str, code: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "夹.yml").mkdir()
    with pytest.raises(RulesetError) as caught:
        choose_ruleset(choice)
    assert caught.value.code == code
    assert says in str(caught.value)


def test_a_file_is_read_anew_and_an_id_goes_before_a_file_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "规则"
    file.write_text(VALID, encoding="utf-8")
    (tmp_path / "xuchang-2020-154").write_text(VALID, encoding="utf-8")
    assert choose_ruleset("规则").version == "1"
    file.write_text(VALID.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    assert choose_ruleset("规则").version == "2"
    assert choose_ruleset("xuchang-2020-154").id == "xuchang-2020-154"


def test_what_the_readers_say_is_told_in_chinese_whatever_it_is() -> None:
    for reader in ("yaml", "patterns"):
        told = in_chinese(reader, "something that no version said so far")
        assert not re.search("[A-Za-z]{4}", told.replace("YAML", ""))


@pytest.mark.parametrize("place", ["id: name", "compare: name", "unit: 元", "clause: 第二条", "at_least: 1000000"])
def test_such_a_list_in_the_place_of_a_word_is_not_written_out(place: str) -> None:
    levels = "\n".join(f"l{n + 1}: &l{n + 1} [*l{n}, *l{n}]" for n in range(60))
    text = VALID.replace(place, f"{place.partition(':')[0]}: *l60")
    assert any("列表" in line for line in told(f"l0: &l0 [a]\n{levels}\n{text}".encode()))
