"""An organisation that is not verified: one place for three working days, signing once it is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from marketplace.accounts import actions as account_actions
from marketplace.accounts.models import OrganisationKind, User
from marketplace.contracts import actions, documents, queries
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.contracts.rules.holding import Limits, hold_until, office_answers_by
from marketplace.home.queries import tasks
from marketplace.kit import clock, files, jobs
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, RuleBroken, StepRefused, TooMany
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.workflows import engine, history
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import PLATFORM
from tests.cast import PASSWORD, Cast, make_organisation, make_user, sign_in
from tests.contracts.test_pages import accept as accept_on_page
from tests.makers import FREE, make_listing

S = DealState
TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def newcomer(cast: Cast) -> User:
    """Somebody whose address is confirmed and whose organisation no office has looked at."""
    firm = make_organisation("新来样例机械有限公司", OrganisationKind.ENTERPRISE, "10000021", verified=False)
    return make_user(firm, "newcomer@example.org")


@pytest.fixture
def listing(cast: Cast) -> Listing:
    return make_listing(cast.university.organisation, quota=3)


def take(listing: Listing, by: User) -> Deal:
    return actions.accept(listing.id, by=by, seen_hash=listing.versions[-1].terms_hash)


def notify(listing: Listing, by: User) -> Deal:
    words = {"products": "轴套", "starts_on": clock.today().isoformat(), "accepts": True}
    return actions.give_notice(listing.id, by=by, seen_hash=listing.versions[-1].terms_hash, notice=words)


def printed(deal: Deal) -> Deal:
    actions.keep_document(deal, DocumentKind.CONTRACT, "zh", sha256=files.put(b"%PDF-"), pages=8)
    engine.take(ORDINARY_DEAL, "print", deal, PLATFORM)
    return deal


def sign(deal: Deal, by: User) -> None:
    actions.sign(deal, by=by, signed=documents.SignedFile(files.put(b"%PDF-"), files.put(b"%PDF-signed"), "ab12"))


def verify(newcomer: User, cast: Cast) -> None:
    account_actions.submit(newcomer.organisation, by=newcomer)
    account_actions.verify(newcomer.organisation, by=cast.office)


def again(deal_id: int) -> Deal:
    return db.session.get_one(Deal, deal_id, populate_existing=True)


def letters() -> list[tuple[str, str]]:
    found = db.session.query(jobs.Job).filter_by(kind="mail").order_by(jobs.Job.created_at)
    return [(job.payload["to"], job.payload["text"]) for job in found if job.payload]


@pytest.mark.parametrize(
    ("accepted_on", "days", "kept_until", "answer_by"),
    [
        (TUESDAY, 3, date(2026, 11, 27), date(2026, 11, 26)),
        (FRIDAY, 3, date(2026, 12, 2), date(2026, 12, 1)),  # over a weekend
        (FRIDAY, 1, date(2026, 11, 30), FRIDAY),
        (date(2026, 9, 30), 3, date(2026, 10, 10), date(2026, 10, 9)),  # over National Day; the 10th is worked
    ],
)
def test_the_place_is_kept_for_working_days_and_the_office_answers_before(
    accepted_on: date, days: int, kept_until: date, answer_by: date
) -> None:
    assert hold_until(accepted_on, days) == kept_until
    assert office_answers_by(kept_until) == answer_by < kept_until


def test_one_place_is_kept_and_the_firm_is_sent_to_its_papers(app: Flask, newcomer: User, listing: Listing) -> None:
    db.session.commit()
    with clock.at(TUESDAY):
        client = sign_in(app, newcomer)
        place = accept_on_page(client, listing.number)
        page = client.get(place).get_data(as_text=True)
    [deal] = db.session.query(Deal).all()
    assert (deal.state, deal.hold_until, deal.sign_by) == (S.ACCEPTED, date(2026, 11, 27), date(2026, 12, 9))
    assert history.steps_of("ordinary_deal", deal.id)[0].facts["hold_until"] == "2026-11-27"
    assert "请现在就送核验" in page
    assert "最晚 2026 年 11 月 26 日答复" in page
    assert "名额为您留到 2026 年 11 月 27 日" in page
    assert 'href="/organisation"' in page


def test_a_second_offer_is_refused_with_the_first_and_what_to_do(cast: Cast, newcomer: User, listing: Listing) -> None:
    first = take(listing, newcomer)
    with pytest.raises(RuleBroken) as caught:
        take(make_listing(cast.university.organisation), newcomer)
    assert caught.value.code == "ONE_UNTIL_VERIFIED"
    assert first.number in caught.value.message.zh
    assert caught.value.link == "/organisation"
    assert db.session.query(Deal).count() == 1


def test_a_place_of_the_same_offer_is_kept_once(newcomer: User, listing: Listing) -> None:
    actions.withdraw(take(listing, newcomer), by=newcomer)
    with pytest.raises(RuleBroken) as caught:
        take(listing, newcomer)
    assert caught.value.code == "KEPT_BEFORE"
    assert listing.slots_left == 3


def test_papers_that_could_not_be_sent_take_no_place(newcomer: User, listing: Listing) -> None:
    newcomer.organisation.legal_representative = ""
    with pytest.raises(RuleBroken) as caught:
        take(listing, newcomer)
    assert (caught.value.code, caught.value.link) == ("IDENTITY_MISSING", "/organisation/edit")


def test_an_address_that_is_not_confirmed_sends_nothing(cast: Cast, newcomer: User, listing: Listing) -> None:
    newcomer.email_confirmed_at = None
    declaration = make_listing(cast.university.organisation, Channel.STATUTORY, FREE)
    for act, row in ((take, listing), (notify, declaration)):
        with pytest.raises(NotAllowed) as caught:
            act(row, newcomer)
        assert caught.value.code == "EMAIL_NOT_CONFIRMED"


def test_a_verified_firm_leaves_so_many_unsigned_and_no_more(app: Flask, cast: Cast) -> None:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, limit_acceptances_open=2)
    try:
        deals = [take(make_listing(cast.university.organisation), cast.workshop) for _ in range(2)]
        more = make_listing(cast.university.organisation)
        with pytest.raises(TooMany) as caught:
            take(more, cast.workshop)
        assert caught.value.code == "TOO_MANY_OPEN"
        assert "2" in caught.value.message.zh
        assert caught.value.cure is not None
        sign(printed(deals[0]), cast.workshop)
        assert take(more, cast.workshop).hold_until is None
    finally:
        app.config["SETTINGS"] = before


def test_it_signs_only_when_it_is_verified(app: Flask, cast: Cast, newcomer: User, listing: Listing) -> None:
    deal = printed(take(listing, newcomer))
    with pytest.raises(StepRefused) as caught:
        sign(deal, newcomer)
    assert caught.value.code == "LICENSEE_IS_VERIFIED"
    db.session.commit()
    page = sign_in(app, newcomer).get(f"/deals/{deal.number}").get_data(as_text=True)
    assert "核验通过后才能签" in page
    assert "签署并盖章" in page
    verify(newcomer, cast)
    sign(deal, newcomer)
    assert deal.state is S.COUNTERSIGNING


def test_verified_in_time_the_days_to_sign_hold(cast: Cast, newcomer: User, listing: Listing) -> None:
    with clock.at(TUESDAY):
        deal = printed(take(listing, newcomer))
        deal_id, sign_by, email = deal.id, deal.sign_by, newcomer.email
        verify(newcomer, cast)
        db.session.commit()
    assert again(deal_id).hold_until is None
    with clock.at(sign_by):
        jobs.run(f"hold_lapses:{deal_id}")
        deal = again(deal_id)
        assert (deal.state, deal.sign_by, deal.is_held) == (S.SIGNING, sign_by, False)
        assert (email, True) in [(to, "请读合同并签署" in text) for to, text in letters()]


def test_not_verified_in_time_it_lapses_and_both_are_told(cast: Cast, newcomer: User, listing: Listing) -> None:
    with clock.at(TUESDAY):
        deal_id, listing_id = printed(take(listing, newcomer)).id, listing.id
        account_actions.submit(newcomer.organisation, by=newcomer)
        db.session.commit()
    emails = {newcomer.email, cast.university.email}
    last_day = again(deal_id).hold_until
    with clock.at(last_day):
        jobs.run(f"hold_lapses:{deal_id}")
    assert again(deal_id).state is S.SIGNING, "the last day itself still counts"
    with clock.at(last_day + timedelta(days=1)):
        jobs.run(f"hold_lapses:{deal_id}", strict=True)
    deal = again(deal_id)
    assert (deal.state, deal.running) == (S.LAPSED, False)
    assert db.session.get_one(Listing, listing_id, populate_existing=True).slots_left == 3
    assert history.steps_of("ordinary_deal", deal_id)[-1].step == "lapse_unverified"
    told = {to for to, text in letters() if "被许可人没有按时通过核验" in text}
    assert told == emails


def test_the_licensor_sees_that_it_is_not_verified(app: Flask, cast: Cast, newcomer: User, listing: Listing) -> None:
    deal = printed(take(listing, newcomer))
    db.session.commit()
    client = sign_in(app, cast.university)
    name = newcomer.organisation.name
    assert f"{name}（未核验）" in client.get(f"/deals/{deal.number}").get_data(as_text=True)
    for address in ("/deals", "/tasks"):
        assert f"{newcomer.organisation.short_name}（未核验）" in client.get(address).get_data(as_text=True)
    contract = client.get(f"/deals/{deal.number}/contract").get_data(as_text=True)
    assert "双方来自已核验的单位" not in contract
    assert "被许可人身份还没经平台核验" in contract


def test_the_offices_last_day_lies_before_the_place_is_lost(
    app: Flask, cast: Cast, newcomer: User, listing: Listing
) -> None:
    other = make_organisation("早来样例有限公司", OrganisationKind.ENTERPRISE, "10000020", verified=False)
    account_actions.submit(other, by=make_user(other, "other@example.org"))
    with clock.at(TUESDAY):
        take(listing, newcomer)
        [own] = tasks.tasks(newcomer).mine
        assert own.last_day == date(2026, 11, 27)
        account_actions.submit(newcomer.organisation, by=newcomer)
        db.session.commit()
        desk = tasks.tasks(cast.office).mine
        assert [(one.row.id, one.last_day) for one in desk] == [
            (newcomer.organisation_id, date(2026, 11, 26)),
            (other.id, None),
        ]
        client = sign_in(app, cast.office)
        for address in ("/tasks", "/organisations", f"/organisations/{newcomer.organisation_id}"):
            assert "2026 年 11 月 26 日" in client.get(address).get_data(as_text=True), address


def test_a_name_mended_for_the_office_is_not_signed_under_the_old_one(
    app: Flask, cast: Cast, newcomer: User, listing: Listing
) -> None:
    deal = printed(take(listing, newcomer))
    account_actions.edit(newcomer.organisation, {"name": "新来样例机械制造有限公司"}, by=newcomer)
    verify(newcomer, cast)
    with pytest.raises(StepRefused) as caught:
        sign(deal, newcomer)
    assert caught.value.code == "HAS_TRUE_PARTIES"
    assert "重新接受" in caught.value.message.zh
    db.session.commit()
    assert "重新接受" in sign_in(app, newcomer).get(f"/deals/{deal.number}").get_data(as_text=True)
    actions.withdraw(deal, by=newcomer)
    fresh = take(listing, newcomer)
    assert fresh.terms["licensee"]["name"] == "新来样例机械制造有限公司"
    assert fresh.has_true_parties


def test_a_bank_account_may_change_without_touching_the_deal(cast: Cast, newcomer: User, listing: Listing) -> None:
    deal = printed(take(listing, newcomer))
    account_actions.open_session(newcomer)
    account_actions.reauthenticate(newcomer, PASSWORD)
    changes = {"bank_account": "6200 1111 2222 3333", "contact_name": "新联系人"}
    account_actions.edit(newcomer.organisation, changes, by=newcomer)
    verify(newcomer, cast)
    sign(deal, newcomer)
    assert deal.state is S.COUNTERSIGNING


def test_the_page_says_beforehand_how_long_a_place_is_kept(app: Flask, cast: Cast, newcomer: User) -> None:
    offer = make_listing(cast.university.organisation)
    declaration = make_listing(cast.university.organisation, Channel.STATUTORY, FREE)
    db.session.commit()
    with clock.at(TUESDAY):
        client = sign_in(app, newcomer)
        page = client.get(f"/listings/{offer.number}/accept").get_data(as_text=True)
        assert "名额为您留到 2026 年 11 月 27 日" in page
        page = client.get(f"/listings/{declaration.number}/accept").get_data(as_text=True)
        assert "任何单位或者个人" in page


def test_the_setting_decides_how_long(newcomer: User, listing: Listing) -> None:
    with clock.at(TUESDAY):
        deal = actions.accept(
            listing.id, by=newcomer, seen_hash=listing.versions[-1].terms_hash, limits=Limits(unverified_hold_days=5)
        )
    assert deal.hold_until == date(2026, 12, 1)


def test_a_place_that_is_kept_is_what_the_deal_waits_for(newcomer: User, listing: Listing) -> None:
    deal = printed(take(listing, newcomer))
    wait = queries.wait_of(deal)
    assert wait is not None
    assert "verified" in wait.question
    assert deal.turn_ends_on == deal.hold_until < deal.sign_by
