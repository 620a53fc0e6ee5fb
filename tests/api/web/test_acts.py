"""Every act that is noted has a word on the page of acts, and every kind of work one on the page of the state."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from api.web.dossier import texts
from api.web.rendering import words
from verifier.reporting.labels import recommendation_word
from verifier.store.tables import Act, DeliveryState, Recommendation, Scope, TaskKind, TrialState, Verdict
from verifier.store.webhooks import EVENTS

ROOT = Path(__file__).parents[3]
ROOMS = ("api", "verifier", "workers")


def recorded() -> set[str]:
    """The acts that the code records; an act that it puts together is followed to those who say what it is."""
    modules = {
        path: ast.parse(path.read_text(encoding="utf-8")) for room in ROOMS for path in (ROOT / room).rglob("*.py")
    }
    found: set[str] = set()
    for path, tree in modules.items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in calls(function, "record"):
                if ast.unparse(call.func) == "audit.record":
                    found |= said(call.args[1], function, [tree] if function.name[0] == "_" else users(modules, path))
    return found


def users(modules: Mapping[Path, ast.Module], of: Path) -> list[ast.Module]:
    """The module itself, and those that import it or from it."""
    return [tree for path, tree in modules.items() if path == of or of.stem in imported(tree)]


def imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").rpartition(".")[2], *(alias.name for alias in node.names)}
    return found


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """The calls of what is so named, on its own or of something."""
    every = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in every if name in (getattr(call.func, "id", None), getattr(call.func, "attr", None))]


def said(node: ast.expr, within: ast.FunctionDef, callers: Iterable[ast.Module]) -> set[str]:
    """The texts that an expression of a function may be. Raises AssertionError where the code does not tell."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.Attribute(value=ast.Name(id="Act"), attr=name):
            return {Act[name].value}
        case ast.Attribute(value=ast.Name() as name, attr="value"):
            return said(name, within, callers)
        case ast.JoinedStr(values=[ast.Constant(value=str(head)), ast.FormattedValue(value=rest)]):
            return {f"{head}{text}" for text in said(rest, within, callers)}
        case ast.IfExp(body=one, orelse=other):
            return said(one, within, callers) | said(other, within, callers)
        case ast.Name(id=name) if name in (names := [argument.arg for argument in within.args.args]):
            given = [call.args[names.index(name)] for tree in callers for call in calls(tree, within.name)]
            return set().union(*(said(one, within, ()) for one in given))
    raise AssertionError(f"nobody can tell which act {ast.unparse(node)} of {within.name} is")


def test_every_act_has_a_word_and_no_other() -> None:
    acts = recorded()
    assert {"login", "user.change", "dossier.claimed", "conclusion.seal", "ruleset.add"} <= acts
    assert acts == set(words()["admin"]["acts"])


def test_every_word_of_the_store_has_one_on_the_pages() -> None:
    admin = words()["admin"]
    assert set(TaskKind) == set(admin["queues"])
    assert set(DeliveryState) == set(admin["deliveries"])
    assert set(TrialState) == set(admin["trials"])
    assert set(Scope) == set(admin["scopes"])
    assert set(EVENTS) == set(admin["events"])


def test_the_history_of_a_dossier_calls_acts_and_verdicts_as_all_else_does() -> None:
    history = texts()["history"]
    assert set(Act) == set(history["acts"])
    for verdict in Recommendation:
        assert (
            history["values"][verdict.value]
            == recommendation_word(verdict)
            == words()["recommendations"][verdict]["word"]
        )
    assert {verdict: history["values"][verdict.value] for verdict in Verdict} == words()["verdicts"]
