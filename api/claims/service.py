"""Dossiers are taken up by one person, and let go."""

from sqlalchemy.orm import Session

from api.authentication import Caller
from api.context import Service
from api.dossiers.schemas import DossierDetail
from api.dossiers.service import changed
from api.problems import ProblemError
from verifier.store import claims
from verifier.store.tables import Dossier, Scope


def claim(service: Service, caller: Caller, dossier_id: str, *, if_match: str | None) -> DossierDetail:
    """Have the caller hold a dossier. Raises ProblemError `person-needed` for a program."""

    def change(session: Session, dossier: Dossier) -> None:
        if not caller.is_person:
            raise ProblemError("person-needed")
        claims.claim(session, dossier, actor=caller.actor)

    return changed(service, caller, dossier_id, if_match, change)


def release(service: Service, caller: Caller, dossier_id: str, *, if_match: str | None) -> DossierDetail:
    """Have the caller let go of a dossier; an administrator may have anyone let go."""

    def change(session: Session, dossier: Dossier) -> None:
        claims.release(session, dossier, actor=caller.actor, of_others=Scope.ADMIN in caller.scopes)

    return changed(service, caller, dossier_id, if_match, change)
