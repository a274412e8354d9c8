"""The shipped tables are whole, small and answer."""

import pytest

from marketplace.kit import reference
from marketplace.kit.words import Words


def test_ipc_titles_at_every_level():
    assert reference.ipc_title("H01L").zh.startswith("半导体器件")
    assert reference.ipc_title("C07D213/64") == reference.ipc_title("C07D213/00")
    assert reference.ipc_title("Z99") is None
    assert reference.ipc_title("Z99Z1/02") is None
    assert [code for code, _ in reference.ipc_sections()] == list("ABCDEFGH")
    assert reference.ipc_path("H01L21/02") == ("H", "H01", "H01L", "H01L21/00")
    assert reference.ipc_path("C07") == ("C", "C07")
    assert [code for code, _ in reference.ipc_below("C01")] == ["C01B", "C01C", "C01D", "C01F", "C01G"]
    assert reference.ipc_below("A01B1/00") == ()


def test_every_ipc_title_stands_in_both_languages():
    subclasses = [entry for _, title in reference.ipc_sections() for entry in title]
    assert all(subclasses)
    assert all(title.zh and title.en for c in "ABCDEFGH" for _, title in reference.ipc_below(c))


def test_areas():
    assert reference.area_name("210100") == Words("沈阳市", "Shenyang")
    assert reference.area_path("210106").zh == "辽宁省沈阳市铁西区"
    assert reference.area_path("110101").zh == "北京市东城区"
    assert reference.area_name("999999") is None
    assert reference.area_path("999999") is None
    assert len(reference.areas("city", "210000")) == 14
    assert len(reference.areas("province")) == 31
    assert reference.place("210106").parent == "210100"


def test_industries():
    assert reference.industry_name("C3562").zh == "半导体器件专用设备制造"
    assert reference.industry_name("3562") == reference.industry_name("C3562")
    assert reference.industry_name("35").en == "Special-purpose equipment"
    assert reference.industry_name("A3562") is None
    assert reference.industry_name("C9999") is None
    assert reference.industry_name("9") is None
    assert [len(reference.industries(level)) for level in (1, 2, 3)] == [20, 97, 473]
    assert len(reference.industries(2, "C")) == 31


def test_an_unknown_industry_has_no_section():
    with pytest.raises(KeyError):
        reference.industry_section("none")


def test_holidays_are_published_to_this_year():
    years = reference.holidays()
    assert (min(years), max(years)) == (2004, 2026)
    assert not any(year.days_off & year.worked for year in years.values())


def test_the_tables_stay_small():
    assert sum(path.stat().st_size for path in reference.FOLDER.iterdir() if path.is_file()) < 1_500_000
