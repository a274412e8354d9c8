"""The fee band of a plan, for the facets of the catalogue."""

from enum import StrEnum

from marketplace.listings.rules.fee_plan.kinds import FeeKind
from marketplace.listings.rules.fee_plan.plan import FeePlan

WAN_FEN = 1_000_000


class Band(StrEnum):
    FREE = "free"
    UNDER_1W = "under_1w"  # below 10,000 yuan
    FROM_1W = "1w_5w"  # 10,000 to below 50,000
    FROM_5W = "5w_20w"  # 50,000 to 200,000
    OVER_20W = "over_20w"  # above 200,000
    ROYALTY = "royalty"


def band(plan: FeePlan) -> Band:
    """Fixed plans by everything they ask for, however it is spread; any royalty is one band."""
    if plan.kind is FeeKind.FREE:
        return Band.FREE
    if plan.royalty is not None:
        return Band.ROYALTY
    fen = plan.amount_fen + sum(one.amount_fen for one in plan.instalments)
    if fen < WAN_FEN:
        return Band.UNDER_1W
    if fen < 5 * WAN_FEN:
        return Band.FROM_1W
    return Band.FROM_5W if fen <= 20 * WAN_FEN else Band.OVER_20W
