"""Accepting a platform offer as posted: the place is taken, the terms freeze, signing opens."""

from typing import Any

from marketplace.accounts.models import User
from marketplace.contracts.actions import beginning
from marketplace.contracts.events import DealBegun
from marketplace.contracts.models import Deal
from marketplace.kit import clock
from marketplace.kit.errors import StepRefused
from marketplace.kit.events import announce
from marketplace.kit.jobs import Order, enqueue_all
from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.workflows import engine
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import Party

SIGNING_DAYS = 15  # the setting SIGNING_DAYS overrides it


def accept(
    listing_id: int, *, by: User, seen_hash: str, signing_days: int = SIGNING_DAYS, request_key: str | None = None
) -> Deal:
    """Take a licence on the posted terms.

    seen_hash:    hash of the terms the person read; it travels with the click
    signing_days: days until it lapses unsigned, the last one included
    request_key:  the form's own key, kept in the history
    Raises TermsChanged, StepRefused (closed, no places, running already), RuleBroken (who may).
    """
    beginning.check_no_office(by.organisation)
    listing = beginning.locked_listing(listing_id)
    if listing.channel is not Channel.PLATFORM:
        raise StepRefused(
            Words("法定开放许可要用书面通知取得。", "An open licence is taken by written notice."), code="WRONG_CHANNEL"
        )
    beginning.check_open(listing)
    version = beginning.seen_version(listing, seen_hash)
    beginning.check_licensee(listing, by.organisation)
    beginning.take_slot(listing)
    sign_by = clock.deadline(clock.today(), days=signing_days).last_day
    deal = beginning.birth(listing, version, by, DealState.ACCEPTED, sign_by=sign_by)
    engine.begin(
        ORDINARY_DEAL,
        deal,
        by,
        party=Party.LICENSEE,
        facts={"listing": listing.number, "version": version.number, "terms": deal.terms_hash},
        request_key=request_key,
    )
    about: dict[str, Any] = {"subject": ("deal", deal.id), "payload": {"deal_id": deal.id}}
    enqueue_all(
        [
            Order("contract_pdf", f"contract_pdf:{deal.id}", **about),
            Order("signing_lapses", f"signing_lapses:{deal.id}", **about, due_at=clock.end_of(sign_by)),
        ]
    )
    announce(DealBegun(deal.id))
    return deal
