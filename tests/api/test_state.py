import httpx

from tests.api.conftest import Bureau, Running
from tests.api.problems import assert_problem
from verifier.store import presence
from verifier.store.tables import Scope


def test_the_state_counts_what_is_there(running: Running, client: httpx.Client, stranger: httpx.Client) -> None:
    before = client.get("/v1/state").json()
    client.post("/v1/dossiers", files=[("files", ("a.pdf", b"%PDF-1.7"))])
    client.post("/v1/dossiers", files=[("files", ("b.pdf", b"%PDF-1.7"))], data={"submit": "false"})
    after = client.get("/v1/state").json()
    assert after["dossiers"] == {"building": 1, "queued": 1, "running": 0, "done": 0, "failed": 0}
    assert after["deliveries"] == {"pending": 0, "delivered": 0, "dead": 0}
    queues = {queue["kind"]: queue for queue in after["queues"]}
    earlier = {queue["kind"]: queue for queue in before["queues"]}
    assert queues["open"]["waiting"] == earlier["open"]["waiting"] + 1
    assert queues["open"]["oldest_at"] is not None
    assert queues["assemble"] == {
        "kind": "assemble", "waiting": 0, "later": 0, "running": 0, "failed": 0, "oldest_at": None,
    }  # fmt: skip
    storage = after["storage"]
    assert (storage["files"], storage["bytes"]) == (2, 16)
    assert 0 < storage["disk_free_bytes"] < storage["disk_bytes"]
    assert stranger.get("/v1/state").json()["dossiers"]["queued"] == 0


def test_workers_that_were_seen_are_listed_until_they_say_good_bye(running: Running, client: httpx.Client) -> None:
    with running.store.write() as session:
        presence.seen(session, "host:1", program="1.0", engine="none")
    (worker,) = client.get("/v1/state").json()["workers"]
    assert (worker["name"], worker["program"], worker["present"], worker["busy"]) == ("host:1", "1.0", True, False)
    with running.store.write() as session:
        presence.gone(session, "host:1")
    assert client.get("/v1/state").json()["workers"] == []


def test_only_administrators_see_the_state(running: Running, bureau: Bureau) -> None:
    with running.client(running.key(bureau.id, Scope.READ, Scope.SUBMIT)) as reader:
        assert_problem(reader.get("/v1/state"), "not-permitted")
