"""How far a reading is from the truth."""

import re
import unicodedata
from collections import Counter


def folded(text: str) -> str:
    """Full and half width made one, white space left out; a tick is a tick, of which the models know one."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("✓", "√")


def wrong_characters(truth: str, text: str) -> int:
    """Characters missing or surplus in any order, so that the order in which a table's cells are read is no error."""
    expected, found = Counter(truth), Counter(text)
    return sum((expected - found).values()) + sum((found - expected).values())
