"""A licence under a declaration: written notice, payment, the holder's confirmation.

Source: Patent Law art. 50(1) (any unit or person), 51(1); Guidelines part V ch. 11 §6.
"""

from datetime import date, datetime
from typing import Any

from marketplace.accounts.actions import allowances
from marketplace.accounts.models import User
from marketplace.accounts.rules.allowances import Act
from marketplace.contracts.actions import beginning
from marketplace.contracts.actions.effect import take_effect
from marketplace.contracts.events import DealBegun
from marketplace.contracts.models import Deal
from marketplace.kit import clock, money
from marketplace.kit.errors import RuleBroken, StepRefused
from marketplace.kit.events import announce
from marketplace.kit.jobs import enqueue
from marketplace.kit.words import Words
from marketplace.listings.models import ListingVersion
from marketplace.listings.rules.channel import Channel
from marketplace.workflows import engine
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.open_licence_deal import OPEN_LICENCE_DEAL
from marketplace.workflows.parties import PLATFORM, Party


def give_notice(
    listing_id: int, *, by: User, seen_hash: str, notice: dict[str, Any], request_key: str | None = None
) -> Deal:
    """Tell the holder in writing that the licence is taken on the announced terms.

    notice: products (what will be made), starts_on (planned first day of use, ISO), accepts (the statement was ticked)
    Received when it enters this system, the one the holder named (Electronic Signature Law art. 11).
    A free licence is in force at once, marked as yet to be confirmed by practice.
    Raises TermsChanged, StepRefused, RuleBroken, NotAllowed (address not confirmed).
    """
    beginning.check_no_office(by.organisation)
    listing = beginning.locked_listing(listing_id)
    if listing.channel is not Channel.STATUTORY:
        raise StepRefused(
            Words("平台报价不用书面通知，直接接受。", "A platform offer is accepted, not notified."),
            code="WRONG_CHANNEL",
        )
    beginning.check_open(listing)
    version = beginning.seen_version(listing, seen_hash)
    standing = beginning.check_licensee(listing, by.organisation)  # verified or not: any unit or person, art. 50
    allowances.require(Act.NOTIFY, by)
    _check_start(date.fromisoformat(notice["starts_on"]), version)
    now = clock.now()
    arrived = {"notice": notice, "notice_received_at": now}
    deal = beginning.birth(listing, version, by, DealState.NOTICE_RECEIVED, is_verified=standing.is_verified, **arrived)
    engine.begin(
        OPEN_LICENCE_DEAL,
        deal,
        by,
        party=Party.LICENSEE,
        facts={
            "listing": listing.number,
            "version": version.number,
            "terms": deal.terms_hash,
            "notice": notice,
            "licensee_verified": standing.is_verified,
        },
        request_key=request_key,
    )
    enqueue("notice_pdf", f"notice_pdf:{deal.id}", subject=("deal", deal.id), payload={"deal_id": deal.id})
    if deal.owes_nothing_at_start:
        engine.take(OPEN_LICENCE_DEAL, "take_effect", deal, PLATFORM)
        deal.to_be_confirmed = True
        _in_force(deal, now)
    announce(DealBegun(deal.id))
    return deal


def _check_start(starts_on: date, version: ListingVersion) -> None:
    """A plan that the notice tells the holder; effect never depends on it.

    Raises RuleBroken for a first day of use that is over already, or after the patent's life.
    """
    last = min(date.fromisoformat(patent["expires_on"]) for patent in version.terms["patents"])
    if not clock.today() <= starts_on <= last:
        raise RuleBroken(
            Words(
                f"打算从 {starts_on} 开始用不行：只能在今天到 {last}（专利到期）之间。",
                f"Use cannot begin on {starts_on}: choose a day from today to {last}, when the patent expires.",
            ),
            code="START_OUT_OF_RANGE",
            cure=Words("改成今天或以后的日子。", "Choose today or a later day."),
            field="starts_on",
        )


def _in_force(deal: Deal, at: datetime) -> None:
    take_effect(deal, at)
    enqueue("confirmation_pdf", f"confirmation_pdf:{deal.id}", subject=("deal", deal.id), payload={"deal_id": deal.id})


def report_payment(deal: Deal, *, by: User, paid_on: date, paid_fen: int, voucher: str, voucher_name: str = "") -> None:
    """The licensee hands in the payment voucher.

    voucher:      SHA-256 of the stored file
    voucher_name: what the licensee calls it
    Raises RuleBroken when the amount is not what is due at the start, or the day lies ahead.
    """
    if paid_on > clock.today():
        raise RuleBroken(
            Words("付款日不能在今天之后。", "The day of payment cannot lie ahead."),
            code="PAID_IN_FUTURE",
            field="paid_on",
        )
    due = deal.due_at_start_fen
    if paid_fen != due:
        raise RuleBroken(
            Words(
                f"公告的价钱开始时应付 {money.yuan(due)} 元，您填的是 {money.yuan(paid_fen)} 元。",
                f"{money.yuan(due)} yuan is due at the start as announced; you entered {money.yuan(paid_fen)}.",
            ),
            code="PAID_AMOUNT",
            cure=Words("按公告的价钱付，多付少付都不算数。", "Pay exactly what was announced."),
            article=Words("专利法第五十一条第一款", "Patent Law art. 51(1)"),
            field="paid_fen",
        )
    deal.paid_on, deal.paid_fen = paid_on, paid_fen
    deal.voucher_file, deal.voucher_name = voucher, voucher_name
    engine.take(
        OPEN_LICENCE_DEAL,
        "pay",
        deal,
        by,
        facts={"paid_on": paid_on.isoformat(), "paid_fen": paid_fen},
        documents=(voucher,),
    )


def confirm_payment(deal: Deal, *, by: User) -> None:
    """The holder confirms that the money arrived: in force from the later of notice and payment."""
    assert deal.paid_on is not None
    assert deal.notice_received_at is not None
    engine.take(
        OPEN_LICENCE_DEAL,
        "confirm",
        deal,
        by,
        facts={"paid_on": deal.paid_on.isoformat(), "paid_fen": deal.paid_fen},
        documents=(deal.voucher_file,) if deal.voucher_file else (),
    )
    _in_force(deal, max(deal.notice_received_at, clock.start_of(deal.paid_on)))


def dispute_payment(deal: Deal, *, by: User, reason: str) -> None:
    """The holder says the money has not arrived; the licensee may hand in another voucher."""
    engine.take(
        OPEN_LICENCE_DEAL,
        "dispute",
        deal,
        by,
        reason=reason,
        documents=(deal.voucher_file,) if deal.voucher_file else (),
    )
    deal.paid_on = deal.paid_fen = deal.voucher_file = None
    deal.voucher_name = ""
