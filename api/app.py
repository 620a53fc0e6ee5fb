"""The application: `create_app(settings)`. Importing this does no work and loads nothing that reads pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI

from api.allowances import Allowances
from api.audit.endpoints import router as audit
from api.checks.endpoints import router as checks
from api.claims.endpoints import router as claims
from api.comparisons.endpoints import router as comparisons
from api.conclusions.endpoints import router as conclusions
from api.context import Service
from api.corrections.endpoints import router as corrections
from api.dossiers.endpoints import router as dossiers
from api.events.endpoints import router as events
from api.history.endpoints import router as history
from api.keys.endpoints import router as keys
from api.letters.endpoints import router as letters
from api.middleware import BodyLimit, RequestLog, SecurityHeaders
from api.notes.endpoints import router as notes
from api.operation.endpoints import router as operation
from api.pages.endpoints import router as pages
from api.problems import Problem, install_handlers
from api.reports.endpoints import router as reports
from api.rereads.endpoints import router as rereads
from api.rulesets.endpoints import router as rulesets
from api.sessions.endpoints import others as open_sessions
from api.sessions.endpoints import router as sessions
from api.state.endpoints import router as state
from api.tables.endpoints import router as tables
from api.unmasking.endpoints import router as unmasking
from api.uploads import UploadLimits
from api.users.endpoints import router as people
from api.web.application import add_pages
from api.webhooks.endpoints import router as webhooks
from verifier import __version__
from verifier.settings import Settings
from verifier.store import accounts
from verifier.store.database import Store
from verifier.store.opening import open_store
from workers.sending import Sender

_ROUTERS = (
    dossiers, claims, events, checks, corrections, notes, history, reports, letters, conclusions, tables, pages,
    unmasking, rereads, comparisons, webhooks, keys, people, rulesets, audit, state, sessions, open_sessions,
    operation,
)  # fmt: skip
_BODY_BYTES = 100_000  # of requests that are no uploads
_DESCRIPTION = """核验中小企业公共服务示范平台申报材料的服务。

提交材料（`POST /v1/dossiers`），以`GET /v1/dossiers/{id}/events`查看进度，完成后取报告。
所有错误都以RFC 9457的`application/problem+json`回答，`code`保持不变，`detail`说明如何处理。
"""


def create_app(settings: Settings) -> FastAPI:
    """The service of a deployment. The store must have been migrated (`verifier serve`, `verifier admin migrate`)."""
    store = open_store(settings)
    sender = Sender(store, settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        store.blobs.tidy()
        with sender:
            yield
        store.close()

    app = _Application(
        title="申报材料核验",
        description=_DESCRIPTION,
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    allowances = Allowances(settings.requests_per_minute / settings.api_processes)
    door = CapacityLimiter(accounts.PROVED_TOGETHER)
    app.state.service = Service(store, settings, _upload_limits(settings, store), sender, allowances, door)
    install_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    add_pages(app)
    app.add_middleware(BodyLimit, bytes_=_BODY_BYTES)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog)
    return app


def _upload_limits(settings: Settings, store: Store) -> UploadLimits:
    return UploadLimits(
        folder=store.blobs.staging,
        request_bytes=settings.upload_megabytes * 1_000_000,
        file_bytes=settings.upload_file_megabytes * 1_000_000,
        files=settings.upload_files,
        free_share=settings.disk_free_share,
    )


class _Application(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """FastAPI's document, with the schema of problems that all refusals refer to."""
        if self.openapi_schema is None:
            document = super().openapi()
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            document["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
        return super().openapi()
