"""Comparisons between dossiers, which only a batch can make: what d01 and d02 have in common.

Of a single dossier the outcome is `not_applicable`, and so it is where no other applicant's dossier could be read. A
place in another applicant's dossier is shown under that dossier's name: 乙/附件.pdf.
"""

from collections.abc import Sequence
from dataclasses import replace

from verifier.checks.kinds import Parameters
from verifier.checks.subject import applicant_name
from verifier.comparison import Verdict, compare_names
from verifier.models import Dossier, Finding, Outcome, Value

ALONE = Finding(Outcome.NOT_APPLICABLE, "单份材料核验不作此项比较，批量核验时与其他申请单位比较。")


def check_alone(_dossier: Dossier, _parameters: Parameters) -> Finding:
    """What a check between dossiers says of one."""
    return ALONE


def others_of(dossiers: Sequence[Dossier]) -> list[list[int]]:
    """For each dossier the places of those of other applicants; two dossiers of one applicant are not compared."""
    names = [applicant_name(dossier) for dossier in dossiers]
    return [
        [other for other in range(len(dossiers)) if other != one and not _are_one(names[one], names[other])]
        for one in range(len(dossiers))
    ]


def _are_one(name: str | None, other: str | None) -> bool:
    return name is not None and other is not None and compare_names(name, other).verdict is Verdict.SAME


def called(dossier: Dossier) -> str:
    """A dossier as a reviewer knows it."""
    name = applicant_name(dossier)
    return f"“{name}”（{dossier.id}）" if name else f"“{dossier.id}”"


def abroad(dossier: Dossier, value: Value) -> Value:
    """A value of another dossier, its places under that dossier's name."""
    evidence = tuple(replace(place, file=f"{dossier.id}/{place.file}") for place in value.evidence)
    return replace(value, evidence=evidence)
