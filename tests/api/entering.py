"""Logging in with a password that somebody else has set: it has to be changed before anything else."""

import httpx


def enter(client: httpx.Client, name: str, initial: str, own: str) -> None:
    """Log in and put a password of one's own in the place of the initial one; the client carries the token."""
    opened = client.post("/v1/session", json={"name": name, "password": initial})
    assert opened.status_code == 200, opened.text
    client.headers["X-CSRF-Token"] = opened.json()["csrf_token"]
    changed = client.put("/v1/session/password", json={"old": initial, "new": own})
    assert changed.status_code == 204, changed.text
