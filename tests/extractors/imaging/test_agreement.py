"""Several readings of a ring become one, and what they differ in is not sure."""

import pytest

from extractors.imaging.agreement import Lettering, agreed


def _reading(described: str) -> Lettering:
    """`许昌?鼎` has every character surely but the one before the question mark."""
    characters: list[tuple[str, float]] = []
    for character in described:
        if character == "?":
            characters[-1] = characters[-1][0], 0.3
        else:
            characters.append((character, 0.98))
    return Lettering("".join(text for text, _ in characters), tuple(sure for _, sure in characters))


CASES = {
    "one": (["许昌鼎信公司"], "许昌鼎信公司", ""),
    "all alike": (["许昌鼎信公司"] * 3, "许昌鼎信公司", ""),
    "one character by one of three": (["许昌鼎信公司", "许昌鼎信公司", "许昌鼎倍?公司"], "许昌鼎信公司", "信"),
    "the surer one of two": (["许昌鼎信公司", "许昌鼎倍?公司"], "许昌鼎信公司", "信"),
    "lost in one": (["许昌鼎信公司", "许昌信公司", "许昌鼎信公司"], "许昌鼎信公司", "鼎"),
    "lost in most": (["许昌信公司", "许昌鼎?信公司", "许昌信公司"], "许昌信公司", ""),
    "first one lost in one": (["昌鼎信公司", "许昌鼎信公司", "许昌鼎信公司"], "许昌鼎信公司", "许"),
    "noise at the end of one": (["许昌鼎信公司出?", "许昌鼎信公司", "许昌鼎信公司"], "许昌鼎信公司", ""),
    "two put in by most": (["许昌公司", "许昌鼎信公司", "许昌鼎信公司"], "许昌鼎信公司", "鼎信"),
    "something else altogether": (["许昌鼎信公司", "许昌鼎信公司", "电子间力"], "许昌鼎信公司", ""),
    "none": ([], None, ""),
    "nothing read": ([""], None, ""),
}


@pytest.mark.parametrize("case", CASES)
def test_what_readings_agree_on(case: str) -> None:
    texts, expected, doubtful = CASES[case]
    name = agreed([_reading(text) for text in texts])
    if expected is None:
        assert name is None
        return
    assert name is not None
    assert name.text == expected
    assert len(name.character_confidences) == len(name.text)
    sure = dict(zip(name.text, name.character_confidences, strict=True))
    assert {character for character in name.text if sure[character] < 0.85} == set(doubtful)


def test_parts_and_bounds() -> None:
    name = _reading("许昌?鼎信")
    assert name.cut(1, 3) == Lettering("昌鼎", (0.3, 0.98))
    assert name.at_most(0.8).character_confidences == (0.8, 0.3, 0.8, 0.8)
    assert name.confidence == pytest.approx((3 * 0.98 + 0.3) / 4)
    assert Lettering("", ()).confidence == 0.0
