import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.masking import masked, masked_throughout


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证号110101199003070011，电话13812345678。", "身份证号110101********0011，电话138****5678。"),
        ("41100219850102123X", "411002********123X"),
        ("411002 19850102 123x", "411002 ******** 123x"),
        ("４１１００２１９８５０１０２１２３４", "４１１００２********１２３４"),
        ("138 1234 5678、138-1234-5678", "138 **** 5678、138-****-5678"),
        ("+8613812345678；+86 138-1234-5678；008613812345678", "+86138****5678；+86 138-****-5678；0086138****5678"),
        ("1.13812345678 2,13912345678", "1.138****5678 2,139****5678"),
        ("tel13812345678", "tel138****5678"),
        ("13812345678/13987654321", "138****5678/139****4321"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("联系电话：0374-2961234", "联系电话：0374-***1234"),
        ("010-62961234", "010-****1234"),
        ("0374－2961234", "0374－***1234"),
        ("0374—2961234；0374 - 2961234；０３７４–2961234", "0374—***1234；0374 - ***1234；０３７４–***1234"),
        ("（0374）2961234，(010) 62961234", "（0374）***1234，(010) ****1234"),
        ("0374-296 1234、021-6296-1234", "0374-*** 1234、021-****-1234"),
        ("电话03742961234转801或01062961234", "电话0374***1234转801或010****1234"),
        (
            "138—1234—5678、138\u00a01234\u00a05678、138\u30001234\u30005678",
            "138—****—5678、138\u00a0****\u00a05678、138\u3000****\u30005678",
        ),
        ("联系电话13812345678E-mail：a@b.cn", "联系电话138****5678E-mail：a@b.cn"),
        ("411002 1985 0102 1234、411002-19850102-123ｘ", "411002 ********* 1234、411002-********-123ｘ"),
    ],
)
def test_numbers_of_people_lose_their_middle(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "91411000MA45ABCD3X",
        "914110007123456789",  # the code of a company: no day of birth
        "124110007191234567",
        "110101199013070011",  # no such month
        "13812345678.00",  # yuan
        "138,123,456.78",
        "1381234567",
        "138123456789",
        "6222021001116245702",
        "12812345678",
        "2026-03-10",
        "许市房权证字第0374123456号",
        "041001900104",  # the code of an invoice
        "001-2023-0015",
        "00123456789",
        "0f13812345678901234567890123456a",  # an id of ours
        "a3f013812345678bcdef0a3f013812345678bcdef0a3f013812345678bcdef0a",
        "138****5678",
        "",
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert masked(text) == text


@given(st.text(alphabet="0123456789Xx-+ .电a", max_size=60))
def test_a_text_keeps_its_length_and_what_is_hidden_stays_so(text: str) -> None:
    once = masked(text)
    assert len(once) == len(text)
    assert all(new in (old, "*") for new, old in zip(once, text, strict=True))


@given(st.integers(13_000_000_000, 19_999_999_999), st.text(alphabet="电话，： \n", max_size=5))
def test_no_mobile_phone_is_whole_among_other_words(number: int, words: str) -> None:
    assert str(number) not in masked(f"{words}{number}{words}")


def test_all_texts_of_a_json_are_masked_and_nothing_else_changes() -> None:
    content = {"13812345678": ["电话\n13812345678", 13812345678, 0.13812345678, None, True, {"a": "13812345678"}]}
    expected = {"13812345678": ["电话\n138****5678", 13812345678, 0.13812345678, None, True, {"a": "138****5678"}]}
    assert masked_throughout(json.loads(json.dumps(content))) == expected
