"""A form that makes something does it once, however often it is sent; one that carries no key has its reason here.

The key is bound to what the form was shown for: with another form's it does nothing and says so.
"""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.kit import clock, idempotency
from marketplace.kit.db import db
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Royalty
from marketplace.patents.models import PatentKind
from tests.accounts.test_every_route import RULES
from tests.cast import Cast, sign_in
from tests.listings.market import make_draft
from tests.listings.market import make_patent as patent_to_offer
from tests.listings.scans import scan
from tests.makers import make_listing, make_patent
from tests.samples import SAMPLES

ENTRY = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=500_000, royalty=Royalty(rate_ppm=20_000))

STATE = "a step: the state it leaves is gone the second time"
OWN = "its key is a field of the form (idempotency.Keyed); the tests of its package send it twice"
SETS = "writes over what is there; twice is once"
NEEDS_NONE = {
    "csp_report": "a browser's report is logged, nothing is made",
    "accounts.register": OWN,
    "accounts.sign_in": "each sign-in is a session of its own",
    "accounts.sign_out": "ends the session; twice is once",
    "accounts.forgot_password": "a newer letter ends the older one, and letters are counted",
    "accounts.reset_password": "its address opens once",
    "accounts.join": "its address opens once",
    "accounts.password": SETS,
    "accounts.edit": SETS,
    "accounts.size": "the same figures of a year again are the same row; others are a new one, on purpose",
    "accounts.claim": SETS,
    "accounts.confirm": "a code opens once",
    "accounts.correct_address": SETS,
    "accounts.send_code": "a newer code ends the older one, and letters are counted",
    "accounts.submit": STATE,
    "accounts.invite": OWN,
    "accounts.withdraw_invitation": "ends the letter; twice is once",
    "accounts.member": SETS,
    "accounts.remove_member": "the member is gone the second time",
    "accounts.verify": STATE,
    "accounts.return_organisation": STATE,
    "patents.import_table": OWN,
    "patents.confirm_import": STATE,
    "listings.manage": STATE,
    "listings.edit": SETS,
    **{
        f"listings.{step}": STATE
        for step in (
            *("send", "pass_on", "return", "approve", "publish", "reprice", "pause", "resume", "close", "discard"),
            *("submit", "correct", "refuse", "announce", "ask_withdrawal", "announce_withdrawal", "keep", "end"),
        )
    },
    **{
        f"contracts.{step}": STATE
        for step in ("confirm", "withdraw", "decline", "exit", "terminate", "dispute", "sign", "countersign")
    },
    "contracts.verify_start": "leads to an address",
    "contracts.verify": "the copy is compared and forgotten",
}


class Page(NamedTuple):
    """A form that makes something: who may send it, where it stands, what is filled in."""

    who: User
    address: str
    answers: dict[str, Any]


def _accept(cast: Cast) -> Page:
    listing = make_listing(cast.university.organisation)
    hash_ = listing.versions[-1].terms_hash
    return Page(cast.workshop, f"/listings/{listing.number}/accept", {"seen_hash": hash_, "understood": "y"})


def _pay(cast: Cast) -> Page:
    listing = make_listing(cast.university.organisation, Channel.STATUTORY, ENTRY)
    notice = {"products": "样品", "starts_on": clock.today().isoformat(), "accepts": True}
    hash_ = listing.versions[-1].terms_hash
    deal = contracts.give_notice(listing.id, by=cast.workshop, seen_hash=hash_, notice=notice)
    paid = {"paid_fen": "5000", "paid_on": clock.today().isoformat(), "voucher": "scan"}
    return Page(cast.workshop, f"/deals/{deal.number}/pay", paid)


def _new(cast: Cast) -> Page:
    patent = patent_to_offer(cast.university)
    return Page(cast.university, "/listings/new", {"channel": "platform", "patents": [patent.id]})


def _consents(cast: Cast) -> Page:
    listing = make_draft(cast.university)
    number = f"ZL{listing.patents[0].number}"
    answers = {
        "kind": "co_owner",
        "name": "样例大学",
        "patent_number": number,
        "given_on": "2026-01-05",
        "scan": "scan",
    }
    return Page(cast.university, f"/listings/{listing.number}/consents", answers)


def _fact(name: str, **answers: str) -> Callable[[Cast], Page]:
    def page(cast: Cast) -> Page:
        kind = PatentKind.UTILITY_MODEL if name == "report" else PatentKind.INVENTION
        patent = make_patent(cast.university.organisation, kind=kind, annuity_paid_year=6)
        return Page(cast.university, f"/patents/{patent.number}/{name}", answers)

    return page


def _lift(cast: Cast) -> Page:
    of = SAMPLES["patents.lift"](cast, True) or {}
    day = (clock.today() - timedelta(days=1)).isoformat()
    return Page(cast.university, f"/patents/{of['number']}/encumbrances/{of['encumbrance_id']}/lift", {"ends_on": day})


KEYED: dict[str, Callable[[Cast], Page]] = {
    "contracts.accept": _accept,
    "contracts.pay": _pay,
    "listings.new": _new,
    "listings.consents": _consents,
    "patents.event": _fact("event", kind="restored", happened_on="2024-05-06", note="样例"),
    "patents.encumbrance": _fact("encumbrance", kind="pledge", party="样例银行", starts_on="2024-01-02"),
    "patents.lift": _lift,
    "patents.report": _fact("report", number="1", issued_on="2024-01-02", conclusion="positive", file="scan"),
    "patents.annuity": _fact("annuity", paid_year="7"),
    "patents.plain": _fact("plain", plain="给铝件表面长一层硬壳。"),
}
EVERY = pytest.mark.parametrize("endpoint", sorted(KEYED))


def rows() -> int:
    """Of everything but the keys themselves and what is kept of a page that was read."""
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name not in {"request_keys", "user_sessions"}]
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def filled(answers: dict[str, Any], key: str) -> dict[str, Any]:
    files = {name: (BytesIO(scan()), "样例.png") for name, value in answers.items() if value == "scan"}
    return {**answers, **files, "request_key": key}


def shown_key(page: str) -> str:
    return page.split('name="request_key" value="')[1].split('"', maxsplit=1)[0]


def test_every_form_has_a_key_or_a_reason() -> None:
    sending = {rule.endpoint for rule in RULES if "POST" in (rule.methods or set())}
    assert sorted(sending - KEYED.keys() - NEEDS_NONE.keys()) == []
    assert sorted(KEYED.keys() & NEEDS_NONE.keys()) == []
    assert sorted((KEYED.keys() | NEEDS_NONE.keys()) - sending) == []


@EVERY
def test_sent_twice_it_is_done_once(app: Flask, cast: Cast, endpoint: str) -> None:
    page = KEYED[endpoint](cast)
    db.session.commit()
    client = sign_in(app, page.who)
    key, before = shown_key(client.get(page.address).get_data(as_text=True)), rows()
    first = client.post(page.address, data=filled(page.answers, key))
    assert first.status_code == 303, first.get_data(as_text=True)
    made = rows()
    assert made > before
    second = client.post(page.address, data=filled(page.answers, key))
    assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"])
    assert rows() == made


@EVERY
@pytest.mark.parametrize("purpose", ["", "accept"])
def test_another_forms_key_does_nothing_and_the_page_says_so(
    app: Flask, cast: Cast, endpoint: str, purpose: str
) -> None:
    page = KEYED[endpoint](cast)
    other = make_listing(cast.stranger.organisation).number
    db.session.commit()
    client, before = sign_in(app, page.who), rows()
    key = idempotency.new_key(purpose, other) if purpose else ""
    answer = client.post(page.address, data=filled(page.answers, key))
    said = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "没有照它办" in said
    assert rows() == before
    again = client.post(page.address, data=filled(page.answers, shown_key(said)))
    assert again.status_code == 303, "the page that refused carries the right key"


def test_a_key_of_the_first_offer_is_not_answered_with_its_deal(app: Flask, cast: Cast) -> None:
    first, second = _accept(cast), _accept(cast)
    db.session.commit()
    client = sign_in(app, cast.workshop)
    key = shown_key(client.get(first.address).get_data(as_text=True))
    assert client.post(first.address, data=filled(first.answers, key)).status_code == 303
    answer = client.post(second.address, data=filled(second.answers, key))
    assert answer.status_code == 422
    assert "Location" not in answer.headers


@pytest.mark.parametrize("key", ["", "x", "0" * 64, "é" * 64, "0" * 10_000, "\x00" * 64])
def test_what_is_no_key_is_for_nothing(app: Flask, key: str) -> None:
    assert not idempotency.is_for(key, "accept", "PT-2026-000001")


def test_a_key_is_for_one_purpose_and_one_object(app: Flask) -> None:
    key = idempotency.new_key("accept", 7)
    assert idempotency.is_for(key, "accept", 7)
    assert not idempotency.is_for(key, "accept", 8)
    assert not idempotency.is_for(key, "pay", 7)
    assert not idempotency.is_for(key)
    assert len(idempotency._scoped(key, 2**31 - 1)) <= 80
