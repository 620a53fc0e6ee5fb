"""Logs as JSON lines, one an event, with the ids of what is worked on and without what stands in a dossier.

Nothing of a dossier's content (names of files and people, text, figures) is logged above DEBUG. Numbers of people are
masked on top of that, whatever they came with.
"""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from verifier.masking import masked


def configure_logs(level: str = "INFO") -> None:
    """Send structlog's and the standard library's logs to standard error as JSON lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_trace_text,
        mask_numbers,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs whole URLs


def mask_numbers(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Numbers of people with their middle hidden, wherever they stand (`verifier.masking`)."""
    return {key: masked(value) if isinstance(value, str) else value for key, value in event.items()}


def _without_trace_text(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The kind of an exception instead of its text, which may quote what was being read."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        event["error"] = type(info).__name__
    elif isinstance(info, tuple) and info[0] is not None:
        event["error"] = info[0].__name__
    return event
