"""What reviewers do, as a browser does it for them."""

import httpx


def decide(
    client: httpx.Client, url: str, rule: str, verdict: str = "confirmed", reason: str = "属实"
) -> httpx.Response:
    """What somebody says of a check of a dossier, as they see it at this moment."""
    seen = client.get(f"{url}/checks/{rule}").headers["ETag"]
    said = {"verdict": verdict, "reason": reason}
    return client.put(f"{url}/checks/{rule}/decision", json=said, headers={"If-Match": seen})
