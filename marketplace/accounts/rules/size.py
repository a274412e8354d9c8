"""The size class of an enterprise in a year.  Source: 工信部联企业〔2011〕300号, 中小企业划型标准规定, art. 4."""

from collections.abc import Mapping
from typing import NamedTuple

from marketplace.accounts.rules.kinds import SizeClass

WAN = 10_000 * 100  # fen in ten thousand yuan


class Figures(NamedTuple):
    """What a size is computed from; None when not known."""

    employees: int | None
    revenue_fen: int | None
    assets_fen: int | None


class Sector(NamedTuple):
    """Floors of a sector, each a value that still belongs to the class ("以上" includes the number).

    measures: the fields of Figures that count, in the order of the floors
    """

    measures: tuple[str, ...]
    large: tuple[int, ...]
    medium: tuple[int, ...]
    small: tuple[int, ...]


PEOPLE_AND_REVENUE = ("employees", "revenue_fen")
REVENUE_AND_ASSETS = ("revenue_fen", "assets_fen")


def _people_revenue(large: tuple[int, int], medium: tuple[int, int], small: tuple[int, int]) -> Sector:
    """Persons, and revenue in ten thousand yuan."""
    rows = [(people, revenue * WAN) for people, revenue in (large, medium, small)]
    return Sector(PEOPLE_AND_REVENUE, *rows)


SECTORS: Mapping[str, Sector] = {
    "agriculture": Sector(("revenue_fen",), (20_000 * WAN,), (500 * WAN,), (50 * WAN,)),
    "industry": _people_revenue((1000, 40_000), (300, 2_000), (20, 300)),
    "construction": Sector(
        REVENUE_AND_ASSETS, (80_000 * WAN, 80_000 * WAN), (6_000 * WAN, 5_000 * WAN), (300 * WAN, 300 * WAN)
    ),
    "wholesale": _people_revenue((200, 40_000), (20, 5_000), (5, 1_000)),
    "retail": _people_revenue((300, 20_000), (50, 500), (10, 100)),
    "transport": _people_revenue((1000, 30_000), (300, 3_000), (20, 200)),
    "storage": _people_revenue((200, 30_000), (100, 1_000), (20, 100)),
    "post": _people_revenue((1000, 30_000), (300, 2_000), (20, 100)),
    "lodging_catering": _people_revenue((300, 10_000), (100, 2_000), (10, 100)),
    "information": _people_revenue((2000, 100_000), (100, 1_000), (10, 100)),
    "software": _people_revenue((300, 10_000), (100, 1_000), (10, 50)),
    "real_estate": Sector(
        REVENUE_AND_ASSETS, (200_000 * WAN, 10_000 * WAN), (1_000 * WAN, 5_000 * WAN), (100 * WAN, 2_000 * WAN)
    ),
    "property_management": _people_revenue((1000, 5_000), (300, 1_000), (100, 500)),
    "leasing_business": Sector(("employees", "assets_fen"), (300, 120_000 * WAN), (100, 8_000 * WAN), (10, 100 * WAN)),
    "other": Sector(("employees",), (300,), (100,), (10,)),
}
# Beginnings of GB/T 4754 codes, section letter dropped; the longest that fits decides.
_BY_DIVISION: Mapping[str, str] = {
    **dict.fromkeys(("01", "02", "03", "04", "05"), "agriculture"),
    **{f"{number:02d}": "industry" for number in range(6, 47)},
    **dict.fromkeys(("47", "48", "49", "50"), "construction"),
    "51": "wholesale",
    "52": "retail",
    **{str(number): "transport" for number in range(53, 59)},
    "59": "storage",
    "60": "post",
    **dict.fromkeys(("61", "62"), "lodging_catering"),
    **dict.fromkeys(("63", "64"), "information"),
    "65": "software",
    "701": "real_estate",
    "702": "property_management",
    **dict.fromkeys(("71", "72"), "leasing_business"),
}


def sector_of(industry: str) -> str:
    """The sector of the standard for a GB/T 4754 code ("C3562", "35"); "other" for what it does not list."""
    digits = industry.lstrip("ABCDEFGHIJKLMNOPQRST")
    return _BY_DIVISION.get(digits[:3]) or _BY_DIVISION.get(digits[:2], "other")


def missing_for(industry: str, figures: Figures) -> tuple[str, ...]:
    """Names of the figures that this industry's size needs and that are not given."""
    return tuple(name for name in SECTORS[sector_of(industry)].measures if getattr(figures, name) is None)


def size_class(industry: str, figures: Figures) -> SizeClass:
    """The class: the first whose floors are all reached, from large down; micro when none is.

    Raises ValueError when a figure it needs is missing.
    """
    if missing_for(industry, figures):
        raise ValueError("a figure is missing")
    sector = SECTORS[sector_of(industry)]
    values = [getattr(figures, name) for name in sector.measures]
    for size, floors in (
        (SizeClass.LARGE, sector.large),
        (SizeClass.MEDIUM, sector.medium),
        (SizeClass.SMALL, sector.small),
    ):
        if all(value >= floor for value, floor in zip(values, floors, strict=True)):
            return size
    return SizeClass.MICRO
