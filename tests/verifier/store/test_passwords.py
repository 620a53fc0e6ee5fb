import pytest

from verifier.errors import StoreError
from verifier.store.passwords import require_sound


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password-too-short"),
        ("elevenchars", "password-too-short"),
        ("x" * 201, "password-too-long"),
        ("Zhang-2026-01", "password-is-name"),
        ("zhangZHANGzhang", "password-is-name"),
        ("Password1234", "password-common"),
        ("qwertyuiop123", "password-common"),
        ("啊" * 12, "password-common"),
    ],
)
def test_passwords_that_are_easily_guessed_are_refused(password: str, code: str) -> None:
    with pytest.raises(StoreError) as caught:
        require_sound(password, "zhang")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "四季的风吹过许昌城墙的瓦", "194837261058", "zhang horse battery"],
)
def test_length_is_all_that_is_asked_of_others(password: str) -> None:
    require_sound(password, "zhang")
