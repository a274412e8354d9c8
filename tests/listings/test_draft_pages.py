"""Writing a draft: one thing at a time, nothing chosen for the holder, nothing scolded before it was asked."""

import re
from dataclasses import replace

import pytest

from marketplace.kit.db import db
from marketplace.listings import actions
from marketplace.listings.models import Listing
from marketplace.listings.queries.judging import verdicts_so_far
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from tests.cast import Cast
from tests.listings.conftest import Browser
from tests.listings.market import ENTRY, LUMP, NOTE, TRIAL, begun, make_draft, make_offer

CHOSEN = re.compile(r'<input[^>]*\bchecked\b[^>]*name="(\w+)"|<input[^>]*name="(\w+)"[^>]*\bchecked\b')
ROYALTY = {"kind": "royalty", "rate": "3", "statement_cycle": "quarter", "statement_due_days": "30"}
ROYALTY |= {"payment_due_days": "15"}
USE_FIRST = {"has_use_first": "y", "free_months": "12", "scope": "trial"}


def kept_plan(listing: Listing) -> FeePlan:
    plan = db.session.get_one(Listing, listing.id, populate_existing=True).plan
    assert plan is not None
    return plan


def test_the_kind_is_asked_first_and_nothing_is_chosen(cast: Cast, browse: Browser) -> None:
    address, client = f"/listings/{begun(cast.university).number}/edit/fee", browse(cast.university)
    page = client.get(address).text
    assert not CHOSEN.findall(page)
    assert "先用期" not in page
    answer = client.get(f"{address}?next=1")
    assert answer.status_code == 422
    assert "选一样。" in answer.text
    assert answer.text.index("错误") < answer.text.index("<body")


@pytest.mark.parametrize("kind", ["lump_sum", "instalments", "royalty", "entry_and_royalty"])
def test_use_first_is_off_until_it_is_chosen(cast: Cast, browse: Browser, kind: str) -> None:
    listing = begun(cast.university)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/fee?kind={kind}").text
    assert 'name="has_use_first"' in page
    assert not CHOSEN.findall(page)
    assert re.search(r'name="free_months"[^>]*value=""', page)


def test_a_free_licence_is_not_asked_when_it_is_paid(cast: Cast, browse: Browser) -> None:
    listing = begun(cast.university)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/fee?kind=free").text
    assert "basis_note" in page
    assert "has_use_first" not in page
    assert "payment_due_days" not in page


@pytest.mark.parametrize(("kind", "asks"), [("lump_sum", False), ("instalments", False), ("entry_and_royalty", True)])
def test_a_declaration_is_asked_only_what_it_may_say(cast: Cast, browse: Browser, kind: str, asks: bool) -> None:
    address, client = f"/listings/{begun(cast.university, Channel.STATUTORY).number}/edit/fee", browse(cast.university)
    assert 'value="royalty"' not in client.get(address).text
    assert ("has_use_first" in client.get(f"{address}?kind={kind}").text) is asks


def test_a_declaration_pays_something_at_the_start(cast: Cast, browse: Browser) -> None:
    listing = begun(cast.university, Channel.STATUTORY)
    data = {"kind": "instalments", "payment_due_days": "15"}
    for at, months in enumerate((6, 12)):
        data |= {f"instalments-{at}-after_months": str(months), f"instalments-{at}-amount": "40000"}
    answer = browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=instalments", data=data)
    assert answer.status_code == 422
    assert '<a href="#instalments">分几期：开始时一分钱不付。' in answer.text


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"has_use_first": "y"}, {"free_months", "scope", "triggers"}),
        ({**USE_FIRST, "triggers": ["first_sale", "after_months"]}, {"combine"}),
        ({**USE_FIRST, "triggers": ["cum_revenue"]}, {"trigger_sum"}),
        ({**USE_FIRST, "triggers": ["milestone"]}, {"milestone"}),
        ({**USE_FIRST, "triggers": ["fixed_date"]}, {"trigger_day"}),
        ({**USE_FIRST, "triggers": ["first_sale"], "free_months": "十二"}, {"free_months"}),
        ({**USE_FIRST, "triggers": ["first_sale"], "scope": "nonsense"}, {"scope"}),
        # What stands in a question that was not put is no fault.
        ({"free_months": "x", "trigger_sum": "x", "trigger_day": "x"}, set()),
        ({**USE_FIRST, "triggers": ["first_sale"], "trigger_sum": "x"}, set()),
    ],
)
def test_only_what_the_choice_needs_is_asked_for(
    cast: Cast, browse: Browser, typed: dict[str, object], wrong: set[str]
) -> None:
    address = f"/listings/{begun(cast.university).number}/edit/fee?kind=royalty"
    answer = browse(cast.university).post(address, data={**ROYALTY, **typed})
    assert set(re.findall(r'id="(\w+)-error"', answer.text)) == wrong
    assert answer.status_code == (422 if wrong else 303)


def test_what_is_left_open_is_the_usual(cast: Cast, browse: Browser) -> None:
    listing = begun(cast.university)
    data = {**ROYALTY, **USE_FIRST, "triggers": ["first_sale"]}
    answer = browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=royalty", data=data)
    assert answer.status_code == 303
    terms = kept_plan(listing).use_first
    assert terms is not None
    assert (terms.exit_notice_days, terms.trigger.combine) == (15, "earliest")


def test_a_plan_comes_back_as_it_was_written(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/fee").text
    chosen = [one or other for one, other in CHOSEN.findall(page)]
    assert sorted(chosen) == ["combine", "has_use_first", "scope", "triggers", "triggers"]
    assert re.search(r'name="free_months"[^>]*value="12"', page)


def test_a_reason_given_once_outlives_another_fee(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, plan=LUMP)
    actions.set_statement(listing, by=cast.university, commitment=True, over_cap_reason="含全套服务")
    data = {"kind": "lump_sum", "amount": "70000", "payment_due_days": "15"}
    browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=lump_sum", data=data)
    assert db.session.get_one(Listing, listing.id, populate_existing=True).over_cap_reason == "含全套服务"


def test_another_kind_keeps_what_both_ask(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university)
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/fee?kind=entry_and_royalty").text
    assert re.search(r'name="rate"[^>]*value="3"', page)
    assert re.search(r'name="free_months"[^>]*value="12"', page)
    assert "合同会这样写" not in page  # of the plan before, which is another


@pytest.mark.parametrize(
    ("section", "data"),
    [
        ("fee?kind=lump_sum", {"kind": "lump_sum", "amount": "70000", "payment_due_days": "15"}),
        ("term", {"term_months": "24", "acts": ["make"]}),
        ("conditions", {"contact_name": "王样例", "contact_phone": "000-0000-0000", "late_penalty": "0.05"}),
        ("check", {"commitment": "y"}),
    ],
)
def test_of_two_who_write_the_second_is_told(
    cast: Cast, browse: Browser, section: str, data: dict[str, object]
) -> None:
    listing = make_draft(cast.university)
    address = f"/listings/{listing.number}/edit/{section}"
    answer = browse(cast.university).post(address, data={**data, "version": "1"})
    assert answer.status_code == 409


@pytest.mark.parametrize("channel", list(Channel))
def test_nothing_is_scolded_before_it_was_asked(cast: Cast, browse: Browser, channel: Channel) -> None:
    listing = begun(cast.university, channel)
    client = browse(cast.university)
    for section in ("fee", "term", "conditions"):
        page = client.get(f"/listings/{listing.number}/edit/{section}").text
        assert "没有通过" not in page
        assert "是 0 个月" not in page
        assert 'class="failed"' not in page
    plan = ENTRY if channel is Channel.STATUTORY else TRIAL
    actions.set_fee(listing, by=cast.university, plan=plan, basis_note=NOTE)
    assert all(verdict.passed for verdict in verdicts_so_far(listing))
    page = browse(cast.university).get(f"/listings/{listing.number}/edit/term").text
    assert "现在最长能写" in page
    assert 'class="failed"' not in page
    answer = client.post(f"/listings/{listing.number}/edit/term", data={"acts": ["make"]})
    assert answer.status_code == 422
    assert "term_months-error" in answer.text


def test_an_e_mail_address_is_published_only_when_it_was_typed(cast: Cast, browse: Browser) -> None:
    listing = begun(cast.university)
    assert (listing.contact_name, listing.contact_email) == ("王样例", "")
    client, address = browse(cast.university), f"/listings/{listing.number}/edit/conditions"
    data = {"audit_times_a_year": "1", "audit_notice_days": "15", "late_penalty": "0.05", "dispute": "court"}
    data |= {"contact_name": "王样例", "contact_phone": ""}
    nobody = client.post(address, data=data)
    assert nobody.status_code == 422
    assert "电话和邮箱至少留一个" in nobody.text
    assert client.post(address, data={**data, "contact_phone": "024-0000 0000"}).status_code == 303
    kept = db.session.get_one(Listing, listing.id, populate_existing=True)
    assert (kept.contact_phone, kept.contact_email) == ("024-0000 0000", "")
    shown = make_offer(cast.university, serial=2)
    shown.contact_email = ""
    page = browse(None).get(f"/listings/{shown.number}").text
    assert "mailto:" not in page
    assert "tel:" in page


def test_a_refused_plan_is_told_at_its_field_with_the_cure(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, plan=replace(TRIAL), term_months=12)
    data = {**ROYALTY, **USE_FIRST, "triggers": ["after_months"]}
    answer = browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=royalty", data=data)
    assert answer.status_code == 422
    assert "先用 12 个月，许可期 12 个月。先用期至少 1 个月，并短于许可期。" in answer.text
