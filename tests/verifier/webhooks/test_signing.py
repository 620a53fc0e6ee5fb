import pytest

from verifier.webhooks.signing import SignatureError, new_secret, signed_headers, verify

# The example that the libraries of Standard Webhooks are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
HEADERS = {"webhook-id": ID, "webhook-timestamp": str(TIMESTAMP), "webhook-signature": SIGNATURE}


def test_the_published_example_is_signed_as_published() -> None:
    assert signed_headers(SECRET, ID, TIMESTAMP, BODY) == HEADERS


def test_the_published_example_is_verified() -> None:
    verify(SECRET, HEADERS, BODY, now=TIMESTAMP)
    verify(SECRET.removeprefix("whsec_"), {name.title(): value for name, value in HEADERS.items()}, BODY, now=TIMESTAMP)


@pytest.mark.parametrize("signature", [f"v1,AAAA {SIGNATURE}", f"{SIGNATURE} v1,AAAA", f"v1a,x {SIGNATURE}"])
def test_one_signature_of_several_is_enough(signature: str) -> None:
    verify(SECRET, HEADERS | {"webhook-signature": signature}, BODY, now=TIMESTAMP)


@pytest.mark.parametrize(
    ("headers", "body", "now"),
    [
        (HEADERS, BODY + b" ", TIMESTAMP),
        (HEADERS | {"webhook-id": "msg_other"}, BODY, TIMESTAMP),
        (HEADERS | {"webhook-timestamp": str(TIMESTAMP + 1)}, BODY, TIMESTAMP),
        (HEADERS | {"webhook-timestamp": "soon"}, BODY, TIMESTAMP),
        (HEADERS | {"webhook-signature": SIGNATURE.replace("v1,", "v2,")}, BODY, TIMESTAMP),
        (HEADERS | {"webhook-signature": "签名"}, BODY, TIMESTAMP),
        ({"webhook-id": ID, "webhook-timestamp": str(TIMESTAMP)}, BODY, TIMESTAMP),
        (HEADERS, BODY, TIMESTAMP + 301),
        (HEADERS, BODY, TIMESTAMP - 301),
    ],
)
def test_whatever_was_changed_is_refused(headers: dict[str, str], body: bytes, now: float) -> None:
    with pytest.raises(SignatureError):
        verify(SECRET, headers, body, now=now)


def test_another_secret_is_refused() -> None:
    with pytest.raises(SignatureError):
        verify(new_secret(), HEADERS, BODY, now=TIMESTAMP)


def test_a_new_secret_is_as_the_spec_writes_it_and_signs() -> None:
    secret = new_secret()
    assert secret.startswith("whsec_")
    assert new_secret() != secret
    verify(secret, signed_headers(secret, ID, TIMESTAMP, BODY), BODY, now=TIMESTAMP + 299)
