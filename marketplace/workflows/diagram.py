"""A workflow as a drawing, from the table the engine runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.workflows.models import StepTaken
from marketplace.workflows.table import Workflow


@dataclass(frozen=True)
class Node:
    """A state on the picture. status: walked | current | ahead | exit | exit-current"""

    state: str
    name: str
    status: str
    at: datetime | None = None

    @property
    def is_current(self) -> bool:
        return self.status in {"current", "exit-current"}


@dataclass(frozen=True)
class Flow:
    """road: the main road in order; exits: (state it hangs from, node)"""

    road: tuple[Node, ...]
    exits: tuple[tuple[str, Node], ...]


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


def flow(workflow: Workflow, current: StrEnum | None = None, history: Sequence[StepTaken] = ()) -> Flow:
    """The picture of a workflow, with the current state lit and the path taken; none of it without a row."""
    times = _first_times(history)

    def node(state: StrEnum, off_road: bool) -> Node:
        if state == current:
            status = "exit-current" if off_road else "current"
        elif state in times:
            status = "walked"
        else:
            status = "exit" if off_road else "ahead"
        return Node(str(state), workflow.names[state], status, times.get(str(state)))

    road = _road(workflow, times, current)
    exits = []
    for state in states_used(workflow):
        if state in workflow.road:
            continue
        source = next(
            (str(s) for step in workflow.steps if step.target == state for s in step.sources if s in road),
            str(road[-1]),
        )
        exits.append((source, node(state, True)))
    return Flow(tuple(node(state, False) for state in road), tuple(exits))


def dot(workflow: Workflow, label: Mapping[str, str]) -> str:
    """The workflow for Graphviz. `label` turns marked texts into the language of the drawing."""
    lines = [
        f'digraph "{workflow.name}" {{',
        'rankdir=LR; bgcolor="transparent"; node [shape=box, style="rounded", fontname="sans-serif", fontsize=12];',
        'edge [fontname="sans-serif", fontsize=10];',
    ]
    lines += [f'"{state}" [label="{label[workflow.names[state]]}"];' for state in states_used(workflow)]
    for step in workflow.steps:
        lines += [f'"{source}" -> "{step.target}" [label="{label[step.label]}"];' for source in step.sources]
    return "\n".join([*lines, "}"])
