"""Page processes end with whoever began them, are replaced when they have grown, and are begun anew when they died."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from extractors.errors import EngineError
from extractors.reading.processes import PageProcesses, ProcessEndedError
from tests.extractors.reading.sloth import (
    answer_ahead,
    close_files,
    die,
    die_once,
    fail,
    grow,
    hang,
    is_deaf,
    load_numbers,
    nothing,
    take,
    threads,
)


@pytest.fixture
def processes() -> Iterator[PageProcesses]:
    opened = PageProcesses(1, 400_000_000, nothing, None)
    yield opened
    opened.end(at_once=True)


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def _wait_until(true: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_process_that_has_grown_is_replaced_after_its_page(processes: PageProcesses) -> None:
    first = processes.schedule(grow, (1,)).result()
    assert processes.schedule(grow, (1,)).result() == first
    assert processes.schedule(grow, (400,)).result() == first  # the page that it grew with is read all the same
    assert processes.schedule(grow, (1,)).result() != first


def test_a_process_that_hangs_in_native_code_ends_with_its_killed_worker(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    worker = subprocess.Popen([sys.executable, "-m", "tests.extractors.reading.sloth", str(told)])
    assert _wait_until(told.exists, 60)
    page_process = int(told.read_text())
    assert _is_alive(page_process)
    worker.kill()
    worker.wait()
    assert _wait_until(lambda: not _is_alive(page_process), 10)


def test_processes_outlive_the_thread_that_had_the_first_page_read(processes: PageProcesses) -> None:
    pids: list[int] = []
    first = threading.Thread(target=lambda: pids.append(processes.schedule(grow, (1,)).result()))
    first.start()
    first.join()
    assert processes.schedule(grow, (1,)).result() == pids[0]


def test_a_process_that_was_killed_while_it_had_nothing_to_do_is_begun_anew(processes: PageProcesses) -> None:
    """As the kernel kills one for its memory."""
    first = processes.schedule(grow, (1,)).result()
    os.kill(first, signal.SIGKILL)
    assert _wait_until(lambda: first not in [child.pid for child in multiprocessing.active_children()])
    time.sleep(0.5)  # until the pool has seen it
    assert processes.schedule(grow, (1,)).result() != first


def test_processes_that_end_leave_no_file_open(processes: PageProcesses) -> None:
    counts: list[int] = []
    for _ in range(4):
        with pytest.raises(ProcessEndedError) as caught:
            processes.schedule(die).result()
        assert caught.value.exit_code == 3
        counts.append(len(list(Path("/proc/self/fd").iterdir())))
    assert counts[-1] <= counts[0]


def test_a_process_that_only_seems_to_have_ended_is_ended(processes: PageProcesses) -> None:
    with pytest.raises(ProcessEndedError):
        processes.schedule(close_files).result(30)
    assert processes.schedule(threads).result(30) > 0


def test_a_process_that_reads_no_task_is_given_up(processes: PageProcesses) -> None:
    """It has answered before it was asked; what it is asked then is more than a pipe holds."""
    processes.schedule(answer_ahead, (1,)).result()
    with pytest.raises(TimeoutError):
        processes.schedule(take, (bytes(200_000),), 1.0).result(30)
    assert processes.schedule(take, (bytes(200_000),), 30.0).result(30) is None


def test_a_process_has_one_thread_when_it_is_set_up() -> None:
    """Landlock binds one thread and what comes of it. NumPy begins one a core where its library is not told."""
    opened = PageProcesses(1, 400_000_000, load_numbers, np.zeros(1))
    assert opened.schedule(threads).result() == 1
    opened.end(at_once=True)


def test_a_process_that_cannot_be_set_up_is_told() -> None:
    opened = PageProcesses(1, 400_000_000, fail, None)
    with pytest.raises(EngineError) as caught:
        opened.schedule(grow, (1,)).result()
    opened.end(at_once=False)
    assert caught.value.code == "processes-not-started"
    assert "进程随即结束" in str(caught.value)


def test_who_interrupts_the_program_interrupts_no_page_process(processes: PageProcesses) -> None:
    assert processes.schedule(is_deaf).result()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_a_process_that_is_killed_before_it_is_ready_is_begun_once_more(tmp_path: Path) -> None:
    opened = PageProcesses(1, 400_000_000, die_once, tmp_path / "died")
    assert opened.schedule(grow, (1,)).result() > 0
    opened.end(at_once=True)


def test_what_waits_is_given_up_where_the_processes_are_ended_at_once(processes: PageProcesses, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    hanging, waiting = processes.schedule(hang, (told,)), processes.schedule(grow, (1,))
    assert _wait_until(told.exists)
    processes.end(at_once=True)
    assert isinstance(hanging.exception(10), ProcessEndedError)
    assert waiting.cancelled()
    assert _wait_until(lambda: not _is_alive(int(told.read_text())))


# Whoever wants processes where the system gives no more files: the pipes to them cannot be made.
CRAMPED = """
import os, resource
from extractors.errors import EngineError
from extractors.reading.processes import PageProcesses
from tests.extractors.reading.sloth import grow, nothing

processes = PageProcesses(1, 400_000_000, nothing, None)
most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) - 1, most[1]))
try:
    processes.schedule(grow, (1,)).result()
except EngineError as error:
    print(error.code)
resource.setrlimit(resource.RLIMIT_NOFILE, most)
print(processes.schedule(grow, (1,)).result() > 0)
processes.end(at_once=True)
"""


def test_processes_that_cannot_begin_are_told_and_begun_later() -> None:
    told = subprocess.run([sys.executable, "-c", CRAMPED], capture_output=True, text=True, timeout=300, check=False)
    assert told.stdout.split() == ["processes-not-started", "True"], told.stderr
