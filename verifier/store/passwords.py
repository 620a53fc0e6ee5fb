"""What a password must be (OWASP ASVS 6.2): long, without words of the office, not easily guessed; no composition."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import yaml
from zxcvbn import zxcvbn

from verifier.errors import StoreError

LEAST, MOST = 12, 200  # characters
RULES = (
    f"{LEAST}至{MOST}个字符，不含用户名、姓名、单位等容易想到的词，也不能是常见的密码。"
    "可以用几个不相干的词连成一句话，或由密码管理器生成。"
)
_JUDGED = 24  # characters that zxcvbn sees: what it takes grows with the square of them and more
_SOUND = 3  # of zxcvbn's 0 to 4: a hundred million guesses and more
_LEAST_WORD, _LEAST_HAN = 4, 2  # characters of a word that no password may have in it; shorter ones stand in others
_HAN = re.compile(r"[\u3400-\u9fff]")


def require_sound(password: str, name: str, *words: str) -> None:
    """Raise StoreError where a password is no good for the person with this log-in name.

    `words` are further ones that others would try: the shown name, the organisation's, what the site has listed. It may
    take a tenth of a second, and some more for what was made to take long: to be called outside of transactions.
    """
    if len(password) < LEAST:
        raise StoreError("password-too-short", f"密码过短，至少{LEAST}个字符。")
    if len(password) > MOST:
        raise StoreError("password-too-long", f"密码过长，最多{MOST}个字符。")
    folded = password.casefold()
    if _is_only(folded, name.casefold()) or any(word in folded for word in _parts(name)):
        raise StoreError("password-is-name", "密码中有用户名，容易被猜到。", "请换一个不含用户名的密码。")
    known = {part for word in (*words, *_data("password_words.yaml")) for part in _parts(word)}
    for word in sorted(known, key=len, reverse=True):
        if word in folded:
            raise StoreError(
                "password-office-word", f"密码中有“{word}”，与本人或单位有关，容易被猜到。", "请换一个不含它的密码。"
            )
    if folded in _data("common_passwords.yaml") or _score(password, [name, *words]) < _SOUND:
        raise StoreError(
            "password-common",
            "这个密码是常见的，或只由常见的词、日期、键盘顺序、重复的字符组成，容易被猜到。",
            "请换一个，可以用几个不相干的词连成一句话。",
        )


def _is_only(folded: str, name: str) -> bool:
    """Whether there is nothing but the name, figures and signs, however short the name is."""
    return name in folded and not any(character.isalpha() for character in folded.replace(name, ""))


def _parts(word: str) -> Iterator[str]:
    """The word and its parts between blanks and signs, as far as they are long enough to be refused anywhere."""
    folded = word.casefold().strip()
    for part in {folded, *re.split(r"[\W_]+", folded)}:
        if len(part) >= (_LEAST_HAN if _HAN.search(part) else _LEAST_WORD):
            yield part


def _score(password: str, words: list[str]) -> int:
    return zxcvbn(password[:_JUDGED], user_inputs=words)["score"]


@cache
def _data(name: str) -> frozenset[str]:
    """A list that comes with the program, in small letters."""
    text = files("verifier.store").joinpath(name).read_text(encoding="utf-8")
    return frozenset(yaml.safe_load(text))
