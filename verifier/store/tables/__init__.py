"""The tables by meaning: people, dossiers, rulesets, runs, comparisons, reviewing, history, work, notices, records."""

from verifier.models import Recommendation, Verdict
from verifier.store.tables.base import Json, Table, new_id
from verifier.store.tables.comparisons import ComparedDossier, Comparison, ComparisonReport, ComparisonState
from verifier.store.tables.dossiers import (
    Dossier,
    DossierState,
    File,
    Page,
    PageOverride,
    PageState,
    Priority,
    Reading,
    ReadingClaim,
    Source,
)
from verifier.store.tables.history import Act, HistoryEntry
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
from verifier.store.tables.reviewing import (
    CorrectionState,
    FieldCorrection,
    Note,
    Purpose,
    Reread,
    RereadState,
    Unmasking,
)
from verifier.store.tables.rulesets import RulesetEdition, RulesetTerm, Trial, TrialDossier, TrialState
from verifier.store.tables.runs import Conclusion, Decision, Run, RunCheck, RunReport, SealedReport
from verifier.store.tables.work import Lock, Outbox, Task, TaskKind, TaskState, Total, WorkerProcess

__all__ = [
    "ROLE_SCOPES",
    "Act",
    "ApiKey",
    "AuditEntry",
    "ComparedDossier",
    "Comparison",
    "ComparisonReport",
    "ComparisonState",
    "Conclusion",
    "CorrectionState",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Dossier",
    "DossierState",
    "FieldCorrection",
    "File",
    "HistoryEntry",
    "IdempotencyKey",
    "Json",
    "Lock",
    "LoginAttempts",
    "LoginSession",
    "Note",
    "Organisation",
    "Outbox",
    "Page",
    "PageOverride",
    "PageState",
    "Priority",
    "Purpose",
    "Reading",
    "ReadingClaim",
    "Recommendation",
    "Reread",
    "RereadState",
    "Role",
    "RulesetEdition",
    "RulesetTerm",
    "Run",
    "RunCheck",
    "RunReport",
    "Scope",
    "SealedReport",
    "Source",
    "Table",
    "Task",
    "TaskKind",
    "TaskState",
    "Total",
    "Trial",
    "TrialDossier",
    "TrialState",
    "Unmasking",
    "User",
    "Verdict",
    "Webhook",
    "WorkerProcess",
    "new_id",
]
