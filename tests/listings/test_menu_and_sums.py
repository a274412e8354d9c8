"""Which place of the menu a listing belongs to, and the sums a buyer asks for."""

import re
from dataclasses import replace

import pytest

from marketplace.listings import actions
from marketplace.listings.queries.offer import chart_years
from marketplace.listings.rules.fee_plan.sales import SalesPlan
from tests.cast import Cast
from tests.listings.conftest import Browser
from tests.listings.market import LUMP, TRIAL, make_draft, make_offer


@pytest.mark.parametrize(
    ("path", "lit"),
    [("/listings", "找专利"), ("/listings/{}", "找专利"), ("/listings/{}/edit/fee", "我的专利"),
     ("/listings/{}/manage", "我的专利"), ("/listings/mine", "我的专利"), ("/listings/new", "我的专利"),
     ("/patents", "我的专利"), ("/rules", "规则"), ("/tasks", "待办")],
)  # fmt: skip
def test_the_menu_lights_the_holders_own_place(cast: Cast, browse: Browser, path: str, lit: str) -> None:
    listing = make_offer(cast.university)
    page = browse(cast.university).get(path.format(listing.number)).text
    menu = page[page.index('class="nav1"') : page.index("</nav>", page.index('class="nav1"'))]
    assert [words.strip() for words in re.findall(r'aria-current="page">\s*([^<\s]+)', menu)] == [lit]


def test_a_listing_waits_for_the_office_among_its_tasks(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, office_check=True)
    actions.send(listing, by=cast.university)
    page = browse(cast.office).get(f"/listings/{listing.number}/manage").text
    assert re.search(r'href="/tasks" aria-current="page"', page)


@pytest.mark.parametrize("typed", ["abc", "", "三百", "-1", "1e5", "12.345"])
def test_the_simulator_asks_for_a_number_and_reckons_nothing(cast: Cast, browse: Browser, typed: str) -> None:
    listing = make_offer(cast.university)
    page = browse(None).get(f"/listings/{listing.number}", query_string={"sales": typed}).text
    assert "写数字，例如 300。" in page
    assert f'name="sales" inputmode="decimal" value="{typed}"' in page
    assert "一共付" not in page
    assert "卖 80" not in page


def test_the_simulator_says_what_is_too_much(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    assert "最多写 10000000" in browse(None).get(f"/listings/{listing.number}?sales=10000001").text


def test_the_simulator_asks_in_english(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    client = browse(None)
    client.set_cookie("language", "en")
    assert "Write a number, such as 300." in client.get(f"/listings/{listing.number}?sales=many").text


def test_the_chart_calls_only_the_years_before_the_trigger_free() -> None:
    plan = replace(LUMP, use_first=TRIAL.use_first)
    after_a_year = SalesPlan((0, 10_000_000, 10_000_000), first_sale_month=13)
    years = chart_years(plan.simulate(after_a_year, 36), plan)
    assert [(one.paid_fen > 0, one.note.zh) for one in years] == [(False, "先用"), (True, ""), (False, "")]
