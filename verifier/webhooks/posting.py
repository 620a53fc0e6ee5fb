"""One attempt at delivering a notice."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from verifier.webhooks.targets import Target

_SECONDS = 15.0  # for the whole attempt, whatever the receiver does meanwhile
_ANSWER_BYTES = 64_000
_GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt went: the receiver's status, or the reason why there is none."""

    status: int | None
    reason: str = ""

    @property
    def delivered(self) -> bool:
        """2xx only: a redirect is a failure, it could lead anywhere."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The receiver wants no more notices."""
        return self.status == _GONE


def post(
    target: Target, headers: Mapping[str, str], body: bytes, *, seconds: float = _SECONDS, trust: str | None = None
) -> Answer:
    """Send a notice to the target's pinned address. `trust` is a file of certificates for receivers of one's own."""
    return asyncio.run(_post(target, headers, body, seconds, trust))


async def _post(target: Target, headers: Mapping[str, str], body: bytes, seconds: float, trust: str | None) -> Answer:
    sent = {
        **headers,
        "host": target.authority,
        "content-type": "application/json",
        "user-agent": "dossier-verifier",
        "accept-encoding": "identity",
    }
    context = ssl.create_default_context(cafile=trust)
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(verify=context, trust_env=False, timeout=seconds) as client,
            client.stream(
                "POST",
                target.pinned_url,
                content=body,
                headers=sent,
                extensions={"sni_hostname": target.host},  # the certificate is for the name, not the address
            ) as response,
        ):
            received = 0
            async for chunk in response.aiter_raw():
                received += len(chunk)
                if received > _ANSWER_BYTES:
                    break  # only the status matters
            return Answer(response.status_code)
    except TimeoutError:
        return Answer(None, "timeout")
    except (httpx.HTTPError, ssl.SSLError, OSError) as error:
        return Answer(None, type(error).__name__)
