import secrets

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
        ("三月的zhang与一只风筝", "password-is-name"),
        ("Password1234", "password-common"),
        ("P@ssw0rd!2026", "password-common"),
        ("abcabcabcabc", "password-common"),
        ("qwertyuiop123", "password-common"),
        ("啊" * 12, "password-common"),
    ],
)
def test_passwords_that_are_easily_guessed_are_refused(password: str, code: str) -> None:
    with pytest.raises(StoreError) as caught:
        require_sound(password, "zhang")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("gongxinju is a quiet house", "gongxinju"),
        ("夜里的示范平台下着小雨呢", "示范平台"),
        ("Dossier under the old tree", "dossier"),
        ("张三丰的剑挂在墙上八年了", "张三"),
        ("a letter from Grove street", "grove"),
        ("在甲局门口等一辆旧公交车", "甲局"),
    ],
)
def test_a_word_of_the_office_or_of_the_person_is_named_and_refused(password: str, word: str) -> None:
    with pytest.raises(StoreError, match=f"“{word}”") as caught:
        require_sound(password, "zhang", "张三", "甲局", "Grove-Building")
    assert caught.value.code == "password-office-word"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "四季的风吹过旧城墙的青瓦",
        "194837261058",
        "delight in small things",  # has a name of two letters in it
        "q7Rz-w0Lx_Tn4KbE",
        "李花开在三月的旧篱笆外面",
    ],
)
def test_length_is_all_that_is_asked_of_others(password: str) -> None:
    require_sound(password, "li", "李", "本单位")


def test_the_time_that_judging_takes_is_bounded() -> None:
    require_sound("4@({<369!1|70$5+2%" * 11, "zhang")  # whole, it would take minutes
    with pytest.raises(StoreError) as caught:
        require_sound("1q2w3e4r" * 25, "zhang")
    assert caught.value.code == "password-common"


def test_random_passwords_are_good() -> None:
    for _ in range(50):
        require_sound(secrets.token_urlsafe(12), "zhang", "张三")
