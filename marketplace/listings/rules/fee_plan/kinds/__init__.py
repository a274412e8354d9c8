"""Every kind of fee, one class each; a new kind is a new class and a line in the table."""

from marketplace.listings.rules.fee_plan.kinds.base import FeeKind, Headline, Kind, Payment
from marketplace.listings.rules.fee_plan.kinds.fixed import Free, Instalments, LumpSum
from marketplace.listings.rules.fee_plan.kinds.running import EntryAndRoyalty, RunningRoyalty

KINDS: dict[FeeKind, Kind] = {
    FeeKind.FREE: Free(),
    FeeKind.LUMP_SUM: LumpSum(),
    FeeKind.INSTALMENTS: Instalments(),
    FeeKind.ROYALTY: RunningRoyalty(),
    FeeKind.ENTRY_AND_ROYALTY: EntryAndRoyalty(),
}

__all__ = ["KINDS", "FeeKind", "Headline", "Kind", "Payment"]
