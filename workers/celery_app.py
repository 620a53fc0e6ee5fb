"""Celery as the dispatcher of a deployment: its messages are hints, the database is the queue (decision 0008)."""

from celery import Celery

from verifier.errors import SettingsError
from verifier.settings import Settings

TASK = "workers.do_next"
QUEUE = "verifier"
_VISIBILITY_SECONDS = 600  # all programs on one Redis must agree: the shortest holds for all
_SOFT_SHUTDOWN_SECONDS = 25.0


def create_app(settings: Settings) -> Celery:
    """The application that sends and receives hints. Raises SettingsError where there is no broker."""
    if settings.broker is None:
        raise SettingsError("no-broker", "没有设置消息队列（VERIFIER_BROKER_URL）。")
    app = Celery("verifier", broker=settings.broker, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=False,  # the sweeper counts attempts; the broker would redeliver poison for ever
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        worker_soft_shutdown_timeout=_SOFT_SHUTDOWN_SECONDS,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=5,
        broker_transport_options=_transport_options(settings.broker),
    )
    return app


def _transport_options(broker: str) -> dict[str, object]:
    if not broker.startswith("redis"):
        return {}
    return {
        "visibility_timeout": _VISIBILITY_SECONDS,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
    }
