"""What stands in the way of a listing today."""

from marketplace.listings.models import Listing
from marketplace.listings.rules.bars import Verdict


def standing_bars(listing: Listing) -> list[Verdict]:
    """The rules that a published listing breaks today; each has code, message, article and cure."""
    return [verdict for verdict in listing.standing_verdicts() if verdict.blocks]
