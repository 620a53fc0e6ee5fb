"""A request is tried as often as may help: what passes by itself is waited for."""

import time
from collections.abc import Callable, Collection

import httpx

from verifier.client.answers import refusal_of

ATTEMPTS = 6
# Whatever the cause, the same request may succeed in a while.
PASSING = frozenset({"request-running", "queue-full", "too-many-requests", "not-ready"})
_LONGEST_PAUSE = 30.0  # seconds


def repeated(
    send: Callable[[], httpx.Response], *, also_lost: bool, passing: Collection[str] = PASSING
) -> httpx.Response:
    """The answer, after as many attempts as it takes; `also_lost`: a lost connection is tried again, too."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            response = send()
        except httpx.TransportError:
            if not also_lost or attempt == ATTEMPTS:
                raise
            time.sleep(pause_before(attempt))
            continue
        if not response.is_error:
            return response
        refusal = refusal_of(response)
        if refusal.code not in passing or attempt == ATTEMPTS:
            raise refusal
        asked = response.headers.get("Retry-After", "")
        time.sleep(min(float(asked), _LONGEST_PAUSE) if asked.isdecimal() else pause_before(attempt))
    raise AssertionError("the last attempt returns or raises")


def pause_before(attempt: int) -> float:
    """Seconds to wait after this many failures."""
    return float(min(0.25 * 2**attempt, _LONGEST_PAUSE))
