"""The texts the rules rest on, quoted word for word from the tables shipped in reference/law."""

import json
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from marketplace.kit.words import Words

_ITEM = re.compile(r"（[一二三四五六七八九十0-9]+）")
FOLDER = Path(__file__).parents[2] / "reference" / "law"


class Instrument(NamedTuple):
    """One law: how its texts are filed, what it is called, and from when to when it holds."""

    filed_as: str
    name: Words
    since: date
    until: date | None = None


class Law(StrEnum):
    PATENT_LAW = "patent_law"
    RULES = "rules"
    GUIDELINES = "guidelines"
    CIVIL_CODE = "civil_code"


INSTRUMENTS = {
    Law.PATENT_LAW: Instrument(
        "中华人民共和国专利法（2020年修正，2021-06-01起施行）",
        Words("专利法", "Patent Law"),
        date(2021, 6, 1),
    ),
    Law.RULES: Instrument(
        "中华人民共和国专利法实施细则（2023-12-11修订，2024-01-20起施行）",
        Words("专利法实施细则", "Implementing Rules of the Patent Law"),
        date(2024, 1, 20),
    ),
    Law.GUIDELINES: Instrument(
        "专利审查指南 第五部分第十一章 专利开放许可",
        Words("专利审查指南第五部分第十一章", "Patent Examination Guidelines, part V ch. 11,"),
        date(2024, 1, 20),
    ),
    Law.CIVIL_CODE: Instrument(
        "中华人民共和国民法典（2021-01-01起施行）",
        Words("民法典", "Civil Code"),
        date(2021, 1, 1),
    ),
}


@dataclass(frozen=True)
class Quote:
    """A passage of a law: its name in both languages and its Chinese text as printed."""

    law: Law
    article: Words
    text: str


@cache
def _paragraphs() -> dict[tuple[str, str], tuple[str, ...]]:
    rows = [row for path in sorted(FOLDER.glob("*.json")) for row in json.loads(path.read_text("utf-8"))]
    return {(row["instrument"], row["article"]): tuple(row["paragraphs"]) for row in rows}


def quote(law: Law, article: str, number: str, *places: int) -> Quote:
    """The paragraphs at `places` (all without any) of an article.

    article: as filed, 第八十六条 or 3.3 · number: as English writes it, art. 86(1)(1)
    Raises KeyError or IndexError when the text is not in the tables.
    """
    instrument = INSTRUMENTS[law]
    paragraphs = _paragraphs()[(instrument.filed_as, article)]
    chosen = [paragraphs[place] for place in places] if places else list(paragraphs)
    is_section = article[0].isdigit()
    item = _ITEM.match(chosen[-1]) if places else None
    one = (item.group() if is_section else f"第{item.group()}项") if item else ""
    name = Words(f"{instrument.name.zh}{' ' if is_section else ''}{article}{one}", f"{instrument.name.en} {number}")
    return Quote(law, name, "\n".join(chosen))


PL_50 = quote(Law.PATENT_LAW, "第五十条", "art. 50(1)", 0)
PL_51 = quote(Law.PATENT_LAW, "第五十一条", "art. 51")
PL_44 = quote(Law.PATENT_LAW, "第四十四条", "art. 44")
RULES_85 = quote(Law.RULES, "第八十五条", "art. 85")
RULES_85_GRANTED = quote(Law.RULES, "第八十五条", "art. 85(1)", 0)
RULES_86_EXCLUSIVE = quote(Law.RULES, "第八十六条", "art. 86(1)", 0, 1)
RULES_86_SUSPENDED = quote(Law.RULES, "第八十六条", "art. 86(2)", 0, 2)
RULES_86_ANNUITY = quote(Law.RULES, "第八十六条", "art. 86(3)", 0, 3)
RULES_86_PLEDGE = quote(Law.RULES, "第八十六条", "art. 86(4)", 0, 4)
RULES_86_OTHER = quote(Law.RULES, "第八十六条", "art. 86(5)", 0, 5)
GL_TERMINATED = quote(Law.GUIDELINES, "3.1", "3.1(5)", 1, 6)
GL_INVALID = quote(Law.GUIDELINES, "3.1", "3.1(6)", 1, 7)
GL_NO_REPORT = quote(Law.GUIDELINES, "3.1", "3.1(7)", 1, 8)
GL_BAD_REPORT = quote(Law.GUIDELINES, "3.1", "3.1(8)", 1, 9)
GL_CO_OWNERS = quote(Law.GUIDELINES, "3.2", "3.2")
GL_CONTENT = quote(Law.GUIDELINES, "3.3", "3.3", 0)
GL_FEES = quote(Law.GUIDELINES, "3.3", "3.3", 9)
CC_444 = quote(Law.CIVIL_CODE, "第四百四十四条", "art. 444(2)", 1)
CC_865 = quote(Law.CIVIL_CODE, "第八百六十五条", "art. 865")
