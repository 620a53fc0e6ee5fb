"""One of each kind of object of an organisation, with a canary in whatever somebody named, wrote or handed in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from extractors.models import Document
from tests.api.conftest import PASSWORD, Bureau, Running
from tests.api.verified import reread
from tests.api.web.reviewed import long_report, put_verified, small_picture
from verifier.store import accounts, comparisons, dossiers, logins, notes, rulesets, trials, webhooks
from verifier.store.tables import Delivery, DeliveryState, Role, Scope, Task

RULE, FIELD = "t00", "application_form.address"  # of `long_report`


@dataclass(frozen=True)
class Planted:
    """The objects by the name of their parameter in a path. `canary` is plain ASCII: no output has to escape it."""

    canary: str
    ids: dict[str, str]


def planted(
    running: Running, bureau: Bureau, more: str = "", document: Callable[[str], Document] | None = None
) -> Planted:
    """Everything that a route can name, all of it the bureau's, under names of this call's own, followed by `more`.

    The report has the fields of the `document`, which is made from the name of the file, where one is asked for.
    """
    canary = secrets.token_hex(10)
    words = f"许昌{canary}公司{more}"
    with running.store.write() as session:
        address = f"https://{canary}.example.cn/"
        webhook = webhooks.create(session, bureau.id, address, ["dossier.done"], actor="test")
    report = long_report(2, 3, words=words, file=f"{words}.pdf")
    if document is not None:
        made = document(f"{words}.pdf")
        fields = {field.path: field for field in made.fields}
        report = replace(report, dossier=replace(report.dossier, documents=(made,), fields=fields))
    dossier_id = put_verified(running, bureau, report, lambda _file, _page: small_picture(), reference=canary)
    with running.store.read() as session:
        dossier = dossiers.get(session, bureau.id, dossier_id)
    box = reread(running, dossier)  # in a transaction of its own: SQLite has one writer
    with running.store.write() as session:
        (file,) = dossiers.files(session, dossier)
        notice = session.query(Delivery).filter(Delivery.webhook_id == webhook.id).one()
        notice.state = DeliveryState.DEAD
        notes.write(session, dossier, words, None, actor="test")
        _, key = accounts.create_key(session, bureau.id, canary, [Scope.READ], actor="test")
        comparison = comparisons.create(session, bureau.id, [dossier], ["json"], actor="test")
        edition = rulesets.listed(session, bureau.id)[0]
        trial = trials.begin(session, edition, None, latest=1, actor="test")
        person = accounts.create_user(
            session, bureau.id, canary, _password(), Role.REVIEWER, actor="test", shown_name=canary
        )
        opened = accounts.log_in(session, person, lasts=timedelta(hours=1), place=accounts.Place(canary, canary))
        session.query(Task).delete()
        ids = {
            "dossier_id": dossier_id,
            "file_id": file.id,
            "webhook_id": webhook.id,
            "delivery_id": notice.id,
            "key_id": key.id,
            "comparison_id": comparison.id,
            "rule": RULE,
            "path": FIELD,
            "reread_id": box,
            "user_id": person.id,
            "session_id": logins.handle(opened.session),
            "edition_id": edition.id,
            "trial_id": trial.id,
            "number": "1",
        }
    return Planted(canary, ids)


@cache
def _password() -> accounts.HashedPassword:
    return accounts.hashed(PASSWORD, "somebody")
