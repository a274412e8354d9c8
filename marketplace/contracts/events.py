"""What is announced about deals."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DealBegun:
    """Terms are frozen (platform) or a notice has arrived (statutory)."""

    deal_id: int


@dataclass(frozen=True)
class DealEffective:
    deal_id: int


@dataclass(frozen=True)
class DealEnded:
    """In a final state; `slot_returned` when the place in a capped offer is free again."""

    deal_id: int
    slot_returned: bool
