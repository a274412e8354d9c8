"""Sample arguments for the addresses of listings, for the walk of every route."""

from collections.abc import Callable
from itertools import count
from typing import Any

from marketplace.kit import clock, transactions
from marketplace.listings import actions
from marketplace.listings.models import Listing
from tests.cast import Cast
from tests.listings.market import make_declaration, make_draft
from tests.listings.scans import store_scan

Sample = Callable[[Cast, bool], dict[str, Any] | None]
_serials = count(50_000)


def _draft(cast: Cast, own: bool) -> Listing:
    listing = make_draft(cast.university if own else cast.stranger, serial=next(_serials))
    transactions.commit()
    return listing


def _declaration(cast: Cast) -> Listing:
    listing = make_declaration(cast.university, serial=next(_serials))
    transactions.commit()
    return listing


def draft_number(cast: Cast, own: bool) -> dict[str, Any]:
    return {"number": _draft(cast, own).number}


def declaration_number(cast: Cast, own: bool) -> dict[str, Any]:
    """Of others, a draft: what is declared is for everybody."""
    return {"number": (_declaration(cast) if own else _draft(cast, False)).number}


def section(cast: Cast, own: bool) -> dict[str, Any]:
    return {**draft_number(cast, own), "section": "fee"}


def consent(cast: Cast, own: bool) -> dict[str, Any]:
    listing = _draft(cast, own)
    row = actions.add_consent(
        listing,
        by=cast.university if own else cast.stranger,
        kind="co_owner",
        name="样例理工大学",
        patent_number=listing.patents[0].number,
        given_on=clock.today(),
        file=store_scan(),
    )
    transactions.commit()
    return {"number": listing.number, "consent_id": row.id}


OFFER_PAGES = ("manage", "consents", "send", "pass_on", "return", "approve", "publish", "reprice", "pause", "resume")
DECLARATION_PAGES = ("show", "declaration", "announcement", "submit", "correct", "refuse", "announce")
WITHDRAWAL_PAGES = ("ask_withdrawal", "announce_withdrawal", "keep", "end")
SAMPLES: dict[str, Sample] = {
    **{f"listings.{name}": draft_number for name in (*OFFER_PAGES, "close", "discard")},
    **{f"listings.{name}": declaration_number for name in (*DECLARATION_PAGES, *WITHDRAWAL_PAGES)},
    "listings.edit": section,
    "listings.consent": consent,
}
