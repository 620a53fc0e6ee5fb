"""s04: is a document signed by hand where its form asks for it?

`signed`     parameters: kinds, each of which needs a signature; person (path of the field that names who has to sign)
    pass handwriting stands at the label of each document; missing nothing stands there, or a name seal only; review
    what stands there may be print, a smudge or a black seal, the label was not found, or the name that can be read
    in the handwriting is another person's: one with the same surname only, or with another surname, is
"""

from collections.abc import Sequence
from dataclasses import replace

from extractors.models import Document, Signature, SignatureState
from extractors.values.persons import is_plausible_person, normalise_person
from verifier.checks.absence import not_at_hand, whole_pages
from verifier.checks.kinds import CheckKind, KindName, Parameters, TextPath
from verifier.comparison.alignment import align
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import SURE, pages_in, readable, readings
from verifier.wording import listed, pages_of, title_of

_DOUBTS = {
    SignatureState.UNCLEAR: "签字处有痕迹，不能认定为手写签名",
    SignatureState.PRINTED: "签字处的姓名像是打印的",
}
_PRESENT = 0.9  # how sure it is that handwriting stands, or does not stand, at a label that was read


class _Signed(Parameters):
    kinds: tuple[KindName, ...]
    person: TextPath


def check_signed(dossier: Dossier, parameters: _Signed) -> Finding:
    """See the module."""
    documents = dossier.of_kind(*parameters.kinds)
    absent = [kind for kind in parameters.kinds if not dossier.of_kind(kind)]
    if absent:
        return replace(not_at_hand(dossier, absent, "签字", joint="、"))
    found = [(document, _signatures(dossier, document)) for document in documents]
    without = [document for document, signatures in found if not signatures]
    places = (_shown(document, signature) for document, signatures in found for signature in signatures)
    values = (*places, *whole_pages(without, "signature"))
    persons = readable(readings(dossier, parameters.person))
    names = {normalise_person(str(person.value)) for person in persons}
    missing = [_named(document) for document, signatures in found if signatures and _all_absent(signatures)]
    doubts = [f"{_named(document)}：{doubt}" for document, signatures in found if (doubt := _doubt(signatures, names))]
    lines = tuple(f"{_named(document)}：{_described(signatures)}" for document, signatures in found)
    stated = tuple(person.shown for person in persons[:1])
    if missing:
        return Finding(Outcome.MISSING, f"未见手写签字：{listed(missing)}。", stated, values, _PRESENT, lines)
    if doubts:
        return Finding(Outcome.REVIEW, f"{listed(doubts)}，请人工核对。", stated, values, 0.0, lines)
    return Finding(Outcome.PASS, "签字处有手写签名。", stated, values, _PRESENT, lines)


def _signatures(dossier: Dossier, document: Document) -> list[Signature]:
    return [signature for page in pages_in(dossier, document) for signature in page.signatures]


def _all_absent(signatures: Sequence[Signature]) -> bool:
    return all(signature.state is SignatureState.ABSENT for signature in signatures)


def _doubt(signatures: Sequence[Signature], names: set[str]) -> str:
    """Why a document cannot be taken for signed; empty where it can, or where it surely is not."""
    written = [signature for signature in signatures if signature.state is SignatureState.WRITTEN]
    if not signatures:
        return "未找到签字栏"
    if written:
        strangers = [name for signature in written if (name := _strange_name(signature, names))]
        return f"签名似为“{strangers[0]}”，与法定代表人姓名不符" if len(strangers) == len(written) else ""
    return next((_DOUBTS[one.state] for one in signatures if one.state in _DOUBTS), "")


def _strange_name(signature: Signature, names: set[str]) -> str:
    """The name that handwriting legibly shows where it is not the expected one; it seldom is legible."""
    name = normalise_person(signature.evidence.text)
    legible = signature.evidence.confidence >= SURE and is_plausible_person(name)
    return name if legible and names and not any(_may_be(name, expected) for expected in names) else ""


def _may_be(name: str, expected: str) -> bool:
    """Whether handwriting read as a name may be the expected one, of which one character is misread or lost.

    Relatives share a surname, and colleagues a character: the surname has to be there, and more than it.
    """
    edits = [edit for edit in align(name, expected) if not edit.look_alike]
    off = sum(max(len(edit.left), len(edit.right)) for edit in edits)
    surname = all(edit.right_at > 0 for edit in edits if edit.right)
    return not edits or (off == 1 and surname and len(expected) - sum(len(edit.right) for edit in edits) > 1)


def _described(signatures: Sequence[Signature]) -> str:
    if not signatures:
        return "未找到签字栏"
    told = {SignatureState.WRITTEN: "有手写签名", SignatureState.ABSENT: "空白或仅有印章", **_DOUBTS}
    return listed(dict.fromkeys(told[signature.state] for signature in signatures))


def _named(document: Document) -> str:
    return f"{title_of(document.kind)}（{pages_of(document)}）"


def _shown(document: Document, signature: Signature) -> Value:
    return Value(f"{document.kind}.signature", None, signature.evidence.text, (signature.evidence,))


SIGNED = CheckKind(_Signed, check_signed)
