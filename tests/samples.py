"""Sample arguments for every address that has some: SAMPLES[endpoint](cast, own) → arguments.

own:  an object that `cast.university` takes part in; for addresses of an office, one that `cast.office` answers for
else: one that belongs to others
None: there is none to try: a public object belongs to nobody, a letter's link to whoever holds it
Each call makes a fresh object.
An endpoint with arguments and no sample fails tests/accounts/test_every_route.py.
"""

from collections.abc import Callable
from secrets import randbelow, token_hex
from typing import Any

from marketplace.accounts.models import Invitation, Organisation, OrganisationKind
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.files import keep, put
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Royalty
from tests.cast import Cast, make_organisation
from tests.listings.samples import SAMPLES as LISTINGS
from tests.makers import make_listing
from tests.patents.samples import SAMPLES as PATENTS

Arguments = dict[str, Any]
Sample = Callable[[Cast, bool], Arguments | None]

ABROAD = "210200"  # a city that cast.office does not answer for


def _member(cast: Cast, own: bool) -> Arguments:
    return {"user_id": (cast.university if own else cast.workshop).id}


def _invitation(cast: Cast, own: bool) -> Arguments:
    row = Invitation(
        organisation_id=(cast.university if own else cast.workshop).organisation_id,
        email="guest@example.org",
        role_names=["reader"],
        token_hash=token_hex(32),
        purpose="join",
        created_at=clock.now(),
        expires_at=clock.now().replace(year=2099),
    )
    db.session.add(row)
    db.session.commit()
    return {"invitation_id": row.id}


def _organisation(cast: Cast, own: bool) -> Arguments:
    if own:
        return {"organisation_id": cast.university.organisation_id}
    serial = f"{randbelow(10**8):08d}"
    organisation = make_organisation(f"大连路远样例{serial}有限公司", OrganisationKind.ENTERPRISE, serial, area=ABROAD)
    db.session.commit()
    return {"organisation_id": organisation.id}


def _with_paper(cast: Cast, own: bool) -> Arguments:
    arguments = _organisation(cast, own)
    found = db.session.get_one(Organisation, arguments["organisation_id"])
    found.claim_paper = keep(b"%PDF-", "licence.pdf", "application/pdf", found.id, "claim_paper").sha256
    found.claim_paper_name = "licence.pdf"
    db.session.commit()
    return arguments


def _deal(cast: Cast, own: bool) -> Deal:
    """A deal of the university's; of others, one between the workshop and the stranger."""
    holder = cast.university if own else cast.stranger
    listing = make_listing(holder.organisation)
    by = cast.workshop
    deal = contracts.accept(listing.id, by=by, seen_hash=listing.versions[-1].terms_hash)
    contracts.keep_document(deal, DocumentKind.CONTRACT, "zh", sha256=put(b"%PDF-"), pages=1)
    db.session.commit()
    return deal


def _deal_number(cast: Cast, own: bool) -> Arguments:
    return {"number": _deal(cast, own).number}


def _paid_number(cast: Cast, own: bool) -> Arguments:
    """A statutory deal whose voucher is in: the holder is to say whether the money arrived."""
    holder = cast.university if own else cast.stranger
    plan = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=500_000, royalty=Royalty(rate_ppm=20_000))
    listing = make_listing(holder.organisation, Channel.STATUTORY, plan)
    notice = {"products": "样品", "starts_on": clock.today().isoformat(), "accepts": True}
    hash_ = listing.versions[-1].terms_hash
    deal = contracts.give_notice(listing.id, by=cast.workshop, seen_hash=hash_, notice=notice)
    voucher = keep(b"%PDF-", "voucher.pdf", "application/pdf", None, "voucher").sha256
    contracts.report_payment(deal, by=cast.workshop, paid_on=clock.today(), paid_fen=500_000, voucher=voucher)
    db.session.commit()
    return {"number": deal.number}


def _proof(cast: Cast, own: bool) -> Arguments | None:
    """Anybody may check a contract."""
    return {"verification_id": _deal(cast, True).verification_id} if own else None


def _document(cast: Cast, own: bool) -> Arguments:
    return {"public_id": _deal(cast, own).documents[0].public_id}


def _listing_to_accept(cast: Cast, own: bool) -> Arguments | None:
    """Published listings are for everybody."""
    if not own:
        return None
    listing = make_listing(cast.stranger.organisation)
    db.session.commit()
    return {"number": listing.number}


DEAL_PAGES = ["show", "contract", "withdraw", "decline", "exit", "terminate", "sign", "countersign"]
PAID_PAGES = ["voucher", "confirm", "pay", "dispute"]

SAMPLES: dict[str, Sample] = {
    **PATENTS,
    **LISTINGS,
    **{f"contracts.{name}": _deal_number for name in DEAL_PAGES},
    "contracts.document": _document,
    "contracts.accept": _listing_to_accept,
    **{f"contracts.{name}": _paid_number for name in PAID_PAGES},
    "contracts.verify": _proof,
    "static": lambda cast, own: {"filename": "css/jingzhe.css"} if own else None,
    "home.language": lambda cast, own: {"code": "en"} if own else None,
    "workflows.show": lambda cast, own: {"name": "verification"} if own else None,
    "workflows.drawing": lambda cast, own: {"name": "verification"} if own else None,
    "accounts.reset_password": lambda cast, own: None,
    "accounts.join": lambda cast, own: None,
    "accounts.member": _member,
    "accounts.remove_member": _member,
    "accounts.withdraw_invitation": _invitation,
    "accounts.show": _organisation,
    "accounts.claim_paper": _with_paper,
    "accounts.verify": _organisation,
    "accounts.return_organisation": _organisation,
}
