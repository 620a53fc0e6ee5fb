import httpx

from tests.api.conftest import PASSWORD, Bureau, Running
from tests.api.problems import assert_problem
from verifier.store.tables import Scope


def hand_in(client: httpx.Client) -> str:
    answer = client.post("/v1/dossiers", files=[("files", ("秘密.pdf", b"%PDF"))])
    assert answer.status_code == 202
    return str(answer.json()["id"])


def test_acts_are_listed_page_by_page_and_hold_no_names_of_files(client: httpx.Client) -> None:
    dossier = hand_in(client)
    whole = client.get("/v1/audit").json()
    acts = [entry["act"] for entry in whole["items"]]
    assert acts[:3] == ["dossier.submit", "file.add", "dossier.create"]
    assert "秘密" not in str(whole)
    assert {entry["by"]["name"] for entry in whole["items"][:3]} == {"test"}
    assert [entry["sequence"] for entry in whole["items"]] == sorted(
        (entry["sequence"] for entry in whole["items"]), reverse=True
    )
    seen, cursor = [], None
    while True:
        page = client.get("/v1/audit", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == whole["items"]
    assert dossier in str(seen)


def test_acts_are_filtered_by_act_actor_and_dossier(running: Running, client: httpx.Client) -> None:
    first, second = hand_in(client), hand_in(client)
    client.post("/v1/users", json={"name": f"p-{first}", "password": PASSWORD})

    def acts(**said: str) -> list[str]:
        return [entry["act"] for entry in client.get("/v1/audit", params=said).json()["items"]]

    assert acts(act="dossier.submit") == ["dossier.submit"] * 2
    assert acts(dossier=second) == ["dossier.submit", "file.add", "dossier.create"]
    actor = client.get("/v1/audit").json()["items"][0]["by"]["id"]
    assert actor.startswith("key:")
    assert acts(by=actor, act="user.create") == ["user.create"]
    assert "organisation.create" not in acts(by=actor)
    assert acts(by="user:" + "0" * 32) == []


def test_only_administrators_see_the_log_and_only_their_own(
    running: Running, client: httpx.Client, stranger: httpx.Client, bureau: Bureau
) -> None:
    dossier = hand_in(client)
    assert stranger.get("/v1/audit", params={"dossier": dossier}).json()["items"] == []
    with running.client(running.key(bureau.id, Scope.READ, Scope.REVIEW)) as reader:
        assert_problem(reader.get("/v1/audit"), "not-permitted")
    cursor = client.get("/v1/dossiers", params={"limit": 1}).json()["next_cursor"]
    assert_problem(client.get("/v1/audit", params={"cursor": "x"}), "cursor-invalid")
    assert cursor is None
    hand_in(client)
    foreign = client.get("/v1/dossiers", params={"limit": 1}).json()["next_cursor"]
    assert_problem(client.get("/v1/audit", params={"cursor": foreign}), "cursor-invalid")
    assert_problem(client.get("/v1/audit", params={"by": "x"}), "request-invalid")
