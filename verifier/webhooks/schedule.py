"""When a notice is tried again: the schedule of Standard Webhooks 1.0, ten attempts in 75.6 hours."""

from datetime import timedelta
from random import Random, SystemRandom

_DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
ATTEMPTS = len(_DELAYS) + 1
_JITTER = 0.1  # so that receivers that come back are not called by all at once


def delay_after(attempt: int, chance: Random | None = None) -> timedelta | None:
    """Time to wait after the attempt of this number (from 1) failed; None after the last: the notice is dead."""
    if attempt >= ATTEMPTS:
        return None
    return _DELAYS[attempt - 1] * (chance or SystemRandom()).uniform(1 - _JITTER, 1 + _JITTER)
