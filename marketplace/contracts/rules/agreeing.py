"""From what a listing promises to the frozen terms of one deal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marketplace.contracts.rules.snapshot import SCHEMA, Terms, terms_from_json
from marketplace.kit import clock
from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

CLAUSES_VERSION = "2026-11"
SHORTEST_TERM_MONTHS = 1
NOBODY: Mapping[str, str] = dict.fromkeys(
    ("name", "uscc", "address", "representative", "contact", "phone", "email", "bank", "account"), ""
)


def agreed_terms(
    listing_terms: Mapping[str, Any],
    *,
    listing_hash: str,
    deal: str,
    licensor: Mapping[str, str],
    licensee: Mapping[str, str],
    licensee_verified: bool,
    agreed_on: date,
) -> Terms:
    """The terms of a deal made from a listing's version.

    licensor, licensee: the fields of PartyTerms
    licensee_verified: whether the platform had verified the licensee by then
    Raises RuleBroken when a field cannot stand in a contract.
    """
    shared = ("channel", "sample", "patents", "licence", "fee_plan", "fee_clause", "conditions", "price_includes_vat")
    plain = {name: listing_terms[name] for name in shared}
    plain |= {
        "schema": SCHEMA,
        "deal": deal,
        "agreed_on": agreed_on.isoformat(),
        "clauses_version": CLAUSES_VERSION,
        "listing": {
            "number": listing_terms["listing"],
            "version": listing_terms["version"],
            "terms_hash": listing_hash,
            "declaration_no": listing_terms["declaration_no"],
            "announced_on": listing_terms["announced_on"],
        },
        "licensor": dict(licensor),
        "licensee": dict(licensee),
        "licensee_verified": licensee_verified,
    }
    return terms_from_json(plain)


def preview(listing_terms: Mapping[str, Any], listing_hash: str, agreed_on: date) -> Terms:
    """The same before anybody has accepted: for comparing two versions of a listing."""
    unnamed = {**NOBODY, "name": "—"}
    return agreed_terms(
        listing_terms,
        listing_hash=listing_hash,
        deal="—",
        licensor=unnamed,
        licensee=unnamed,
        licensee_verified=True,
        agreed_on=agreed_on,
    )


def last_day(effective_on: date, term_months: int, patents_expire_on: date) -> date:
    """The last day of a licence: its term, but never beyond the life of the patent.

    effective_on:      day the licence takes effect, Beijing time
    term_months:       calendar months; the term ends on the same-numbered day (or the month's last)
    patents_expire_on: the first last day among the licensed patents
    Raises RuleBroken when the patent has already expired.
    Source: Civil Code art. 865; Implementing Rules art. 5.
    """
    if patents_expire_on < effective_on:
        raise RuleBroken(
            Words(
                f"专利已于 {patents_expire_on} 期满，不能再许可。",
                f"The patent expired on {patents_expire_on}; it cannot be licensed any more.",
            ),
            code="TERM_BEYOND_PATENT",
            article=Words("民法典第八百六十五条", "Civil Code art. 865"),
        )
    return min(clock.add_months(effective_on, term_months), patents_expire_on)
