"""Services for long runs, each with a folder of its own, and a broker of its own where one is asked for."""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tests.servers import Broker, RabbitServer, RedisServer, open_test_store
from tests.workers.service import Service
from workers.sending import Sender

OWN_BROKERS: dict[str, Callable[[Path], Broker]] = {"redis": RedisServer, "rabbitmq": RabbitServer}
_LEASE = {"lease_seconds": 8.0, "heartbeat_seconds": 2.0, "sweep_seconds": 2.0, "unseen_seconds": 5.0}


@contextmanager
def broker_of(options: argparse.Namespace) -> Iterator[Broker | None]:
    """The broker that the command has started itself, which it may kill; None where it has none."""
    if options.broker not in OWN_BROKERS:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix=f"endurance-{options.broker}-", dir=options.folder))
    server = OWN_BROKERS[options.broker](folder)
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def service_of(options: argparse.Namespace, broker: Broker | None = None, **named: Any) -> Iterator[Service]:
    """A migrated service with its sender."""
    folder = Path(tempfile.mkdtemp(prefix="endurance-", dir=options.folder))
    url = options.database or f"sqlite:///{folder / 'verifier.sqlite3'}"
    (folder / "store").mkdir()
    store = open_test_store(url, folder)
    store.migrate()
    store.close()
    broker_url = broker.url if broker is not None else options.broker
    by_broker = {"broker_url": broker_url} if broker_url else {}
    service = Service(folder, url, **_LEASE, **by_broker, **named)
    try:
        with Sender(service.store, service.settings):
            yield service
    finally:
        service.close()


def undisturbed(options: argparse.Namespace) -> argparse.Namespace:
    """The same, in the form for one machine."""
    return argparse.Namespace(**{**vars(options), "database": None, "broker": None})


def tell(text: str) -> None:
    """Say how far it is."""
    click.echo(text, err=True)
