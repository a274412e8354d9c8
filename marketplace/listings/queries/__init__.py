"""Everything that reads listings."""

from marketplace.listings.queries.finding import (
    count_open,
    listing_by_id,
    live_listing_of,
    managed_listing,
    mine,
    named,
    newest,
    own_listing,
    patents_to_offer,
    public_listing,
    readable_listing,
    workflow_of,
)
from marketplace.listings.queries.judging import standing_bars

__all__ = [
    "count_open",
    "listing_by_id",
    "live_listing_of",
    "managed_listing",
    "mine",
    "named",
    "newest",
    "own_listing",
    "patents_to_offer",
    "public_listing",
    "readable_listing",
    "standing_bars",
    "workflow_of",
]
