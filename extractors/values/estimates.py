"""Words that make a figure a bound or an estimate: 约, 不少于, 余, 以上. Such a figure must not be read as exact."""

import re

from extractors.errors import UnreadableValueError
from extractors.values.lexicon import any_of, load_words

_WORDS = load_words("estimates")
_BEFORE = re.compile(rf"(?:{any_of(_WORDS['before'])})(?= *:? *$)")
ESTIMATE_BEHIND = any_of(_WORDS["behind"])
_BEHIND = re.compile(rf" *(?P<word>{ESTIMATE_BEHIND})")


def estimate_before(text: str) -> str:
    """Return the estimating word that the text ends with, or ""."""
    match = _BEFORE.search(text)
    return match[0] if match else ""


def refuse_estimate(before: str, *behind: str) -> None:
    """Raise where the text before a figure ends, or one of the texts behind it begins, with an estimating word."""
    word = estimate_before(before)
    for text in behind:
        match = _BEHIND.match(text)
        word = word or (match["word"] if match else "")
    if word:
        raise UnreadableValueError(f"数字带有“{word}”，是约数或界限，不是确数")
