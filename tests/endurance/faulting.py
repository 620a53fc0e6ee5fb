"""Everything that fails: processes, broker, database, disk and clock, at random moments."""

import argparse
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from tests.disks import SmallDisk, small_disk
from tests.endurance.clocks import Clock
from tests.endurance.killing import endure
from tests.endurance.places import broker_of, service_of, tell
from tests.servers import Broker, PostgresqlServer, RedisServer

OWN_DATABASE = "own"
_DISK_MEGABYTES = 512
_HOUR = 3600


def faults(options: argparse.Namespace) -> dict[str, Any]:
    """Faults of every kind that can be had here, `count` in all (0: each once); what cannot be had is said."""
    with ExitStack() as stack:
        moved = Clock(options.folder)
        disk = stack.enter_context(small_disk(options.folder, _DISK_MEGABYTES))
        placed = argparse.Namespace(**{**vars(options), "folder": disk.folder if disk is not None else options.folder})
        database = None
        if options.database == OWN_DATABASE:
            database = PostgresqlServer()
            stack.callback(database.remove)
            placed.database = database.url
        broker = stack.enter_context(broker_of(options))
        # no share of the disk is kept free: it is to be met full in the middle of a write
        service = stack.enter_context(service_of(placed, broker, disk_free_share=0.0))
        service.program, service.more_environment = "tests.endurance.shifted", moved.environment
        more = _more(partial(random.Random(options.seed).uniform, 0, options.outage), broker, database, disk, moved)
        result = endure(options, service, broker, more)
        return result if disk is not None else {"left out": "disk full: it may not be mounted here"} | result


def _more(
    outage_seconds: Callable[[], float],
    broker: Broker | None,
    database: PostgresqlServer | None,
    disk: SmallDisk | None,
    moved: Clock,
) -> dict[str, Callable[[], None]]:
    """The faults of what is there."""

    def outage(begin: Callable[[], None], end: Callable[[], None]) -> None:
        begin()
        time.sleep(outage_seconds())
        end()

    acts: dict[str, Callable[[], None]] = {}
    if isinstance(broker, RedisServer):
        acts["FLUSHALL"] = broker.flush
    if database is not None:
        acts["database restarted"] = partial(outage, database.shut_down_at_once, database.start)
    if disk is not None:
        acts["disk full"] = partial(outage, disk.fill, disk.free)
    acts["clock moved"] = partial(moved.move, _HOUR)
    acts["clock set back"] = partial(moved.move, -_HOUR)
    tell(f"besides kills: {', '.join(acts)}")
    return acts
