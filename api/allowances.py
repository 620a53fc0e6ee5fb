"""How many requests each caller may make: 429 with `Retry-After` beyond that.

Each process counts for itself, in memory: a row written at each request would cost more than most requests. It gives
its part of what a site allows (`Settings.requests_per_minute` by `Settings.api_processes`).
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_MINUTE = 60.0
_PRUNED_AT = 10_000  # callers known at once


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Allowances:
    """A bucket a caller: it holds a minute's requests, which may come at once, and fills evenly. For threads."""

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = max(1.0, a_minute)
        self._rate = self._most / _MINUTE
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, caller: str) -> float:
        """Take one request: 0 where it is granted, else the seconds until the next one will be."""
        with self._lock:
            moment = self._clock()
            if len(self._buckets) >= _PRUNED_AT:
                self._forget_rested(moment)
            bucket = self._buckets.setdefault(caller, _Bucket(self._most, moment))
            bucket.left, bucket.at = self._filled(bucket, moment), moment
            if bucket.left < 1:
                return (1 - bucket.left) / self._rate
            bucket.left -= 1
            return 0.0

    def _filled(self, bucket: _Bucket, moment: float) -> float:
        return min(self._most, bucket.left + (moment - bucket.at) * self._rate)

    def _forget_rested(self, moment: float) -> None:
        """Full buckets are like those of callers never seen."""
        self._buckets = {
            name: bucket for name, bucket in self._buckets.items() if self._filled(bucket, moment) < self._most
        }
