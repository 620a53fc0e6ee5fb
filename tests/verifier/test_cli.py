"""Commands that read nothing; those that do are run in tests/end_to_end."""

from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from verifier import __version__, cli
from verifier.ruleset import load_ruleset


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def test_rules_lists_every_check_with_clause_and_title() -> None:
    result = run("rules")
    heading, *lines = result.stdout.splitlines()
    rules = load_ruleset().rules
    assert result.exit_code == 0
    assert heading.startswith("xuchang-2020-154 ")
    assert [line.split("\t") for line in lines] == [[rule.id, rule.clause, rule.title] for rule in rules]
    assert run("rules", "--ruleset", "xuchang-2020-154").stdout == result.stdout


def test_rules_of_a_file_are_listed_as_those_of_an_id(tmp_path: Path) -> None:
    file = tmp_path / "我的规则.yaml"
    text = files("verifier").joinpath("rulesets", "example-pingchuan-2026.yaml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    result = run("rules", "--ruleset", str(file))
    assert result.exit_code == 0
    assert result.stdout == run("rules", "--ruleset", "example-pingchuan-2026").stdout
    assert result.stdout.startswith("example-pingchuan-2026 1 平川市")
    file.write_text(text.replace("check: threshold", "check: treshold", 1), encoding="utf-8")
    result = run("rules", "--ruleset", str(file))
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{file} 第")
    assert line.endswith("列：未知的核验方式“treshold”，是否为“threshold”？（invalid-ruleset）")


def test_every_command_explains_itself() -> None:
    listed = run("--help").stdout
    for name in ("check", "batch", "ocr", "classify", "extract", "rules", "evaluate"):
        assert name in listed
        result = run(name, "-h")
        assert result.exit_code == 0
        assert any("\u4e00" <= character <= "\u9fff" for character in result.stdout.splitlines()[2])


def test_the_version_is_told() -> None:
    assert __version__ in run("--version").stdout


@pytest.mark.parametrize(
    "arguments", [("check",), ("check", "--output", "o"), ("batch",), ("verify", "x"), ("ocr", "-x")]
)
def test_a_wrong_call_is_status_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: " in result.stderr


def test_a_misspelt_figure_of_the_portal_is_status_2(tmp_path: Path) -> None:
    declared = tmp_path / "declared.json"
    declared.write_text('{"application_form": {"headcounts": 23}}', encoding="utf-8")
    result = run("check", str(tmp_path), "--declared", str(declared))
    assert result.exit_code == 2
    assert "headcounts" in result.stderr
    assert "application_form.headcount”" in result.stderr


def test_a_defect_is_not_taken_for_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_name: str) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(cli, "choose_ruleset", broken)
    result = run("rules")
    assert result.exit_code == 2
    assert "核验程序出错（RuntimeError：a defect）" in result.stderr


def test_an_interruption_has_a_status_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "choose_ruleset", interrupted)
    assert run("rules").exit_code == 130
