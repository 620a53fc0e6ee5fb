"""The work of a `deliver` task: one attempt, and what follows from how it went."""

import json
import time
from collections.abc import Collection

import structlog
from sqlalchemy.orm import Session

from verifier.errors import WebhookError
from verifier.store import webhooks
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import Delivery, DeliveryState, Webhook
from verifier.webhooks.posting import Answer, post
from verifier.webhooks.schedule import delay_after
from verifier.webhooks.signing import signed_headers
from verifier.webhooks.targets import choose_target

_LOG = structlog.get_logger(__name__)


def attempt(store: Store, delivery_id: str, allowed: Collection[str]) -> Answer | None:
    """Send a notice that is due; None where it is not to be sent any more. Nothing is written: see `conclude`."""
    with store.read() as session:
        found = webhooks.delivery(session, delivery_id)
    if found is None:
        return None
    notice, webhook = found
    if notice.state is not DeliveryState.PENDING or webhook.disabled_at is not None:
        return None
    return _sent(notice, webhook, allowed)


def conclude(session: Session, delivery_id: str, answer: Answer | None) -> None:
    """Note how an attempt went, and when the next one is due; in the transaction that ends the task."""
    found = webhooks.delivery(session, delivery_id)
    if found is None:
        return
    notice, webhook = found
    if answer is None:
        webhooks.bury(session, delivery_id, "回调已停用")
        return
    _LOG.info("webhook.attempt", delivery=delivery_id, status=answer.status, reason=answer.reason)
    if answer.delivered and answer.status is not None:
        webhooks.delivered(session, notice, answer.status)
        return
    delay = None if answer.gone else delay_after(notice.attempts + 1)
    next_at = None if delay is None else now(session) + delay
    webhooks.not_delivered(session, notice, answer.reason or "refused", answer=answer.status, next_at=next_at)
    if answer.gone:
        webhooks.disable(session, webhook)


def _sent(notice: Delivery, webhook: Webhook, allowed: Collection[str]) -> Answer:
    body = json.dumps(notice.payload, separators=(",", ":")).encode()
    headers = signed_headers(webhook.secret, notice.id, int(time.time()), body)
    try:
        # Looked at anew at each attempt: what the name leads to may have changed since it was registered.
        target = choose_target(webhook.url, allowed)
    except WebhookError as error:
        return Answer(None, error.code)
    return post(target, headers, body)
