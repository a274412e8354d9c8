"""Accepting a platform offer as posted: the place is taken, the terms freeze, signing opens."""

from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import User
from marketplace.contracts.actions import beginning, reserving
from marketplace.contracts.events import DealBegun
from marketplace.contracts.models import Deal
from marketplace.contracts.rules.holding import Limits
from marketplace.kit import clock
from marketplace.kit.errors import StepRefused
from marketplace.kit.events import announce
from marketplace.kit.jobs import Order, enqueue_all
from marketplace.kit.words import Words
from marketplace.listings.models import Listing, ListingVersion
from marketplace.listings.rules.channel import Channel
from marketplace.workflows import engine
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import Party

DEFAULTS = Limits()  # the settings override them


def accept(
    listing_id: int, *, by: User, seen_hash: str, limits: Limits = DEFAULTS, request_key: str | None = None
) -> Deal:
    """Take a licence on the posted terms.

    seen_hash:   hash of the terms the person read; it travels with the click
    limits:      how long the place is kept
    request_key: the form's own key, kept in the history
    For a licensee that is not verified the place is kept some days only; it signs when it is verified.
    Raises TermsChanged, StepRefused (closed, no places, running already), RuleBroken (who may), NotAllowed (address
    not confirmed), TooMany (deals not signed).
    """
    beginning.check_no_office(by.organisation)
    listing = beginning.locked_listing(listing_id)
    if listing.channel is not Channel.PLATFORM:
        raise StepRefused(
            Words("法定开放许可要用书面通知取得。", "An open licence is taken by written notice."), code="WRONG_CHANNEL"
        )
    beginning.check_open(listing)
    version = beginning.seen_version(listing, seen_hash)
    standing = beginning.check_licensee(listing, by.organisation)
    hold_until = reserving.check_room(listing, by, standing, limits)
    beginning.take_slot(listing)
    sign_by = clock.deadline(clock.today(), days=limits.signing_days).last_day
    deal = _born(listing, version, by, sign_by=sign_by, hold_until=hold_until)
    facts = {"listing": listing.number, "version": version.number, "terms": deal.terms_hash}
    if hold_until is not None:
        facts["hold_until"] = hold_until.isoformat()
    engine.begin(ORDINARY_DEAL, deal, by, party=Party.LICENSEE, facts=facts, request_key=request_key)
    enqueue_all(_orders(deal))
    announce(DealBegun(deal.id))
    return deal


def _born(listing: Listing, version: ListingVersion, by: User, *, sign_by: date, hold_until: date | None) -> Deal:
    """The deal. Of two acceptances in the same instant by a licensee that is not verified, one is refused."""
    is_verified = hold_until is None
    days = {"sign_by": sign_by, "hold_until": hold_until}
    try:
        return beginning.birth(listing, version, by, DealState.ACCEPTED, is_verified=is_verified, **days)
    except IntegrityError as twin:
        if is_verified:
            raise
        raise reserving.second() from twin


def _orders(deal: Deal) -> list[Order]:
    """To print the contract, and to look again when the days to sign, or those to be verified, are over."""
    about: dict[str, Any] = {"subject": ("deal", deal.id), "payload": {"deal_id": deal.id}}
    assert deal.sign_by is not None
    found = [
        Order("contract_pdf", f"contract_pdf:{deal.id}", **about),
        Order("signing_lapses", f"signing_lapses:{deal.id}", **about, due_at=clock.end_of(deal.sign_by)),
    ]
    if deal.hold_until is not None:
        found.append(Order("hold_lapses", f"hold_lapses:{deal.id}", **about, due_at=clock.end_of(deal.hold_until)))
    return found
