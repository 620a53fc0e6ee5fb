"""Rules whose evidence this version does not read yet: always for a person, and the finding says so.

Parameters
    what    what a person has to compare
    kinds   where it stands
"""

from verifier.checks.kinds import CheckKind, KindName, Parameters
from verifier.models import Dossier, Finding, Outcome
from verifier.wording import listed, pages_of, title_of


class _Unread(Parameters):
    what: str
    kinds: tuple[KindName, ...] = ()


def check(dossier: Dossier, parameters: _Unread) -> Finding:
    """See the module."""
    documents = dossier.of_kind(*parameters.kinds)
    where = listed(f"{title_of(document.kind)}（{pages_of(document)}）" for document in documents)
    place = f"，见{where}" if where else ""
    return Finding(Outcome.REVIEW, f"本版本尚不能自动核对{parameters.what}，请人工核对{place}。")


UNREAD = CheckKind(_Unread, check)
