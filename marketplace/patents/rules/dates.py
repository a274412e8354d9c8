"""Dates as people write them in tables: read when there is one reading, asked about when there are two."""

import re
from datetime import date, timedelta
from functools import lru_cache

from marketplace.kit.fullwidth import narrow
from marketplace.kit.words import Words

FIRST_FILING = date(1985, 4, 1)  # the first day patents could be filed in China
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_MIDNIGHT = re.compile(r"[ T]+0?0:00(?::00(?:\.0+)?)?\Z")
_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)([0-9]{1,2})日?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[3-7][0-9]{4}")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}|[0-9]{4})")

EXAMPLE = Words("请写成 2026-11-24 这样。", "Write it like 2026-11-24.")


@lru_cache(maxsize=65_536)
def read_date(text: str) -> date | Words:
    """The day a cell says, or what is wrong with it.

    Reads 2026-11-24, 2026/11/24, 2026.11.24, 2026年11月24日, 20261124 and the day numbers Excel shows for an
    unformatted date (45987). Asks back for 1/2/26 and 1/2/2026, which mean two different days.
    """
    plain = _MIDNIGHT.sub("", narrow(text))
    written = _WRITTEN.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if written:
        year, month, day = (int(part) for part in written.groups() if part is not None)
        try:
            return date(year, month, day)
        except ValueError:
            return Words(f"没有 {text} 这一天。", f"There is no such day as {text}.")
    if _SERIAL.fullmatch(plain):
        return _EXCEL_DAY_ZERO + timedelta(days=int(plain))
    if _SHORT_YEAR.fullmatch(plain):
        return Words(f"“{text}”可以读成不同的日子，{EXAMPLE.zh}", f"“{text}” can mean different days. {EXAMPLE.en}")
    return Words(f"“{text[:40]}”不是日期，{EXAMPLE.zh}", f"“{text[:40]}” is not a date. {EXAMPLE.en}")
