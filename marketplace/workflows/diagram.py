"""A workflow as a drawing, from the table the engine runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.kit import clock
from marketplace.workflows.models import StepTaken
from marketplace.workflows.table import Workflow


@dataclass(frozen=True)
class Node:
    """A state on the picture, and the exits that hang from it.

    status: walked | current | ahead | exit
    note:   the day it was reached
    """

    state: str
    label: str
    status: str
    note: str = ""
    exits: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Flow:
    nodes: tuple[Node, ...]


def states_used(workflow: Workflow) -> tuple[StrEnum, ...]:
    """The states this workflow can be in, in the enum's order."""
    used = {workflow.initial} | {step.target for step in workflow.steps}
    return tuple(state for state in workflow.states if state in used)


def _first_times(history: Sequence[StepTaken]) -> Mapping[str, datetime]:
    times: dict[str, datetime] = {}
    for taken in history:
        times.setdefault(taken.target, taken.at)
    return times


def _road(workflow: Workflow, times: Mapping[str, datetime], current: StrEnum | None) -> tuple[StrEnum, ...]:
    """The main road without optional states that were passed by."""
    if current is None or current not in workflow.road:
        return workflow.road
    here = workflow.road.index(current)
    return tuple(state for at, state in enumerate(workflow.road) if at >= here or state in times)


def _hangs_from(workflow: Workflow, state: StrEnum, road: Sequence[StrEnum]) -> StrEnum:
    """The road state nearest before an exit."""
    sources = [source for step in workflow.steps if step.target == state for source in step.sources]
    return next((source for source in sources if source in road), road[-1])


def flow(
    workflow: Workflow,
    current: StrEnum | None = None,
    history: Sequence[StepTaken] = (),
    say: Callable[[str], str] = str,
) -> Flow:
    """The picture of a workflow, with the current state lit and the path taken; nothing lit without a row.

    say: turns a marked text into the reader's language
    """
    times = _first_times(history)

    def node(state: StrEnum, otherwise: str, exits: tuple[Node, ...] = ()) -> Node:
        reached = times.get(str(state))
        status = "current" if state == current else "walked" if reached else otherwise
        note = clock.beijing(reached).strftime("%m-%d") if reached else ""
        return Node(str(state), say(workflow.names[state]), status, note, exits)

    road = _road(workflow, times, current)
    hanging: dict[StrEnum, list[Node]] = {}
    for state in states_used(workflow):
        if state not in workflow.road:
            hanging.setdefault(_hangs_from(workflow, state, road), []).append(node(state, "exit"))
    return Flow(tuple(node(state, "ahead", tuple(hanging.get(state, ()))) for state in road))


def dot(workflow: Workflow, say: Callable[[str], str] = str) -> str:
    """The workflow for Graphviz.

    say: turns a marked text into the language of the drawing
    """
    lines = [
        f'digraph "{workflow.name}" {{',
        'rankdir=LR; bgcolor="transparent"; node [shape=box, style="rounded", fontname="sans-serif", fontsize=12];',
        'edge [fontname="sans-serif", fontsize=10];',
    ]
    lines += [f'"{state}" [label="{say(workflow.names[state])}"];' for state in states_used(workflow)]
    for step in workflow.steps:
        lines += [f'"{source}" -> "{step.target}" [label="{say(step.label)}"];' for source in step.sources]
    return "\n".join([*lines, "}"])
