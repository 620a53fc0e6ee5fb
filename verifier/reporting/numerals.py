"""Chinese numbers of headings."""

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """一, 十, 十二, 二十, 一百零五 … for 1 to 999."""
    if not 1 <= number <= 999:
        raise ValueError(f"no heading has the number {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
