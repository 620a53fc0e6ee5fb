"""Nothing written, or a mark that says so: told apart from what cannot be read."""

import re

from extractors.errors import UnreadableValueError
from extractors.values.folding import fold

_NIL_MARK = re.compile(
    r"[-/\\*~·.…]+|[×Xx]|无|空|空白|以下空白|暂无|没有|未填|未填写|不适用|不涉及|N/?A|NA|nil|none|null", re.IGNORECASE
)


class BlankValueError(UnreadableValueError):
    """There is no value. `explicit` is True where a mark says so (无, /, —), False where the place was left empty."""

    def __init__(self, message: str, *, explicit: bool) -> None:
        super().__init__(message)
        self.code = "value-blank"
        self.explicit = explicit


def is_blank_mark(text: str) -> bool:
    """Tell whether the text is empty, an underline left open, or a mark for "nothing" such as 无, — or /."""
    written = fold(text).replace("_", "")
    return not written or _NIL_MARK.fullmatch(written) is not None


def refuse_blank(text: str) -> None:
    """Raise `BlankValueError` where `is_blank_mark` holds."""
    if is_blank_mark(text):
        mark = fold(text).replace("_", "")
        if mark:
            raise BlankValueError(f"空白：原文为“{mark}”，表示没有内容", explicit=True)
        raise BlankValueError("空白：此处未填写", explicit=False)
