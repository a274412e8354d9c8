"""A listing as its holder's page shows it: where it stands and what can be done."""

from typing import Any

from flask import url_for

from marketplace.kit.i18n import N_
from marketplace.listings.models import Listing
from marketplace.listings.queries.finding import workflow_of
from marketplace.listings.rules.channel import Channel
from marketplace.workflows import standing
from marketplace.workflows.engine import OpenStep
from marketplace.workflows.standing import Button, Standing

AT_ONCE = frozenset({"pause", "resume", "pass_on"})  # can be undone or only hand on: no page in between


def step_url(listing: Listing, name: str) -> str:
    return url_for(f"listings.{name}", number=listing.number)


def buttons(listing: Listing, user: Any) -> tuple[list[Button], list[Button]]:
    """The steps open to this person, and those refused with the reason."""
    return standing.buttons(
        workflow_of(listing), listing, user, lambda name: _page(listing, name), lambda one: _is_other_road(listing, one)
    )


def _page(listing: Listing, name: str) -> str:
    return "" if name in AT_ONCE else step_url(listing, name)


def _is_other_road(listing: Listing, one: OpenStep) -> bool:
    """Sending to the office where offices do not check, and publishing where they do, are no steps to show."""
    other = "office_leaves_offers" if listing.needs_office_check else "office_checks_offers"
    return other in one.step.guards


def publishing_step(listing: Listing) -> str:
    """The page of the step that takes this draft out of the house; empty when it has none."""
    if listing.channel is Channel.STATUTORY:
        name = "submit"
    elif listing.versions:
        name = "reprice"
    else:
        name = "send" if listing.needs_office_check else "publish"
    return step_url(listing, name)


def view(listing: Listing, user: Any) -> Standing:
    return standing.standing(
        workflow_of(listing),
        listing,
        user,
        begun=N_("Begun"),
        url=lambda name: _page(listing, name),
        hidden=lambda one: _is_other_road(listing, one),
    )
