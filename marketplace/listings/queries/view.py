"""A listing as its holder's page shows it: whose turn, which steps, the picture, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from marketplace.kit.i18n import _
from marketplace.kit.pages import moment
from marketplace.kit.words import Words
from marketplace.listings.models import Listing
from marketplace.listings.queries.finding import workflow_of
from marketplace.listings.rules.channel import Channel
from marketplace.workflows import engine, history
from marketplace.workflows.diagram import Flow, flow
from marketplace.workflows.models import StepTaken
from marketplace.workflows.parties import parties_of
from marketplace.workflows.table import Wait, Workflow

AT_ONCE = frozenset({"pause", "resume", "pass_on"})  # can be undone or only hand on: no page in between
FILLED_IN = frozenset({"has_announcement", "has_withdrawal_date"})  # guards that the step's own page fills
FIRST = ("announce", "announce_withdrawal")  # what a waiting state most often comes to
STOPPED = frozenset({"returned", "not announced", "ended by office", "discarded", "correction"})


@dataclass(frozen=True)
class Button:
    """A step as the buttons show it; `message` says why it is refused."""

    name: str
    label: str
    url: str = ""
    message: Words | None = None
    article: Words | None = None
    cure: Words | None = None


@dataclass(frozen=True)
class Entry:
    """A line of the timeline. status: now | past | stop"""

    status: str
    when: str
    title: str
    text: str = ""
    who: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class ListingView:
    workflow: Workflow
    state_name: str
    wait: Wait | None
    is_mine: bool
    open_steps: Sequence[Button]
    refused_steps: Sequence[Button]
    flow: Flow
    timeline: Sequence[Entry]
    steps: int
    chain_is_sound: bool


def step_url(listing: Listing, name: str) -> str:
    return url_for(f"listings.{name}", number=listing.number)


def buttons(listing: Listing, user: Any) -> tuple[list[Button], list[Button]]:
    """The steps open to this person, and those refused with the reason."""
    open_steps: list[Button] = []
    refused: list[Button] = []
    for found in engine.open_to(workflow_of(listing), listing, user):
        if _is_other_road(listing, found.step.guards):
            continue
        name = found.step.name
        url = "" if name in AT_ONCE else step_url(listing, name)
        unmet = {guard for guard in found.step.guards if not getattr(listing, guard)}
        is_open = found.refusal is None or (bool(unmet) and unmet <= FILLED_IN)
        button = Button(name, found.step.label, url, None if is_open else found.refusal)
        (open_steps if is_open else refused).append(button)
    open_steps.sort(key=lambda button: button.name not in FIRST)
    return open_steps, refused


def _is_other_road(listing: Listing, guards: tuple[str, ...]) -> bool:
    """Sending to the office where offices do not check, and publishing where they do, are no steps to show."""
    other = "office_leaves_offers" if listing.needs_office_check else "office_checks_offers"
    return other in guards


def publishing_step(listing: Listing) -> str:
    """The page of the step that takes this draft out of the house; empty when it has none."""
    if listing.channel is Channel.STATUTORY:
        name = "submit"
    elif listing.versions:
        name = "reprice"
    else:
        name = "send" if listing.needs_office_check else "publish"
    return step_url(listing, name)


def _past(workflow: Workflow, taken: StepTaken) -> Entry:
    title = _("Begun") if taken.step == "begin" else _(workflow.step(taken.step).label)
    who = _("by itself") if taken.actor_id is None else taken.actor_name
    return Entry("stop" if taken.target in STOPPED else "past", moment(taken.at), title, taken.reason, who, taken.hash)


def view(listing: Listing, user: Any) -> ListingView:
    workflow = workflow_of(listing)
    taken = history.steps_of(workflow.name, listing.id)
    wait = workflow.waits.get(listing.state)
    now = [Entry("now", _("Now"), _(wait.question))] if wait else []
    open_steps, refused = buttons(listing, user)
    return ListingView(
        workflow=workflow,
        state_name=_(workflow.names[listing.state]),
        wait=wait,
        is_mine=wait is not None and wait.party in parties_of(user, listing),
        open_steps=open_steps,
        refused_steps=refused,
        flow=flow(workflow, listing.state, taken, _),
        timeline=[*now, *(_past(workflow, one) for one in reversed(taken))],
        steps=len(taken),
        chain_is_sound=not any(history.verify(workflow.name, listing.id)),
    )
