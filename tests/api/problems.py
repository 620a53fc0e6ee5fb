"""What every refusal must be."""

import httpx

from api.problems import problem_types


def assert_problem(answer: httpx.Response, code: str) -> None:
    """The answer is the problem of this code, as RFC 9457 and our catalogue have it."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    document = answer.json()
    assert document["code"] == code, document
    assert document["type"] == f"urn:dossier-verifier:problem:{code}"
    assert document["status"] == answer.status_code == problem_types()[code].status
    assert document["title"]
    assert document["detail"]
    assert "{" not in document["detail"]
    assert document["request_id"] == answer.headers["x-request-id"]
    assert_secured(answer)


def assert_secured(answer: httpx.Response) -> None:
    """The headers of every answer."""
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
