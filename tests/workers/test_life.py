"""Health checks: what they see of a worker that works, idles, hangs and is gone."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.servers import wait_until
from tests.verifier.store.making import claimed, organisation, submitted
from verifier.settings import read_settings
from verifier.store import tasks
from verifier.store.database import Store
from workers.life import Sign, give_sign, main, missing_signs
from workers.worker import kept_lease


def test_both_signs_are_needed_and_fresh(tmp_path: Path) -> None:
    assert missing_signs(tmp_path) == [Sign.SWEPT, Sign.WORKING]
    give_sign(tmp_path, Sign.SWEPT)
    assert missing_signs(tmp_path) == [Sign.WORKING]
    give_sign(tmp_path, Sign.WORKING)
    assert missing_signs(tmp_path) == []
    for path in tmp_path.glob("working-*"):
        os.utime(path, (0, 0))
    assert missing_signs(tmp_path) == [Sign.WORKING]


def test_the_check_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "work").mkdir()
    assert main([str(tmp_path)]) == 1
    assert "swept, working" in capsys.readouterr().err
    for sign in Sign:
        give_sign(tmp_path / "work", sign)
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""


def test_the_check_loads_nothing_but_itself() -> None:
    code = "import sys, workers.life; print([name for name in sys.modules if name.partition('.')[0] in "
    code += "('verifier', 'extractors', 'celery', 'sqlalchemy', 'pydantic')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_long_task_gives_signs_as_long_as_its_lease_is_kept(store: Store) -> None:
    submitted(store, organisation(store))
    task = claimed(store, lease=timedelta(seconds=5))
    settings = read_settings(lease_seconds=1.0, heartbeat_seconds=0.05)
    signs = threading.Semaphore(0)
    with kept_lease(store, task, settings, renewed=signs.release):
        assert signs.acquire(timeout=30)
        assert signs.acquire(timeout=30)
        with store.write() as session:
            tasks.finish(session, task)
        others = threading.active_count()
        wait_until(lambda: threading.active_count() < others, "the end of the renewing", seconds=30)
    while signs.acquire(blocking=False):
        pass
    assert not signs.acquire(timeout=0.3)
