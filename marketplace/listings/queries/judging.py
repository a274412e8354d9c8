"""What stands in the way of a listing today, and what may already be said of one that is still being written."""

from dataclasses import replace

from marketplace.kit import clock
from marketplace.listings.models import Listing
from marketplace.listings.models.facts import draft_facts
from marketplace.listings.rules.bars import Verdict, judge
from marketplace.listings.rules.fee_plan.simulation import TERM_MONTHS_MOST

PROMISE = "declaration.commits"  # the last tick of all: never missing before the last page is sent


def standing_bars(listing: Listing) -> list[Verdict]:
    """The rules that a published listing breaks today; each has code, message, article and cure."""
    return [verdict for verdict in listing.standing_verdicts() if verdict.blocks]


def unasked(listing: Listing) -> frozenset[str]:
    """Fields of the draft whose page nobody has kept yet."""
    pages = (
        (listing.fee_plan is not None, ("fee_plan", "declaration.basis_note")),
        (bool(listing.term_months), ("term_months",)),
        (bool(listing.conditions), ("declaration.contact", "declaration.other_matters")),
    )
    return frozenset(name for is_kept, names in pages if not is_kept for name in names)


def verdicts_so_far(listing: Listing, *, at_the_end: bool = False) -> list[Verdict]:
    """Every rule on the draft, silent about what was not asked yet; at the end only about the promise.

    While no term is written, the fee is held against the longest there is, as when the fee is kept.
    """
    facts = draft_facts(listing, clock.today())
    silent = frozenset[str]() if at_the_end else unasked(listing)
    if "term_months" in silent:
        facts = replace(facts, term_months=TERM_MONTHS_MOST)
    said = (verdict.without({*silent, PROMISE}) for verdict in judge(facts))
    return [verdict for verdict in said if verdict is not None]
