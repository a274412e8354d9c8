"""Stepping back before anybody is bound, leaving in the free period, ending for breach."""

from marketplace.accounts.models import User
from marketplace.contracts.actions.beginning import return_slot
from marketplace.contracts.events import DealEnded
from marketplace.contracts.models import Deal
from marketplace.contracts.queries import workflow_of
from marketplace.kit import clock
from marketplace.kit.events import announce
from marketplace.kit.jobs import cancel
from marketplace.workflows import engine
from marketplace.workflows.deal_states import NEVER_BOUND
from marketplace.workflows.parties import Machine


def end(deal: Deal, step: str, by: User | Machine, reason: str = "") -> None:
    """Take a step into a final state: the deal no longer runs, its clock stops, an unused place goes back."""
    engine.take(workflow_of(deal), step, deal, by, reason=reason)
    deal.running, deal.ended_on = False, clock.today()
    cancel(("deal", deal.id))
    returned = deal.state in NEVER_BOUND and return_slot(deal)
    announce(DealEnded(deal.id, returned))


def withdraw(deal: Deal, *, by: User, reason: str = "") -> None:
    """The licensee steps back before it is bound."""
    end(deal, "withdraw", by, reason)


def decline(deal: Deal, *, by: User, reason: str) -> None:
    """The licensor does not sign."""
    end(deal, "decline", by, reason)


def exit_(deal: Deal, *, by: User, reason: str = "") -> None:
    """The licensee leaves during the free period; nothing is owed."""
    end(deal, "exit", by, reason)


def terminate(deal: Deal, *, by: User, reason: str) -> None:
    """The licensor ends the licence for breach (Civil Code art. 563, 873)."""
    end(deal, "terminate", by, reason)
