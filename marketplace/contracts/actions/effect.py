"""A licence comes into force, and its last day is fixed."""

from datetime import date, datetime

from marketplace.contracts.events import DealEffective
from marketplace.contracts.models import Deal
from marketplace.contracts.rules.agreeing import last_day
from marketplace.kit import clock
from marketplace.kit.events import announce
from marketplace.kit.jobs import cancel, enqueue


def take_effect(deal: Deal, at: datetime) -> None:
    """Fix the days of a licence that is in force since `at`, and set the clock for its end."""
    deal.effective_at, deal.effective_on = at, clock.day(at)
    expires = min(date.fromisoformat(patent["expires_on"]) for patent in deal.terms["patents"])
    deal.ends_on = last_day(deal.effective_on, int(deal.terms["licence"]["term_months"]), expires)
    cancel(("deal", deal.id), ("signing_lapses",))
    enqueue(
        "term_ends",
        f"term_ends:{deal.id}",
        subject=("deal", deal.id),
        payload={"deal_id": deal.id},
        due_at=clock.end_of(deal.ends_on),
    )
    announce(DealEffective(deal.id))
