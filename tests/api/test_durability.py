"""What was acknowledged is there, whenever the server is killed."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from http import HTTPStatus
from pathlib import Path
from random import Random

import httpx

from tests.servers import free_port, wait_until
from verifier.settings import read_settings
from verifier.store import accounts, dossiers
from verifier.store.opening import open_store
from verifier.store.tables import Scope

_KILLS = 4
_SENDERS = 4


def test_no_acknowledged_upload_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    """Uploads go on while the server is killed at random moments; each one answered 202 is whole afterwards."""
    settings = read_settings(store_folder=tmp_path)
    store = open_store(settings)
    store.migrate()
    with store.write() as session:
        organisation = accounts.create_organisation(session, "局", actor="test").id
        key, _ = accounts.create_key(session, organisation, "test", [Scope.SUBMIT], actor="test")
    port, chance, over = free_port(), Random(7), threading.Event()
    acknowledged: dict[str, str] = {}

    def send(number: int) -> None:
        own = Random(number)
        with httpx.Client(headers={"Authorization": f"Bearer {key}"}, verify=False, timeout=30) as client:
            while not over.is_set():
                content = own.randbytes(200_000)
                try:
                    answer = client.post(f"http://127.0.0.1:{port}/v1/dossiers", files={"files": ("a.pdf", content)})
                except httpx.TransportError:
                    time.sleep(0.05)
                    continue
                if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
                    continue  # not acknowledged: to be sent again
                assert answer.status_code == HTTPStatus.ACCEPTED, answer.text
                acknowledged[answer.json()["id"]] = hashlib.sha256(content).hexdigest()

    senders = [threading.Thread(target=send, args=(number,)) for number in range(_SENDERS)]
    for sender in senders:
        sender.start()
    try:
        for _ in range(_KILLS):
            before = len(acknowledged)
            server = _start(tmp_path, port)
            wait_until(lambda: len(acknowledged) > before, "uploads being answered", seconds=120)  # noqa: B023
            time.sleep(chance.uniform(0, 1))
            server.send_signal(signal.SIGKILL)
            server.wait()
    finally:
        over.set()
        for sender in senders:
            sender.join()
    assert len(acknowledged) >= _KILLS
    with store.read() as session:
        for dossier_id, sha256 in acknowledged.items():
            (file,) = dossiers.files(session, dossiers.get(session, organisation, dossier_id))
            assert file.sha256 == sha256
            with store.blobs.open(sha256) as stream:
                assert hashlib.sha256(stream.read()).hexdigest() == sha256
    store.close()


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    named = {"VERIFIER_STORE_FOLDER": str(folder), "VERIFIER_ADMIN_PASSWORD": "correct horse battery"}
    command = [sys.executable, "-m", "verifier.cli", "serve", "--port", str(port), "--workers", "0"]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, env=os.environ | named, cwd=folder, stdout=subprocess.DEVNULL, stderr=log)
