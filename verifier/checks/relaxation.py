"""Where the county's opinion asks for it, a condition that is not met is for a person to weigh, not a fault.

Not a sort of check: a ruleset says once what such a request looks like, and marks the rules that it may relax.
"""

import re

from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage
from verifier.checks.kinds import KindName, Parameters, Pattern
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import pages_in
from verifier.wording import title_of

_SENTENCE = re.compile(r"[^。;!]+")


class Relaxation(Parameters):
    """Which clause lets a condition be relaxed, and in whose words it is asked for.

    `kind` is the document of the opinion, `asked` what it says then, `refused` what it says where it asks for none.
    """

    clause: str
    kind: KindName
    asked: Pattern
    refused: Pattern


def relax(dossier: Dossier, finding: Finding, relaxation: Relaxation, words: str) -> Finding:
    """The finding as it is, or `review` with the clause's `words` where a shortfall meets such a request."""
    request = _request(dossier, relaxation) if finding.outcome is Outcome.DISCREPANCY else None
    if request is None:
        return finding
    message = (
        f"{finding.message}{title_of(relaxation.kind)}中有放宽认定条件的意见，是否适用{relaxation.clause}请人工认定。"
    )
    return Finding(
        Outcome.REVIEW,
        message,
        finding.declared,
        (*finding.found, Value(f"{relaxation.kind}.opinion", request.text, request.raw, request.evidence)),
        min(finding.confidence, request.confidence),
        (*finding.explanation, f"{relaxation.clause}：{words}"),
    )


def _request(dossier: Dossier, relaxation: Relaxation) -> Passage | None:
    """The sentence that asks for it."""
    for document in dossier.of_kind(relaxation.kind):
        running = document_passage(pages_in(dossier, document)).compact
        for sentence in _SENTENCE.finditer(running.text):
            asked = re.search(relaxation.asked, sentence[0])
            if asked is not None and re.search(relaxation.refused, sentence[0]) is None:
                return running.cut(sentence.start() + asked.start(), sentence.end())
    return None
