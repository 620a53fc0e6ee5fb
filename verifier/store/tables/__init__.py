"""The tables by meaning: people, dossiers, runs, work, notices, records."""

from verifier.store.tables.base import Json, Table, new_id
from verifier.store.tables.dossiers import (
    Dossier,
    DossierState,
    File,
    Page,
    PageOverride,
    PageState,
    Priority,
    Reading,
    Source,
)
from verifier.store.tables.notices import Delivery, DeliveryState, Webhook
from verifier.store.tables.people import (
    ROLE_SCOPES,
    ApiKey,
    LoginAttempts,
    LoginSession,
    Organisation,
    Role,
    Scope,
    User,
)
from verifier.store.tables.records import AuditEntry, IdempotencyKey
from verifier.store.tables.runs import Decision, Run, RunCheck, RunReport, Verdict
from verifier.store.tables.work import Lock, Outbox, Task, TaskKind, TaskState

__all__ = [
    "ROLE_SCOPES",
    "ApiKey",
    "AuditEntry",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Dossier",
    "DossierState",
    "File",
    "IdempotencyKey",
    "Json",
    "Lock",
    "LoginAttempts",
    "LoginSession",
    "Organisation",
    "Outbox",
    "Page",
    "PageOverride",
    "PageState",
    "Priority",
    "Reading",
    "Role",
    "Run",
    "RunCheck",
    "RunReport",
    "Scope",
    "Source",
    "Table",
    "Task",
    "TaskKind",
    "TaskState",
    "User",
    "Verdict",
    "Webhook",
    "new_id",
]
