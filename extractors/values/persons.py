"""Names of persons: spaces taken out, the dot of longer names kept, titles and 签字 left off."""

import re

from extractors.values.folding import fold
from extractors.values.lexicon import any_of, load_words

_WORDS = load_words("persons")
_HAN = r"[\u3400-\u9fff\U00020000-\U000323af〇]"
_SURNAMES = frozenset("".join(_WORDS["surnames"].split()))
_COMPOUND = frozenset(_WORDS["compound_surnames"])
_NO_NAMES = frozenset(_WORDS["no_names"])
_LABEL = re.compile(rf"(?:{any_of(_WORDS['labels'])})?(?:\((?:{any_of(_WORDS['annotations'])})\))?:")
_TAIL = re.compile(
    rf"(?:{any_of(_WORDS['titles'])})?(?:\((?:{any_of([*_WORDS['annotations'], *_WORDS['titles']])})\))?$"
)
_CHINESE_NAME = re.compile(rf"{_HAN}{{2,4}}")
_DOTTED_NAME = re.compile(rf"{_HAN}{{1,10}}(?:·{_HAN}{{1,10}}){{1,4}}")


def normalise_person(text: str) -> str:
    """Return the name folded, without spaces, label, title and remarks such as （签字）."""
    folded = fold(text).replace("_", "")
    label = _LABEL.match(folded)
    bare = folded[label.end() :] if label else folded
    without_tail = _TAIL.sub("", bare)
    return without_tail or bare


def is_plausible_person(text: str) -> bool:
    """Tell whether the text is built like a name: a surname in use and one or two characters, or a dotted name."""
    name = normalise_person(text)
    if name in _NO_NAMES:
        return False
    if _DOTTED_NAME.fullmatch(name):
        return True
    if _CHINESE_NAME.fullmatch(name) is None:
        return False
    return (name[:2] in _COMPOUND and len(name) > 2) or (name[0] in _SURNAMES and len(name) <= 3) or _has_double(name)


def _has_double(name: str) -> bool:
    """Four characters with the surnames of both parents: 张李明月."""
    return len(name) == 4 and name[0] in _SURNAMES and name[1] in _SURNAMES
