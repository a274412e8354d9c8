"""What happens to a deal by itself on a legal day."""

from marketplace.contracts.actions.ending import end
from marketplace.contracts.actions.telling import tell_lapsed
from marketplace.contracts.models import Deal
from marketplace.workflows.parties import CLOCK


def expire_unsigned(deal: Deal) -> None:
    """The days for signing are over: the deal lapses and its place goes back."""
    end(deal, "lapse", CLOCK)


def expire_unverified(deal: Deal) -> None:
    """The days for which the place was kept are over: the deal lapses, its place goes back, both are told."""
    end(deal, "lapse_unverified", CLOCK)
    tell_lapsed(deal)


def complete(deal: Deal) -> None:
    """The term is over."""
    end(deal, "complete", CLOCK)
