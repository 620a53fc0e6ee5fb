"""s01 to s03, s05 and s06: is a document stamped, and is the stamp that of whom it has to be?

Presence, legibility and match are three facts; each has its own outcome.

`sealed`     parameters: kinds, each of which needs a stamp; party (pattern of the names of those whose stamp it has
    to be, where no other rule compares the name); place (path of the field that says of which place the party is);
    region (pattern of the places whose parties may stamp at all)
    pass each document carries a stamp, of the party where one is given; missing one carries none; discrepancy the only
    stamps are the applicant's, where the party's is asked for, whatever the applicant's name looks like; review it is
    there only faintly, in part (a slice over the edges of pages) or in black (a copy), the scan has no colour to see it
    by, or pages that could not be read may be the document; no stamp legibly is the party's, or it is that of another
    place, or of none of the region where the document's own place was not read
`seal_name`  parameters: kinds, on which the applicant has to stamp; parties (kinds that others stamp, the fields that
    name them, and `rivals`, a pattern of what the seals of others of their trade say)
    pass on each stamped document a stamp shows the applicant's name, but for unclear characters of the place or the
    legal form at most; discrepancy the only stamps are surely legible and plainly another party's; review a stamp is
    not legible, or reads almost like the name, or a document is scanned without colour; missing no stamp at all
    Of the papers of other parties only legible seals count: discrepancy one is surely a rival's and none may be the
    party's; review one is plainly somebody else's
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.models import Document, Seal, SealInk
from verifier.checks.absence import not_at_hand, nothing_read, whole_pages
from verifier.checks.kinds import CheckKind, KindName, Parameters, Pattern, TextPath
from verifier.checks.party_seals import Parties, with_parties
from verifier.checks.stamps import compared_with, is_personal, may_show
from verifier.checks.subject import LICENCES, applicant_names
from verifier.comparison import Comparison, Verdict, compare_names
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import SURE, pages_in, readings, seal_value
from verifier.wording import listed, pages_of, title_of

_SEEN = 0.3  # confidence of a seal below which it may be a smudge
_PLACE_PARTS = re.compile(r"(?:^.*[省市](?=.))|(?:(?:示范|开发)?区|县|市)$")  # what stands around 魏都 in 许昌市魏都区
_LIKE = 0.75  # similarity of a seal's text and a name from which the seal may be that name's


class _Seals(Parameters):
    kinds: tuple[KindName, ...]


class _SealName(_Seals):
    parties: tuple[Parties, ...] = ()


class _Sealed(_Seals):
    party: Pattern | None = None
    place: TextPath | None = None
    region: Pattern | None = None


def check_sealed(dossier: Dossier, parameters: _Sealed) -> Finding:
    """See the module."""
    documents = dossier.of_kind(*parameters.kinds)
    absent = [kind for kind in parameters.kinds if not dossier.of_kind(kind)]
    bare = [document for document in documents if not document.seals]
    values = _seal_values(documents)
    lines = tuple(f"{_named(document)}：{_described(document)}" for document in documents)
    grey = [document for document in bare if not _has_colour(dossier, document)]
    if grey and len(grey) == len(bare):
        return Finding(Outcome.REVIEW, _told_grey(grey), (), (*values, *whole_pages(grey, "seal")), 0.0, lines)
    if bare:
        where = listed(_named(document) for document in bare)
        return Finding(Outcome.MISSING, f"未见印章：{where}。", (), (*values, *whole_pages(bare, "seal")), 0.9, lines)
    if absent:
        return replace(not_at_hand(dossier, absent, "盖章", joint="、"), found=values, explanation=lines)
    doubts = _doubts_of_presence(documents)
    if doubts:
        return Finding(Outcome.REVIEW, f"{listed(doubts)}，请人工核对。", (), values, _presence(documents), lines)
    if parameters.party is not None:
        return _by_party(dossier, parameters, documents, lines)
    return Finding(Outcome.PASS, "均已盖章。", (), values, _presence(documents), lines)


def _doubts_of_presence(documents: Sequence[Document]) -> list[str]:
    """Of each document whose seals may be no stamp of a unit, why."""
    return [
        f"{_named(document)}{_doubt_of(document.seals)}"
        for document in documents
        if not any(_is_stamp(seal) for seal in document.seals)
    ]


def _is_stamp(seal: Seal) -> bool:
    """Whether a seal surely is there, as a whole, in red ink, and a unit's."""
    return not is_personal(seal) and seal.whole and seal.ink is SealInk.RED and seal.presence >= _SEEN


def _doubt_of(seals: Sequence[Seal]) -> str:
    """Why none of these seals can be taken for a stamp; what comes nearest to one is told."""
    units = [seal for seal in seals if not is_personal(seal)]
    if not units:
        return "上只有方形印章，可能是个人名章，不能认定为单位公章"
    whole = [seal for seal in units if seal.whole]
    if not whole:
        return "上只有印章的一部分（骑缝章，或被页边截断），不能认定已盖章"
    if any(seal.ink is SealInk.RED for seal in whole):
        return "上的印章痕迹不清晰，不能认定已盖章"
    return "上的印章为黑色，可能是黑白复印件，不能认定为原件盖章"


def _by_party(dossier: Dossier, parameters: _Sealed, documents: Sequence[Document], lines: tuple[str, ...]) -> Finding:
    """Whether each document bears the stamp of the party that has to stamp it."""
    values, presence = _seal_values(documents), _presence(documents)
    applicant = applicant_names(dossier)
    doubts, own = [], []
    for document in documents:
        named = _named(document)
        name = str(applicant[0].value) if applicant else ""
        stamps = [seal for seal in document.seals if _is_of(seal, parameters.party) and not may_show(seal, name, _LIKE)]
        if any(_is_stamp(seal) for seal in stamps):
            doubt = _doubt_of_place(dossier, parameters, document, [seal.text or "" for seal in stamps])
            doubts += [f"{named}{doubt}"] if doubt else []
        elif name and all(_is_named(seal, name) for seal in document.seals if seal.whole):
            own.append(f"{named}上只有申请单位自己的印章")
        else:
            doubts.append(f"{named}上的印章（{_described(document)}）不能认定为主管部门的印章")
    if own:
        return Finding(Outcome.DISCREPANCY, f"{listed(own)}。", (), values, presence, lines)
    if doubts:
        return Finding(Outcome.REVIEW, f"{listed(doubts)}，请人工核对。", (), values, presence, lines)
    return Finding(Outcome.PASS, "均已由主管部门盖章。", (), values, presence, lines)


def _is_of(seal: Seal, party: str | None) -> bool:
    return party is not None and seal.text is not None and re.search(party, seal.text) is not None


def _is_named(seal: Seal, name: str) -> bool:
    legible = seal.text is not None and seal.evidence.confidence >= SURE
    return legible and compare_names(name, seal.text or "").verdict is Verdict.SAME


def _doubt_of_place(dossier: Dossier, parameters: _Sealed, document: Document, stamps: Sequence[str]) -> str:
    """Why none of the party's stamps may be that of the place that has to stamp; empty where one may."""
    stated = [
        str(reading.value)
        for reading in (readings(dossier, parameters.place) if parameters.place is not None else [])
        if reading.document is document and reading.is_sure
    ]
    region = parameters.region
    places = [place for place in stated if _PLACE_PARTS.sub("", place)]
    if not places:
        named = region is None or any(re.search(region, text) for text in stamps)
        return "" if named else f"上的印章（{listed(stamps)}）不能认定是本地主管部门的"
    if region is not None and not any(re.search(region, text) for text in (*places, *stamps)):
        return f"上的推荐单位所在地“{places[0]}”不属于本地"
    named = any(_spells(text, _PLACE_PARTS.sub("", place)) for place in places for text in stamps)
    return "" if named else f"上的印章不是{places[0]}的"


def _spells(text: str, short: str) -> bool:
    """Whether the characters of a short name stand in a text in their order: 经开 in 经济技术开发区."""
    rest = iter(text)
    return all(character in rest for character in short)


def check_name(dossier: Dossier, parameters: _SealName) -> Finding:
    """See the module."""
    return with_parties(_applicants_name(dossier, parameters), dossier, parameters.parties)


def _applicants_name(dossier: Dossier, parameters: _Seals) -> Finding:
    """Whether the applicant's seals name it."""
    names = applicant_names(dossier)
    stamped = [document for document in dossier.of_kind(*parameters.kinds) if document.seals]
    if not names:
        return nothing_read(dossier, LICENCES, "申请单位名称")
    if not stamped:
        return _no_stamp(dossier, parameters, names[0].shown)
    name = str(names[0].value)
    best = [(document, *_best(document.seals, name)) for document in stamped]
    lines = tuple(_compared(document, seal, comparison) for document, seal, comparison in best)
    stated, values = (names[0].shown,), tuple(seal_value(document, seal) for document, seal, _ in best)
    confidence = min(seal.evidence.confidence for _, seal, _ in best)
    others = [
        (document, seal)
        for document, seal, comparison in best
        if comparison is not None and comparison.verdict is Verdict.DIFFERENT
    ]
    if others:
        what = listed(f"{title_of(document.kind)}（印章为“{seal.text}”）" for document, seal in others)
        return Finding(Outcome.DISCREPANCY, f"印章名称不是申请单位：{what}。", stated, values, confidence, lines)
    unsure = [
        (document, seal)
        for document, seal, comparison in best
        if comparison is None or comparison.verdict is not Verdict.SAME
    ]
    if unsure:
        what = listed(f"{title_of(document.kind)}（{seal.text or '无法辨认'}）" for document, seal in unsure)
        return Finding(Outcome.REVIEW, f"印章名称无法确认：{what}，请人工辨认。", stated, values, confidence, lines)
    grey = [
        document
        for document in dossier.of_kind(*parameters.kinds)
        if not document.seals and not _has_colour(dossier, document)
    ]
    if grey:
        return Finding(Outcome.REVIEW, _told_grey(grey), stated, (*values, *whole_pages(grey, "seal")), 0.0, lines)
    return Finding(Outcome.PASS, "印章名称均与申请单位一致。", stated, values, confidence, lines)


def _no_stamp(dossier: Dossier, parameters: _Seals, name: Value) -> Finding:
    """No document carries a stamp, as far as can be seen."""
    documents = dossier.of_kind(*parameters.kinds)
    if not documents:
        return replace(not_at_hand(dossier, parameters.kinds, "印章名称", joint="、"), declared=(name,))
    grey = [document for document in documents if not _has_colour(dossier, document)]
    if grey:
        return Finding(Outcome.REVIEW, _told_grey(grey), (name,), whole_pages(documents, "seal"))
    return Finding(
        Outcome.MISSING, "应盖章的材料上未见印章，无法核对印章名称。", (name,), whole_pages(documents, "seal")
    )


def _told_grey(documents: Sequence[Document]) -> str:
    where = listed(_named(document) for document in documents)
    return f"{where}为灰度扫描，无法由颜色辨认红色印章，请人工核对。"


def _has_colour(dossier: Dossier, document: Document) -> bool:
    return any(page.colour for page in pages_in(dossier, document))


def _best(seals: Sequence[Seal], name: str) -> tuple[Seal, Comparison | None]:
    """The seal that is the named party's, or else the one that leaves most doubt whether it is.

    A name seal of a person is no party's, a slice of a seal has no name. Without a comparison where a seal is not
    legible and none is the party's.
    """
    stamps = [seal for seal in seals if seal.whole and not is_personal(seal)] or list(seals)
    compared = [(seal, compared_with(seal, name)) for seal in stamps]
    return max(compared, key=lambda pair: _rank(pair[1]))


def _rank(comparison: Comparison | None) -> tuple[int, float]:
    """The named party's seal before doubtful ones, these before illegible ones, other parties' seals last."""
    if comparison is None:
        return 1, 0.0
    return {Verdict.SAME: 3, Verdict.UNSURE: 2, Verdict.DIFFERENT: 0}[comparison.verdict], comparison.similarity


def _compared(document: Document, seal: Seal, comparison: Comparison | None) -> str:
    """What the seal of a document says, and why that is the name or not."""
    told = f"{title_of(document.kind)}：“{seal.text or '无法辨认'}”"
    return f"{told}（{comparison.explanation}）" if comparison is not None else told


def _seal_values(documents: Sequence[Document]) -> tuple[Value, ...]:
    return tuple(seal_value(document, seal) for document in documents for seal in document.seals)


def _named(document: Document) -> str:
    return f"{title_of(document.kind)}（{pages_of(document)}）"


def _described(document: Document) -> str:
    return listed(_shown(seal) for seal in document.seals) if document.seals else "无印章"


def _shown(seal: Seal) -> str:
    if not seal.whole:
        return "印章的一部分"
    what = "黑色印章" if seal.ink is SealInk.BLACK else "印章"
    return f"{what}“{seal.text}”" if seal.text else f"{what}（文字无法辨认）"


def _presence(documents: Sequence[Document]) -> float:
    return min(max(seal.presence for seal in document.seals) for document in documents)


SEALED = CheckKind(_Sealed, check_sealed)
SEAL_NAME = CheckKind(_SealName, check_name)
