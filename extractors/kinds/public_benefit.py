"""The share of public-benefit and low-fee services among all services, as running text states it.

Each statement is one row `public_benefit[i]`: `share`, which `services` it speaks of, and the `year` if one is named.
Shares of income, of clients or of one sort of service are other shares; plans and demands state nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from extractors.kinds.claims import Prose, claim_pattern, claim_words, prose_of
from extractors.kinds.fields import as_share, read_field
from extractors.models import Field, Page

_SHARE = (
    r"(?P<share>(?<![\d.])\d{1,3}(?:\.\d{1,2})?%|百分之[一二三四五六七八九十百]{1,5}"
    r"|[一二三四五六七八九]成(?:半|[一二三四五六七八九](?!分))?)"
)
_FURTHEST = 36  # characters between the subject and its share
_ABOUT_QUANTUM = Decimal("0.05")
_ALL_SERVICES = r"(?:总|全部|全年|所有|整体|平台)?(?:的)?服务(?:总)?(?:量|次数|数量|总数)?(?:的)?"


def extract(pages: Sequence[Page]) -> list[Field]:
    """The statements in the pages of a document."""
    prose = prose_of(pages)
    found: list[Field] = []
    for index, (match, services) in enumerate(_statements(prose)):
        found += _row(prose, match, services, f"public_benefit[{index}]")
    return found


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    subjects = claim_words()["public_benefit"]["subjects"]
    any_subject = "|".join(f"(?:{pattern})" for pattern in subjects.values())
    link = claim_words()["public_benefit"]["link"]
    between = rf"(?P<between>(?:(?!{any_subject})[^。;!?%])*?)"
    return [
        (
            services,
            re.compile(rf"(?P<subject>{subject}){between}(?P<link>{link})(?P<behind>[^。;!?,%]{{0,20}}?){_SHARE}"),
        )
        for services, subject in subjects.items()
    ] + [
        (
            services,
            re.compile(
                rf"(?P<between>)(?P<link>占)(?P<behind>{_ALL_SERVICES}){_SHARE}(?:以上|左右)?的(?:服务|活动)?(?:均|都)?(?:为|是|属于?)(?P<subject>{subject})"
            ),
        )
        for services, subject in subjects.items()
    ]


def _statements(prose: Prose) -> list[tuple[re.Match[str], str]]:
    """Matches in the order of the text; of those on one figure the first subject counts, the joint one before all."""
    taken: set[int] = set()
    found = []
    for services, pattern in _patterns():
        for match in pattern.finditer(prose.text):
            if match.start("share") not in taken and _is_meant(prose, match):
                taken.add(match.start("share"))
                found.append((match, services))
    return sorted(found, key=lambda item: item[0].start())


def _is_meant(prose: Prose, match: re.Match[str]) -> bool:
    words = match["between"] + match["behind"]
    return (
        len(words) <= _FURTHEST
        and claim_pattern("public_benefit", "other_measure").search(words) is None
        and claim_pattern("public_benefit", "part_of_services").search(prose.clause(match.start())) is None
        and prose.is_stated(match.start("share"), match.end("share"))
    )


def _row(prose: Prose, match: re.Match[str], services: str, path: str) -> list[Field]:
    share = read_field(f"{path}.share", prose.passage.group(match, "share"), as_share())
    whole = prose.passage.group(match)
    around = match["behind"] + prose.text[match.end("share") : match.end("share") + 3]
    notes = []
    if claim_pattern("public_benefit", "below").search(match["between"][-8:] + match["behind"]):
        notes.append("写明不到这一比例")
    if prose.covers_years(match.start("share")):
        notes.append("可能是几年合计的比例")
    if claim_pattern("public_benefit", "about").search(around):
        share = replace(share, note="约数", quantum=_ABOUT_QUANTUM)
    if notes:
        share = replace(share, note="；".join(notes), doubtful=True)
    confidence = min(share.confidence, whole.confidence)
    fields = [
        replace(share, raw=whole.raw, evidence=whole.evidence, confidence=confidence),
        Field(f"{path}.services", services, whole.raw, confidence, whole.evidence),
    ]
    year = prose.year(match.start("share"))
    return [*fields, *([Field(f"{path}.year", year, f"{year}年", confidence, whole.evidence)] if year else [])]
