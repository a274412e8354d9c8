"""A platform offer accepted, signed by both, in force; and every way it can end."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from marketplace.accounts import actions as account_actions
from marketplace.accounts.models import User
from marketplace.contracts import actions, documents
from marketplace.contracts.actions.beginning import TermsChanged
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import clock, jobs, signing
from marketplace.kit import files as kept
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, RuleBroken, StepRefused
from marketplace.kit.files.models import StoredFile
from marketplace.kit.reading import Asker
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.workflows import engine, history
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import PLATFORM, Party, Role
from tests.cast import Cast
from tests.makers import LUMP_SUM, add_version, make_listing

S = DealState


@pytest.fixture
def listing(cast: Cast) -> Listing:
    for user in (cast.university, cast.workshop):
        account_actions.signing_identity(user.organisation)
    return make_listing(cast.university.organisation)


def seen(listing: Listing) -> str:
    return listing.versions[-1].terms_hash


@pytest.fixture
def deal(listing: Listing, cast: Cast) -> Deal:
    return actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing))


def printed(deal: Deal) -> Deal:
    """Register a contract without printing it: for tests that are not about paper."""
    actions.keep_document(deal, DocumentKind.CONTRACT, "zh", sha256=kept.put(PRINTED), pages=8)
    engine.take(ORDINARY_DEAL, "print", deal, PLATFORM)
    return deal


def again(row: Any) -> Any:
    """The same row after a job ended its session."""
    return db.session.get_one(type(row), inspect(row).identity[0])


PRINTED, ONCE, TWICE = b"printed", b"signed once", b"signed twice"  # a contract, as far as these tests care


def signature(base: bytes, new: bytes) -> documents.SignedFile:
    return documents.SignedFile(kept.put(base), kept.put(new), "ab12")


def put_in_force(deal: Deal, cast: Cast) -> Deal:
    printed(deal)
    actions.sign(deal, by=cast.workshop, signed=signature(PRINTED, ONCE))
    actions.countersign(deal, by=cast.university, signed=signature(ONCE, TWICE))
    return deal


def test_accepting_freezes_the_terms_and_opens_signing(deal: Deal, listing: Listing, cast: Cast) -> None:
    assert deal.state is S.ACCEPTED
    assert deal.number.startswith("XK-")
    assert deal.terms["deal"] == deal.number
    assert deal.terms["licensee"]["name"] == cast.workshop.organisation.name
    assert deal.terms["listing"]["terms_hash"] == seen(listing)
    assert deal.sign_by == clock.deadline(clock.today(), days=15).last_day
    assert [step.step for step in history.steps_of("ordinary_deal", deal.id)] == ["begin"]
    assert {job.kind for job in db.session.query(jobs.Job)} >= {"contract_pdf", "signing_lapses"}


def test_the_whole_road_on_paper(app: Flask, deal: Deal, cast: Cast) -> None:
    """Real printing, real signatures: the last file verifies, the first one is called an earlier stage."""
    db.session.commit()
    jobs.run(f"contract_pdf:{deal.id}", strict=True)
    deal, workshop, university = again(deal), again(cast.workshop), again(cast.university)
    assert deal.state is S.SIGNING
    first = documents.sign_contract(deal, Party.LICENSEE, workshop)
    actions.sign(deal, by=workshop, signed=first)
    second = documents.sign_contract(deal, Party.LICENSOR, university)
    actions.countersign(deal, by=university, signed=second)
    assert deal.state is S.EFFECTIVE
    assert deal.effective_on == clock.today()
    assert deal.ends_on == clock.add_months(clock.today(), 60)
    registered = [revision.sha256 for revision in deal.document(DocumentKind.CONTRACT, "zh").revisions]
    assert len(registered) == 3
    assert set(registered) <= {row.sha256 for row in db.session.query(StoredFile)}, "each stage is kept with its row"
    assert not list(kept.broken(kept.named_files(db.session.connection())))
    _printed, halfway, last = (kept.content(sha256) for sha256 in registered)
    for content, finding in (
        (last, signing.Finding.GENUINE),
        (halfway, signing.Finding.EARLIER_REVISION),
        (last + b"x", signing.Finding.BYTES_APPENDED),
    ):
        assert documents.inspect(content, registered, Asker.STRANGER).findings == (finding,)
    assert not list(history.verify("ordinary_deal", deal.id))


def test_the_same_terms_print_the_same_bytes(deal: Deal) -> None:
    db.session.commit()
    order = documents.order_for(deal, DocumentKind.CONTRACT)
    assert documents.print_files(order) == documents.print_files(order)


def test_terms_changed_meanwhile_are_shown_and_nothing_is_made(listing: Listing, cast: Cast) -> None:
    old = seen(listing)
    add_version(listing, listing.patents[0], FeePlan(FeeKind.LUMP_SUM, amount_fen=9_000_000))
    with pytest.raises(TermsChanged) as caught:
        actions.accept(listing.id, by=cast.workshop, seen_hash=old)
    assert [str(difference.label.en) for difference in caught.value.differences] == ["Fee"]
    assert db.session.query(Deal).count() == 0


def test_a_hash_nobody_published_is_refused_without_a_difference(listing: Listing, cast: Cast) -> None:
    with pytest.raises(TermsChanged) as caught:
        actions.accept(listing.id, by=cast.workshop, seen_hash="f" * 64)
    assert caught.value.differences == []


def test_a_price_change_never_touches_a_deal(deal: Deal, listing: Listing) -> None:
    before = deal.terms_hash
    add_version(listing, listing.patents[0], FeePlan(FeeKind.LUMP_SUM, amount_fen=9_000_000))
    db.session.refresh(deal)
    assert deal.terms_hash == before
    assert deal.fee_plan == LUMP_SUM


def test_the_last_place_goes_once(cast: Cast) -> None:
    listing = make_listing(cast.university.organisation, quota=1)
    actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing))
    with pytest.raises(StepRefused) as caught:
        actions.accept(listing.id, by=cast.stranger, seen_hash=seen(listing))
    assert caught.value.code == "NO_PLACES_LEFT"
    assert listing.slots_left == 0


def test_a_second_licence_leads_to_the_first(deal: Deal, listing: Listing, cast: Cast) -> None:
    with pytest.raises(StepRefused) as caught:
        actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing))
    assert caught.value.code == "ALREADY_RUNNING"
    assert caught.value.link == f"/deals/{deal.number}"


@pytest.mark.parametrize(
    ("who", "columns", "code"),
    [
        ("university", {}, "OWN_LISTING"),
        ("stranger", {"small_only": True}, "SMALL_ONLY"),
    ],
)
def test_who_may_accept(cast: Cast, who: str, columns: dict[str, bool], code: str) -> None:
    listing = make_listing(cast.university.organisation, **columns)
    with pytest.raises(RuleBroken) as caught:
        actions.accept(listing.id, by=getattr(cast, who), seen_hash=seen(listing))
    assert caught.value.code == code


def test_a_small_firm_may_take_what_is_for_small_firms(cast: Cast) -> None:
    listing = make_listing(cast.university.organisation, small_only=True)
    assert actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing)).state is S.ACCEPTED


def test_a_declaration_is_not_accepted_like_an_offer(cast: Cast) -> None:
    listing = make_listing(cast.university.organisation, Channel.STATUTORY)
    with pytest.raises(StepRefused) as caught:
        actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing))
    assert caught.value.code == "WRONG_CHANNEL"


def test_a_stale_file_is_not_signed_over(deal: Deal, cast: Cast) -> None:
    printed(deal)
    with pytest.raises(StepRefused) as caught:
        actions.sign(deal, by=cast.workshop, signed=signature(b"older", ONCE))
    assert caught.value.code == "SOMEBODY_WAS_QUICKER"


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        # The licensee signs first; nobody signs for it, and a clerk has no mandate.
        ("university", NotAllowed),
        ("stranger", NotAllowed),
        ("office", NotAllowed),
    ],
)
def test_who_may_sign_first(deal: Deal, cast: Cast, who: str, outcome: type[Exception]) -> None:
    printed(deal)
    with pytest.raises(outcome):
        actions.sign(deal, by=getattr(cast, who), signed=signature(PRINTED, ONCE))


def test_a_clerk_cannot_sign(deal: Deal, cast: Cast) -> None:
    printed(deal)
    clerk: User = cast.workshop
    clerk.role_names = [Role.CLERK]
    with pytest.raises(NotAllowed):
        actions.sign(deal, by=clerk, signed=signature(PRINTED, ONCE))


def test_unsigned_it_lapses_and_the_place_goes_back(cast: Cast) -> None:
    listing = make_listing(cast.university.organisation, quota=1)
    deal = actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing))
    printed(deal)
    db.session.commit()
    key = f"signing_lapses:{deal.id}"
    with clock.at(again(deal).sign_by):
        jobs.run(key, strict=True)
    deal = again(deal)
    assert deal.state is S.SIGNING, "the last day itself still counts"
    with clock.at(deal.sign_by + timedelta(days=1)):
        jobs.run(key, strict=True)
    deal, listing = again(deal), again(listing)
    assert (deal.state, listing.slots_left, deal.running) == (S.LAPSED, 1, False)


@pytest.mark.parametrize(("step", "who"), [("withdraw", "workshop"), ("decline", "university")])
def test_stepping_back_before_it_binds(cast: Cast, step: str, who: str) -> None:
    listing = make_listing(cast.university.organisation, quota=3)
    deal = actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing))
    getattr(actions, step)(deal, by=getattr(cast, who), reason="不合适")
    db.session.refresh(listing)
    assert listing.slots_left == 3
    assert not deal.running
    again = actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing))
    assert again.id != deal.id


def test_leaving_in_the_free_period_owes_nothing(cast: Cast) -> None:
    plan = FeePlan.from_json(
        {
            "kind": "lump_sum",
            "amount_fen": 3_500_000,
            "use_first": {
                "free_months": 6,
                "scope": "trial",
                "trigger": {"combine": "earliest", "conditions": [{"kind": "after_months", "months": 6}]},
                "exit_notice_days": 15,
            },
        }
    )
    listing = make_listing(cast.university.organisation, plan=plan)
    deal = put_in_force(actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing)), cast)
    with clock.at(clock.add_months(deal.effective_on, 6) + timedelta(days=1)), pytest.raises(StepRefused):
        actions.exit_(deal, by=cast.workshop)
    actions.exit_(deal, by=cast.workshop)
    assert deal.state is S.EXITED


def test_the_term_ends_by_itself(deal: Deal, cast: Cast) -> None:
    put_in_force(deal, cast)
    db.session.commit()
    with clock.at(deal.ends_on + timedelta(days=1)):
        jobs.run(f"term_ends:{deal.id}", strict=True)
    assert again(deal).state is S.COMPLETED


def test_a_licence_never_outlives_the_patent(cast: Cast) -> None:
    """Civil Code art. 865: a patent licence contract is valid only while the patent right lives."""
    listing = make_listing(cast.university.organisation)
    expires = clock.today() + timedelta(days=400)
    terms = deepcopy(listing.versions[-1].terms)
    terms["patents"][0]["expires_on"] = expires.isoformat()
    listing.versions[-1].terms = terms
    deal = put_in_force(actions.accept(listing.id, by=cast.workshop, seen_hash=seen(listing)), cast)
    assert deal.ends_on == expires


def test_the_party_whose_turn_it_is_gets_a_letter(deal: Deal, cast: Cast) -> None:
    printed(deal)
    letters = [job.payload for job in db.session.query(jobs.Job).filter_by(kind="mail")]
    assert [letter["to"] for letter in letters] == [cast.workshop.email]
    assert deal.number in letters[0]["subject"]
