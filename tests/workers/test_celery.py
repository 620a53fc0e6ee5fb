"""The many-machine form: PostgreSQL, a real Redis or RabbitMQ, workers told by Celery."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from kombu.exceptions import OperationalError
from sqlalchemy import delete, func, select

from tests.servers import RabbitServer, RedisServer, wait_until
from tests.workers.papers import letters
from tests.workers.service import Service
from verifier.errors import SettingsError
from verifier.settings import read_settings
from verifier.store.tables import DossierState, Outbox, Reading, Run
from workers.celery_app import TASK, create_app
from workers.sending import Sender, publish


@pytest.fixture
def on_redis(postgresql_url: str, tmp_path: Path, redis_server: RedisServer) -> Iterator[Service]:
    service = Service(tmp_path, postgresql_url, broker_url=redis_server.url)
    yield service
    service.close()


@pytest.fixture
def on_rabbitmq(postgresql_url: str, tmp_path: Path, rabbitmq_url: str) -> Iterator[Service]:
    service = Service(tmp_path, postgresql_url, broker_url=rabbitmq_url)
    yield service
    service.close()


def count(service: Service, table: type) -> int:
    with service.store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_by_redis_also_after_it_has_lost_all_and_whatever_else_stands_in_it(
    on_redis: Service, redis_server: RedisServer, tmp_path: Path
) -> None:
    service = on_redis
    dossier = service.submit(letters(tmp_path / "a.docx", 3))
    app = create_app(service.settings)
    assert publish(service.store, app) == 1
    assert count(service, Outbox) == 0
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    app.send_task(TASK, args=(999_999, "open"))  # of a task that nobody knows
    app.send_task("workers.unknown", args=("x",))
    service.start_process()
    service.wait(dossier, seconds=120)
    assert service.get(dossier).state is DossierState.DONE
    later = service.submit(letters(tmp_path / "b.docx", 2))
    with Sender(service.store, service.settings) as sender:
        sender.nudge()
        service.wait(later, seconds=120)
    assert (count(service, Run), count(service, Outbox)) == (2, 0)


def test_by_rabbitmq(on_rabbitmq: Service, tmp_path: Path) -> None:
    service = on_rabbitmq
    service.start_process()
    with Sender(service.store, service.settings) as sender:
        dossier = service.submit(letters(tmp_path / "a.docx", 3))
        sender.nudge()
        service.wait(dossier, seconds=120)
    assert service.get(dossier).state is DossierState.DONE
    assert count(service, Run) == 1


def test_rabbitmq_is_killed_in_the_middle(postgresql_url: str, tmp_path: Path, rabbit_server: RabbitServer) -> None:
    service = Service(tmp_path, postgresql_url, broker_url=rabbit_server.url)
    try:
        dossiers = [service.submit(letters(tmp_path / f"{name}.docx", 6, name)) for name in "abc"]
        service.start_process()
        with Sender(service.store, service.settings) as sender:
            sender.nudge()
            wait_until(lambda: count(service, Reading) > 0, "a page read", seconds=120)
            rabbit_server.kill()
            while_away = service.submit(letters(tmp_path / "d.docx", 2, "d"))
            sender.nudge()
            rabbit_server.start()
            service.wait(*dossiers, while_away, seconds=180)
        assert {service.get(one).state for one in (*dossiers, while_away)} == {DossierState.DONE}
        assert (count(service, Run), count(service, Reading)) == (4, 20)
        wait_until(lambda: count(service, Outbox) == 0, "no hint left behind", seconds=60)
    finally:
        service.close()


def test_one_hint_has_all_done_that_is_due(on_redis: Service, tmp_path: Path) -> None:
    """After a broker has lost all, what little it is told of is enough: nothing waits for the sweeper here."""
    service = on_redis
    dossiers = [service.submit(letters(tmp_path / f"{name}.docx", 1, name)) for name in "abcd"]
    with service.store.write() as session:
        session.execute(delete(Outbox))
    service.named["unseen_seconds"] = 600.0
    service.start_process()
    create_app(service.settings).send_task(TASK, args=(1, "open"))
    service.wait(*dossiers, seconds=120)


def test_while_the_broker_is_down_hints_wait_in_the_outbox(
    on_redis: Service, redis_server: RedisServer, tmp_path: Path
) -> None:
    redis_server.kill()
    service = on_redis
    service.submit(letters(tmp_path / "a.docx", 1))
    app = create_app(service.settings)
    with pytest.raises(OperationalError):
        publish(service.store, app)
    assert count(service, Outbox) == 1
    redis_server.start()
    assert publish(service.store, app) == 1
    assert count(service, Outbox) == 0


def test_a_broker_that_loses_running_tasks_is_refused() -> None:
    with pytest.raises(SettingsError, match="只支持Redis"):
        read_settings(broker_url="filesystem://")
    with pytest.raises(SettingsError, match="没有设置消息队列"):
        create_app(read_settings())
