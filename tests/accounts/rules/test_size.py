"""The size table at its edges: "以上" includes the number, "以下" does not."""

import pytest

from marketplace.accounts.rules.kinds import SizeClass
from marketplace.accounts.rules.size import SECTORS, WAN, Figures, missing_for, sector_of, size_class

S = SizeClass
CODES = {
    "agriculture": "A01", "industry": "C3562", "construction": "E47", "wholesale": "F51", "retail": "F52",
    "transport": "G54", "storage": "G59", "post": "G60", "lodging_catering": "H62", "information": "I64",
    "software": "I65", "real_estate": "K701", "property_management": "K702", "leasing_business": "L72", "other": "M73",
}  # fmt: skip


def figures(sector: str, values: tuple[int, ...]) -> Figures:
    return Figures(**(dict.fromkeys(Figures._fields) | dict(zip(SECTORS[sector].measures, values, strict=True))))


def test_every_sector_has_a_code_that_leads_to_it() -> None:
    assert {sector_of(code) for code in CODES.values()} == set(SECTORS)
    assert all(sector_of(code) == sector for sector, code in CODES.items())


@pytest.mark.parametrize("sector", sorted(SECTORS))
def test_each_floor_belongs_to_the_class_and_one_less_does_not(sector: str) -> None:
    code, floors = CODES[sector], SECTORS[sector]
    below = {S.LARGE: S.MEDIUM, S.MEDIUM: S.SMALL, S.SMALL: S.MICRO}
    for size, values in ((S.LARGE, floors.large), (S.MEDIUM, floors.medium), (S.SMALL, floors.small)):
        assert size_class(code, figures(sector, values)) is size
        for at in range(len(values)):
            lower = tuple(value - (index == at) for index, value in enumerate(values))
            assert size_class(code, figures(sector, lower)) is not size
        assert size_class(code, figures(sector, tuple(value - 1 for value in values))) is below[size]


@pytest.mark.parametrize(
    ("industry", "employees", "revenue_wan", "assets_wan", "size"),
    [
        ("C3562", 1000, 40_000, None, S.LARGE),
        ("C3562", 1000, 39_999, None, S.MEDIUM),  # one upper limit is not enough
        ("C3562", 5000, 1_999, None, S.SMALL),  # many people, little revenue
        ("C3562", 19, 50_000, None, S.MICRO),
        ("F51", 5, 1_000, None, S.SMALL),
        ("I65", 10, 50, None, S.SMALL),
        ("K701", None, 200_000, 9_999, S.MEDIUM),
        ("L72", 300, None, 120_000, S.LARGE),
        ("M73", 300, None, None, S.LARGE),
        ("", 9, None, None, S.MICRO),
    ],
)
def test_examples(
    industry: str, employees: int | None, revenue_wan: int | None, assets_wan: int | None, size: SizeClass
) -> None:
    given = Figures(employees, revenue_wan * WAN if revenue_wan else None, assets_wan * WAN if assets_wan else None)
    assert size_class(industry, given) is size


def test_a_missing_figure_is_named_not_guessed() -> None:
    assert missing_for("C35", Figures(10, None, None)) == ("revenue_fen",)
    assert missing_for("M73", Figures(10, None, None)) == ()
    with pytest.raises(ValueError, match="missing"):
        size_class("C35", Figures(10, None, None))
