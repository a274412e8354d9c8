"""Who plays, and what they know of themselves; everything is invented, numbers carry right check digits."""

import csv
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO

from marketplace.kit import uscc

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
TITLES = ("一种可变阴极面积的微弧氧化装置及表面处理方法", "一种大件铸铝的随形冷铁浇铸方法")
PLAIN = (
    "给铝件、镁件表面长一层又硬又耐磨的壳，大件小件在同一个槽里做。",
    "大铸件里放跟着形状走的冷铁，冷得匀，少缩孔。",
)
PAID_YEAR = 8  # of the patent's years; it was filed five years ago
CLASSES = ("C25D 11/02", "B22D 15/00")


@dataclass
class Side:
    """An organisation with its first member."""

    name: str
    kind: str
    department: str
    industry: str
    person: str
    email: str
    stem: str = field(default_factory=lambda: f"9{secrets.randbelow(10**7):07}")
    password: str = field(default_factory=lambda: secrets.token_urlsafe(15))

    @property
    def uscc(self) -> str:
        return uscc.make(self.department, "210112", self.stem)


def holder() -> Side:
    mark = secrets.token_hex(3)
    return Side("浑岭重机样例研究院", "institute", "12", "C34", "样样甲", f"holder-{mark}@jingzhe.test")


def workshop() -> Side:
    mark = secrets.token_hex(3)
    own = "".join(secrets.choice("甲乙丙丁戊己庚辛壬癸") for _ in range(3))  # nobody registers twice under one name
    return Side(f"沈阳晨犁{own}样例精工有限公司", "enterprise", "91", "C33", "样样乙", f"workshop-{mark}@jingzhe.test")


def patent_number(year: int) -> str:
    """An invention's number that no real patent has, with its check digit."""
    digits = f"{year}19{secrets.randbelow(10**6):06}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
    return f"ZL{digits}.{'0123456789X'[check]}"


def patent_table(header: list[str], owner: str, today: date) -> tuple[bytes, list[str]]:
    """A table to import with the page's own columns: two right rows and one with a wrong check digit.

    header: as the downloaded empty table has it: number, title, owners, filed, granted, kind, class, …
    """
    filed_on, granted_on = today - timedelta(days=5 * 365), today - timedelta(days=3 * 365)
    numbers = [patent_number(filed_on.year) for _ in (*TITLES, "")]
    wrong = numbers[2][:-1] + ("0" if numbers[2][-1] != "0" else "1")
    text = StringIO()
    table = csv.writer(text)
    table.writerow(header)
    for number, title, symbol in zip(
        [*numbers[:2], wrong], [*TITLES, "一种样例装置"], [*CLASSES, "B23K 9/04"], strict=True
    ):
        row = [number, title, owner, filed_on.isoformat(), granted_on.isoformat(), "发明", symbol, symbol, "样样丙"]
        table.writerow([*row, *[""] * (len(header) - len(row))])
    return text.getvalue().encode("utf-8-sig"), numbers[:2]
