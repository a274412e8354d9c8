"""Unified social credit codes (GB 32100): read, checked, explained; and made, for samples.

Eighteen characters: registering department, kind of organisation, area (6), organisation code (9), check character.
The organisation code carries a check character of its own (GB 11714).
"""

import re
from typing import NamedTuple

from stdnum.cn import uscc as standard

from marketplace.kit import reference
from marketplace.kit.errors import RuleBroken
from marketplace.kit.fullwidth import narrow
from marketplace.kit.words import Words

_SHAPE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_BLANKS = re.compile(r"[\s\u200b\ufeff-]+")
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_KINDS = {
    "91": Words("企业", "Enterprise"),
    "92": Words("个体工商户", "Sole trader"),
    "93": Words("农民专业合作社", "Farmers' co-operative"),
    "11": Words("机关", "State organ"),
    "12": Words("事业单位", "Public institution"),
    "51": Words("社会团体", "Association"),
    "52": Words("民办非企业单位", "Private non-enterprise unit"),
    "53": Words("基金会", "Foundation"),
}


class UsccAnswer(NamedTuple):
    """What a code says.

    code:      repaired: capitals, no blanks
    is_valid:  right shape and both check characters
    area_code: its six digits, empty when the shape is wrong; the place of registration, perhaps of long ago
    area:      name of that area today, if there still is one
    kind:      kind of organisation, if the first two characters tell
    message:   what is wrong and what the right character is, or that all is well
    """

    code: str
    is_valid: bool
    area_code: str
    area: Words | None
    kind: Words | None
    message: Words


def inner_check(stem: str) -> str:
    """The ninth character of an organisation code, of its first eight (GB 11714)."""
    return "0123456789X0"[11 - sum(int(c, 36) * w for c, w in zip(stem, _INNER_WEIGHTS, strict=True)) % 11]


def _fault(code: str) -> Words | None:
    if len(code) != 18:
        return Words(
            f"统一社会信用代码应为 18 位，现在是 {len(code)} 位。",
            f"The unified social credit code has 18 characters; this one has {len(code)}.",
        )
    if not _SHAPE.fullmatch(code):
        return Words(
            "统一社会信用代码只用数字和大写字母（不含 I、O、S、V、Z），第 3 至 8 位是地区代码。",
            "The code uses digits and capitals without I, O, S, V, Z; characters 3 to 8 are an area code.",
        )
    inner, outer = inner_check(code[8:16]), standard.calc_check_digit(code[:17])
    if code[17] != outer:
        return Words(f"第 18 位应为 {outer}，请核对。", f"The 18th character should be {outer}; please compare.")
    if code[16] != inner:
        return Words(f"第 17 位应为 {inner}，请核对。", f"The 17th character should be {inner}; please compare.")
    return None


def check(text: str) -> UsccAnswer:
    """What `text` is as a credit code; full-width and small letters, blanks and hyphens are repaired first."""
    code = _BLANKS.sub("", narrow(text)).upper()
    fault = _fault(code)
    shaped = _SHAPE.fullmatch(code) is not None
    area_code = code[2:8] if shaped else ""
    fine = Words("统一社会信用代码正确。", "The unified social credit code is right.")
    kind = _KINDS.get(code[:2]) if shaped else None
    return UsccAnswer(code, fault is None, area_code, reference.area_path(area_code), kind, fault or fine)


def uscc(text: str, field: str = "") -> str:
    """The repaired code a person typed. Raises RuleBroken (USCC) saying which character is wrong, naming `field`."""
    answer = check(text)
    if not answer.is_valid:
        raise RuleBroken(answer.message, code="USCC", field=field)
    return answer.code


def make(department: str, area_code: str, stem: str) -> str:
    """A well-formed code for a sample: make("91", "210102", "MA0SAMP1") adds both check characters.

    department: two characters, "91" an enterprise, "12" a public institution
    stem:       eight characters of the organisation code
    Raises ValueError when the pieces do not fit.
    """
    head = f"{department}{area_code}{stem}".upper()
    code = head + inner_check(stem.upper()) if len(stem) == 8 else head
    if len(code) != 17 or not _SHAPE.fullmatch(code + "0"):
        raise ValueError(f"no credit code begins with {head}")
    return code + standard.calc_check_digit(code)
