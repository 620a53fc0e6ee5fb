"""`/v1/webhooks`: who is told of finished dossiers, and the notices that did not arrive."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from api.authentication import Administrator, guarded
from api.context import InService
from api.idempotency import REFUSALS, Key, answer_of, fingerprint_of, once
from api.paging import Cursor, Limit, Paged, paged, read_cursor
from api.texts import Identity
from api.webhooks.schemas import DeliveryView, NewWebhook, WebhookRequest, WebhookView
from verifier.store import webhooks
from verifier.store.tables import DeliveryState
from verifier.webhooks.targets import choose_target

router = APIRouter(prefix="/v1/webhooks", tags=["回调"])
_TARGET = ("webhook-url", "webhook-unresolved", "webhook-not-https", "webhook-address")


@router.post(
    "",
    status_code=201,
    response_model=NewWebhook,
    responses=guarded("request-malformed", "body-too-large", *REFUSALS, *_TARGET),
    summary="登记回调",
)
def create_webhook(service: InService, caller: Administrator, request: WebhookRequest, key: Key = None) -> Response:
    """核验结束时通知这一地址。通知按Standard Webhooks签名，只含编号和状态；签名密钥只在此时显示一次。"""
    choose_target(request.url, service.settings.webhook_hosts)

    def act(session: Session) -> NewWebhook:
        webhook = webhooks.create(session, caller.organisation_id, request.url, request.events, actor=caller.actor)
        return NewWebhook(**WebhookView.model_validate(webhook).model_dump(), secret=webhook.secret)

    return answer_of(once(service.store, caller, key, fingerprint_of("webhook", request), act, status=201), 201)


@router.get("", responses=guarded("cursor-invalid"), summary="查询回调")
def list_webhooks(
    service: InService, caller: Administrator, cursor: Cursor = None, limit: Limit = 50
) -> Paged[WebhookView]:
    """本单位登记的回调，先登记的在前。"""
    behind = read_cursor(cursor)
    with service.store.read() as session:
        rows = webhooks.listed(session, caller.organisation_id, behind=behind, limit=limit + 1)
    return paged(rows, limit, WebhookView.model_validate, lambda row: (row.created_at, row.id))


@router.delete("/{webhook_id}", status_code=204, responses=guarded("webhook-not-found"), summary="删除回调")
def delete_webhook(service: InService, caller: Administrator, webhook_id: Identity) -> None:
    """不再通知这一地址，未送达的通知一并删除。"""
    with service.store.write() as session:
        webhook = webhooks.get(session, caller.organisation_id, webhook_id)
        webhooks.remove(session, webhook, actor=caller.actor)


@router.get(
    "/deliveries",
    responses=guarded("cursor-invalid"),
    summary="查询通知",
)
def list_deliveries(
    service: InService,
    caller: Administrator,
    state: Annotated[DeliveryState | None, Query(description="dead：多次重试仍未送达")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Paged[DeliveryView]:
    """本单位的通知，新的在前。"""
    with service.store.read() as session:
        rows = webhooks.deliveries(
            session, caller.organisation_id, state=state, behind=read_cursor(cursor), limit=limit + 1
        )
    return paged(rows, limit, DeliveryView.model_validate, lambda row: (row.created_at, row.id))


@router.post(
    "/deliveries/{delivery_id}/replay",
    status_code=202,
    response_model=DeliveryView,
    responses=guarded(*REFUSALS, "delivery-not-found"),
    summary="重发通知",
)
def replay(service: InService, caller: Administrator, delivery_id: Identity, key: Key = None) -> Response:
    """重发一条多次重试仍未送达的通知。"""

    def act(session: Session) -> DeliveryView:
        sent = webhooks.send_again(session, caller.organisation_id, delivery_id, actor=caller.actor)
        session.flush()
        return DeliveryView.model_validate(sent)

    sent = once(service.store, caller, key, f"replay:{delivery_id}", act, status=202)
    service.sender.nudge()
    return answer_of(sent, 202)
