"""Every act that is noted has a word on the page of acts, and every kind of work one on the page of the state."""

import ast
from pathlib import Path

from api.web.rendering import words
from verifier.store.tables import DeliveryState, Scope, TaskKind, TrialState
from verifier.store.webhooks import EVENTS

ROOT = Path(__file__).parents[3]


def recorded() -> set[str]:
    """The acts that stand in the code as they are."""
    found = set()
    for file in (path for room in ("api", "verifier", "workers") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record" and len(node.args) > 1:
                act = node.args[1]
                if isinstance(act, ast.Constant):
                    found.add(str(act.value))
    return found


def test_every_act_has_a_word() -> None:
    acts = recorded()
    assert {"login", "dossier.submit", "user.change"} <= acts
    assert acts <= set(words()["admin"]["acts"])


def test_every_word_of_the_store_has_one_on_the_pages() -> None:
    admin = words()["admin"]
    assert set(TaskKind) <= set(admin["queues"])
    assert set(DeliveryState) == set(admin["deliveries"])
    assert set(TrialState) == set(admin["trials"])
    assert set(Scope) == set(admin["scopes"])
    assert set(EVENTS) == set(admin["events"])
