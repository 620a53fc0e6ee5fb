"""What a password must be (OWASP ASVS 2.1): long, not the name, none of the commonest; no rules of composition."""

from functools import cache
from importlib.resources import files

import yaml

from verifier.errors import StoreError

LEAST, MOST = 12, 200  # characters
RULES = f"{LEAST}至{MOST}个字符，不能是用户名本身，也不能是常见的密码。可以用几个词连成一句话。"


def require_sound(password: str, name: str) -> None:
    """Raise StoreError where a password is no good for the person with this log-in name."""
    if len(password) < LEAST:
        raise StoreError("password-too-short", f"密码过短，至少{LEAST}个字符。")
    if len(password) > MOST:
        raise StoreError("password-too-long", f"密码过长，最多{MOST}个字符。")
    folded = password.casefold()
    if not any(character.isalpha() for character in folded.replace(name.casefold(), "")) and name.casefold() in folded:
        raise StoreError("password-is-name", "密码只是用户名加上数字或符号，容易被猜到。", "请换一个密码。")
    if folded in _commonest() or len(set(folded)) == 1:
        raise StoreError("password-common", "这是常见的密码，容易被猜到。", "请换一个密码。")


@cache
def _commonest() -> frozenset[str]:
    text = files("verifier.store").joinpath("common_passwords.yaml").read_text(encoding="utf-8")
    return frozenset(yaml.safe_load(text))
