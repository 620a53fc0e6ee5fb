"""Numbers of people: hidden from everybody on every way out, until a reviewer says what for."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import update

from extractors.models import Document, Evidence, Field
from tests.api import access
from tests.api.conftest import PASSWORD, Bureau, Running, logged_in
from tests.api.objects import RULE, Planted, planted
from tests.api.problems import assert_problem
from tests.api.reviewers import decide
from verifier.store import accounts, audit
from verifier.store.tables import Dossier, DossierState, Role, Run, Unmasking

IDENTITY, PHONE, LANDLINE = "110101199003070011", "13812345678", "0374-2961234"
WORDS = f"身份证{IDENTITY}电话{PHONE}或{LANDLINE}"
FIELD = "lease.contact"
_NAMED = re.compile(r"\{(\w+)\}")
# Evidence itself: the papers as they came.
_ELSE = (
    "/v1/dossiers/{dossier_id}/files/{file_id}/content",
    "/v1/dossiers/{dossier_id}/pages/{number}/image",
    "/static/{path}",
)


@pytest.fixture
def there(running: Running, bureau: Bureau, zhang: httpx.Client) -> Planted:
    """A verified dossier with numbers wherever there is room for words."""
    found = planted(running, bureau, WORDS, _lease)
    url = f"/v1/dossiers/{found.ids['dossier_id']}"
    assert decide(zhang, url, RULE, reason=WORDS).status_code == 200
    said = {"value": f"王{WORDS}", "reason": WORDS}
    assert zhang.put(f"{url}/corrections/{FIELD}", json=said).status_code == 200
    assert zhang.delete(f"{url}/claim").status_code == 200
    with running.store.write() as session:  # as verified again, so that its events have an end
        session.execute(update(Dossier).where(Dossier.id == found.ids["dossier_id"]).values(state=DossierState.DONE))
    return found


def _lease(file: str) -> Document:
    place = Evidence(file, 1, ((0.1, 0.1), (0.5, 0.1), (0.5, 0.13), (0.1, 0.13)), WORDS, 0.9)
    return Document("lease", ((file, 1),), 0.9, fields=(Field(FIELD, WORDS, WORDS, 0.9, (place,)),))


@pytest.fixture
def url(there: Planted) -> str:
    return f"/v1/dossiers/{there.ids['dossier_id']}"


@pytest.fixture
def operator(running: Running, bureau: Bureau) -> Iterator[httpx.Client]:
    with logged_in(running, bureau, "赵工", Role.OPERATOR) as opened:
        yield opened


def _whole(answer: httpx.Response) -> list[str]:
    return [number for number in (IDENTITY, PHONE, LANDLINE) if number in answer.text]


def _answers(client: httpx.Client, there: Planted) -> Iterator[tuple[str, httpx.Response]]:
    """What somebody gets of everything that can be asked for of a dossier, but for the papers."""
    for part in ("api", "pages"):
        for method, path in access.needs(part):
            if method == "GET" and path not in _ELSE:
                answer = client.get(_NAMED.sub(lambda found: there.ids[found[1]], path))
                if answer.status_code == 200:
                    yield path, answer


def test_nobody_is_shown_a_number_unasked(
    zhang: httpx.Client, operator: httpx.Client, chief: httpx.Client, there: Planted
) -> None:
    for person in (zhang, operator, chief):
        seen = dict(_answers(person, there))
        assert {path: _whole(answer) for path, answer in seen.items() if _whole(answer)} == {}
        masked = {path for path, answer in seen.items() if "138****5678" in answer.text}
        assert {f"/v1/dossiers/{{dossier_id}}{rest}" for rest in _WAYS} | {"/dossiers/{dossier_id}"} <= masked


_WAYS = (
    "", "/checks", "/checks/{rule}", "/checks/{rule}/decisions", "/corrections", "/notes", "/history", "/report",
    "/pages", "/pages/{number}/text", "/events",
)  # fmt: skip


def test_a_reviewer_says_what_for(zhang: httpx.Client, li: httpx.Client, there: Planted, url: str) -> None:
    before = zhang.get(f"{url}/report?format=json")
    told = zhang.put(f"{url}/unmasking", json={"purpose": "contact"})
    assert told.status_code == 200, told.text
    seen = dict(_answers(zhang, there))
    for rest in (*_WAYS, "/report?format=json"):
        assert _whole(zhang.get(_NAMED.sub(lambda found: there.ids[found[1]], url + rest))) != [], rest
    assert _whole(seen["/dossiers/{dossier_id}"]) == [IDENTITY, PHONE, LANDLINE]
    report = zhang.get(f"{url}/report?format=json")
    assert report.headers["etag"] != before.headers["etag"]
    assert not any(_whole(answer) for _, answer in _answers(li, there))  # it is for who asked


def test_that_they_were_shown_is_recorded(
    running: Running, bureau: Bureau, zhang: httpx.Client, chief: httpx.Client, url: str
) -> None:
    dossier_id = url.rpartition("/")[2]
    told = zhang.put(f"{url}/unmasking", json={"purpose": "contact"})
    with running.store.read() as session:
        (entry,) = audit.listed(session, bureau.id, action="numbers.unmask")
    assert (entry.object, entry.actor) == (dossier_id, zhang.get("/v1/session").json()["id"])
    assert entry.details == {"purpose": "contact", "until": told.json()["until"].replace("Z", "+00:00")}
    page = chief.get("/admin/audit", params={"act": "numbers.unmask", "dossier": dossier_id}).text
    assert "显示完整号码：联系申请单位" in page
    assert f'href="/dossiers/{dossier_id}"' in page


def test_they_are_hidden_again_on_demand_with_the_log_out_and_after_a_while(
    running: Running, bureau: Bureau, zhang: httpx.Client, there: Planted, url: str
) -> None:
    def sees() -> bool:
        return bool(_whole(zhang.get(f"{url}/notes")))

    assert zhang.delete(f"{url}/unmasking").status_code == 204  # nothing to hide
    until = datetime.fromisoformat(zhang.put(f"{url}/unmasking", json={"purpose": "compare"}).json()["until"])
    assert sees()
    assert zhang.delete(f"{url}/unmasking").status_code == 204
    assert not sees()
    again = zhang.put(f"{url}/unmasking", json={"purpose": "correct"}).json()
    assert sees()
    assert datetime.fromisoformat(again["until"]) > until
    with running.store.write() as session:
        session.execute(
            update(Unmasking)
            .where(Unmasking.dossier_id == there.ids["dossier_id"])
            .values(until=until - timedelta(hours=1))
        )
    assert not sees()
    assert zhang.delete(f"{url}/unmasking").status_code == 204  # they are hidden already
    with running.store.read() as session:
        assert len(audit.listed(session, bureau.id, action="numbers.mask")) == 1
    me = zhang.get("/v1/session").json()["id"]
    zhang.put(f"{url}/unmasking", json={"purpose": "compare"})
    zhang.delete("/v1/session")
    with running.store.read() as session:
        assert session.get(Unmasking, (there.ids["dossier_id"], me)) is None


def test_they_are_hidden_from_who_gets_another_role_or_is_logged_out_by_others(
    running: Running, bureau: Bureau, chief: httpx.Client, there: Planted, url: str
) -> None:
    with logged_in(running, bureau, "钱工") as qian:
        me = qian.get("/v1/session").json()["id"].removeprefix("user:")
        assert qian.put(f"{url}/unmasking", json={"purpose": "compare"}).status_code == 200
        assert _whole(qian.get(f"{url}/notes"))
        assert chief.patch(f"/v1/users/{me}", json={"role": "operator"}).status_code == 200
        assert qian.get(f"{url}/notes").status_code == 200
        assert not _whole(qian.get(f"{url}/notes"))
        assert chief.patch(f"/v1/users/{me}", json={"role": "reviewer"}).status_code == 200
        assert qian.put(f"{url}/unmasking", json={"purpose": "compare"}).status_code == 200
        assert chief.delete(f"/v1/users/{me}/sessions").status_code == 204
    with running.store.read() as session:
        assert session.get(Unmasking, (there.ids["dossier_id"], f"user:{me}")) is None


def test_the_name_of_a_letter_is_masked_as_well(
    running: Running, zhang: httpx.Client, there: Planted, url: str
) -> None:
    with running.store.write() as session:
        session.execute(update(Run).where(Run.dossier_id == there.ids["dossier_id"]).values(applicant=f"王某{PHONE}"))
    told = zhang.get(f"{url}/letter", params={"rule": RULE})
    assert told.status_code == 200, told.text
    assert "138%2A%2A%2A%2A5678" in told.headers["content-disposition"]


def test_a_program_gets_what_the_contract_says_and_unmasks_nothing(client: httpx.Client, url: str) -> None:
    fields = client.get(f"{url}/checks").text
    assert _whole(client.get(f"{url}/report?format=json")) == [IDENTITY, PHONE, LANDLINE]
    assert PHONE in fields
    assert_problem(client.put(f"{url}/unmasking", json={"purpose": "compare"}), "person-needed")
    assert_problem(client.delete(f"{url}/unmasking"), "person-needed")


def test_only_who_reviews_may_ask_and_only_for_what_is_their_own(
    operator: httpx.Client, stranger: httpx.Client, zhang: httpx.Client, url: str
) -> None:
    assert_problem(operator.put(f"{url}/unmasking", json={"purpose": "compare"}), "not-permitted")
    assert_problem(stranger.put(f"{url}/unmasking", json={"purpose": "compare"}), "dossier-not-found")
    assert_problem(zhang.put(f"{url}/unmasking", json={"purpose": "curiosity"}), "request-invalid")


def test_what_was_masked_is_not_put_right_by_mistake(zhang: httpx.Client, url: str) -> None:
    """A correction that names as seen what is masked is refused: it was not seen."""
    read = zhang.get(f"{url}/report?format=json").json()["fields"][FIELD]
    said = {"value": "王某", "reason": "x", "seen": {"value": read["value"], "raw": read["raw"]}}
    assert_problem(zhang.put(f"{url}/corrections/{FIELD}", json=said), "precondition-failed")
    zhang.put(f"{url}/unmasking", json={"purpose": "correct"})
    read = zhang.get(f"{url}/report?format=json").json()["fields"][FIELD]
    said["seen"] = {"value": read["value"], "raw": read["raw"]}
    assert zhang.put(f"{url}/corrections/{FIELD}", json=said).status_code == 200


def test_names_of_accounts_are_their_owners_own(running: Running, bureau: Bureau, chief: httpx.Client) -> None:
    """A form that sends them back would store the stars."""
    with running.store.write() as session:
        proof = accounts.hashed(PASSWORD, PHONE)
        person = accounts.create_user(session, bureau.id, PHONE, proof, Role.OPERATOR, actor="test", shown_name=PHONE)
        session.flush()
    page = chief.get(f"/admin/users/{person.id}").text
    assert f'value="{PHONE}"' in page
    assert "138****5678" not in page
    assert PHONE in chief.get("/admin/users").text
    assert PHONE in chief.get(f"/dossiers?text={PHONE}").text
