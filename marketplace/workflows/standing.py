"""Where an object stands in its workflow, as its page shows it: whose turn, which steps, the picture, what happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.kit.i18n import _
from marketplace.kit.pages import moment
from marketplace.kit.words import Words
from marketplace.workflows import engine, history
from marketplace.workflows.diagram import Flow, flow
from marketplace.workflows.models import StepTaken
from marketplace.workflows.parties import Actor, Machine, Party, parties_of
from marketplace.workflows.table import Wait, Workflow


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
    """A line of the timeline. status: future | now | past | stop"""

    status: str
    when: str
    title: str
    text: str = ""
    who: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class Standing:
    """steps_taken: oldest first · timeline: newest first"""

    workflow: Workflow
    state_name: str
    wait: Wait | None
    is_mine: bool
    open_steps: Sequence[Button]
    refused_steps: Sequence[Button]
    flow: Flow
    timeline: Sequence[Entry]
    steps_taken: Sequence[StepTaken]
    chain_is_sound: bool


def buttons(
    workflow: Workflow,
    row: Any,
    actor: Actor | Machine,
    url: Callable[[str], str] = str,
    hidden: Callable[[engine.OpenStep], bool] = lambda one: False,
) -> tuple[list[Button], list[Button]]:
    """The steps open to this person, and those refused with the reason.

    url:    the page of a step; empty for one that is taken at once
    hidden: steps that are no choice here and now
    """
    open_steps: list[Button] = []
    refused: list[Button] = []
    for found in engine.open_to(workflow, row, actor):
        if not hidden(found):
            button = Button(found.step.name, found.step.label, url(found.step.name), found.refusal)
            (refused if found.refusal else open_steps).append(button)
    return open_steps, refused


def _by_machine(taken: StepTaken) -> str:
    return _("by itself") if taken.party == Party.CLOCK else _("By the platform")


def _past(workflow: Workflow, taken: StepTaken, begun: str, who: Callable[[StepTaken], str]) -> Entry:
    title = _(begun) if taken.step == "begin" else _(workflow.step(taken.step).label)
    off_road = taken.target not in {str(state) for state in workflow.road}
    by = _by_machine(taken) if taken.actor_id is None else who(taken)
    return Entry("stop" if off_road else "past", moment(taken.at), title, taken.reason, by, taken.hash)


def standing(
    workflow: Workflow,
    row: Any,
    actor: Actor | Machine,
    *,
    begun: str,
    url: Callable[[str], str],
    who: Callable[[StepTaken], str] = lambda taken: taken.actor_name,
    hidden: Callable[[engine.OpenStep], bool] = lambda one: False,
    future: Sequence[Entry] = (),
    wait: Wait | None = None,
) -> Standing:
    """Everything a page shows about a row's place in its workflow.

    begun:  the marked text for the first line of the history
    who:    how the taker of a step is called
    future: what will come by itself, latest first
    wait:   what it waits for, where that hangs on more than the state; else as the table says
    """
    taken = history.steps_of(workflow.name, row.id)
    wait = wait or workflow.waits.get(row.state)
    is_mine = wait is not None and wait.party in parties_of(actor, row)
    now = [Entry("now", _("Now"), _(wait.question if is_mine else workflow.names[row.state]))] if wait else []
    open_steps, refused = buttons(workflow, row, actor, url, hidden)
    return Standing(
        workflow=workflow,
        state_name=_(workflow.names[row.state]),
        wait=wait,
        is_mine=is_mine,
        open_steps=open_steps,
        refused_steps=refused,
        flow=flow(workflow, row.state, taken, _),
        timeline=[*future, *now, *(_past(workflow, one, begun, who) for one in reversed(taken))],
        steps_taken=taken,
        chain_is_sound=not any(history.verify(workflow.name, row.id)),
    )
