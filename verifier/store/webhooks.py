"""Addresses that are told of finished dossiers, and the notices to them.

A notice holds ids and states, nothing of what stands on pages. Each try is a task of its own kind (`deliver`); the
sending itself and its schedule are with whoever runs the task.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import NotFoundError
from verifier.store import audit
from verifier.store.clock import now
from verifier.store.tables import Delivery, DeliveryState, Dossier, TaskKind, Webhook, new_id
from verifier.store.tasks import Work, enqueue
from verifier.webhooks.signing import new_secret

EVENTS = ("dossier.done", "dossier.failed")


def create(session: Session, organisation_id: str, url: str, events: Sequence[str], *, actor: str) -> Webhook:
    """A new address; its secret is made here. Whether the address may be used is for the caller to know."""
    webhook = Webhook(
        id=new_id(),
        organisation_id=organisation_id,
        url=url,
        events=list(events),
        secret=new_secret(),
        created_by=actor,
        created_at=now(session),
    )
    session.add(webhook)
    audit.record(session, "webhook.create", webhook.id, actor=actor, organisation_id=organisation_id)
    return webhook


def get(session: Session, organisation_id: str, webhook_id: str) -> Webhook:
    """The address. Raises NotFoundError."""
    webhook = session.scalar(
        select(Webhook).where(Webhook.id == webhook_id, Webhook.organisation_id == organisation_id)
    )
    if webhook is None:
        raise NotFoundError("webhook-not-found", "没有这个通知地址。", "请核对编号。")
    return webhook


def listed(
    session: Session, organisation_id: str, *, behind: tuple[datetime, str] | None = None, limit: int | None = None
) -> Sequence[Webhook]:
    """The addresses of an organisation, the oldest first; `behind` as for `deliveries`."""
    query = select(Webhook).where(Webhook.organisation_id == organisation_id)
    if behind is not None:
        query = query.where(tuple_(Webhook.created_at, Webhook.id) > tuple_(*behind))
    return session.scalars(query.order_by(Webhook.created_at, Webhook.id).limit(limit)).all()


def remove(session: Session, webhook: Webhook, *, actor: str) -> None:
    """Take an address away, with the notices to it."""
    audit.record(session, "webhook.delete", webhook.id, actor=actor, organisation_id=webhook.organisation_id)
    session.delete(webhook)
    session.flush()


def disable(session: Session, webhook: Webhook) -> None:
    """Send no more there, as the address itself asked (410 Gone)."""
    webhook.disabled_at = now(session)
    audit.record(session, "webhook.disable", webhook.id, actor="system", organisation_id=webhook.organisation_id)


def announce(session: Session, dossier: Dossier) -> None:
    """Queue a notice of the state that a dossier has reached to each address that wants it."""
    event = f"dossier.{dossier.state.value}"
    query = select(Webhook).where(Webhook.organisation_id == dossier.organisation_id, Webhook.disabled_at.is_(None))
    moment = now(session)
    for webhook in session.scalars(query).all():
        if event not in webhook.events:
            continue
        last = session.scalar(
            select(func.max(Delivery.sequence)).where(
                Delivery.webhook_id == webhook.id, Delivery.dossier_id == dossier.id
            )
        )
        sequence = (last or 0) + 1
        delivery = Delivery(
            id=new_id(),
            webhook_id=webhook.id,
            dossier_id=dossier.id,
            event=event,
            sequence=sequence,
            payload={
                "type": event,
                "timestamp": moment.isoformat(),
                "data": {"dossier": dossier.id, "state": dossier.state.value, "sequence": sequence},
            },
            created_at=moment,
        )
        session.add(delivery)
        session.flush()
        _queue(session, delivery, None)


def delivery(session: Session, delivery_id: str) -> tuple[Delivery, Webhook] | None:
    """A notice and its address, for the worker that sends it."""
    found = session.execute(
        select(Delivery, Webhook).join(Webhook, Webhook.id == Delivery.webhook_id).where(Delivery.id == delivery_id)
    ).first()
    return (found[0], found[1]) if found is not None else None


def delivered(session: Session, sent: Delivery, answer: int) -> None:
    """The address has taken the notice."""
    sent.state, sent.answer, sent.error, sent.next_at = DeliveryState.DELIVERED, answer, None, None
    sent.attempts += 1
    sent.delivered_at = now(session)


def not_delivered(
    session: Session, sent: Delivery, error: str, *, answer: int | None, next_at: datetime | None
) -> None:
    """A try came to nothing; the next one is due at `next_at`, and with None the notice is dead."""
    sent.attempts += 1
    sent.answer, sent.error, sent.next_at = answer, error, next_at
    if next_at is None:
        sent.state = DeliveryState.DEAD
    else:
        _queue(session, sent, next_at)


def bury(session: Session, delivery_id: str, error: str) -> None:
    """The sending itself failed for good."""
    found = session.get(Delivery, delivery_id)
    if found is not None and found.state is DeliveryState.PENDING:
        found.state, found.error, found.next_at = DeliveryState.DEAD, error, None
        found.attempts += 1  # a task is known by its number of attempts: without this none could be queued again


def deliveries(
    session: Session,
    organisation_id: str,
    *,
    state: DeliveryState | None = None,
    behind: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> Sequence[Delivery]:
    """The organisation's notices, the latest first; `behind` the moment and id of the last one of the page before."""
    query = select(Delivery).join(Webhook, Webhook.id == Delivery.webhook_id)
    query = query.where(Webhook.organisation_id == organisation_id)
    if state is not None:
        query = query.where(Delivery.state == state)
    if behind is not None:
        query = query.where(tuple_(Delivery.created_at, Delivery.id) < tuple_(*behind))
    return session.scalars(query.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(limit)).all()


def send_again(session: Session, organisation_id: str, delivery_id: str, *, actor: str) -> Delivery:
    """Have a dead notice tried once more. Raises NotFoundError."""
    query = select(Delivery).join(Webhook, Webhook.id == Delivery.webhook_id)
    query = query.where(Webhook.organisation_id == organisation_id, Delivery.id == delivery_id)
    found = session.scalar(query.where(Delivery.state == DeliveryState.DEAD))
    if found is None:
        raise NotFoundError("delivery-not-found", "没有这条未送达的通知。", "它可能已经送达，或仍在自动重试。")
    found.state = DeliveryState.PENDING
    _queue(session, found, None)
    audit.record(session, "webhook.replay", found.id, actor=actor, organisation_id=organisation_id)
    return found


def _queue(session: Session, due: Delivery, not_before: datetime | None) -> None:
    key = f"deliver:{due.id}:{due.attempts}"
    enqueue(session, [Work(TaskKind.DELIVER, key, {"delivery": due.id}, not_before=not_before)])
