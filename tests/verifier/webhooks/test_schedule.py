from datetime import timedelta
from random import Random

from verifier.webhooks.schedule import ATTEMPTS, delay_after

SPEC = [5, 5 * 60, 30 * 60, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24))]


def test_the_schedule_is_the_specs_with_a_tenth_of_jitter() -> None:
    for seed in range(200):
        delays = [delay_after(attempt, Random(seed)) for attempt in range(1, ATTEMPTS)]
        for delay, seconds in zip(delays, SPEC, strict=True):
            assert delay is not None
            assert 0.9 * seconds <= delay.total_seconds() <= 1.1 * seconds


def test_jitter_spreads_what_fails_together() -> None:
    assert len({delay_after(3) for _ in range(20)}) > 1


def test_after_the_last_attempt_there_is_none() -> None:
    assert delay_after(ATTEMPTS) is None
    assert (
        timedelta(hours=68)
        < sum((delay_after(n) or timedelta() for n in range(1, ATTEMPTS)), timedelta())
        < timedelta(hours=84)
    )
