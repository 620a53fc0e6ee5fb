"""Names of companies and other organisations: one form of writing, their parts, and where they stand in a text."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from extractors.values.divisions import PLACE_NAMES
from extractors.values.folding import fold, fold_traced
from extractors.values.lexicon import any_of, load_words

_WORDS = load_words("companies")
_BRACKETS = str.maketrans("[]{}〔〕【】〈〉<>", "()()()()()()")
_QUOTES = str.maketrans("", "", "\"'")
_ANNOTATION = re.compile(rf"\((?:{any_of(_WORDS['annotations'])})\)$")
_LABEL = re.compile(
    rf"(?:{any_of([*_WORDS['labels'], *_WORDS['colon_labels']])})?(?:\((?:{any_of(_WORDS['annotations'])})\))?:"
)
_FORM_END = re.compile(rf"(?:{any_of(_WORDS['forms'])})$")
# A branch is named behind the whole name of its company; the place between is short.
_BRANCH = re.compile(
    r"(?P<company>.+(?:公司|银行|信用社|事务所(?:\([^()]*合伙\))?|协会|中心|学会|商会|学校|医院|集团))"
    rf"(?P<branch>.{{0,24}}?(?:{any_of(_WORDS['branches'])}))"
)
_FINDABLE = re.compile(rf"(?:{any_of(_WORDS['findable'])})(?:\((?:特殊)?(?:普通|有限)合伙\))?")
_BRANCH_BEHIND = re.compile(
    rf"(?:(?!公司|[和与及])[\u4e00-\u9fff]){{0,14}}?(?:\([\u4e00-\u9fff]{{2,6}}\))?(?:{any_of(_WORDS['branches'])})"
)
_NAME_CHARACTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9()·&.+-]")
_STOP = re.compile(any_of(_WORDS["stops"]))
_LABEL_AT_HEAD = re.compile(rf"[ .)0-9-]*(?:{any_of(_WORDS['labels'])}) ?")
_PLACE = re.compile(any_of(PLACE_NAMES))
_PRONOUNS = frozenset(_WORDS["pronouns"])
_MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class CompanyName:
    """Parts of a name: 河南鼎诚管理咨询 / 有限公司 / 许昌分公司. `form` and `branch` may be empty."""

    body: str
    form: str
    branch: str

    @property
    def company(self) -> str:
        """The name without the branch."""
        return self.body + self.form


class FoundCompany(NamedTuple):
    """A name in running text, normalised, with its character span."""

    name: str
    start: int
    end: int


def normalise_company(text: str) -> str:
    """Return the name folded, all brackets as (), without quotes, label before and （盖章） behind."""
    name = fold(text).translate(_BRACKETS).translate(_QUOTES).replace("_", "")
    label = _LABEL.match(name)
    name = name[label.end() :] if label else name
    return _ANNOTATION.sub("", name).strip(":;,。、")


def split_company(text: str) -> CompanyName:
    """Split a name into body, form (有限公司, 协会, …) and branch (许昌分公司); never raises."""
    name = normalise_company(text)
    branch = _BRANCH.fullmatch(name)
    company = branch["company"] if branch else name
    form = _FORM_END.search(company)
    body = company[: form.start()] if form else company
    return CompanyName(body, form[0] if form else "", branch["branch"] if branch else "")


def find_company_names(text: str) -> list[FoundCompany]:
    """Return the organisations named in running text by a legal form, branches included.

    Where a name begins cannot always be known from the text alone: punctuation, labels (甲方：) and verbs end what
    stands before it, 与 or 由 only at the head of the piece or before a place name.
    """
    traced = fold_traced(text).without_letter_spacing()
    folded = traced.text.translate(_BRACKETS)
    found: list[FoundCompany] = []
    position = 0
    while match := _FINDABLE.search(folded, position):
        branch = _BRANCH_BEHIND.match(folded, match.end())
        end = branch.end() if branch else match.end()
        start = _start_of_name(folded, max(position, match.start() - _MAX_NAME), match.start())
        body = folded[start : match.start()].strip(" ()")
        if len(body) >= 2 and body not in _PRONOUNS and not re.fullmatch("[0-9A-Za-z.]+", body):
            found.append(FoundCompany(fold(folded[start:end]), *traced.span(start, end)))
        position = end
    return found


def _start_of_name(text: str, earliest: int, form: int) -> int:
    """Go left from the form to what cannot belong to the name, then drop words that end the text before it."""
    start = form
    while start > earliest and _NAME_CHARACTER.match(text[start - 1]):
        start -= 1
    start = _drop_unclosed(text, start, form)
    for stop in _STOP.finditer(text, start, form):
        start = stop.end()
    label = _LABEL_AT_HEAD.match(text, start, form)
    start = label.end() if label else start
    for place in _PLACE.finditer(text, start, form):
        if place.start() > start and text[place.start() - 1] in _WORDS["single_stops"]:
            start = place.start()
    while start < form and text[start] in " .-)0123456789":
        start += 1
    at_head = form - start > 2 and text[start] in _WORDS["head_stops"]
    return start + 1 if at_head else start


def _drop_unclosed(text: str, start: int, form: int) -> int:
    """A bracket that opens before the name and does not close in it bounds it, and so does one that only closes."""
    depth = 0
    for index in range(form - 1, start - 1, -1):
        if text[index] == ")":
            depth += 1
        elif text[index] == "(":
            if depth == 0:
                return index + 1
            depth -= 1
    return start
