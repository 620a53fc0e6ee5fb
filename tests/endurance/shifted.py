"""`verifier …` with a store whose clock is as far off as the file `TESTS_CLOCK_OFFSET` says at the moment, in seconds.

The machine's own clock is everybody's, and libfaketime (0.9.10) has Python's `time.sleep` fail where it leaves the
monotonic clock alone. So the time is moved where the store asks for it, be it the database's or the machine's: leases,
deadlines, turns of sweeping, what is due. Times of files are not moved.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from tests.endurance.clocks import OFFSET_FILE
from verifier.store import clock

_OFFSET = Path(os.environ[OFFSET_FILE])
_now = clock.now


def now(session: Session) -> datetime:
    """In place of `verifier.store.clock.now`."""
    return _now(session) + timedelta(seconds=int(_OFFSET.read_text()))


clock.now = now  # before anybody takes it from there

if __name__ == "__main__":
    from verifier.cli import main

    main()
