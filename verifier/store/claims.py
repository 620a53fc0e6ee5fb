"""Who works on a dossier: while a person holds it, nobody else changes it.

Programs hold nothing and may not change what a person holds either. What only adds (a note) or looks is free.
"""

from sqlalchemy.orm import Session

from verifier.errors import ConflictError
from verifier.store import accounts, audit, history
from verifier.store.clock import now
from verifier.store.tables import Act, Dossier


def claim(session: Session, dossier: Dossier, *, actor: str) -> None:
    """Have a person hold the dossier; nothing happens where they do. Raises ConflictError where another one does."""
    require(session, dossier, actor)
    if dossier.held_by is None:
        _hold(session, dossier, actor)


def release(session: Session, dossier: Dossier, *, actor: str, of_others: bool = False) -> None:
    """Let go of the dossier; `of_others`: whoever holds it. Raises ConflictError where another one does, without."""
    if not of_others:
        require(session, dossier, actor)
    if dossier.held_by is None:
        return
    holder = dossier.held_by
    dossier.held_by, dossier.held_since = None, None
    _note(session, dossier, Act.RELEASED, actor, holder)


def require(session: Session, dossier: Dossier, actor: str) -> None:
    """Raise ConflictError `dossier-held`, which names the holder, where another one holds the dossier."""
    if dossier.held_by is not None and dossier.held_by != actor:
        name = accounts.shown_names(session, [dossier.held_by])[dossier.held_by]
        raise ConflictError(
            "dossier-held", f"这份材料正由{name}处理。", "请与其联系，待其释放后再改动；管理员可以代为释放。"
        )


def take_up(session: Session, dossier: Dossier, actor: str) -> None:
    """As `require`, before an act by which a person takes up a dossier that nobody holds."""
    require(session, dossier, actor)
    if dossier.held_by is None and accounts.is_person(actor):
        _hold(session, dossier, actor)


def _hold(session: Session, dossier: Dossier, actor: str) -> None:
    dossier.held_by, dossier.held_since = actor, now(session)
    _note(session, dossier, Act.CLAIMED, actor, actor)


def _note(session: Session, dossier: Dossier, act: Act, actor: str, holder: str) -> None:
    dossier.version += 1
    dossier.updated_at = now(session)
    name = accounts.shown_names(session, [holder])[holder]
    history.record(session, dossier, act, actor=actor, subject=name)
    audit.record(
        session,
        f"dossier.{act.value}",
        dossier.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"holder": holder},
    )
