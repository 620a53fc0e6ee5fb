"""Which page is which material.

Each page is scored for each kind by its headlines and by words that speak for or against the kind. The pages of the
dossier are then labelled together (Viterbi): a page continues the document before it unless it has reason to start
another one, and a page without enough reason for any kind is `unknown`, never a guess.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from pathlib import PurePosixPath
from statistics import median

from extractors.geometry import box_of
from extractors.kinds.catalogue import BLANK, UNKNOWN, Profile, kinds, material_words, profile_of
from extractors.kinds.empty_forms import is_empty_form, is_regulation
from extractors.layout.rows import pieces_of, rows_of
from extractors.models import Page, PageKind
from extractors.values.companies import find_company_names

_TITLE, _PROMINENT = 3.0, 1.0  # what a headline gives, and what large print adds
_MOST_BY_CUES = 8.0
_UNKNOWN_SCORE = 2.5  # what a kind must beat
_PLAUSIBLE = 1.0  # what makes a kind a candidate for an unknown page
_START_WITHOUT_TITLE = 1.5  # what starting a document without a headline costs
_STAYS = {"one": -3.0, "few": 0.8, "many": 1.8}  # what going on with the document before gives
_NO_HEADLINE = 0.9  # running text without a headline goes on rather than starts
_NEXT_NUMBER = 2.0  # 第3页 after 第2页
_OTHER_FILE = 0.5  # share of what going on gives that holds from one file to the next
_REMARK_BEHIND = re.compile(r"(?<=.)\([^()]{1,14}\)+$")  # 三年发展规划(2026-2028)
_LONGEST_HEADLINE = 26  # characters
EMPTY_FORM = "规定所附的空白表"  # the cue by which an empty form is known
SEPARATOR = "仅有标题的隔页"  # the cue by which a separator sheet is known
_SEPARATOR_KIND, _SEPARATOR_CONFIDENCE, _UNCLEAR_CONFIDENCE = "other", 0.8, 0.5
_SEPARATOR_WORDS = 30  # characters
_SEPARATOR_NAMED = 0.6  # share of them that name a material
_SEPARATOR_FILLED = (
    0.08  # share of the page besides its text: more is a photograph with its caption, or a page badly read
)
_NEXT_ROW = 2.5  # a list whose first row is number 25 after one whose last is number 24
_WITHIN_SENTENCE = re.compile("[。;,!?]")
_ROW_NUMBER = re.compile(r"\d{1,3}(?=\D|$)")
_LEFT = 0.3  # share of the page within which a list's numbers stand
_NUMBERING = re.compile(
    r"^(?:(?:附件|材料|第)?[0-9]{1,3}(?:部分|项)?[、.:)]?|(?:附件|材料|第)[一二三四五六七八九十]{1,3}(?:部分|项)?[、.:)]?"
    r"|[一二三四五六七八九十]{1,3}[、.:)]|附件:?|\([0-9一二三四五六七八九十]+\))+"
)
_PAGE_NUMBER = re.compile(r"第(\d{1,3})页(?:[,/、]?共\d{1,3}页)?|^[-—·]*(\d{1,3})(?:/\d{1,3})?[-—·]*$")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's text without spaces, the share of the page above it, its height over the page's usual height.

    `left` is where it begins.
    """

    text: str
    top: float
    prominence: float
    left: float


@dataclass(frozen=True, slots=True)
class _Score:
    """`own` is the page's own evidence for a kind; `title` says that a headline of a first page is part of it."""

    own: float
    title: bool
    inner: bool
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    """`settled` is the kind of a page that says nothing of the pages around it: blank, or a separator.

    `listed` is the first and the last serial number of a list's rows.
    """

    page: Page
    text: str
    scores: Mapping[str, _Score]
    headline: bool
    number: int | None
    listed: tuple[int, int] | None
    settled: PageKind | None


def classify_pages(pages: Sequence[Page]) -> list[PageKind]:
    """The kind of each page; pages in the dossier's order, those of one file together."""
    scored = [_score_page(page) for page in pages]
    labels = _best_labels(scored)
    return _without_empty_forms(scored, [_page_kind(scored, index, labels) for index in range(len(pages))])


def _without_empty_forms(scored: Sequence[_Scored], found: Sequence[PageKind]) -> list[PageKind]:
    """A form that nobody filled in is not the material.

    Printed behind the regulation it is part of that, else a person has to see what it is.
    """
    kinds_found: list[PageKind] = []
    regulation_in: str | None = None  # the file in which the regulation goes on
    empty_before: str | None = None  # the kind of the empty form whose next page this may be
    for item, given in zip(scored, found, strict=True):
        kind = given
        if kind.kind not in (BLANK, UNKNOWN) and is_empty_form(kind.kind, item.page, item.text):
            # a later page of a form that is filled in may hold less than the first one: no row but the total
            alone = (kind.titled and not kind.inner) or kind.kind == empty_before
            empty_before = kind.kind if alone else None
            if regulation_in == item.page.file:
                kind = PageKind(_SEPARATOR_KIND, kind.confidence, (EMPTY_FORM,))
            elif alone:
                kind = PageKind(UNKNOWN, _UNCLEAR_CONFIDENCE, (EMPTY_FORM,), candidates=(kind.kind,))
        elif kind.kind != BLANK:
            empty_before = None
            if kind.kind != _SEPARATOR_KIND:
                regulation_in = None
            elif is_regulation(item.text):
                regulation_in = item.page.file
        kinds_found.append(kind)
    return kinds_found


def _score_page(page: Page) -> _Scored:
    rows = _rows(page)
    text = "\n".join(row.text for row in rows)
    settled = PageKind(BLANK, 1.0) if page.blank else _separator(page, rows)
    scores = {kind.name: _score(kind.profile, rows, text) for kind in kinds().values() if kind.profile is not None}
    headline = any(row.top < 0.3 and row.prominence > 1.4 and 2 <= len(row.text) <= 30 for row in rows)
    return _Scored(page, text, scores, headline, _page_number(rows), _listed(rows), settled)


def _separator(page: Page, rows: Sequence[_Row]) -> PageKind | None:
    """What a sheet is that carries nothing but the name of a material, which is no evidence of the material itself.

    One that is not plain besides may be a separator, or the material itself, badly read: nobody knows.
    """
    words = [_NUMBERING.sub("", row.text) for row in rows if _PAGE_NUMBER.search(row.text) is None]
    text = "".join(words)
    filled = page.filled - sum(
        (box[2] - box[0]) * (box[3] - box[1]) for box in (box_of(line.polygon) for line in page.lines)
    )
    if page.seals or not 0 < len(words) <= 2 or not 0 < len(text) <= _SEPARATOR_WORDS or find_company_names(text):
        return None  # covers name the company whose papers follow
    named = [
        kind
        for kind in kinds().values()
        if kind.profile is not None
        for title in kind.profile.titles
        if (match := title.search(text)) is not None and len(match.group()) >= _SEPARATOR_NAMED * len(text)
    ]
    if not named and not material_words().fullmatch(text):
        return None
    if filled < _SEPARATOR_FILLED:
        return PageKind(_SEPARATOR_KIND, _SEPARATOR_CONFIDENCE, (SEPARATOR,), titled=True)
    if not named or any(kind.profile is not None and kind.profile.collection for kind in named):
        return None  # photographs under a headline
    return PageKind(UNKNOWN, _UNCLEAR_CONFIDENCE, candidates=tuple(dict.fromkeys(kind.name for kind in named)))


def _rows(page: Page) -> list[_Row]:
    rows = rows_of(pieces_of(page))
    usual = median(row.height for row in rows) if rows else 1.0
    return [_Row(re.sub(r"\s", "", row.passage.text), row.box[1], row.height / usual, row.box[0]) for row in rows]


def _score(profile: Profile, rows: Sequence[_Row], text: str) -> _Score:
    found: list[str] = []
    title = 0.0
    for row, after in zip(rows, [*rows[1:], None], strict=False):
        strength = _title_strength(profile.titles, row, after)
        if strength > title:
            title = strength
            found = [row.text]
    internal = max((_title_strength(profile.internal_titles, row, None) for row in rows), default=0.0)
    spoken = [(pattern, weight) for pattern, weight in profile.cues.items() if re.search(pattern, text)]
    against = sum(weight for pattern, weight in profile.against.items() if re.search(pattern, text))
    own = max(title, internal) + min(sum(weight for _, weight in spoken), _MOST_BY_CUES) - against
    strongest = sorted(spoken, key=lambda cue: -cue[1])[:5]
    return _Score(own, title >= _TITLE, internal >= _TITLE, (*found, *(pattern for pattern, _ in strongest)))


def _title_strength(patterns: Sequence[re.Pattern[str]], row: _Row, after: _Row | None) -> float:
    """How much a row, alone or with the next one, is a headline of these patterns."""
    best = 0.0
    joined = row.text + after.text if after is not None and after.top - row.top < 0.12 else row.text
    for pattern in patterns:
        for text in (row.text, joined):
            bare = _REMARK_BEHIND.sub("", text)
            match = pattern.search(bare)
            if match is None or not _is_headline(match, bare):
                continue
            strength = _TITLE if row.top < 0.5 else _TITLE / 2
            best = max(best, strength + (_PROMINENT if row.prominence > 1.3 else 0.0))
    return best


def _is_headline(match: re.Match[str], text: str) -> bool:
    """Whether the words make up much of a row, or a short row ends with them: a headline ends with what a thing is.

    The end of one sentence and the beginning of the next are no headline.
    """
    if len(match.group()) < 0.8 * len(text) and _WITHIN_SENTENCE.search(text[:-1]) is not None:
        return False
    return len(match.group()) >= 0.45 * len(text) or (match.end() == len(text) and len(text) <= _LONGEST_HEADLINE)


def _page_number(rows: Sequence[_Row]) -> int | None:
    """The number printed at the foot (or head) of the page."""
    for row in [*reversed(rows[-2:]), *rows[:1]]:
        match = _PAGE_NUMBER.search(row.text)
        if match and (row.top > 0.85 or row.top < 0.1):
            return int(match.group(1) or match.group(2))
    return None


def _listed(rows: Sequence[_Row]) -> tuple[int, int] | None:
    """The first and the last of the serial numbers at the heads of rows, where they count up."""
    heads = [(row, _ROW_NUMBER.match(row.text)) for row in rows if row.left < _LEFT]
    numbers = [int(match.group()) for _, match in heads if match is not None]
    pairs = [(one, other) for one, other in pairwise(numbers) if other == one + 1]
    return (pairs[0][0], pairs[-1][1]) if len(pairs) >= 2 else None


def _best_labels(scored: Sequence[_Scored]) -> list[str]:
    """The labelling with the highest sum of evidence (Viterbi over the pages that are not blank)."""
    states = [*next(iter(scored)).scores, UNKNOWN] if scored else []
    best = dict.fromkeys(states, 0.0)
    back: list[dict[str, str]] = []
    previous: _Scored | None = None
    for item in scored:
        if item.settled is not None:
            back.append({state: state for state in states})
            continue
        following, pointers = {}, {}
        for state in states:
            came_from = max(states, key=lambda before: best[before] + _step(before, state, previous, item))
            following[state] = best[came_from] + _step(came_from, state, previous, item)
            pointers[state] = came_from
        best, previous = following, item
        back.append(pointers)
    label = max(states, key=lambda state: best[state], default=UNKNOWN)
    labels = []
    for pointers in reversed(back):
        labels.append(label)
        label = pointers[label]
    return labels[::-1]


def _step(before: str, state: str, previous: _Scored | None, item: _Scored) -> float:
    """Evidence gained by giving a page this kind, the page before having had that one."""
    if state == UNKNOWN:
        return _UNKNOWN_SCORE
    score = item.scores[state]
    starting = score.own - (0.0 if score.title else _START_WITHOUT_TITLE)
    if previous is None or before != state:
        return starting
    return max(starting, score.own + _going_on(state, previous, item))


def _going_on(kind: str, previous: _Scored, item: _Scored) -> float:
    """What speaks for a page going on with the document before it."""
    profile = profile_of(kind)
    gain = _STAYS[profile.pages]
    if profile.pages == "many" and not item.headline:
        gain += _NO_HEADLINE
    if previous.number is not None and item.number == previous.number + 1:
        gain += _NEXT_NUMBER
    if previous.listed is not None and item.listed is not None and item.listed[0] == previous.listed[1] + 1:
        return gain + _NEXT_ROW  # in whichever file
    if previous.page.file == item.page.file:
        return gain
    same_folder = PurePosixPath(previous.page.file).parent == PurePosixPath(item.page.file).parent
    return gain * _OTHER_FILE if same_folder else min(gain, 0.0)


def _page_kind(scored: Sequence[_Scored], index: int, labels: Sequence[str]) -> PageKind:
    """Kind, with its share among all kinds and `unknown` as confidence."""
    item, label = scored[index], labels[index]
    if item.settled is not None:
        return item.settled
    previous = next((other for other in reversed(scored[:index]) if other.settled is None), None)
    before = labels[index - 1] if index else UNKNOWN
    strengths = {state: _step(before, state, previous, item) for state in (*item.scores, UNKNOWN)}
    total = sum(exp(strength) for strength in strengths.values())
    confidence = exp(strengths[label]) / total
    if label == UNKNOWN:
        plausible = sorted(item.scores, key=lambda kind: -item.scores[kind].own)
        candidates = tuple(kind for kind in plausible if item.scores[kind].own >= _PLAUSIBLE)
        return PageKind(UNKNOWN, confidence, candidates=candidates)
    score = item.scores[label]
    return PageKind(label, confidence, score.cues, score.title, score.inner)
