"""The steps of an offer: who, from where, and what each leaves behind."""

from datetime import date

import pytest
from flask import Flask

from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, RuleBroken, StepRefused
from marketplace.listings import actions, queries, search
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.terms import terms_hash
from marketplace.patents.models import Encumbrance, EncumbranceKind
from marketplace.workflows import history
from marketplace.workflows.listing_states import ListingState as S
from tests.cast import Cast
from tests.listings.market import FREE, LUMP, TRIAL, make_draft, make_offer, make_patent


def found(text: str = "微弧氧化") -> tuple[int, ...]:
    return search.search(db.session.connection(), search.Query(text=text)).ids


def test_publishing_freezes_a_version_and_lets_it_be_found(cast: Cast) -> None:
    listing = make_offer(cast.university, quota=3)
    version = listing.versions[-1]
    assert (listing.state, version.number, listing.slots_left) == (S.PUBLISHED, 1, 3)
    assert version.terms_hash == terms_hash(version.terms)
    assert version.terms["patents"][0]["number"] == f"ZL{listing.patents[0].number}"
    assert found() == (listing.id,)
    assert [step.step for step in history.steps_of("offer", listing.id)] == ["begin", "publish"]


def test_a_draft_is_not_found(cast: Cast) -> None:
    make_draft(cast.university)
    assert found() == ()


def test_new_terms_are_a_new_version_and_the_old_one_stays(cast: Cast) -> None:
    listing = make_offer(cast.university, quota=3)
    listing.slots_left = 1  # two places are taken
    first = dict(listing.versions[0].terms)
    actions.set_fee(listing, by=cast.university, plan=LUMP)
    actions.set_term(listing, by=cast.university, term_months=36, quota=5)
    assert listing.versions[-1].terms["fee_plan"]["kind"] == "royalty"  # not out yet
    actions.reprice(listing, by=cast.university)
    assert [version.number for version in listing.versions] == [1, 2]
    assert listing.versions[0].terms == first
    assert listing.versions[0].terms_hash != listing.versions[1].terms_hash
    assert listing.slots_left == 3


def test_new_terms_must_be_new(cast: Cast) -> None:
    listing = make_offer(cast.university)
    with pytest.raises(StepRefused) as refused:
        actions.reprice(listing, by=cast.university)
    assert refused.value.code == "NOTHING_CHANGED"


def test_a_stranger_and_a_buyer_cannot_publish(cast: Cast) -> None:
    listing = make_draft(cast.university)
    for nobody in (cast.stranger, cast.workshop):
        with pytest.raises(NotAllowed):
            actions.publish(listing, by=nobody)


def test_a_clerk_writes_but_does_not_publish(cast: Cast) -> None:
    listing = make_draft(cast.university)
    cast.university.role_names = ["clerk"]
    actions.set_term(listing, by=cast.university, term_months=48)
    with pytest.raises(NotAllowed):
        actions.publish(listing, by=cast.university)


def test_pausing_hides_it_and_resuming_brings_it_back(cast: Cast) -> None:
    listing = make_offer(cast.university)
    actions.pause(listing, by=cast.university)
    assert (found(), listing.is_open) == ((), False)
    actions.resume(listing, by=cast.university)
    assert found() == (listing.id,)


def test_closing_frees_the_patent_for_another_listing(cast: Cast) -> None:
    listing = make_offer(cast.university)
    actions.close(listing, by=cast.university)
    assert (listing.state, found()) == (S.CLOSED, ())
    again = make_offer(cast.university, listing.patents, plan=FREE)
    assert found() == (again.id,)


def test_when_no_place_is_left_it_is_not_found(cast: Cast) -> None:
    listing = make_offer(cast.university, quota=1)
    listing.slots_left = 0
    actions.refresh_entry(listing)
    assert found() == ()
    listing.slots_left = 1
    actions.refresh_entry(listing)
    assert found() == (listing.id,)


def test_the_office_checks_where_the_setting_says_so(cast: Cast, app: Flask) -> None:
    listing = make_draft(cast.university, office_check=True)
    with pytest.raises(StepRefused):
        actions.publish(listing, by=cast.university)
    actions.send(listing, by=cast.university)
    actions.return_offer(listing, by=cast.office, reason="缺少共有人同意")
    assert listing.state is S.RETURNED
    actions.send(listing, by=cast.university)
    actions.pass_on(listing, by=cast.office)
    with pytest.raises(NotAllowed):  # the second check is the provincial office's
        actions.approve(listing, by=cast.office)
    cast.office.organisation.kind = cast.office.organisation.kind.PROVINCIAL_OFFICE
    actions.approve(listing, by=cast.office)
    assert (listing.state, found()) == (S.PUBLISHED, (listing.id,))


def test_a_rule_that_stands_in_the_way_is_named(cast: Cast) -> None:
    patent = make_patent(cast.university)
    patent.encumbrances.append(
        Encumbrance(kind=EncumbranceKind.EXCLUSIVE_LICENCE, starts_on=date(2024, 3, 1), ends_on=date(2027, 3, 31))
    )
    listing = make_draft(cast.university, [patent])
    blocked = [one.code for one in listing.verdicts() if one.blocks]
    assert blocked == ["EXCLUSIVE_LICENCE_IN_FORCE"]
    with pytest.raises(StepRefused) as refused:
        actions.publish(listing, by=cast.university)
    assert refused.value.code == "CLEARS_THE_BARS"
    with clock.at(date(2027, 4, 1)):  # allowed from the next day
        actions.publish(listing, by=cast.university)


def test_an_unverified_holder_cannot_publish(cast: Cast) -> None:
    listing = make_draft(cast.university)
    cast.university.organisation.state = type(cast.university.organisation.state).DRAFT
    with pytest.raises(StepRefused) as refused:
        actions.publish(listing, by=cast.university)
    assert refused.value.code == "HOLDER_IS_VERIFIED"


def test_a_fee_above_the_cap_needs_a_reason_on_the_platform(cast: Cast) -> None:
    from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Royalty

    dear = FeePlan(FeeKind.ROYALTY, royalty=Royalty(210_000))
    listing = make_draft(cast.university, plan=dear)
    assert not listing.clears_the_bars
    actions.set_statement(listing, by=cast.university, commitment=True, over_cap_reason="含全套技术服务")
    assert listing.clears_the_bars
    draft = actions.draft(Channel.STATUTORY, listing.patents, by=cast.university)
    with pytest.raises(RuleBroken) as refused:
        actions.set_fee(draft, by=cast.university, plan=dear)
    assert refused.value.code == "FEE_OVER_CAP"


def test_standing_bars_say_code_article_and_cure(cast: Cast) -> None:
    listing = make_offer(cast.university, plan=TRIAL)
    assert queries.standing_bars(listing) == []
    listing.patents[0].annuity_paid_year = 3
    first = queries.standing_bars(listing)[0]
    assert (first.code, bool(first.article.zh), bool(first.cure.zh)) == ("ANNUITY_UNPAID", True, True)
