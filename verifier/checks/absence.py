"""The finding of a check whose document is not in the dossier, or whose value could not be read."""

from collections.abc import Sequence

from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, shown
from verifier.wording import listed, pages_of, title_of


def nothing_read(dossier: Dossier, kinds: Sequence[str], what: str, found: Sequence[Reading] = ()) -> Finding:
    """`missing` where none of these kinds is at hand, else `review`: the document is there, `what` was not legible."""
    documents = dossier.of_kind(*kinds)
    if not documents:
        names = "或".join(title_of(kind) for kind in kinds)
        return Finding(Outcome.MISSING, f"未提供{names}，无法核对{what}。")
    where = listed(f"{title_of(document.kind)}（{pages_of(document)}）" for document in documents)
    reasons = tuple(
        f"{reading.place}“{reading.field.raw}”：{reading.field.note}" for reading in found if reading.field.note
    )
    return Finding(Outcome.REVIEW, f"{where}中未能读出{what}，请人工核对。", (), shown(found), 0.0, reasons)
