"""How many places one organisation may keep without having signed: one until it is verified, then a set number."""

from datetime import date

from sqlalchemy import select

from marketplace.accounts.actions import allowances
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.rules.allowances import Act
from marketplace.contracts.actions.beginning import Standing
from marketplace.contracts.models import Deal
from marketplace.contracts.rules.holding import Limits, hold_until
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words
from marketplace.listings.models import Listing
from marketplace.workflows.deal_states import UNSIGNED

GET_VERIFIED = Words(
    "先在“我的单位”送核验；通过后可以再接受别的报价。",
    "Send your papers under “My organisation”; once verified you may accept others.",
)


def check_room(listing: Listing, by: User, standing: Standing, limits: Limits) -> date | None:
    """Whether this member's organisation may keep one more place.

    Returns the last day for which it is kept while the organisation is not verified, else None.
    Raises RuleBroken (ONE_UNTIL_VERIFIED, KEPT_BEFORE, IDENTITY_MISSING), NotAllowed (EMAIL_NOT_CONFIRMED), TooMany.
    """
    if not standing.is_verified and standing.unsigned:
        raise second(_first(by.organisation))
    allowances.require(Act.ACCEPT, by, open_now=standing.unsigned)
    if standing.is_verified:
        return None
    _check_first(listing, by.organisation)
    return hold_until(clock.today(), limits.unverified_hold_days)


def _first(licensee: Organisation) -> Deal | None:
    unsigned = select(Deal).where(Deal.licensee_id == licensee.id, Deal.state.in_(UNSIGNED))
    return db.session.scalar(unsigned.order_by(Deal.id).limit(1))


def second(first: Deal | None = None) -> RuleBroken:
    """The refusal: before it is verified an organisation keeps one place. `first`: what it has accepted, if known."""
    named = f"：{first.title} {first.number}" if first else ""
    english = f": {first.title} {first.number}" if first else ""
    return RuleBroken(
        Words(
            f"单位没核验前只能接受一份报价，您已经接受了一份{named}。",
            f"Before it is verified an organisation may accept one offer; you have accepted one{english}.",
        ),
        code="ONE_UNTIL_VERIFIED",
        cure=GET_VERIFIED,
        link="/organisation",
    )


def _check_first(listing: Listing, licensee: Organisation) -> None:
    """An organisation that is not verified keeps a place of an offer once, and can be asked for its papers at once."""
    if not licensee.has_identity:
        raise RuleBroken(
            Words(
                "单位资料还缺统一社会信用代码、所在地或法定代表人，合同印不全，也送不了核验。",
                "Your credit code, area or legal representative is missing: the contract could not be printed whole,"
                " nor your papers be sent.",
            ),
            code="IDENTITY_MISSING",
            cure=Words("在“我的单位”补齐，再回到这一页。", "Fill them in under “My organisation”, then come back."),
            link="/organisation/edit",
        )
    kept = select(Deal.id).where(
        Deal.listing_id == listing.id,
        Deal.licensee_id == licensee.id,
        Deal.hold_until.is_not(None),
        Deal.running.is_(False),
    )
    if db.session.scalar(kept.limit(1)) is not None:
        raise RuleBroken(
            Words(
                "没核验时，同一份报价的名额只留一次，您单位已经用过。",
                "Before it is verified, a place of the same offer is kept for an organisation once; yours has had it.",
            ),
            code="KEPT_BEFORE",
            cure=Words("先送核验，通过后再来接受。", "Get verified first, then come back and accept."),
            link="/organisation",
        )
