"""How somebody comes in: registration, patents, a first offer, another language."""

import csv
from io import StringIO

import pytest

from marketplace.demo import cast
from marketplace.kit import clock
from tests.browser.people import Member, Visitor

pytestmark = pytest.mark.browser

NOT_YET = ("名额为您留到", "核验通过")
FEE = {
    "rate": "3",
    "minimum": "12000",
    "cap": "300000",
    "statement_cycle": "quarter",
    "free_months": "12",
    "scope": "trial",
    "combine": "earliest",
}


def test_a_holder_imports_patents_and_its_offer_is_found_at_once(holder, workshop):
    holder.signs_in()
    holder.opens("/organisation")
    owner = holder.page.locator("main h1").inner_text()
    header = next(csv.reader(StringIO(holder.downloads("/patents/import/table.csv").decode("utf-8-sig"))))
    table, numbers = cast.patent_table(header, owner, clock.today())
    holder.imports(table)
    holder.describes(numbers[0].removeprefix("ZL"), cast.PAID_YEAR, cast.PLAIN[0])
    number = holder.drafts(numbers[0], FEE, ("first_sale", "after_months"))
    holder.steps("publish")
    holder.reads(number, "已公布")
    workshop.finds("微弧氧化", number)
    workshop.reads(cast.TITLES[0], "0 元")


def test_a_new_firm_keeps_a_place_and_signs_once_the_office_has_verified_it(workshop, holder, office):
    firm = cast.workshop()
    workshop.registers(firm)
    workshop.opens("/organisation/size")
    workshop.fills(employees="46", revenue="28000000")
    workshop.page.locator("main form button.b1").click()
    holder.signs_in()
    first, second = list(holder.has_published("PT"))[:2]
    deal = workshop.accepts(first)
    workshop.reads(*NOT_YET)
    holder.opens(f"/deals/{deal}")
    holder.reads("未核验")
    workshop.opens(f"/listings/{second}/accept")
    workshop.reads("只能接受一份报价")
    office.signs_in()
    office.verifies(firm.name)
    workshop.opens("/organisation")
    workshop.reads("已核验")
    workshop.signs(deal, "sign")
    holder.opens(f"/deals/{deal}")
    assert "未核验" not in holder.page.locator("main").inner_text()


def test_english_is_one_click_away_and_stays(anybody: Visitor):
    anybody.opens("/listings")
    anybody.chooses_english()
    assert anybody.page.url.endswith("/listings")
    assert anybody.page.locator("html").get_attribute("lang") == "en"
    anybody.opens("/")
    anybody.reads("Find patents", "Sign in")


def test_a_wrong_password_is_told_and_the_address_kept(arrives):
    stranger = arrives(Member, javascript=False)
    stranger.opens("/sign-in")
    stranger.fills(email="workshop@jingzhe.test", password="not-the-password-at-all")
    stranger.page.locator("main form button.b1").click()
    stranger.reads("错误")
    assert stranger.page.locator('main [name="email"]').input_value() == "workshop@jingzhe.test"
