"""People who are logged in, as a browser is."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.api.conftest import PASSWORD, Bureau, Running
from verifier.store import accounts
from verifier.store.tables import Role


@contextmanager
def logged_in(running: Running, bureau: Bureau, shown_name: str, role: Role = Role.REVIEWER) -> Iterator[httpx.Client]:
    """A person of the bureau, whose client carries cookie and CSRF token."""
    name = f"{bureau.name}-{secrets.token_hex(4)}"
    with running.store.write() as session:
        accounts.create_user(session, bureau.id, name, PASSWORD, role, actor="test", shown_name=shown_name)
    with httpx.Client(base_url=running.url, timeout=30, verify=False) as client:
        opened = client.post("/v1/session", json={"name": name, "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = opened["csrf_token"]
        yield client


def decide(
    client: httpx.Client, url: str, rule: str, verdict: str = "confirmed", reason: str = "属实"
) -> httpx.Response:
    """What somebody says of a check of a dossier, as they see it at this moment."""
    seen = client.get(f"{url}/checks/{rule}").headers["ETag"]
    said = {"verdict": verdict, "reason": reason}
    return client.put(f"{url}/checks/{rule}/decision", json=said, headers={"If-Match": seen})
