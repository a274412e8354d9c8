"""Chinese patent numbers as people print them: what kind of number it is, whether it is right, how it is written.

Source: layout and check digit of application numbers (ZC 0006); a patent number is “ZL” and the application number.
"""

import re
from datetime import date
from enum import StrEnum
from operator import mul
from typing import NamedTuple

from marketplace.kit.errors import RuleBroken
from marketplace.kit.fullwidth import narrow
from marketplace.kit.words import Words
from marketplace.patents.rules.kinds import KIND_BY_DIGIT, PatentKind


class NumberKind(StrEnum):
    APPLICATION = "application_number"
    PUBLICATION = "publication_number"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class NumberCheck(StrEnum):
    VALID = "valid"
    NO_CHECK_DIGIT = "no_check_digit"
    MISMATCH = "check_digit_mismatch"
    BAD_FORMAT = "bad_format"
    BAD_YEAR = "bad_year"
    BAD_TYPE = "bad_type"
    NOT_APPLICABLE = "n/a"


class NumberAnswer(NamedTuple):
    """What a printed number is.

    normal: "201710013739.X", without its check digit if none was printed, "CN101551481B", or empty
    year:   year of filing in an application number, else None
    """

    kind: NumberKind
    check: NumberCheck
    normal: str
    year: int | None
    message: Words

    @property
    def is_valid(self) -> bool:
        return self.check is NumberCheck.VALID


_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_CHECK_DIGITS = "0123456789X"
_NEW = re.compile(r"(?:ZL|CN)?([0-9]{12})(?:\.?([0-9X]))?(?:[ABCDSUY][0-9]?)?")
_OLD = re.compile(r"(?:ZL|CN)?([089][0-9]{7})(?:\.?([0-9X]))?(?:(?<=\..)[ABCDSUY][0-9]?)?")
_PUBLICATION = re.compile(r"(?:CN)?([0-9]{7,9}[ABCDSUY][0-9]?|(?<=CN)[123][0-9]{6,8}|[123][0-9]{8})")
_FOREIGN = re.compile(r"(?!ZL|CN)(?:PCT/?)?[A-Z]{2}[0-9][0-9/.,-]{3,}(?:[A-Z][0-9]?)?")
_SCIENTIFIC = re.compile(r"(?:ZL|CN)?[0-9]+(?:\.[0-9]+)?E\+?[0-9]+")
_CAPTION = re.compile(r"(?:专利|申请)号:?")
_BLANKS = str.maketrans("", "", " \t\u3000\u00a0·-－—")

_FINE = Words("专利号格式与校验位正确。", "The patent number is well formed and its check digit is right.")
_PUBLISHED = Words(
    "这是公告号，请填专利号（ZL 开头）。", "This is a publication number; give the patent number (it begins with ZL)."
)
_ABROAD = Words(
    "这是外国或国际专利号，本平台只登记中国专利。", "This is a foreign number; only Chinese patents are listed here."
)
_EXCEL = Words("Excel 已改变专利号，请设为文本。", "Excel has changed the patent number; format the column as text.")
_SHAPELESS = Words(
    "这不是专利号，请填 ZL 加 12 位数字和校验位，例如 ZL201710013739.X。",
    "This is not a patent number; give ZL, 12 digits and the check digit, as in ZL201710013739.X.",
)


def check_digit(digits: str) -> str:
    """The check digit of 12 (or, before October 2003, 8) digits: "201710013739" → "X"."""
    return _CHECK_DIGITS[(sum(map(mul, _WEIGHTS, digits.encode())) - 48 * sum(_WEIGHTS[: len(digits)])) % 11]


def check(text: str, today: date | None = None) -> NumberAnswer:
    """What `text` is and whether it is right.

    Repairs full-width forms, lower case, blanks, a missing dot, a ZL or CN prefix, a kind letter at the end.
    today: numbers of later years are wrong; without it any year up to 2099 passes
    """
    found = _NEW.fullmatch(text)
    if found is None:
        plain = _CAPTION.sub("", narrow(text).upper().translate(_BLANKS))
        found = _NEW.fullmatch(plain)
        if found is None:
            return _other(plain)
    digits, printed = found.groups()
    year = int(digits[:4])
    return _application(digits, printed, year, 2003 <= year <= (today.year if today else 2099), digits[4])


def _application(digits: str, printed: str | None, year: int, year_fits: bool, kind_digit: str) -> NumberAnswer:
    normal = f"{digits}.{printed}" if printed else digits
    if not year_fits:
        message = Words(
            f"专利号里的年份 {year} 不对，请核对。", f"The year {year} in the patent number cannot be right."
        )
        return NumberAnswer(NumberKind.APPLICATION, NumberCheck.BAD_YEAR, normal, year, message)
    if kind_digit not in KIND_BY_DIGIT:
        message = Words(
            f"专利号里的种类位是 {kind_digit}，应为 1、2、3、8 或 9，请核对。",
            f"The kind digit in the patent number is {kind_digit}; it must be 1, 2, 3, 8 or 9.",
        )
        return NumberAnswer(NumberKind.APPLICATION, NumberCheck.BAD_TYPE, normal, year, message)
    right = check_digit(digits)
    if printed == right:
        return NumberAnswer(NumberKind.APPLICATION, NumberCheck.VALID, normal, year, _FINE)
    if printed is None:
        message = Words(
            f"专利号缺少校验位，按前面的数字应为 {right}，请按证书补全。",
            f"The check digit is missing; by the digits before it, it would be {right}. Copy it from the certificate.",
        )
        return NumberAnswer(NumberKind.APPLICATION, NumberCheck.NO_CHECK_DIGIT, normal, year, message)
    message = Words(f"专利号校验位应为 {right}，请核对。", f"The check digit should be {right}; please compare.")
    return NumberAnswer(NumberKind.APPLICATION, NumberCheck.MISMATCH, normal, year, message)


def _other(plain: str) -> NumberAnswer:
    """The slow road: old application numbers, publication numbers, foreign ones, and what is none of them."""
    old = _OLD.fullmatch(plain)
    if old:
        digits, printed = old.groups()
        year = int(digits[:2]) + (1900 if digits[0] in "89" else 2000)
        return _application(digits, printed, year, 1985 <= year <= 2003, digits[2])
    published = _PUBLICATION.fullmatch(plain)
    if published:
        return NumberAnswer(NumberKind.PUBLICATION, NumberCheck.NOT_APPLICABLE, "CN" + published[1], None, _PUBLISHED)
    if _SCIENTIFIC.fullmatch(plain):
        return NumberAnswer(NumberKind.UNKNOWN, NumberCheck.BAD_FORMAT, "", None, _EXCEL)
    if _FOREIGN.fullmatch(plain):
        return NumberAnswer(NumberKind.FOREIGN, NumberCheck.NOT_APPLICABLE, "", None, _ABROAD)
    return NumberAnswer(NumberKind.UNKNOWN, NumberCheck.BAD_FORMAT, "", None, _SHAPELESS)


def patent_number(text: str, today: date | None = None, field: str = "") -> str:
    """The canonical number "201710013739.X" of what a person typed.

    Raises RuleBroken (PATENT_NUMBER) saying what is wrong, naming `field`.
    """
    answer = check(text, today)
    if not answer.is_valid:
        raise RuleBroken(answer.message, code="PATENT_NUMBER", field=field)
    return answer.normal


def display(number: str) -> str:
    """As printed on the certificate: 201710013739.X → ZL201710013739.X."""
    return "ZL" + number


def kind_of(number: str) -> PatentKind:
    """The kind a canonical number says."""
    return KIND_BY_DIGIT[number[4] if len(number) == 14 else number[2]]


def year_of(number: str) -> int:
    """The year in a canonical number; a divisional's filing date can be years before."""
    if len(number) == 14:
        return int(number[:4])
    return int(number[:2]) + (1900 if number[0] in "89" else 2000)
