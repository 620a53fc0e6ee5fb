"""The rulesets of an organisation: stored as they were written, so that every machine checks by the same words.

An edition is never changed. One is current: new dossiers are checked by it, and stay with it whatever becomes current
later. Editions that come with the program are stored when an organisation is made and when the program is updated
(`install`); none becomes current by that but the first.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from verifier.errors import ConflictError, NotFoundError
from verifier.ruleset import DEFAULT, Ruleset, available, load_ruleset, packaged_text, parse_ruleset
from verifier.store import audit
from verifier.store.clock import now
from verifier.store.tables import Dossier, Organisation, RulesetEdition, RulesetTerm, Trial, new_id

_SYSTEM = "system"


def install(session: Session, organisation_id: str) -> list[RulesetEdition]:
    """Store what comes with the program; returns what is new. The default becomes current where nothing is yet.

    Dossiers from before rulesets were stored are taken to be of the packaged edition of their ruleset.
    """
    new = []
    for name in available():
        ruleset, content = load_ruleset(name), packaged_text(name)
        if _same(session, organisation_id, ruleset, content) is not None:
            continue
        edition = _store(session, organisation_id, ruleset, content, actor=_SYSTEM, packaged=True)
        orphans = (Dossier.organisation_id == organisation_id, Dossier.edition_id.is_(None), Dossier.ruleset == name)
        session.execute(update(Dossier).where(*orphans).values(edition_id=edition.id))
        if name == DEFAULT and current_term(session, organisation_id) is None:
            _begin_term(session, edition, actor=_SYSTEM)
        new.append(edition)
    return new


def install_everywhere(session: Session) -> None:
    """`install` for every organisation, after the program was updated."""
    for organisation_id in session.scalars(select(Organisation.id).with_for_update()).all():
        for edition in install(session, organisation_id):
            _record(session, "ruleset.add", edition, actor=_SYSTEM)


def add(session: Session, organisation_id: str, name: str, content: bytes, *, actor: str) -> RulesetEdition:
    """Store an uploaded ruleset; it is not current by that. `name` is the file's, for messages.

    Raises RulesetError that tells all faults with their places, ConflictError where there is another text of this id
    and version. The same text again is the edition that is there.
    """
    ruleset = parse_ruleset(name, content)
    _lock(session, organisation_id)
    known = _same(session, organisation_id, ruleset, content)
    if known is not None:
        return known
    taken = select(RulesetEdition.id).where(
        RulesetEdition.organisation_id == organisation_id,
        RulesetEdition.ruleset == ruleset.id,
        RulesetEdition.version == ruleset.version,
    )
    if session.scalars(taken).first() is not None:
        raise ConflictError(
            "ruleset-exists",
            f"已有规则集“{ruleset.id}”的“{ruleset.version}”版，内容不同。",
            "已存的版本不能改动，请修改version后再上传。",
        )
    edition = _store(session, organisation_id, ruleset, content, actor=actor, packaged=False)
    _record(session, "ruleset.add", edition, actor=actor)
    return edition


def _same(session: Session, organisation_id: str, ruleset: Ruleset, content: bytes) -> RulesetEdition | None:
    return session.scalar(
        select(RulesetEdition).where(
            RulesetEdition.organisation_id == organisation_id,
            RulesetEdition.ruleset == ruleset.id,
            RulesetEdition.version == ruleset.version,
            RulesetEdition.digest == _digest(content),
        )
    )


def _store(
    session: Session, organisation_id: str, ruleset: Ruleset, content: bytes, *, actor: str, packaged: bool
) -> RulesetEdition:
    edition = RulesetEdition(
        id=new_id(),
        organisation_id=organisation_id,
        ruleset=ruleset.id,
        version=ruleset.version,
        digest=_digest(content),
        name=ruleset.name,
        rules=len(ruleset.rules),
        text=content.decode("utf-8"),
        packaged=packaged,
        effective_from=ruleset.effective_from,
        effective_until=ruleset.effective_until,
        added_by=actor,
        added_at=now(session),
    )
    session.add(edition)
    session.flush()
    return edition


def listed(
    session: Session,
    organisation_id: str,
    *,
    without: str | None = None,
    behind: tuple[datetime, str] | None = None,
    limit: int | None = None,
) -> Sequence[RulesetEdition]:
    """All editions `without` one, the latest first, those `behind` a place: when one was added, and its id."""
    place = (RulesetEdition.added_at, RulesetEdition.id)
    query = select(RulesetEdition).where(RulesetEdition.organisation_id == organisation_id)
    if without is not None:
        query = query.where(RulesetEdition.id != without)
    if behind is not None:
        query = query.where(tuple_(*place) < tuple_(*behind))
    return session.scalars(query.order_by(*(column.desc() for column in place)).limit(limit)).all()


def get(session: Session, organisation_id: str, edition_id: str) -> RulesetEdition:
    """One edition. Raises NotFoundError."""
    edition = session.get(RulesetEdition, edition_id)
    if edition is None or edition.organisation_id != organisation_id:
        raise NotFoundError("ruleset-not-found", "没有这一规则集。", "请核对编号。")
    return edition


def terms(session: Session, organisation_id: str) -> Sequence[RulesetTerm]:
    """When which edition was current, the present one first, then the latest."""
    query = select(RulesetTerm).where(RulesetTerm.organisation_id == organisation_id)
    return session.scalars(
        query.order_by(RulesetTerm.until.is_not(None), RulesetTerm.since.desc(), RulesetTerm.id)
    ).all()


def current_term(session: Session, organisation_id: str) -> RulesetTerm | None:
    """The present term; None only before the first `install`."""
    return session.scalar(
        select(RulesetTerm).where(RulesetTerm.organisation_id == organisation_id, RulesetTerm.until.is_(None))
    )


def current_id(session: Session, organisation_id: str) -> str:
    """The edition that is current; every organisation has one from its beginning."""
    term = current_term(session, organisation_id)
    assert term is not None
    return term.edition_id


def for_new(session: Session, organisation_id: str, ruleset: str | None) -> RulesetEdition:
    """The edition by which a new dossier is checked: the current one.

    Where another ruleset than the current one is asked for by its id: the edition of it that was current last, else the
    packaged one that was stored last. One that was only uploaded is none. Raises NotFoundError, which names what there
    is.
    """
    present = current_term(session, organisation_id)
    current = session.get(RulesetEdition, present.edition_id) if present is not None else None
    if current is not None and ruleset in (None, current.ruleset):
        return current
    usable = usable_editions(session, organisation_id)
    for edition in usable:
        if edition.ruleset == ruleset:
            return edition
    known = "、".join(dict.fromkeys(edition.ruleset for edition in usable))
    raise NotFoundError("ruleset-unknown", f"没有可用的规则集“{ruleset}”。", f"可用的规则集：{known}。")


def usable_editions(session: Session, organisation_id: str) -> list[RulesetEdition]:
    """The editions by which new dossiers may be checked, the current one first."""
    editions = {edition.id: edition for edition in listed(session, organisation_id)}
    once_current = [term.edition_id for term in terms(session, organisation_id)]
    packaged = [edition.id for edition in editions.values() if edition.packaged]
    return [editions[identity] for identity in dict.fromkeys((*once_current, *packaged))]


def make_current(
    session: Session,
    edition: RulesetEdition,
    *,
    actor: str,
    today: date,
    trial: Trial | None = None,
    reason: str | None = None,
) -> RulesetTerm:
    """New dossiers are checked by this edition from now on: after a `trial` whose result was seen, or for a `reason`.

    Raises ConflictError where it is current already, is not in effect, or the trial is not one that counts.
    """
    _lock(session, edition.organisation_id)
    present = current_term(session, edition.organisation_id)
    if present is not None and present.edition_id == edition.id:
        raise ConflictError("ruleset-is-current", "这一规则集已经是现行规则集。", "无须再次设置。")
    if not in_effect(edition, today):
        raise ConflictError("ruleset-not-in-effect", "今天不在这一规则集的施行期间内。", "请核对其施行日期。")
    if (trial is None) == (reason is None) or (trial is not None and not _counts(trial, edition)):
        raise ConflictError(
            "trial-needed", "设为现行规则集之前，须先试用并查看试用结果。", "确需不经试用的，请注明理由。"
        )
    if present is not None:
        present.until = now(session)
    term = _begin_term(session, edition, actor=actor, reason=reason, trial_id=trial.id if trial is not None else None)
    _record(session, "ruleset.current", edition, actor=actor, trial=term.trial_id, without_trial=trial is None)
    return term


def in_effect(edition: RulesetEdition, today: date) -> bool:
    """Whether the regulation is in effect on a day, as far as the ruleset says."""
    begun = edition.effective_from is None or edition.effective_from <= today
    return begun and (edition.effective_until is None or today <= edition.effective_until)


def _counts(trial: Trial, edition: RulesetEdition) -> bool:
    return trial.edition_id == edition.id and trial.seen_at is not None


def _begin_term(
    session: Session, edition: RulesetEdition, *, actor: str, reason: str | None = None, trial_id: str | None = None
) -> RulesetTerm:
    term = RulesetTerm(
        id=new_id(),
        organisation_id=edition.organisation_id,
        edition_id=edition.id,
        since=now(session),
        set_by=actor,
        reason=reason,
        trial_id=trial_id,
    )
    session.add(term)
    session.flush()
    return term


def _lock(session: Session, organisation_id: str) -> None:
    """One change after another: two editions that are made current at once would both be."""
    session.scalars(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()).one()


def _record(session: Session, act: str, edition: RulesetEdition, *, actor: str, **details: object) -> None:
    said = {"ruleset": edition.ruleset, "version": edition.version, "digest": edition.digest, **details}
    audit.record(session, act, edition.id, actor=actor, organisation_id=edition.organisation_id, details=said)


def of_dossier(session: Session, dossier: Dossier) -> RulesetEdition:
    """The edition by which a dossier is checked. Raises NotFoundError where its ruleset is no longer known."""
    edition = session.get(RulesetEdition, dossier.edition_id) if dossier.edition_id is not None else None
    if edition is None:
        raise NotFoundError("ruleset-not-found", f"没有规则集“{dossier.ruleset}”。", "请将此情况反馈给管理员。")
    return edition


def content_of(edition: RulesetEdition) -> Ruleset:
    """The rules themselves. Raises RulesetError where this program does not know what they ask for."""
    return _parsed(f"{edition.ruleset} {edition.version}", edition.text)


@lru_cache(maxsize=16)
def _parsed(name: str, text: str) -> Ruleset:
    return parse_ruleset(name, text.encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
