"""Full-width and half-width, stray spaces, and marks that look the same: one form for each.

The contract's "Values": names and addresses are NFKC-folded with white space removed. NFKC leaves some marks apart
that Chinese documents mix (— － –, 〇 ○, · ・ •, “ 「); `folding.yaml` lists them.
"""

import re
import unicodedata
from dataclasses import dataclass

from extractors.values.lexicon import load_words


def _mark_table() -> dict[int, str]:
    words = load_words("folding")
    same = {ord(character): mark for mark, variants in words["same_mark"].items() for character in variants}
    radicals = {ord(radical): character for character, radical in words["radical"].items()}
    return same | radicals


_MARKS = _mark_table()
# Three or more single characters, each set apart by one space.
_LETTER_SPACED = re.compile(r"(?<![^ ])[\u3400-\u9fff](?: [\u3400-\u9fff]){2,}(?![^ ])")


def _is_invisible(character: str) -> bool:
    """Control and format characters (zero width, direction, soft hyphen) and variation selectors."""
    return unicodedata.category(character) in {"Cc", "Cf"} or character in "\ufe0e\ufe0f\u180e"


def fold(text: str) -> str:
    """Return the text in NFKC, look-alike marks unified, without any white space or invisible character."""
    # Taking a space out may bring a letter and its accent together.
    return unicodedata.normalize("NFKC", "".join(fold_keep_spaces(text).split()))


def fold_keep_spaces(text: str) -> str:
    """Return the text folded as by `fold`, with each run of white space as one space and none at the ends."""
    normal = unicodedata.normalize("NFKC", text).translate(_MARKS)
    visible = "".join(c for c in normal if c.isspace() or not _is_invisible(c))
    # Taking an invisible character away may bring a letter and its accent together.
    return " ".join(unicodedata.normalize("NFKC", visible).split())


@dataclass(frozen=True, slots=True)
class TracedText:
    """A folded text that remembers where each character came from.

    `starts[i]` and `ends[i]` bound, in the original text, what became character `i`.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original span of the folded characters `start` to `end` (exclusive; at least one character)."""
        return self.starts[start], self.ends[end - 1]

    def without_letter_spacing(self) -> "TracedText":
        """Return the text with the spaces of set-apart words taken out: 许 昌 鼎 诚 -> 许昌鼎诚."""
        dropped = {
            index
            for run in _LETTER_SPACED.finditer(self.text)
            for index in range(run.start(), run.end())
            if self.text[index] == " "
        }
        kept = [index for index in range(len(self.text)) if index not in dropped]
        return TracedText(
            "".join(self.text[i] for i in kept), tuple(self.starts[i] for i in kept), tuple(self.ends[i] for i in kept)
        )


def fold_traced(text: str) -> TracedText:
    """Return the text folded with every white space kept as one space, with the origin of each character.

    A character and the accents behind it are folded together, so that the result is NFKC.
    """
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    index = 0
    while index < len(text):
        end = index + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for character in _fold_cluster(text[index:end]):
            folded.append(character)
            starts.append(index)
            ends.append(end)
        index = end
    return TracedText("".join(folded), tuple(starts), tuple(ends))


def _fold_cluster(cluster: str) -> str:
    if len(cluster) == 1 and "\u4e00" <= cluster <= "\u9fff":
        return cluster  # most of every page; NFKC leaves these alone
    normal = unicodedata.normalize("NFKC", cluster).translate(_MARKS)
    return "".join(" " if c.isspace() else c for c in normal if c.isspace() or not _is_invisible(c))
