"""One script for one paper.

The recogniser knows simplified and traditional characters and now and then answers a simplified one with its
traditional form, above all in the regular script (楷体) of filled-in forms.
"""

from functools import cache

_FIRST, _LAST = 0x4E00, 0x9FFF  # CJK unified ideographs


def simplified(text: str) -> str:
    """The text with traditional characters in their simplified form, one for one.

    Characters of GB 2312, the repertoire of documents of the mainland, are left alone: 乾, 著 and 後 may be meant.
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    from opencc import OpenCC  # noqa: PLC0415 -- only where pages are read

    converter = OpenCC("t2s")
    table = {}
    for code in range(_FIRST, _LAST + 1):
        character = chr(code)
        if _is_gb2312(character):
            continue
        converted = converter.convert(character)
        if converted != character and len(converted) == 1 and _is_gb2312(converted):
            table[code] = converted
    return table


def _is_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
