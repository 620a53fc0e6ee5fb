"""d01, d02: comparisons between dossiers, which only a batch can make.

No parameters. Of a single dossier the outcome is `not_applicable`.
"""

from verifier.checks.kinds import CheckKind, Parameters
from verifier.models import Dossier, Finding, Outcome


class _Nothing(Parameters):
    pass


def check(_dossier: Dossier, _parameters: _Nothing) -> Finding:
    """See the module."""
    return Finding(Outcome.NOT_APPLICABLE, "单份材料核验不作此项比较，批量核验时与其他申请单位比较。")


SINGLE_DOSSIER = CheckKind(_Nothing, check)
