"""Signatures of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping

_PREFIX = "whsec_"
_SECRET_BYTES = 32
_VERSION = "v1"
TOLERANCE_SECONDS = 300


class SignatureError(ValueError):
    """A notice that was not signed with this secret, or not lately."""


def new_secret() -> str:
    """A secret as the spec writes it: `whsec_` and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def signed_headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a notice. `timestamp` is in seconds since 1970, that of the attempt."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"{_VERSION},{_signature(secret, message_id, timestamp, body)}",
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> None:
    """Raise SignatureError unless the notice came from who knows the secret, within five minutes of `now`.

    `body` must be the bytes as received. A notice may come more than once: `webhook-id` stays the same.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, signatures = given["webhook-id"], given["webhook-signature"]
        timestamp = int(given["webhook-timestamp"])
    except (KeyError, ValueError) as error:
        raise SignatureError("the headers webhook-id, webhook-timestamp and webhook-signature are needed") from error
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        raise SignatureError("the timestamp is more than five minutes away")
    expected = f"{_VERSION},{_signature(secret, message_id, timestamp, body)}".encode()
    # While a secret is being replaced there is one signature for each.
    if not any(hmac.compare_digest(expected, signature.encode()) for signature in signatures.split(" ")):
        raise SignatureError("no signature fits")


def _signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise SignatureError("the secret is not base64") from error
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode("ascii")
