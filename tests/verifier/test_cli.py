"""Commands that read nothing; those that do are run in tests/end_to_end."""

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
