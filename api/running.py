"""`verifier serve`: the database brought up to date, the first administrator made, then the server with its workers."""

import logging
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import uvicorn

from api.app import create_app
from verifier.errors import SettingsError
from verifier.logs import configure_logs
from verifier.settings import Settings
from verifier.store import accounts, rulesets
from verifier.store.database import Store
from verifier.store.opening import open_store
from verifier.store.reaching import wait_for_database
from workers.embedded import Embedded

_LOG = logging.getLogger(__name__)
_ORGANISATION, _ADMINISTRATOR = "本单位", "admin"
_PASSWORD_BYTES = 12
_BACKLOG = 2048
_STOPS_WITHIN = 5  # seconds that listeners to events are given


def run_service(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises SettingsError where the address cannot be used, StoreError.

    A database that does not answer yet is waited for; until then nobody listens, and a proxy passes this server over.
    """
    configure_logs(settings.log_level)
    # uvicorn raises what it was stopped by once more: by itself SIGTERM would end this process before its workers
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _opened(settings) as store:
        wait_for_database(store, settings.database_wait_seconds, _LOG.warning)
        store.migrate()
        with store.write() as session:
            rulesets.install_everywhere(session)
        first_start(store, settings)
    with _listening(settings) as listener, Embedded(settings):
        host, port = listener.getsockname()[:2]
        click.echo(f"服务地址：http://{host}:{port}")
        uvicorn.Server(server_config(settings)).run([listener])


def server_config(settings: Settings) -> uvicorn.Config:
    """How the application is served."""
    return uvicorn.Config(
        create_app(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=_STOPS_WITHIN,
    )


def first_start(store: Store, settings: Settings) -> None:
    """Make an organisation and its administrator where there is none; a password that was made is told this once."""
    with store.read() as session:
        if accounts.is_set_up(session):
            return
    given = settings.admin_password
    password = given.get_secret_value() if given is not None else secrets.token_urlsafe(_PASSWORD_BYTES)
    hashed = accounts.hashed(password, _ADMINISTRATOR, _ORGANISATION, *settings.password_words)
    with store.write() as session:
        is_first = accounts.set_up(session, _ORGANISATION, _ADMINISTRATOR, hashed, initial=settings.initial_password)
    if is_first and given is None:
        click.echo(f"首次启动：已建立用户“{_ADMINISTRATOR}”，密码：{password}（只显示这一次，请妥善保存）")
    elif is_first:
        click.echo(f"首次启动：已建立用户“{_ADMINISTRATOR}”，密码为VERIFIER_ADMIN_PASSWORD所设")


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The socket, before any worker is started: an address in use is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                "address-unusable",
                f"无法监听{settings.host}:{settings.port}（{error.strerror}）。",
                "请用--host、--port另行指定，或停止占用该端口的程序。",
            ) from error
        listener.listen(_BACKLOG)
        yield listener
