"""What a page process may not do is refused by the system, in native code and threads as well."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.reading.processes import PageProcesses, ProcessEndedError
from tests.extractors.reading import prisoner

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("open")


@pytest.fixture(scope="module")
def prison(open_folder: Path) -> Iterator[PageProcesses]:
    os.environ["VERIFIER_DATABASE_URL"] = "postgresql://secret"
    os.environ["AWS_SECRET_ACCESS_KEY"] = "secret"
    opened = PageProcesses(1, 2_000 * MEGABYTE, prisoner.shut_in, open_folder)
    yield opened
    opened.end(at_once=True)
    del os.environ["VERIFIER_DATABASE_URL"], os.environ["AWS_SECRET_ACCESS_KEY"]


@pytest.mark.parametrize("what", prisoner.ATTEMPTS)
def test_networks_and_programs_are_refused(what: str, prison: PageProcesses) -> None:
    assert prison.schedule(prisoner.refused, (what,)).result() == errno.EACCES


def test_the_same_attempts_succeed_where_nothing_is_refused() -> None:
    assert [what for what in prisoner.ATTEMPTS if what != "own-program" and prisoner.refused(what)] == []


# An older kernel knows no such call, as any knows none of this number. Sockets are refused all the same.
WITHOUT_LANDLOCK = """
import logging, socket
from pathlib import Path
from extractors.reading import confinement, landlock

logging.basicConfig(format="%(message)s")
landlock._CREATE = 9_999
confinement.confine(1_000_000, [Path("/")])
try:
    socket.socket()
except PermissionError as error:
    print(error.errno)
"""

# Where the system has no filter for the machine, Python's own sockets are refused, and the log says so.
ELSEWHERE = """
import logging, platform, socket, subprocess
from extractors.reading.confinement import confine

logging.basicConfig(format="%(message)s")
platform.machine = lambda: "riscv64"
confine(1_000_000, [])
for attempt in (socket.socket, lambda: subprocess.run(["/bin/true"], check=True)):
    try:
        attempt()
    except PermissionError as error:
        print(error.errno)
"""


def test_a_machine_without_a_filter_refuses_what_python_asks_for() -> None:
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(errno.EACCES)] * 2
    assert "no filter of system calls" in done.stderr


def test_a_file_at_and_over_the_limit(prison: PageProcesses, open_folder: Path) -> None:
    for size, written in ((prisoner.FILE_BYTES, prisoner.FILE_BYTES), (prisoner.FILE_BYTES + 1, prisoner.FILE_BYTES)):
        assert prison.schedule(prisoner.write, (open_folder / "a", size)).result() == written


def _files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_files_are_changed_where_there_is_something_to_write_and_nowhere_else(
    prison: PageProcesses, open_folder: Path, tmp_path: Path
) -> None:
    (open_folder / "inner").mkdir()
    for folder in (tmp_path, open_folder / "inner"):
        (folder / "kept").write_text("kept")
    assert prison.schedule(prisoner.changes, (open_folder / "inner",)).result() == list(prisoner.CHANGES)
    assert prison.schedule(prisoner.changes, (tmp_path,)).result() == []
    assert prison.schedule(prisoner.moves, (open_folder, tmp_path)).result() == []
    assert _files(tmp_path) == {"kept": "kept"}
    prison.schedule(prisoner.nowhere).result()


def test_a_system_without_landlock_is_told_in_the_log() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_LANDLOCK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(errno.EACCES)]
    assert "no Landlock" in done.stderr


def test_memory_within_and_over_the_allowance(prison: PageProcesses) -> None:
    """The process lives on: what it has at the beginning of a task does not count."""
    first = prison.schedule(prisoner.process).result()
    assert prison.schedule(prisoner.take, (300 * MEGABYTE, 250)).result() == "taken"
    assert prison.schedule(prisoner.take, (300 * MEGABYTE, 350)).result() == "refused"
    assert prison.schedule(prisoner.take_natively, (300 * MEGABYTE, 250)).result()
    assert not prison.schedule(prisoner.take_natively, (300 * MEGABYTE, 350)).result()
    assert prison.schedule(prisoner.take, (900 * MEGABYTE, 350)).result() == "taken"
    assert prison.schedule(prisoner.process).result() == first


def test_time_over_the_allowance_costs_the_process_its_life(prison: PageProcesses) -> None:
    first = prison.schedule(prisoner.process).result()
    with pytest.raises(ProcessEndedError) as caught:
        prison.schedule(prisoner.spin, (1,)).result()
    assert caught.value.exit_code == -signal.SIGXCPU
    assert prison.schedule(prisoner.process).result() != first


def test_the_secrets_of_the_service_are_not_in_its_environment(prison: PageProcesses) -> None:
    names = prison.schedule(prisoner.environment).result()
    assert "PATH" in names
    assert not [name for name in names if name.startswith(("VERIFIER_", "AWS_"))]
