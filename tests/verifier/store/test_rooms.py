import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from verifier.store.blobs import FolderBlobs
from verifier.store.rooms import clear_abandoned, own_room

HOLDER = """
import sys, time
from pathlib import Path
from verifier.store.rooms import own_room
with own_room(Path(sys.argv[1]), "held-") as room:
    (room / "content").write_text("x")
    print(flush=True)
    time.sleep(600)
"""


def names(base: Path) -> list[str]:
    return [path.name for path in base.iterdir()]


def test_a_room_is_gone_at_the_end(tmp_path: Path) -> None:
    with own_room(tmp_path, "a-") as room:
        (room / "content").write_text("x")
        assert names(tmp_path) == [room.name]
    assert names(tmp_path) == []


def test_the_room_of_a_process_stays_while_it_lives_and_is_cleared_once_it_was_killed(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with own_room(tmp_path, "mine-"):
        assert clear_abandoned(tmp_path) == 0
        assert len(names(tmp_path)) == 2
        os.kill(holder.pid, signal.SIGKILL)
        holder.communicate()
        assert clear_abandoned(tmp_path) == 1
        assert [name.partition("-")[0] for name in names(tmp_path)] == ["mine"]


def test_rooms_that_are_made_while_others_are_cleared_are_whole(tmp_path: Path) -> None:
    over = threading.Event()

    def clear() -> None:
        while not over.is_set():
            clear_abandoned(tmp_path)

    clearing = threading.Thread(target=clear)
    clearing.start()
    try:
        for number in range(300):
            with own_room(tmp_path, "a-") as room:
                (room / "content").write_text(str(number))
                assert (room / "content").read_text() == str(number)
    finally:
        over.set()
        clearing.join()


def test_an_upload_that_was_killed_is_cleared_away_and_what_was_being_deleted_is_back(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    kept = blobs.put([b"abc"])
    (blobs.staging / "incoming-dead").mkdir()
    (blobs.staging / "incoming-dead" / "content").write_bytes(b"half")
    (blobs.staging / "deleting-dead").mkdir()
    (tmp_path / kept.sha256[:2] / kept.sha256).rename(blobs.staging / "deleting-dead" / kept.sha256)
    with own_room(blobs.staging, "upload-") as living:
        blobs.tidy()
        assert names(blobs.staging) == [living.name]
    with blobs.open(kept.sha256) as stream:
        assert stream.read() == b"abc"
