"""Real servers for the tests: an ASGI application under uvicorn on a port of its own, in a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The base URL at which the application answers."""
    with serving(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1, lifespan="on")) as url:
        yield url


@contextmanager
def serving(config: uvicorn.Config) -> Iterator[str]:
    """As `served`, by a configuration of one's own."""
    config.host, config.port = "127.0.0.1", 0
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
