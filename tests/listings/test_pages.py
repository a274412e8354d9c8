"""Who may see which page of listings, and what it shows."""

from io import BytesIO

import pytest
from flask import Flask

from marketplace.kit import clock, reading
from marketplace.kit.db import db
from marketplace.kit.idempotency import new_key
from marketplace.kit.reading import slots
from marketplace.listings import actions, queries
from marketplace.listings.models import Listing
from marketplace.listings.rules.bars import RULES
from marketplace.listings.rules.channel import Channel
from marketplace.workflows.declaration import DECLARATION
from marketplace.workflows.listing_states import ListingState as S
from marketplace.workflows.offer import OFFER
from tests.accounts.test_allowances import limited
from tests.cast import Cast
from tests.listings.conftest import Browser
from tests.listings.market import ENTRY, LUMP, PLAIN, TITLE, make_declaration, make_draft, make_offer, make_patent
from tests.listings.scans import scan

HOSTILE = ("{{ 7*7 }}", "{% for x in y %}", "<script>alert(1)</script>", "${7*7}%(x)s{0.__class__}", "'\"><img src=x>")


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_the_catalogue_finds_counts_and_pages(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    make_draft(cast.university, serial=2)
    client = browse(None)
    page = text(client.get("/listings?q=微弧氧化"))
    assert listing.number in page
    assert "<mark>微弧" in page
    assert PLAIN in page
    assert "样例" in page
    assert "没有样样都合的" in text(client.get("/listings?fee_kind=free"))
    assert "没有找到" in text(client.get("/listings?q=不存在的东西"))
    assert client.get("/listings?page=999&sort=x&use_first=no&channel=%00").status_code == 200


@pytest.mark.parametrize("asked", ["' OR 1=1--", "%", "_", "*", '"', "NEAR(", "词 " * 200, "<script>alert(1)</script>"])
def test_any_question_gets_an_answer(cast: Cast, browse: Browser, asked: str) -> None:
    answer = browse(None).get("/listings", query_string={"q": asked})
    assert answer.status_code == 200
    assert "<script>alert" not in text(answer)


def test_the_offer_page_shows_todays_cost_first(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    page = text(browse(None).get(f"/listings/{listing.number}"))
    for shown in (
        TITLE,
        "0 元",
        "封顶",
        "30 万元",
        f"/listings/{listing.number}/accept",
        "能放心用吗",
        "年费已缴到",
        "第 1 版",
    ):
        assert shown in page


def test_the_offer_page_speaks_english(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    client = browse(None)
    client.set_cookie("language", "en")
    page = text(client.get(f"/listings/{listing.number}"))
    assert "Use on these terms" in page
    assert "once the first sale" in page


def test_the_simulator_answers_what_was_typed(cast: Cast, browse: Browser) -> None:
    address = f"/listings/{make_offer(cast.university).number}"
    client = browse(None)
    assert "一共付 15 万元" in text(client.get(f"{address}?sales=80&growth=ramp&first=13"))
    for nonsense in ("-1", "NaN", "1E+999999", "１_０", "USD 5", "9" * 30):
        page = client.get(address, query_string={"sales": nonsense, "growth": "x", "first": "99"})
        assert page.status_code == 200
        assert "错误" in text(page)


def test_drafts_are_nobody_elses(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university)
    for who, status in ((None, 404), (cast.workshop, 404), (cast.office, 404), (cast.university, 200)):
        assert browse(who).get(f"/listings/{listing.number}").status_code == status
    for path in ("manage", "edit/fee", "publish", "consents"):
        assert browse(cast.workshop).get(f"/listings/{listing.number}/{path}").status_code == 404
        assert browse(None).get(f"/listings/{listing.number}/{path}").status_code == 303
    assert browse(None).get("/listings/PT-2026-999999").status_code == 404
    assert browse(None).get("/listings/nonsense").status_code == 404


def test_a_closed_offer_says_so_and_offers_no_button(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    actions.close(listing, by=cast.university)
    page = text(browse(None).get(f"/listings/{listing.number}"))
    assert "不再签新的" in page
    assert "按这个条件用" not in page


def test_a_broken_rule_is_shown_to_the_buyer(cast: Cast, browse: Browser) -> None:
    listing = make_offer(cast.university)
    listing.patents[0].annuity_paid_year = 3
    page = text(browse(None).get(f"/listings/{listing.number}"))
    assert "不能签" in page
    assert "年费" in page
    assert "按这个条件用" not in page


def test_the_rules_page_judges_every_example(cast: Cast, browse: Browser) -> None:
    page = text(browse(None).get("/rules"))
    for rule in RULES:
        assert rule.code in page
        assert all(example.name.zh in page for example in rule.examples)


def test_every_step_by_hand_has_a_page(app: Flask) -> None:
    endpoints = set(app.view_functions)
    for workflow in (OFFER, DECLARATION):
        for step in workflow.steps:
            assert not step.by_hand or f"listings.{step.name}" in endpoints, step.name


def test_an_offer_from_the_first_page_to_the_catalogue(cast: Cast, browse: Browser) -> None:
    patent = make_patent(cast.university)
    client = browse(cast.university)
    form = {"request_key": new_key("draft"), "channel": "platform", "patents": [patent.id]}
    answer = client.post("/listings/new", data=form)
    assert answer.status_code == 303
    address = answer.headers["Location"].removesuffix("/edit/fee")
    assert "想怎么收钱" in text(client.get(f"{address}/edit/fee"))
    fee = {"kind": "royalty", "rate": "3", "cap": "300000", "has_use_first": "y", "free_months": "12"}
    fee |= {"scope": "trial", "combine": "earliest", "exit_notice_days": "15", "statement_cycle": "quarter"}
    fee |= {"statement_due_days": "30", "payment_due_days": "15"}
    answer = client.post(f"{address}/edit/fee?kind=royalty", data={**fee, "triggers": ["first_sale", "after_months"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}/edit/term")
    term = {"term_months": "60", "acts": ["make", "use", "sell"], "quota": "3"}
    assert client.post(f"{address}/edit/term", data=term).status_code == 303
    conditions = {"audit_times_a_year": "1", "audit_notice_days": "15", "late_penalty": "0.05", "dispute": "court"}
    conditions |= {"contact_name": "王样例", "contact_email": "a@example.org"}
    assert client.post(f"{address}/edit/conditions", data=conditions).status_code == 303
    answer = client.post(f"{address}/edit/check", data={"commitment": "y"})
    assert answer.headers["Location"] == f"{address}/publish"
    assert client.get(f"{address}/publish").status_code == 200
    assert client.post(f"{address}/publish", data={"step": "publish"}).status_code == 303
    assert address in text(client.get("/listings"))
    assert address in text(client.get("/listings/mine"))
    assert "已公布" in text(client.get(f"{address}/manage"))


def test_the_second_clerk_gets_the_way_to_the_first_draft(cast: Cast, browse: Browser) -> None:
    first = make_draft(cast.university)
    client = browse(cast.university)
    form = {"request_key": new_key("draft"), "channel": "platform", "patents": [first.patents[0].id]}
    answer = client.post("/listings/new", data=form)
    assert answer.status_code == 409
    assert f"/listings/{first.number}/manage" in text(answer)


@pytest.mark.parametrize("amount", ["-1", "0", "NaN", "1E+9", "1.999", "1_000", "٣", "", "USD 5"])
def test_a_wrong_amount_is_told_at_its_field_and_kept(cast: Cast, browse: Browser, amount: str) -> None:
    listing = make_draft(cast.university, plan=LUMP)
    data = {"kind": "lump_sum", "amount": amount, "payment_due_days": "15", "basis_note": "依据"}
    answer = browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=lump_sum", data=data)
    assert answer.status_code == 422
    page = text(answer)
    assert "amount-error" in page
    assert f'value="{amount}"' in page
    assert "依据" in page


def test_full_width_figures_are_repaired(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, plan=LUMP)
    data = {"kind": "lump_sum", "amount": "１，０００．５０", "payment_due_days": "15"}
    answer = browse(cast.university).post(f"/listings/{listing.number}/edit/fee?kind=lump_sum", data=data)
    assert answer.status_code == 303
    kept = db.session.get_one(Listing, listing.id, populate_existing=True)
    assert kept.fee_plan == {**kept.fee_plan, "amount_fen": 100_050}


@pytest.mark.parametrize("kind", ["free", "lump_sum", "instalments", "royalty", "entry_and_royalty"])
def test_every_kind_of_fee_has_its_form(cast: Cast, browse: Browser, kind: str) -> None:
    listing = make_draft(cast.university)
    address = f"/listings/{listing.number}/edit/fee?kind={kind}"
    client = browse(cast.university)
    assert client.get(address).status_code == 200
    data = {"kind": kind, "amount": "68000", "entry_fee": "5000", "rate": "2", "payment_due_days": "15"}
    data |= {"instalments-0-after_months": "0", "instalments-0-amount": "40000", "instalments-1-after_months": "12"}
    data |= {"instalments-1-amount": "40000", "statement_cycle": "year", "statement_due_days": "30"}
    data |= {"rungs-0-above": "1000000", "rungs-0-rate": "1", "scope": "trial", "combine": "earliest"}
    assert client.post(address, data=data).status_code == 303
    kept = db.session.get_one(Listing, listing.id, populate_existing=True)
    assert kept.fee_plan is not None
    assert kept.fee_plan["kind"] == kind
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_stays_text(cast: Cast, browse: Browser, typed: str) -> None:
    patent = make_patent(cast.university, title=typed, plain=typed, abstract=typed)
    listing = make_draft(cast.university, [patent])
    contact = (typed[:60], "", "")
    actions.set_conditions(
        listing, by=cast.university, conditions={"materials": typed, "other": typed}, contact=contact
    )
    actions.publish(listing, by=cast.university)
    client = browse(cast.university)
    for path in ("", "/manage", "/edit/conditions", "/edit/check", "/close"):
        page = text(client.get(f"/listings/{listing.number}{path}"))
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert ">49<" not in page


def test_ten_thousand_characters_are_refused_and_kept(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university)
    data = {"materials": "长" * 10_000, "contact_name": "王", "audit_times_a_year": "x", "audit_notice_days": "15"}
    answer = browse(cast.university).post(f"/listings/{listing.number}/edit/conditions", data=data)
    assert answer.status_code == 422
    assert "长" * 10_000 in text(answer)


def test_a_declaration_is_announced_with_the_scanned_notice(
    app: Flask, cast: Cast, browse: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = make_draft(cast.university, channel=Channel.STATUTORY, plan=ENTRY)
    actions.submit(listing, by=cast.university)
    client = browse(cast.university)
    address = f"/listings/{listing.number}"
    assert f"{address}/announce" in text(client.get(f"{address}/manage"))
    data = {"declaration_no": "K2026000009", "announced_on": clock.today().isoformat()}
    assert client.post(f"{address}/announce", data=data).status_code == 422  # without the notice
    with monkeypatch.context() as patched, reading.held(reading.Asker.MEMBER):
        patched.setitem(slots.PLACES, reading.Asker.MEMBER, slots.Places(1, 0.05))
        answer = client.post(f"{address}/announce", data={**data, "notice": (BytesIO(scan()), "公告.png")})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "K2026000009" in text(answer), "what was typed is kept"
    with monkeypatch.context() as patched:
        limited(app, patched, limit_uploads_an_hour=1)  # the one that found no place counts
        answer = client.post(f"{address}/announce", data={**data, "notice": (BytesIO(scan()), "公告.png")})
        assert (answer.status_code, int(answer.headers["Retry-After"]) > 10) == (429, True)
        assert "K2026000009" in text(answer), "what was typed is kept"
    notice = {"notice": (BytesIO(scan()), "公告.png")}
    assert client.post(f"{address}/announce", data={**data, **notice}).status_code == 303
    kept = queries.public_listing(listing.number)
    assert (kept.state, kept.declaration_no) == (S.IN_FORCE, "K2026000009")
    assert browse(None).get(f"{address}/announcement").mimetype == "image/png"
    assert client.get(f"{address}/manage").status_code == 200


def test_a_consent_is_added_with_its_scan_and_read_by_its_own_only(cast: Cast, browse: Browser) -> None:
    listing = make_declaration(cast.university)
    client = browse(cast.university)
    data = {
        "kind": "pledgee",
        "name": "样例银行",
        "patent_number": f"zl{listing.patents[0].number}",
        "given_on": "2026-01-05",
        "request_key": new_key("consent", listing.number),
    }
    upload = {"scan": (BytesIO(scan()), "同意书.png")}
    assert client.post(f"/listings/{listing.number}/consents", data={**data, **upload}).status_code == 303
    consent = db.session.get_one(Listing, listing.id, populate_existing=True).consents[0]
    path = f"/listings/{listing.number}/consents/{consent.id}"
    assert client.get(path).status_code == 200
    assert browse(cast.workshop).get(path).status_code == 404
    bad = {
        **data,
        "request_key": new_key("consent", listing.number),
        "patent_number": "201911150757.5",
        "scan": (BytesIO(scan()), "x.png"),
    }
    answer = client.post(f"/listings/{listing.number}/consents", data=bad)
    assert answer.status_code == 422
    assert "校验位" in text(answer)


def test_the_declaration_form_is_a_pdf(cast: Cast, browse: Browser) -> None:
    listing = make_draft(cast.university, channel=Channel.STATUTORY, plan=ENTRY)
    answer = browse(cast.university).get(f"/listings/{listing.number}/declaration.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert browse(cast.workshop).get(f"/listings/{listing.number}/declaration.pdf").status_code == 404
