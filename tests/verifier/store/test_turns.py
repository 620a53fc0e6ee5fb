"""Writers of one SQLite database, each of which comes to its turn."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.servers import open_test_store
from verifier.store.database import Store
from verifier.store.tables import Lock
from verifier.store.turns import turn

_OTHERS = 8


@pytest.fixture
def sqlite_store(sqlite_url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_test_store(sqlite_url, tmp_path)
    yield opened
    opened.close()


def test_whoever_waits_is_not_passed_by_for_long(sqlite_store: Store) -> None:
    """Counted in transactions of others that came first, not in seconds.

    Some forty of them came first where this thread itself was left waiting by a busy machine before it asked for its
    turn; without turns it is hundreds.
    """
    over, done = threading.Event(), list[int]()

    def write_again_and_again(number: int) -> None:
        while not over.is_set():
            write(sqlite_store)
            done.append(number)

    others = [threading.Thread(target=write_again_and_again, args=(number,)) for number in range(_OTHERS)]
    for thread in others:
        thread.start()
    passed_by = []
    for _ in range(60):
        before = len(done)
        write(sqlite_store)
        passed_by.append(len(done) - before)
    over.set()
    for thread in others:
        thread.join()
    assert max(passed_by) < 15 * _OTHERS


def write(store: Store) -> None:
    with store.write() as session:
        session.execute(update(Lock).values(held_until=Lock.held_until))
        time.sleep(0.005)


def test_a_turn_that_comes_after_its_waiter_has_gone_is_given_on(tmp_path: Path) -> None:
    file, gone_on = tmp_path / "turn", list[str]()
    with turn(file, 60), turn(file, 0.05):
        gone_on.append("without it")
    with turn(file, 60):
        gone_on.append("in turn")
    assert gone_on == ["without it", "in turn"]
