"""Checks that go by the day of submission, where that day was not surely read."""

from collections.abc import Sequence

from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, shown


def day_unknown(dossier: Dossier, found: Sequence[Reading] = ()) -> Finding | None:
    """`review` where the day of submission is not known: nothing passes by it, and nothing is wrong by it."""
    if dossier.day_known:
        return None
    return Finding(
        Outcome.REVIEW,
        f"提交日期不明（{dossier.submitted_from}），无法核对，请人工核对，或指明提交日期后重新核验。",
        (),
        shown(found),
    )
