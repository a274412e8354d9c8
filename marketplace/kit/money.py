"""Money is whole fen, rates are whole ppm (1 % = 10,000 ppm): reading, writing, rounding, sharing out."""

import re
from collections.abc import Sequence

from marketplace.kit.errors import RuleBroken
from marketplace.kit.fullwidth import narrow
from marketplace.kit.words import Words

WHOLE_PPM = 1_000_000
MAX_FEN = 10**15 - 1
_AMOUNT = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,2})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?")
_FOREIGN = re.compile(r"USD|EUR|HKD|JPY|GBP|[$€£]|美元|欧元|港币|港元|日元|英镑", re.IGNORECASE)


def fen(text: str, field: str = "") -> int:
    """The amount a person typed in yuan, as whole fen: "１，０００．５０" → 100050.

    Full-width forms and well-placed thousands commas are repaired, everything else is refused: signs, exponents,
    underscores, other scripts' digits, a third decimal, more than 13 digits of yuan.
    Raises RuleBroken (AMOUNT_EMPTY, AMOUNT_CURRENCY, AMOUNT_FORM), naming `field`.
    """
    plain = narrow(text)
    if not plain:
        raise RuleBroken(Words("请填写金额。", "Enter an amount."), code="AMOUNT_EMPTY", field=field)
    if _FOREIGN.search(plain):
        message = Words(f"只支持人民币，不能填“{text}”。", f"Amounts are in RMB only; “{text}” cannot be used.")
        raise RuleBroken(message, code="AMOUNT_CURRENCY", field=field)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _AMOUNT.fullmatch(plain):
        raise RuleBroken(
            Words(f"“{text[:40]}”不是金额。", f"“{text[:40]}” is not an amount."),
            code="AMOUNT_FORM",
            cure=Words("请以元为单位填写数字，最多两位小数，例如 68000 或 1,000.50。", "Give yuan, like 1,000.50."),
            field=field,
        )
    whole, _, rest = plain.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def yuan(amount_fen: int) -> str:
    """Figures with two decimals and thousands commas: 100050 → "1,000.50"."""
    sign = "-" if amount_fen < 0 else ""
    whole, rest = divmod(abs(amount_fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def short_yuan(amount_fen: int) -> str:
    """As `yuan`, without “.00”: 500000 → "5,000"."""
    return yuan(amount_fen).removesuffix(".00")


def _scaled(amount_fen: int, unit_fen: int) -> str:
    hundredths = (amount_fen * 100 * 2 + unit_fen) // (unit_fen * 2)
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02d}".rstrip("0").rstrip(".")


def compact(amount_fen: int) -> Words:
    """The amount for display: 5,000 元, from 1万 on 6.8 万元, from 1亿 on 1.2 亿元; rounded to two decimals there.

    English reads ¥5,000, ¥68,000 and, from a million on, ¥1.2 million.
    """
    sign, size = ("-", -amount_fen) if amount_fen < 0 else ("", amount_fen)
    english = f"{sign}¥{short_yuan(size)}" if size < 10**8 else f"{sign}¥{_scaled(size, 10**8)} million"
    if size < 10**6:
        return Words(f"{sign}{short_yuan(size)} 元", english)
    if size < 10**10 - 5000:  # what would round to 10,000 万 is written 1 亿
        return Words(f"{sign}{_scaled(size, 10**6)} 万元", english)
    return Words(f"{sign}{_scaled(size, 10**10)} 亿元", english)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))


def _section(number: int) -> str:
    """1..9999 in capitals, without a leading 零."""
    text, gap = "", False
    for place, unit in _PLACES:
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + unit
        gap = not digit
    return text


def _capital_whole(number: int) -> str:
    """A positive whole number below 10^16 in capitals."""
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            text = _capital_whole(high) + unit
            if not low:
                return text
            return text + ("零" if low < size // 10 else "") + _capital_whole(low)
    return _section(number)


def capital(amount_fen: int) -> str:
    """The amount in Chinese capital numerals for contracts: 140950 → 人民币壹仟肆佰零玖元伍角.

    One spelling for each amount: 整 only after 元; 零 before 角 when the yuan place is nought.
    Raises ValueError below nought or above 10^13 yuan.
    """
    if not 0 <= amount_fen <= MAX_FEN:
        raise ValueError(f"no capital numerals for {amount_fen} fen")
    whole, rest = divmod(amount_fen, 100)
    jiao, cent = divmod(rest, 10)
    text = "人民币" + (_capital_whole(whole) + "元" if whole else "")
    if not rest:
        return text + ("整" if whole else "零元整")
    if whole and (not jiao or whole % 10 == 0):
        text += "零"
    return text + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cent]}分" if cent else "")


def share_ppm(amount_fen: int, ppm: int) -> int:
    """`ppm` millionths of the amount, rounded half up (away from nought) to a whole fen."""
    size, sign = abs(amount_fen * ppm), -1 if (amount_fen < 0) != (ppm < 0) else 1
    return sign * ((size * 2 + WHOLE_PPM) // (WHOLE_PPM * 2))


def percent(text: str, field: str = "") -> int:
    """The rate a person typed in per cent, as ppm: "3" → 30000, "2.5%" → 25000, 0 to 100.

    Raises RuleBroken (RATE_FORM) for anything else, five decimals too.
    """
    plain = narrow(text).removesuffix("%").rstrip()
    if _PERCENT.fullmatch(plain):
        whole, _, rest = plain.partition(".")
        ppm = int(whole) * 10_000 + int(rest.ljust(4, "0"))
        if ppm <= WHOLE_PPM:
            return ppm
    raise RuleBroken(
        Words(f"“{text[:40]}”不是百分比。", f"“{text[:40]}” is not a percentage."),
        code="RATE_FORM",
        cure=Words("请填写 0 到 100 之间的数，最多四位小数，例如 2.5。", "Give a number from 0 to 100, like 2.5."),
        field=field,
    )


def percent_text(ppm: int) -> str:
    """The rate in per cent without needless noughts: 30000 → "3", 25000 → "2.5"."""
    sign = "-" if ppm < 0 else ""
    whole, rest = divmod(abs(ppm), 10_000)
    return f"{sign}{whole}.{rest:04d}".rstrip("0").rstrip(".")


def split(total_fen: int, weights: Sequence[int]) -> list[int]:
    """`total_fen` shared out by `weights`, summing exactly to it (largest remainder, then the earlier one first).

    weights: whole numbers of nought or more, at least one above nought; order them before, by share then id.
    Raises ValueError otherwise, or for a total below nought.
    """
    whole = sum(weights)
    if total_fen < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError(f"cannot split {total_fen} fen by {list(weights)}")
    shares = [total_fen * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(total_fen * weights[place] % whole))
    for place in by_remainder[: total_fen - sum(shares)]:
        shares[place] += 1
    return shares
