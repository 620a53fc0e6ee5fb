from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import extractors.intake
from extractors.errors import IntakeError, PageError
from extractors.intake.problems import catalogue, guarded, intake_error, page_error, problem

PACKAGE = Path(extractors.intake.__file__).parent


def raised_codes() -> dict[str, set[str]]:
    """Codes that the code raises, each with the names of the values it passes for the sentence."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("intake_error", "page_error", "guarded"):
                for code in codes_in(node):
                    found.setdefault(code, set()).update(keyword.arg or "" for keyword in node.keywords)
    return found


def codes_in(call: ast.Call) -> set[str]:
    """The first string argument; both where it is chosen between two."""
    constants = [leaf.value for argument in call.args for leaf in ast.walk(argument) if isinstance(leaf, ast.Constant)]
    return {text for text in constants if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+", text)}


def test_every_code_that_is_raised_has_a_sentence_and_every_sentence_is_raised() -> None:
    raised = set(raised_codes()) | {"out-of-memory"}
    assert raised == set(catalogue())


@pytest.mark.parametrize("code", sorted(raised_codes()))
def test_every_value_a_sentence_needs_is_given(code: str) -> None:
    sentence = catalogue()[code]
    needed = {name for _, name, _, _ in string.Formatter().parse(sentence.message + sentence.hint) if name}
    assert needed <= raised_codes()[code]


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_sentences_are_chinese_and_end(code: str) -> None:
    sentence = catalogue()[code]
    assert re.search(r"[\u4e00-\u9fff]", sentence.message)
    assert (sentence.message + sentence.hint).endswith(("。", "{reasons}"))


def test_problem_says_what_is_wrong_and_what_to_do() -> None:
    found = problem(intake_error("too-large", limit=200), file="a/报告.pdf", page=3)
    assert (found.file, found.page, found.code) == ("a/报告.pdf", 3, "too-large")
    assert "200MB" in found.message
    assert "拆分" in found.message


@pytest.mark.parametrize("raised", [ValueError(), RecursionError(), OSError(), KeyError("x"), AssertionError()])
def test_whatever_a_parser_raises_becomes_a_coded_error_and_keeps_its_cause(raised: Exception) -> None:
    with pytest.raises(PageError) as caught, guarded(PageError, "page-unreadable"):
        raise raised
    assert caught.value.code == "page-unreadable"
    assert caught.value.__cause__ is raised


def test_lack_of_memory_is_named_as_such() -> None:
    with pytest.raises(IntakeError) as caught, guarded(IntakeError, "damaged-file"):
        raise MemoryError
    assert caught.value.code == "out-of-memory"


def test_coded_errors_pass_through() -> None:
    with pytest.raises(PageError) as caught, guarded(IntakeError, "damaged-file"):
        raise page_error("page-unreadable")
    assert caught.value.code == "page-unreadable"


def test_interrupts_are_not_taken_for_errors_of_a_file() -> None:
    with pytest.raises(KeyboardInterrupt), guarded(IntakeError, "damaged-file"):
        raise KeyboardInterrupt
