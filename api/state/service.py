"""How the service stands, gathered from its store and its disk."""

import shutil
from datetime import timedelta

from api.authentication import Caller
from api.context import Service
from api.state.schemas import QueueView, StateView, StorageView, WorkerView
from verifier.store import state
from verifier.store.state import Figures
from verifier.store.tables import DeliveryState, DossierState

_MISSED = 3  # beats that a worker may miss before it counts as lost


def describe(service: Service, caller: Caller) -> StateView:
    """Everything at one moment."""
    with service.store.read() as session:
        figures = state.collect(session, caller.organisation_id)
    return StateView(
        at=figures.at,
        queues=[QueueView.model_validate(queue) for queue in figures.queues],
        workers=_workers(figures, timedelta(seconds=service.settings.sweep_seconds)),
        storage=_storage(service, figures),
        dossiers={one: figures.dossiers.get(one, 0) for one in DossierState},
        deliveries={one: figures.deliveries.get(one, 0) for one in DeliveryState},
    )


def _workers(figures: Figures, beat: timedelta) -> list[WorkerView]:
    return [
        WorkerView(
            name=worker.name,
            program=worker.program,
            engine=worker.engine,
            started_at=worker.started_at,
            seen_at=worker.seen_at,
            present=figures.at - worker.seen_at <= _MISSED * beat,
            busy=worker.name in figures.busy,
        )
        for worker in figures.workers
    ]


def _storage(service: Service, figures: Figures) -> StorageView:
    service.uploads.folder.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(service.uploads.folder)
    return StorageView(
        files=figures.files,
        bytes=figures.bytes,
        disk_bytes=disk.total,
        disk_free_bytes=disk.free,
        full=disk.free < disk.total * service.uploads.free_share,
    )
